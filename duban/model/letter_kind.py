"""The kinds of letters in Word: what each is called, and in which files it is written (templates/letters.yaml)."""

from collections.abc import Mapping

from pydantic import Field

from duban.model.typed import Model


class LetterKind(Model):
    """One kind."""

    name: str = Field(min_length=1, description="What it is called on the command line.")
    file: str = Field(
        min_length=1,
        description="The file's name without its ending: may speak of plan, cycle, period, as_of, unit and part.",
    )
    only_by_name: bool = Field(
        default=False, description="Whether it is made only where its own name is written, never with all others."
    )
    by_light: bool = Field(
        default=False, description="Whether it tells of lights: other kinds of form than those give no cause for it."
    )
    names_units: bool = Field(
        default=False, description="Whether it says of units what they should have confirmed before (通报前核对)."
    )


class LetterKinds(Model):
    """templates/letters.yaml."""

    kinds: Mapping[str, LetterKind] = Field(description="Name of the template in notices/, without ending → the kind.")

"""The kinds of letters in Word: what each is called, and in which files it is written (templates/letters.yaml)."""

from collections.abc import Mapping
from typing import Annotated

from duban.validation.declaration import Field
from duban.validation.model import Model, fields_of_model


class ListLines(Model):
    """How many lines the lists in a letter's text may take, so that it keeps to its pages; its annexes have them whole.

    A line has 28 characters. Each list is named as the fact of a 通报 that it is.
    """

    together: Annotated[float, Field(gt=0, description="Lines that all lists may take together.")]
    overdue: Annotated[float, Field(gt=0, description="Lines of a milestone that is late.")]
    before_issue: Annotated[float, Field(gt=0, description="Lines of one that was due before the plan was issued.")]
    risks: Annotated[float, Field(gt=0, description="Lines of one that may come to be late.")]
    owing: Annotated[float, Field(gt=0, description="Lines of a unit of which a return is owed.")]
    unexplained: Annotated[float, Field(gt=0, description="Lines of a milestone of which nobody knows how it stands.")]
    requests: Annotated[float, Field(gt=0, description="Lines of what leaders are asked to settle.")]


LISTS = tuple(name for name in fields_of_model(ListLines) if name != "together")
"""The lists that `ListLines` measures, in the order of the text."""


class LetterKind(Model):
    """One kind."""

    name: Annotated[str, Field(min_length=1, description="What it is called on the command line.")]
    file: Annotated[
        str,
        Field(
            min_length=1,
            description="The file's name without its ending: may speak of plan, cycle, period, as_of, unit and part.",
        ),
    ]
    only_by_name: Annotated[
        bool, Field(description="Whether it is made only where its own name is written, never with all others.")
    ] = False
    by_light: Annotated[
        bool, Field(description="Whether it tells of lights: other kinds of form than those give no cause for it.")
    ] = False
    names_units: Annotated[
        bool, Field(description="Whether it says of units what they should have confirmed before (通报前核对).")
    ] = False
    lines: Annotated[
        ListLines | None,
        Field(description="How long the lists in its text may be (`room`); left out, they stand there whole."),
    ] = None


class LetterKinds(Model):
    """templates/letters.yaml."""

    kinds: Annotated[
        Mapping[str, LetterKind], Field(description="Name of the template in notices/, without ending → the kind.")
    ]

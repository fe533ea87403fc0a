"""The one shape of everything that a person types: frozen, and strict about unknown keys."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen; an unknown key is refused; fields answer to their English name and their Chinese alias."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

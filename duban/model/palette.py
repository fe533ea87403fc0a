"""Colours by name: one set for all that the program paints, in Excel, Word and the browser alike."""

from typing import Annotated

from duban.validation.declaration import Field
from duban.validation.model import Model

HexColor = Annotated[str, Field(pattern="^[0-9A-Fa-f]{6}$")]

DEFAULT_PALETTE: dict[str, str] = {
    "input": "FFF9E5",
    "locked": "F7F7F7",
    "head": "E4E9EF",
    "head-input": "FBE7B2",
    "missing": "FFE3B8",
    "carried": "E3F0F8",
    "muted": "595959",
    "line": "808080",
    "red": "FFC7CE",
    "red-ink": "9C0006",
    "yellow": "FFEB9C",
    "yellow-ink": "7F5200",
    "blue": "DDEBF7",
    "blue-ink": "1F4E78",
    "green": "C6EFCE",
    "green-ink": "006100",
    "grey": "D9D9D9",
    "grey-ink": "404040",
    "late": "EDF7EE",
    "late-ink": "006100",
    "bar": "9DB7D5",
}
"""What `-ink` ends is the colour of letters on the fill of that name, and on white."""


class Palette(Model):
    """A set of colours in templates/palettes, laid over the default one where config.yaml names it (配色)."""

    name: Annotated[str, Field(min_length=1, description="What config.yaml calls it.")]
    colors: Annotated[
        dict[str, HexColor], Field(description="By the names of the default palette; others keep its colours.")
    ]

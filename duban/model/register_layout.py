"""办公室登记.xlsx as data (templates/register.yaml): its sheets, their columns, and the words in it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from unicodedata import normalize

from pydantic import Field

from duban.model.base import Model
from duban.model.unit import remove_spaces

REQUIRED_REGISTER_COLUMNS: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"file", "mark", "received", "unit", "code", "grounds", "confirm"}),
    "versions": frozenset({"file", "mark", "received", "unit", "differs", "choose"}),
    "edits": frozenset({"file", "mark", "unit", "sheet", "cell", "label", "was", "problem", "now", "by"}),
    "scans": frozenset({"file", "mark", "received", "unit", "belongs"}),
}
"""Sheet → the columns that the program fills or reads; an office may add others."""
ROW_TAG = "tag"
"""The key of the hidden column by which the program knows its own rows."""
_SHEET_NAME = 31


class RegisterColumn(Model):
    """One column.

    by: who writes in it; `either` is filled by the program, or by the clerk in rows of her own.
    offers: what its dropdown offers; `units` adds the names of all units where they fit.
    strict: nothing else is let in. help: shown beside the cell.
    """

    key: str
    label: Annotated[str, Field(min_length=1)]
    width: Annotated[float, Field(gt=0)] = 12
    by: Literal["program", "clerk", "either"] = "program"
    offers: Literal["", "yes-no", "units"] = ""
    strict: bool = False
    help: str = ""


class RegisterSheet(Model):
    """One sheet. note: under its title. blank: so many empty rows are ready for the clerk's own."""

    name: Annotated[str, Field(min_length=1, max_length=_SHEET_NAME)]
    note: str = ""
    blank: Annotated[int, Field(ge=0, le=100)] = 0
    columns: Annotated[tuple[RegisterColumn, ...], Field(min_length=1)]

    def label(self, key: str) -> str:
        """The header of a column."""
        return next(column.label for column in self.columns if column.key == key)


class RegisterGuide(Model):
    """The first sheet: what the others are for."""

    name: Annotated[str, Field(min_length=1, max_length=_SHEET_NAME)]
    lines: tuple[str, ...]


class RegisterLayout(Model):
    """The workbook. yes, no: the two answers. clear: in place of a value, empties the cell. tag: of a hidden column."""

    file: Annotated[str, Field(min_length=1)]
    yes: str
    no: str
    clear: str
    tag: str
    footer: str = ""
    guide: RegisterGuide
    identity: RegisterSheet
    versions: RegisterSheet
    edits: RegisterSheet
    scans: RegisterSheet

    @property
    def sheets(self) -> Mapping[str, RegisterSheet]:
        """The sheets of decisions by their keys, in order."""
        return {key: getattr(self, key) for key in REQUIRED_REGISTER_COLUMNS}

    def columns_of(self, sheet: str) -> tuple[RegisterColumn, ...]:
        """The columns of a sheet, the hidden one too."""
        return (*self.sheets[sheet].columns, RegisterColumn(key=ROW_TAG, label=self.tag))

    def column_positions(self, sheet: str, labels: Sequence[str]) -> Mapping[str, int]:
        """Column key → where its header stands among these; the first of its kind counts."""
        known = [comparable_label(label) for label in labels]
        wanted = ((column.key, comparable_label(column.label)) for column in self.columns_of(sheet))
        return {key: known.index(label) for key, label in wanted if label in known}


def comparable_label(label: str) -> str:
    """A header for comparing: half-width, no white space."""
    return remove_spaces(normalize("NFKC", label))

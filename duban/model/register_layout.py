"""办公室登记.xlsx as data (templates/register.yaml): its sheets, their columns, and the words in it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from duban.model.typed import Model

REQUIRED_REGISTER_COLUMNS: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"file", "mark", "received", "unit", "code", "grounds", "confirm"}),
    "versions": frozenset({"file", "mark", "received", "unit", "differs", "choose"}),
    "edits": frozenset({"file", "mark", "unit", "sheet", "cell", "label", "was", "problem", "now", "by"}),
    "scans": frozenset({"file", "mark", "received", "unit", "belongs"}),
}
"""Sheet → the columns that the program fills or reads; an office may add others."""
ROW_TAG = "tag"
"""The key of the hidden column by which the program knows its own rows."""
_MAX_SHEET_NAME = 31  # characters that Excel takes


class RegisterColumn(Model):
    """One column."""

    key: Annotated[str, Field(description="By which the program knows it; one that it does not know is the clerk's.")]
    label: Annotated[str, Field(min_length=1, description="Its header.")]
    formerly: Annotated[tuple[str, ...], Field(description="Headers that it had in earlier editions.")] = ()
    width: Annotated[float, Field(gt=0, description="In characters.")] = 12
    by: Annotated[
        Literal["program", "clerk", "either"],
        Field(description="Who writes in it. `either`: the program, or the clerk in rows of her own."),
    ] = "program"
    offers: Annotated[
        Literal["", "yes-no", "units"],
        Field(description="What its dropdown offers; `units` adds the names of all units where they fit."),
    ] = ""
    strict: Annotated[bool, Field(description="Nothing but what is offered is let in.")] = False
    help: Annotated[str, Field(description="Shown beside the cell.")] = ""


class RegisterSheet(Model):
    """One sheet."""

    name: Annotated[str, Field(min_length=1, max_length=_MAX_SHEET_NAME, description="On the tab.")]
    note: Annotated[str, Field(description="Stands under its title.")] = ""
    blank: Annotated[int, Field(ge=0, le=100, description="So many empty rows are ready for the clerk's own.")] = 0
    columns: Annotated[tuple[RegisterColumn, ...], Field(min_length=1, description="From left to right.")]

    def label(self, key: str) -> str:
        """The header of a column."""
        return next(column.label for column in self.columns if column.key == key)


class RegisterGuide(Model):
    """The first sheet: what the others are for."""

    name: Annotated[str, Field(min_length=1, max_length=_MAX_SHEET_NAME, description="On the tab.")]
    lines: Annotated[tuple[str, ...], Field(description="One a row.")]


class RegisterLayout(Model):
    """The workbook."""

    file: Annotated[str, Field(min_length=1, description="Its file name.")]
    yes: Annotated[str, Field(description="The answer that agrees.")]
    no: Annotated[str, Field(description="The answer that refuses.")]
    clear: Annotated[str, Field(description="In place of a value: the cell is to be emptied.")]
    tag: Annotated[str, Field(description="The header of the hidden column by which the program knows its own rows.")]
    footer: Annotated[str, Field(description="On paper, with Excel's own codes.")] = ""
    guide: Annotated[RegisterGuide, Field(description="The first sheet.")]
    identity: Annotated[RegisterSheet, Field(description="身份确认: whose a form is whose code cannot be read.")]
    versions: Annotated[RegisterSheet, Field(description="采用版本: which of two different returns counts.")]
    edits: Annotated[RegisterSheet, Field(description="代改: cells that the clerk puts right herself.")]
    scans: Annotated[RegisterSheet, Field(description="签字件: whose signed copy a scan is.")]

    @property
    def sheets(self) -> Mapping[str, RegisterSheet]:
        """The sheets of decisions by their keys, in order."""
        return {key: getattr(self, key) for key in REQUIRED_REGISTER_COLUMNS}

    def columns_of(self, sheet: str) -> tuple[RegisterColumn, ...]:
        """The columns of a sheet, the hidden one too."""
        return (*self.sheets[sheet].columns, RegisterColumn(key=ROW_TAG, label=self.tag))

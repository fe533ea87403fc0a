"""办公室登记.xlsx as data (templates/register.yaml): its sheets, their columns, and the words in it."""

from collections.abc import Collection, Mapping
from typing import Annotated, Literal, Self

from duban.model.cycle import Cycle
from duban.validation.declaration import Field, ReadingContext
from duban.validation.model import Model
from duban.value_object import replace

ROW_TAG = "tag"
"""The key of the hidden column by which the program knows its own rows."""
_FIRST_SHEETS = ("identity", "versions", "edits", "scans")
"""Those of the first editions, which stood beside the other keys and not under `sheets`."""
_MAX_SHEET_NAME = 31  # characters that Excel takes


class RegisterColumn(Model):
    """One column."""

    key: Annotated[str, Field(description="By which the program knows it; one that it does not know is the clerk's.")]
    label: Annotated[str, Field(min_length=1, description="Its header.")]
    formerly: Annotated[tuple[str, ...], Field(description="Headers that it had in earlier editions.")] = ()
    width: Annotated[float, Field(gt=0, description="In characters.")] = 12.0
    by: Annotated[
        Literal["program", "clerk", "either"],
        Field(description="Who writes in it. `either`: the program, or the clerk in rows of her own."),
    ] = "program"
    offers: Annotated[
        Literal["", "yes-no", "units", "lights"],
        Field(description="What its dropdown offers: yes and no; these and all units, where they fit; or the lights."),
    ] = ""
    holds: Annotated[
        Literal["", "day"], Field(description="`day`: its cells show days, those too in which none stands yet.")
    ] = ""
    choices: Annotated[tuple[str, ...], Field(description="What its dropdown offers, where that is of its own.")] = ()
    strict: Annotated[bool, Field(description="Nothing but what is offered is let in.")] = False
    help: Annotated[str, Field(description="Shown beside the cell.")] = ""
    asked_by: Annotated[
        Literal["", "approval"],
        Field(description="In the sheet only where a form of the plan asks for it: `approval`, 审定 under 填报."),
    ] = ""


class RegisterSheet(Model):
    """One sheet."""

    name: Annotated[str, Field(min_length=1, max_length=_MAX_SHEET_NAME, description="On the tab.")]
    note: Annotated[str, Field(description="Stands under its title.")] = ""
    blank: Annotated[int, Field(ge=0, le=100, description="So many empty rows are ready for the clerk's own.")] = 0
    columns: Annotated[tuple[RegisterColumn, ...], Field(min_length=1, description="From left to right.")]

    def label(self, key: str) -> str:
        """The header of a column."""
        return self.column(key).label

    def asked_for(self, reasons: Collection[str]) -> Self:
        """The sheet with the columns that are asked for by one of these."""
        columns = tuple(column for column in self.columns if column.asked_by in reasons)
        return replace(self, columns=columns)

    def has_column(self, key: str) -> bool:
        """Whether there is a column of this key."""
        return any(column.key == key for column in self.columns)

    def column(self, key: str) -> RegisterColumn:
        """A column by its key."""
        return next(column for column in self.columns if column.key == key)


class RegisterGuide(Model):
    """The first sheet: what the others are for."""

    name: Annotated[str, Field(min_length=1, max_length=_MAX_SHEET_NAME, description="On the tab.")]
    lines: Annotated[tuple[str, ...], Field(description="One a row.")]


class RegisterLayout(Model):
    """The workbook."""

    file: Annotated[str, Field(min_length=1, description="Its file name.")]
    yes: Annotated[str, Field(description="The answer that agrees.")]
    no: Annotated[str, Field(description="The answer that refuses.")]
    everyone: Annotated[str, Field(description="In place of a unit: all of them; empty: as shipped.")] = ""
    clear: Annotated[str, Field(description="In place of a value: the cell is to be emptied.")]
    tag: Annotated[str, Field(description="The header of the hidden column by which the program knows its own rows.")]
    footer: Annotated[str, Field(description="On paper, with Excel's own codes.")] = ""
    guide: Annotated[RegisterGuide, Field(description="The first sheet.")]
    sheets: Annotated[
        Mapping[str, RegisterSheet],
        Field(description="The sheets of decisions by their keys, in order; one that is left out is as shipped."),
    ]

    @classmethod
    def before_reading(cls, data: object, _: ReadingContext, /) -> object:
        """A file of an earlier edition, with its sheets under the key of today."""
        if not isinstance(data, Mapping) or "sheets" in data or not data.keys() & set(_FIRST_SHEETS):
            return data
        others = {key: value for key, value in data.items() if key not in _FIRST_SHEETS}
        return {**others, "sheets": {key: data[key] for key in _FIRST_SHEETS if key in data}}

    def merged_over(self, defaults: Self) -> Self:
        """This layout, with the sheets that only the other one has.

        Args:
            defaults: the shipped one.
        """
        everyone = self.everyone or defaults.everyone
        return replace(self, sheets={**defaults.sheets, **self.sheets}, everyone=everyone)

    def for_cycle(self, cycle: Cycle) -> Self:
        """This layout with the columns that a form of the plan asks for, and no others that it might."""
        reasons = {"", "approval"} if cycle.asks_approval else {""}
        sheets = {key: sheet.asked_for(reasons) for key, sheet in self.sheets.items()}
        return replace(self, sheets=sheets)

    def columns_of(self, sheet: str) -> tuple[RegisterColumn, ...]:
        """The columns of a sheet, the hidden one too."""
        return (*self.sheets[sheet].columns, RegisterColumn(key=ROW_TAG, label=self.tag))

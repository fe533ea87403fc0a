"""One pass over one returned file: cells are read as values, and what is wrong with them is told."""

from dataclasses import dataclass, field, replace

from duban.fields import KINDS, Ask, Days
from duban.fields.clean import compact, says_nothing
from duban.fields.seen import seen
from duban.model.finding import Finding, Place
from duban.model.grid import Grid, GridSheet
from duban.model.layout import Column
from duban.model.seal import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Value

_BRIEF = 60
"""So much of a cell is quoted in a sentence."""


@dataclass
class Taking:
    """What is known of the file, and what was found in it so far.

    blanks: sheet → inputs that read as blank, which a second look may explain.
    formats: sheet → inputs that read otherwise if the number format of the cell says so.
    """

    grid: Grid
    file: str
    seal: Seal
    snapshot: Snapshot
    days: Days
    findings: list[Finding] = field(default_factory=list)
    blanks: dict[str, set[str]] = field(default_factory=dict)
    formats: dict[str, set[str]] = field(default_factory=dict)

    def tell(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """File a finding."""
        self.findings.append(Finding(code, place, facts, row, column))

    def told(self, row: str, column: Column) -> bool:
        """Whether this input already has a finding: its consequences are not told again."""
        return any(
            finding.row == row and finding.column == column.key and finding.code != "repaired"
            for finding in self.findings
        )

    def place(self, sheet: GridSheet, row: int, column: int) -> Place:
        """A cell of the file as returned; row and column from 0."""
        return Place(self.file, sheet.name, sheet.address(row, column))

    def value(self, sheet: GridSheet, row: int, column: int, ask: Ask) -> Value:
        """One input, read. A mere stroke where an answer may be owed is no answer."""
        place, raw, key = self.place(sheet, row, column), sheet.cell(row, column), ask.row.key if ask.row else ""
        if raw == "":
            self._blank(place, key, ask.column)
            return Value(None, "", place)
        if _strokes_are_blank(ask.column) and isinstance(raw, str) and says_nothing(raw):
            return Value(None, raw, place)
        if self.grid.formats:
            ask = replace(ask, format=self.grid.formats.get((place.sheet, place.cell)))
        reading = KINDS[ask.column.kind].read(raw, ask)
        if reading.wants_format:
            self.formats.setdefault(place.sheet, set()).add(place.cell)
        if reading.problem or reading.why:
            now = shown("" if reading.value is None else reading.value)
            facts = {"label": ask.column.label, "was": shown(raw), "now": now, "why": reading.why, **reading.facts}
            self.tell(reading.problem or "repaired", place, key, ask.column.key, **facts)
        return Value(None if reading.problem else reading.value, raw, place, reading.means)

    def missing(self, value: Value, row: str, column: Column) -> None:
        """An answer is owed and there is none."""
        code, facts = ("missing", {}) if value.raw == "" else ("says-nothing", {"was": shown(value.raw)})
        self.tell(code, value.place, row, column.key, label=column.label, **facts)

    def read_as_blank(self, value: Value, row: str, column: Column) -> None:
        """A stroke in a cell that may stay empty: told, as every repair is."""
        if value.value is None and value.raw != "" and not self.told(row, column):
            self.tell("read-as-blank", value.place, row, column.key, label=column.label, was=shown(value.raw))

    def _blank(self, place: Place, row: str, column: Column) -> None:
        """A blank may be an error or a formula that nobody worked out: a second look knows."""
        self.blanks.setdefault(place.sheet, set()).add(place.cell)
        hidden = self.grid.second.get((place.sheet, place.cell), "")
        if hidden:
            code = {"formula": "cell-unworked", "unseen": "cell-unseen"}.get(hidden, "cell-error")
            self.tell(code, place, row, column.key, error=hidden)


def plain(value: object) -> str:
    """A value for comparing, however a program stored it."""
    return compact(seen(value))


def shown(value: object) -> str:
    """A value as a person saw it in the cell, the head of it."""
    words = seen(value)
    return words if len(words) <= _BRIEF else words[:_BRIEF] + "…"


def _strokes_are_blank(column: Column) -> bool:
    """In free words that nobody has to write, 无 is an answer."""
    return column.kind != "text" or column.required != "no" or bool(column.required_when)

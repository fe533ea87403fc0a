"""One pass over one returned file: cells are read as values, and what is wrong with them is told."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from duban.fields import KINDS, Ask
from duban.model.finding import Finding, Place
from duban.model.form_id import Seal
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import Extra, Value
from duban.returns.asking import Asking
from duban.text.folding import compact, says_nothing
from duban.text.shown import seen
from duban.workbook.grid import Grid, GridSheet, Raw

_BRIEF = 60
"""So much of a cell is quoted in a sentence."""
_ENOUGH = 500


@dataclass
class Taking:
    """What is known of the file, and what was found in it so far.

    code: of the form.
    structure: what is wrong with sheets, columns and rows; of what these concern, no cell is told of (`hushed`).
    hushed: rows whose cells are silent, as (row key, ""), and single cells, as (row key, column key).
    blanks: sheet → inputs that read as blank, which a second look may explain.
    formats: sheet → inputs that read otherwise if the number format of the cell says so.
    notes: words around the tables; extras: the other words that nobody asked for, which are told of one by one.
    """

    grid: Grid
    file: str
    seal: Seal
    asking: Asking
    code: str
    structure: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blanks: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    formats: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hushed: set[tuple[str, str]] = field(default_factory=set)
    notes: list[Extra] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    _alike: Counter[str] = field(default_factory=Counter)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """File a finding about a cell, unless something larger is wrong there."""
        if (row, column) not in self.hushed and (row, "") not in self.hushed:
            self.findings.append(Finding(code, place, facts, row, column))
            if code != "repaired":
                self._told.add((row, column))

    def damage(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """File a finding about the structure; of thousands alike the first ones are enough to mend the file."""
        self._alike[code] += 1
        if self._alike[code] <= _ENOUGH:
            self.structure.append(Finding(code, place, facts, row, column))

    def told(self, row: str, column: Column) -> bool:
        """Whether this input already has a finding: its consequences are not told again."""
        return (row, column.key) in self._told

    def place(self, sheet: GridSheet, row: int, column: int) -> Place:
        """A cell of the file as returned; row and column from 0."""
        return Place(self.file, sheet.name, sheet.address(row, column))

    def value(self, place: Place, raw: Raw, column: Column, row: Row | None = None) -> Value:
        """One input, read. A mere stroke where an answer may be owed is no answer."""
        key = row.key if row else ""
        if raw == "":
            return self.blank(place, key, column)
        if isinstance(raw, str) and says_nothing(raw) and _strokes_are_blank(column):
            return Value(None, raw, place)
        asking, formats = self.asking, self.grid.formats
        looked_up = formats.get((place.sheet, place.cell)) if formats else None
        asked = Ask(column, asking.days, asking.snapshot.period, row, looked_up)
        reading = KINDS[column.kind].read(raw, asked)
        if reading.wants_format:
            self.formats[place.sheet].add(place.cell)
        if reading.problem or reading.why:
            now = shown("" if reading.value is None else reading.value)
            facts = {"label": column.label, "was": shown(raw), "now": now, "why": reading.why, **reading.facts}
            self.tell(reading.problem or "repaired", place, key, column.key, **facts)
        return Value(None if reading.problem else reading.value, raw, place, reading.means)

    def missing(self, value: Value, row: str, column: Column) -> None:
        """An answer is owed and there is none."""
        code, facts = ("missing", {}) if value.raw == "" else ("says-nothing", {"was": shown(value.raw)})
        self.tell(code, value.place, row, column.key, label=column.label, **facts)

    def read_as_blank(self, value: Value, row: str, column: Column) -> None:
        """A stroke in a cell that may stay empty: told, as every repair is."""
        if value.value is None and value.raw != "" and not self.told(row, column):
            self.tell("read-as-blank", value.place, row, column.key, label=column.label, was=shown(value.raw))

    def blank(self, place: Place, row: str, column: Column) -> Value:
        """No answer. It may be an error or a formula that nobody worked out: a second look knows."""
        self.blanks[place.sheet].add(place.cell)
        if self.grid.second and (hidden := self.grid.second.get((place.sheet, place.cell))):
            code = {"formula": "cell-unworked", "unseen": "cell-unseen"}.get(hidden, "cell-error")
            self.tell(code, place, row, column.key, error=hidden)
        return Value(None, "", place)


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

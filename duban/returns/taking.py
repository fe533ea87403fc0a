"""One pass over one returned file: cells are read as values, and what is wrong with them is told."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from duban.fields import FIELD_KINDS, CellContext
from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import AnswerCell, ExtraContent
from duban.returns.asking import ExpectedForms
from duban.text.folding import comparison_key, is_placeholder
from duban.text.shown import display_text
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

_BRIEF = 60
"""So much of a cell is quoted in a sentence."""
_ENOUGH = 500


@dataclass
class FormParser:
    """What is known of the file, and what was found in it so far.

    code: of the form.
    structure: what is wrong with sheets, columns and rows; of what these concern, no cell is told of (`hushed`).
    hushed: rows whose cells are silent, as (row key, ""), and single cells, as (row key, column key).
    blanks: sheet → inputs that read as blank, which a second look may explain.
    formats: sheet → inputs that read otherwise if the number format of the cell says so.
    notes: words around the tables; extras: the other words that nobody asked for, which are told of one by one.
    """

    grid: WorkbookGrid
    file: str
    form_id: FormId
    expected: ExpectedForms
    form_code: str
    structure_findings: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blank_cells: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cells_needing_format: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    suppressed: set[tuple[str, str]] = field(default_factory=set)
    notes: list[ExtraContent] = field(default_factory=list)
    extras: list[ExtraContent] = field(default_factory=list)
    _alike: Counter[str] = field(default_factory=Counter)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def report(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """File a finding about a cell, unless something larger is wrong there."""
        if (row, column) not in self.suppressed and (row, "") not in self.suppressed:
            self.findings.append(Finding(code, place, facts, row, column))
            if code != "repaired":
                self._told.add((row, column))

    def report_structure(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """File a finding about the structure; of thousands alike the first ones are enough to mend the file."""
        self._alike[code] += 1
        if self._alike[code] <= _ENOUGH:
            self.structure_findings.append(Finding(code, place, facts, row, column))

    def has_finding(self, row: str, column: Column) -> bool:
        """Whether this input already has a finding: its consequences are not told again."""
        return (row, column.key) in self._told

    def place(self, sheet: SheetGrid, row: int, column: int) -> Place:
        """A cell of the file as returned; row and column from 0."""
        return Place(self.file, sheet.name, sheet.address(row, column))

    def parse_value(self, place: Place, raw: CellValue, column: Column, row: Row | None = None) -> AnswerCell:
        """One input, read. A mere stroke where an answer may be owed is no answer."""
        key = row.key if row else ""
        if raw == "":
            return self.read_blank(place, key, column)
        if isinstance(raw, str) and is_placeholder(raw) and _strokes_are_blank(column):
            return AnswerCell(None, raw, place)
        asking, formats = self.expected, self.grid.number_formats
        looked_up = formats.get((place.sheet, place.cell)) if formats else None
        asked = CellContext(column, asking.days, asking.snapshot.period, row, looked_up)
        reading = FIELD_KINDS[column.kind].parse(raw, asked)
        if reading.needs_number_format:
            self.cells_needing_format[place.sheet].add(place.cell)
        if reading.problem or reading.repair:
            now = cell_excerpt("" if reading.value is None else reading.value)
            facts = {
                "label": column.label,
                "was": cell_excerpt(raw),
                "now": now,
                "why": reading.repair,
                **reading.facts,
            }
            self.report(reading.problem or "repaired", place, key, column.key, **facts)
        return AnswerCell(None if reading.problem else reading.value, raw, place, reading.meaning)

    def report_missing(self, value: AnswerCell, row: str, column: Column) -> None:
        """An answer is owed and there is none."""
        code, facts = ("missing", {}) if value.raw == "" else ("says-nothing", {"was": cell_excerpt(value.raw)})
        self.report(code, value.place, row, column.key, label=column.label, **facts)

    def report_read_as_blank(self, value: AnswerCell, row: str, column: Column) -> None:
        """A stroke in a cell that may stay empty: told, as every repair is."""
        if value.value is None and value.raw != "" and not self.has_finding(row, column):
            self.report("read-as-blank", value.place, row, column.key, label=column.label, was=cell_excerpt(value.raw))

    def read_blank(self, place: Place, row: str, column: Column) -> AnswerCell:
        """No answer. It may be an error or a formula that nobody worked out: a second look knows."""
        self.blank_cells[place.sheet].add(place.cell)
        if self.grid.cell_errors and (hidden := self.grid.cell_errors.get((place.sheet, place.cell))):
            code = {"formula": "cell-unworked", "unseen": "cell-unseen"}.get(hidden, "cell-error")
            self.report(code, place, row, column.key, error=hidden)
        return AnswerCell(None, "", place)


def comparable_text(value: object) -> str:
    """A value for comparing, however a program stored it."""
    return comparison_key(display_text(value))


def cell_excerpt(value: object) -> str:
    """A value as a person saw it in the cell, the head of it."""
    words = display_text(value)
    return words if len(words) <= _BRIEF else words[:_BRIEF] + "…"


def _strokes_are_blank(column: Column) -> bool:
    """In free words that nobody has to write, 无 is an answer."""
    return column.kind != "text" or column.required != "no" or bool(column.required_when)

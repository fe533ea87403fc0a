"""Cells of one returned file become answers, and what is wrong with them becomes findings."""

from collections import defaultdict
from functools import cached_property

from duban.fields import CellContext
from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import AnswerCell
from duban.model.unit import Unit
from duban.returns.expected_form import ExpectedForms
from duban.returns.seen_cells import parse_as_seen
from duban.text.display import display_text, shorten
from duban.text.folding import comparison_key, is_placeholder
from duban.text.number_format import shown_words
from duban.value_object import MutableObject, field
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

_EXCERPT_LENGTH = 60
"""Characters of a cell that a sentence quotes."""


class CellParser(MutableObject, dict=True):
    """Reads the cells of one file and gathers what is found in them.

    Attributes:
        grid: the file's values.
        file: what people call it.
        form_id: whose form it is.
        expected_forms: what such forms ask.
        findings: about single cells.
        structure_findings: about sheets, columns and rows.
        suppressed: cells about which nothing is reported, for something larger is wrong there: (row key, column
            key), or (row key, "") for a whole row.
        answered_cells: sheet → inputs that are not blank.
        blank_cells: sheet → inputs that read as blank; a second look may find an error or a formula in them.
        cells_needing_format: sheet → inputs that read otherwise if the cell's number format says so.
        extra_cells: sheet → numbers and days where nothing was asked; what they show may be more than their value.
    """

    grid: WorkbookGrid
    file: str
    form_id: FormId
    expected_forms: ExpectedForms
    findings: list[Finding] = field(default_factory=list)
    structure_findings: list[Finding] = field(default_factory=list)
    suppressed: set[tuple[str, str]] = field(default_factory=set)
    answered_cells: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    blank_cells: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cells_needing_format: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    extra_cells: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def form_code(self) -> str:
        """The code of the form, which its hidden cells and its heading carry."""
        return self.form_id.code

    @property
    def unit(self) -> Unit:
        """Who answers."""
        return self.expected_forms.snapshot.unit(self.form_id.unit)

    def report(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """Add a finding about a cell, unless it is suppressed.

        Args:
            code: of the finding.
            place: where it can be looked at.
            row: the row key; empty in the heading and outside the tables.
            column: the column key; empty for a whole row.
            facts: what its sentence is filled with.
        """
        if (row, column) not in self.suppressed and (row, "") not in self.suppressed:
            self.findings.append(Finding(code, place, facts, row, column))

    def report_structure(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        """Add a finding about a sheet, a column or a row.

        Args:
            code: of the finding.
            place: in the file as returned.
            row: key of the row; empty where none is meant.
            column: key of the column; empty where none is meant.
            **facts: for its sentence.
        """
        self.structure_findings.append(Finding(code, place, facts, row, column))

    def place(self, sheet: SheetGrid, row: int = -1, column: int = -1) -> Place:
        """A cell of the file as returned, its row and column counted from 0; a sheet where there is no cell.

        Args:
            sheet: of the returned file.
            row: from 0; below 0 the sheet as a whole is meant.
            column: from 0.
        """
        return Place(self.file, sheet.name, sheet.address(row, column) if row >= 0 else "")

    def extra_text(self, place: Place, value: CellValue) -> str:
        """The words that a person saw in a cell where nothing was asked.

        Args:
            place: of the cell.
            value: what stands in it.
        """
        if isinstance(value, str):
            return value
        self.extra_cells[place.sheet].add(place.cell)
        look = self.grid.look_of(place.sheet, place.cell)
        words = look and (shown_words(value, look.number_format) if look.shown is None else look.shown)
        return words or display_text(value)

    def parse_value(self, place: Place, raw: CellValue, column: Column, row: Row | None = None) -> AnswerCell:
        """One input; whatever had to be repaired in it, or cannot be read, is reported.

        Args:
            place: of the cell.
            raw: what stands in it. A mere stroke where an answer may be owed is no answer.
            column: what is asked.
            row: what it is asked about; None in the heading.
        """
        row_key = row.key if row else ""
        if raw == "":
            return self._parse_blank(place, row_key, column)
        self.answered_cells[place.sheet].add(place.cell)
        if isinstance(raw, str) and is_placeholder(raw) and _placeholder_is_blank(column):
            return AnswerCell(None, raw, place)
        context = CellContext(column, self.expected_forms.days, self.expected_forms.snapshot.period, row)
        parsed = parse_as_seen(raw, self.grid.look_of(place.sheet, place.cell), context)
        if parsed.needs_number_format:
            self.cells_needing_format[place.sheet].add(place.cell)
        if parsed.finding_code:
            excerpts = {"was": cell_excerpt(raw), "now": cell_excerpt(parsed.value)}
            facts = {"label": column.label, **excerpts, "why": parsed.repair, **parsed.facts}
            self.report(parsed.finding_code, place, row_key, column.key, **facts)
        return AnswerCell(None if parsed.problem else parsed.value, raw, place, parsed.meaning)

    def report_missing(self, answer: AnswerCell, row: str, column: Column) -> None:
        """An answer is owed and there is none.

        Args:
            answer: the blank cell, or one that says nothing (/, 无).
            row: key of the row.
            column: of the answer.
        """
        code, facts = ("missing", {}) if answer.raw == "" else ("says-nothing", {"was": cell_excerpt(answer.raw)})
        self.report(code, answer.place, row, column.key, label=column.label, **facts)

    def _parse_blank(self, place: Place, row: str, column: Column) -> AnswerCell:
        """No answer; an error or a formula without a value that a second look found is reported."""
        self.blank_cells[place.sheet].add(place.cell)
        if self.grid.cell_errors and (content := self.grid.cell_errors.get((place.sheet, place.cell))):
            code = {"formula": "cell-unworked", "picture": "cell-picture", "unseen": "cell-unseen"}.get(
                content, "cell-error"
            )
            self.report(code, place, row, column.key, error=content)
        return AnswerCell(None, "", place)


def comparable_text(value: object) -> str:
    """A value for comparing, however a program stored it; None is empty."""
    return "" if value is None else comparison_key(display_text(value))


def cell_excerpt(value: object) -> str:
    """A value as a person saw it in the cell, cut after 60 characters; None is empty."""
    return "" if value is None else shorten(display_text(value), _EXCERPT_LENGTH, _EXCERPT_LENGTH)


def _placeholder_is_blank(column: Column) -> bool:
    """In free words that nobody has to write, 无 is an answer."""
    return column.kind != "text" or column.required != "no" or bool(column.required_when)

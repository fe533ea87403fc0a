"""One unit's form as a Book: blank, or as a correction copy with a return and its findings in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from duban.forms.batch import CellProblem, ColumnProblems, FormBatch
from duban.forms.cover import CoverSheet, quoted_answer
from duban.forms.guide import guide_sheet
from duban.forms.table import FormTable
from duban.messages.finding import Finding
from duban.messages.grouping import FindingGroup, group_findings, groups_to_act_on
from duban.model.form_id import CARRIED_SHEET, META_SHEET, FormId
from duban.model.submission import Submission
from duban.model.unit import Unit
from duban.workbook.book import Book, Cell, Scalar, Sheet, SheetRow

_COMMENT_CODES = ("comments-found", "threaded-comments")


def design_form(
    batch: FormBatch, unit: Unit, submission: Submission | None = None, findings: Iterable[Finding] = ()
) -> Book:
    """The form of a unit, or its correction copy.

    A correction copy is the same form with the department's own values. What is wrong is marked in its cell, said in
    a column that filters, and listed on a sheet before all others.

    Args:
        batch: what the form is issued from.
        unit: whose form it is.
        submission: what came back; with it, the book is the correction copy.
        findings: of the return. Notes among them are left out, but for the department's own comments.
    """
    form = _Form(batch, unit, submission, tuple(findings))
    return Book(
        tuple(form.sheets()),
        title=form.form_id.code,
        properties={"duban_form": form.form_id.code, "duban_snapshot": batch.snapshot_hash},
        password=batch.snapshot.config.password,
    )


@dataclass(frozen=True)
class _Form:
    """One form and all that its sheets share."""

    batch: FormBatch
    unit: Unit
    submission: Submission | None
    findings: tuple[Finding, ...]

    @cached_property
    def form_id(self) -> FormId:
        return self.batch.form_id(self.unit)

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """What its texts may speak of."""
        return {**self.batch.facts, "unit": self.unit}

    @cached_property
    def groups(self) -> tuple[FindingGroup, ...]:
        """What is to be corrected or explained."""
        return groups_to_act_on(group_findings(self.findings, self.batch.messages))

    @cached_property
    def tables(self) -> tuple[FormTable, ...]:
        """The tables in which something is asked."""
        tables: list[FormTable] = []
        row_count = 0
        problems = self._problems_by_row()
        for sheet in self.batch.layout.sheets:
            rows = self.batch.fill_rows(sheet, self.unit, self.submission, problems)
            if rows or sheet.heading:
                tables.append(
                    FormTable(
                        self.batch,
                        sheet,
                        self.form_id,
                        self.facts,
                        rows,
                        first_carried_row=row_count + 1,
                        submission=self.submission,
                        heading_problems=problems.get("", {}),
                    )
                )
                row_count += len(rows)
        return tuple(tables)

    def sheets(self) -> Iterator[Sheet]:
        """All sheets, in order."""
        layout, messages = self.batch.layout, self.batch.messages
        if self.submission:
            yield self._cover_sheet(self.submission).sheet()
        for table in self.tables:
            yield table.sheet()
        if layout.guide_name:
            tasks = self.batch.snapshot.assignment.tasks_by_unit.get(self.unit.code, ())
            yield guide_sheet(layout, tasks, self.facts, messages)
        row_keys = [self.form_id.row_key(row.row.key) for table in self.tables for row in table.rows]
        identity = [("form", self.form_id.code), ("snapshot", self.batch.snapshot_hash)]
        yield _hidden_sheet(META_SHEET, [*identity, *(("row", key) for key in row_keys)], widths=(12, 60))
        yield _hidden_sheet(CARRIED_SHEET, (pair for table in self.tables for pair in table.carried_texts()))

    def _cover_sheet(self, submission: Submission) -> CoverSheet:
        comments = [finding for finding in self.findings if finding.code in _COMMENT_CODES and finding.facts.get("was")]
        cells = dict(pair for table in self.tables for pair in table.form_cells())
        return CoverSheet(
            self.batch.layout,
            self.form_id,
            self.facts,
            self.groups,
            cells,
            submission,
            comments,
            self.batch.messages,
        )

    def _problems_by_row(self) -> Mapping[str, ColumnProblems]:
        """Row key → column key → what is wrong there, in words; those of the heading under the empty row key."""
        problems: dict[str, dict[str, list[CellProblem]]] = {}
        messages = self.batch.messages
        for group in self.groups:
            for finding in group.findings:
                sentence = messages.message(finding)
                message = messages.text("told", says=sentence.text, hint=sentence.hint)
                if not group.must_correct and finding.row:
                    message = messages.text("told-explain", told=message, label=self.batch.layout.explain_label)
                read_text = quoted_answer(self.submission, finding) or messages.text("read-blank")
                problem = CellProblem(message, read_text, not group.must_correct)
                problems.setdefault(finding.row, {}).setdefault(finding.column, []).append(problem)
        return problems


def _hidden_sheet(name: str, pairs: Iterable[tuple[str, Scalar]], widths: tuple[float, ...] = ()) -> Sheet:
    """A sheet of two columns that only the program reads: whose form it is, or what was carried into it."""
    rows = [SheetRow([Cell(key, "hidden"), Cell(value, "hidden")]) for key, value in pairs]
    return Sheet(name, rows, widths=widths, visibility="very_hidden", locked=True)

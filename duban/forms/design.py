"""One unit's form as a Book: blank, or as a correction copy with a return and its findings in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from duban.forms.batch import CellProblem, ColumnProblems, FormBatch, FormDraft
from duban.forms.carried import CarriedAnswers
from duban.forms.cover import CoverSheet, quoted_answer
from duban.forms.guide import guide_sheet
from duban.forms.table import FormTable
from duban.forms.table_design import table_designs
from duban.messages.finding import Finding
from duban.messages.grouping import FindingGroup, group_findings, groups_to_act_on
from duban.model.form_id import CARRIED_SHEET, META_HEADS, META_SHEET
from duban.model.submission import Submission
from duban.model.unit import Unit
from duban.workbook.book import Book, Cell, Sheet, SheetRow

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
    draft, findings = FormDraft(batch, unit, submission), tuple(findings)
    groups = groups_to_act_on(group_findings(findings, batch.messages))
    tables = _tables(draft, _problems_by_row(draft, groups))
    sheets = [table.sheet() for table in tables]
    if submission:
        cells = dict(pair for table in tables for pair in table.form_cells())
        comments = [finding for finding in findings if finding.code in _COMMENT_CODES and finding.facts.get("was")]
        sheets.insert(0, CoverSheet(draft, groups, cells, submission.extra_content, comments).sheet())
    if batch.snapshot.layout.guide_name:
        sheets.append(guide_sheet(draft, tables))
    return Book(
        [*sheets, *_hidden_sheets(draft, tables)],
        title=draft.form_id.code,
        properties={"duban_form": draft.form_id.code, "duban_snapshot": batch.snapshot_hash},
        password=batch.snapshot.config.password,
        names=_names(tables),
    )


def _tables(draft: FormDraft, problems_by_row: Mapping[str, ColumnProblems]) -> Sequence[FormTable]:
    """The tables in which something is asked."""
    tables: list[FormTable] = []
    first_carried_row = 1
    for design in table_designs(draft.batch, is_copy=draft.submission is not None):
        rows = draft.filled_rows(design.layout, problems_by_row)
        if rows or design.layout.heading:
            carried = CarriedAnswers(design, rows, first_carried_row, len(tables) + 1)
            tables.append(FormTable(draft, design, rows, carried, problems_by_row.get("", {})))
            first_carried_row += len(rows)
    return tables


def _problems_by_row(draft: FormDraft, groups: Iterable[FindingGroup]) -> Mapping[str, ColumnProblems]:
    """Row key → column key → what is wrong there, in words; those of the heading under the empty row key."""
    problems: dict[str, dict[str, list[CellProblem]]] = {}
    messages = draft.messages
    for group in groups:
        for finding in group.findings:
            sentence = messages.message(finding)
            message = messages.text("told", says=sentence.text, hint=sentence.hint)
            if not group.must_correct and finding.row:
                message = messages.text("told-explain", told=message, label=draft.layout.explain_label)
            read_text = quoted_answer(draft.submission, finding) or messages.text("read-blank")
            problem = CellProblem(message, read_text, not group.must_correct)
            problems.setdefault(finding.row, {}).setdefault(finding.column, []).append(problem)
    return problems


def _names(tables: Sequence[FormTable]) -> Mapping[str, str]:
    """The names by which the looks of inputs refer to what was carried into them."""
    return {table.carried.name: table.carried.area for table in tables if table.carried.columns}


def _hidden_sheets(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[Sheet]:
    """The sheets that only the program reads: whose form it is and its row keys; and what was carried into it."""
    row_keys = [("row", draft.form_id.row_key(row.subject.key)) for table in tables for row in table.rows]
    identity = zip(META_HEADS, (draft.form_id.code, draft.batch.snapshot_hash), strict=True)
    heads = {key: Cell(key, "hidden") for key in (*META_HEADS, "row")}
    meta = [SheetRow([heads[key], Cell(value, "hidden")]) for key, value in (*identity, *row_keys)]
    carried = [row for table in tables for row in table.carried.sheet_rows()]
    for name, rows, widths in ((META_SHEET, meta, (12, 60)), (CARRIED_SHEET, carried, ())):
        yield Sheet(name, rows, widths=widths, visibility="very_hidden", locked=True)

"""One unit's form as a Book: blank, or as a correction copy with a return and its findings in it.

Its instruction sheet is made from the rules that validate the cells, so that it cannot contradict them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from duban.fields.locked import STAGE_PATH
from duban.forms.batch import CellProblem, ColumnProblems, FormBatch, FormDraft
from duban.forms.cover import CoverSheet, quoted_answer
from duban.forms.table import FormTable
from duban.messages.finding import Finding
from duban.messages.grouping import FindingGroup, group_findings, groups_to_act_on
from duban.model.form_id import CARRIED_SHEET, META_SHEET
from duban.model.layout import Column
from duban.model.submission import Answer, Submission
from duban.model.unit import Unit
from duban.workbook.book import Book, Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_COMMENT_CODES = ("comments-found", "threaded-comments")
_GUIDE_WIDTH = 118.0


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
        sheets.append(_guide_sheet(draft, tables))
    return Book(
        [*sheets, *_hidden_sheets(draft, tables)],
        title=draft.form_id.code,
        properties={"duban_form": draft.form_id.code, "duban_snapshot": batch.snapshot_hash},
        password=batch.snapshot.config.password,
    )


def _tables(draft: FormDraft, problems_by_row: Mapping[str, ColumnProblems]) -> Sequence[FormTable]:
    """The tables in which something is asked."""
    tables: list[FormTable] = []
    first_carried_row = 1
    for sheet in draft.layout.sheets:
        rows = draft.filled_rows(sheet, problems_by_row)
        if rows or sheet.heading:
            tables.append(FormTable(draft, sheet, rows, first_carried_row, problems_by_row.get("", {})))
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


def _hidden_sheets(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[Sheet]:
    """The sheets that only the program reads: whose form it is and its row keys; and what was carried into it."""
    row_keys = [("row", draft.form_id.row_key(row.subject.key)) for table in tables for row in table.rows]
    identity: list[tuple[str, Answer]] = [("form", draft.form_id.code), ("snapshot", draft.batch.snapshot_hash)]
    carried = [pair for table in tables for pair in table.carried_texts()]
    for name, pairs, widths in ((META_SHEET, [*identity, *row_keys], (12, 60)), (CARRIED_SHEET, carried, ())):
        rows = [SheetRow([Cell(key, "hidden"), Cell(value, "hidden")]) for key, value in pairs]
        yield Sheet(name, rows, widths=widths, visibility="very_hidden", locked=True)


def _guide_sheet(draft: FormDraft, tables: Sequence[FormTable]) -> Sheet:
    """One page: how to fill the tables that this form has, column by column, and the sources of the unit's tasks."""
    name = draft.layout.guide_name
    rows = [SheetRow([Cell(name, "title")], height=32)]
    cells = (*_instructions(draft, tables), *_choices(draft, tables), *_sources(draft))
    rows += [fitted_row([cell], (_GUIDE_WIDTH,), BODY_FONT_SIZE) for cell in cells]
    page = PageSetup(fit_one_page=True, last_column=1)
    return Sheet(name, rows, widths=(_GUIDE_WIDTH,), page=page, locked=True)


def _instructions(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[Cell]:
    """A correction copy's first words; the lines of the layout; then every input with its help and when it is owed."""
    layout, text = draft.layout, draft.messages.text
    plan = draft.batch.snapshot.plan
    if draft.submission:
        yield Cell(text("guide-correction"), "guide-head")
    if plan.number:
        yield Cell(text("guide-basis", plan=plan.name, number=plan.number), "guide")
    for number, line in enumerate(layout.guide, 1):
        yield Cell(f"{number}．{draft.filled_text(line)}", "guide")
    yield Cell(text("guide-columns"), "guide-head")
    for table in tables:
        sheet = table.layout
        for column in (*sheet.heading_inputs, *sheet.input_columns):
            labels = {other.key: other.label for other in sheet.columns}
            facts = {"help": draft.hint(column, labels), "owed": _when_owed(column, table)}
            yield Cell(text("guide-column", sheet=sheet.name, label=column.label, **facts), "guide")


def _choices(draft: FormDraft, tables: Sequence[FormTable]) -> Iterator[Cell]:
    text = draft.messages.text
    columns = [column for table in tables for column in table.layout.input_columns]
    for column in columns:
        if column.options:
            yield Cell(text("guide-choices", label=column.label), "guide-head")
        for option in column.options:
            yield Cell(text("guide-choice", option=option.text, explain=option.explain), "guide")


def _sources(draft: FormDraft) -> Iterator[Cell]:
    text, tasks = draft.messages.text, draft.batch.snapshot.assignment.tasks_by_unit.get(draft.unit.code, ())
    tasks_with_sources = [task for task in tasks if task.sources]
    if tasks_with_sources:
        yield Cell(text("guide-sources"), "guide-head")
    for task in tasks_with_sources:
        sources = "；".join(task.sources)
        yield Cell(text("guide-source", number=task.number, name=task.name, sources=sources), "guide")


def _when_owed(column: Column, table: FormTable) -> str:
    """In which rows of a table a column must be filled, said by what the table shows; empty where in none."""
    text, sheet = table.draft.messages.text, table.layout
    if column.required != "due":
        return "" if column.required == "no" else text(f"guide-{column.required}")
    stage_column = next((other for other in sheet.columns if other.shows == STAGE_PATH), None)
    if stage_column:
        return text("guide-due", label=stage_column.label, stage=sheet.stages["due"])
    owed = {row.subject.is_answer_due(table.draft.period) for row in table.rows}
    return text("guide-always" if owed == {True} else "guide-checked") if True in owed else ""

"""One unit's form as a Book, blank or with a return and its findings in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from duban.fields import NamedDays, days_by_name
from duban.forms.cover import CoverContent, cover_sheet, quoted_answer
from duban.forms.filled import CellProblem, ColumnProblems, FormCell, FormRow
from duban.forms.guide import guide_sheet
from duban.forms.table import FormTable
from duban.messages.catalogue import Messages, render_text
from duban.messages.finding import Finding
from duban.messages.grouping import FindingGroup, group_findings, groups_to_act_on
from duban.model.form_id import CARRIED_SHEET, META_SHEET, FormId
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.row import MilestoneStage, Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer, History, Submission
from duban.model.unit import Unit
from duban.model.verdict import FINISHED_MEANINGS
from duban.workbook.book import Book, Cell, Sheet, SheetRow

_REMARKS = ("comments-found", "threaded-comments")


@dataclass(frozen=True)
class FormBatch:
    """One batch of forms: what they are issued from, its hash, and what was accepted before.

    beside: what was accepted in other kinds of form, by their codes.
    """

    snapshot: Snapshot
    snapshot_hash: str
    texts: Messages
    history: History = field(default_factory=History)
    related_histories: Mapping[str, History] = field(default_factory=dict)

    def recalled_answer(self, column: Column, key: str) -> Answer:
        """The past answer that a column recalls for a row."""
        if column.recalls is None:
            return None
        past = self.related_histories.get(column.recalls.form) if column.recalls.form else self.history
        record = past.last(key) if past else None
        return record.answer(column.recalls.column) if record else None

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """What the texts of a layout may speak of; `unit` comes with each form."""
        return {name: getattr(self.snapshot, name) for name in ("plan", "period", "cycle")}

    @cached_property
    def layout(self) -> Layout:
        """The layout with its helps in words."""
        return self.snapshot.layout.model_copy(
            update={"sheets": tuple(self._spoken(sheet) for sheet in self.snapshot.layout.sheets)}
        )

    @cached_property
    def explanation_column(self) -> Column:
        """The column that only correction copies have, with its help in words."""
        column = self.layout.explanation_column
        return column.model_copy(update={"help": self.texts.text("explain-help", max=column.max)})

    @cached_property
    def days(self) -> NamedDays:
        """The days that layouts may name."""
        return days_by_name(self.snapshot.plan.year, self.snapshot.period)

    def form_id(self, unit: Unit) -> FormId:
        """The identity of a unit's form in this batch."""
        snapshot = self.snapshot
        return FormId(
            snapshot.plan.code, snapshot.period.code, snapshot.layout.code, unit.code, self.snapshot_hash[:6].upper()
        )

    def _spoken(self, sheet: SheetLayout) -> SheetLayout:
        columns = tuple(self._helped(column) for column in sheet.columns)
        heading = tuple(
            item.model_copy(update={"asks": self._helped(item.asks)}) if item.asks else item for item in sheet.heading
        )
        return sheet.model_copy(update={"columns": columns, "heading": heading})

    def _helped(self, column: Column) -> Column:
        return column.model_copy(update={"help": render_text(column.help, **self.facts)})


def design_form(
    batch: FormBatch, unit: Unit, submission: Submission | None = None, findings: Iterable[Finding] = ()
) -> Book:
    """The form of a unit.

    With a submission it is the correction copy: the same form with the department's own values, what is wrong marked
    in its cell, told in a column that filters, and listed on a sheet before all others. findings: mere notes among
    them are left out, but for what the department's own comments say.
    """
    findings = tuple(findings)
    snapshot = batch.snapshot
    tasks = snapshot.assignment.tasks_by_unit.get(unit.code, ())
    facts = {**batch.facts, "unit": unit}
    found = groups_to_act_on(group_findings(findings, batch.texts))
    marks = _marks(batch, submission, found)
    seal = batch.form_id(unit)
    sheets: list[Sheet] = []
    carried: list[tuple[str, Answer]] = []
    keys: list[str] = []
    spots: dict[tuple[str, str], FormCell] = {}
    for layout in batch.layout.sheets:
        rows = tuple(_rows(batch, layout, snapshot.assignment.rows(layout, unit), submission, marks))
        if not rows and not layout.heading:
            continue  # nothing is asked there
        table = FormTable(
            layout=layout,
            period=snapshot.period,
            days=batch.days,
            texts=batch.texts,
            form_id=seal,
            title=render_text(layout.title, **facts),
            heading=tuple(item.model_copy(update={"text": render_text(item.text, **facts)}) for item in layout.heading),
            heading_answers=_head(layout, submission),
            heading_problems=marks.get("", {}) if layout.heading else {},
            foot=tuple(render_text(words, **facts) for words in layout.foot),
            rows=rows,
            first_carried_row=len(carried) + 1,
            message_label=batch.layout.message_label,
            explanation_column=batch.explanation_column if submission else None,
        )
        spots |= table.form_cells()
        carried += [(filled.row.key, _carried(layout, filled)) for filled in rows]
        keys += [seal.row_key(filled.row.key) for filled in rows]
        sheets.append(table.sheet())
    if submission:
        remarks = [each for each in findings if each.code in _REMARKS and each.facts.get("was")]
        listed = CoverContent(batch.layout, seal, facts, found, spots, submission, remarks)
        sheets.insert(0, cover_sheet(listed, batch.texts))
    if batch.layout.guide_name:
        sheets.append(guide_sheet(batch.layout, tasks, facts, batch.texts))
    sheets.append(_meta(seal, batch.snapshot_hash, keys))
    last = [SheetRow([Cell(key, "hidden"), Cell(answer, "hidden")]) for key, answer in carried]
    sheets.append(Sheet(CARRIED_SHEET, last, visibility="very_hidden", locked=True))
    return Book(
        sheets,
        title=seal.code,
        properties={"duban_form": seal.code, "duban_snapshot": batch.snapshot_hash},
        password=snapshot.config.password,
    )


def _rows(
    issue: FormBatch,
    layout: SheetLayout,
    rows: Iterable[Row],
    submission: Submission | None,
    marks: Mapping[str, ColumnProblems],
) -> Iterator[FormRow]:
    order: dict[MilestoneStage, list[FormRow]] = {"due": [], "later": [], "finished": []}
    once = {key for column in layout.input_columns for key in column.unchanged_unless}  # it speaks of one period only
    for row in rows:
        before = issue.history.last(row.key)
        recalled = {c.key: issue.recalled_answer(c, row.key) for c in layout.columns if c.recalls}
        finished = before is not None and before.meaning in FINISHED_MEANINGS and not any(recalled.values())
        due = row.is_answer_due(issue.snapshot.period)
        stage: MilestoneStage = "finished" if finished else "due" if due or not layout.stages else "later"
        last: dict[str, Answer] = {}
        if before is not None:
            standing = layout.standing and (finished or not due)
            last = {
                c.key: before.answer(c.key) for c in layout.input_columns if (standing or c.carry) and c.key not in once
            }
        answers: Mapping[str, Answer] = last
        if submission is not None:
            record = submission.records.get(row.key)
            answers = {key: value.displayed for key, value in record.values.items()} if record else {}
        changing = {} if finished else last  # what is finished may stand as it is
        order[stage].append(FormRow(row, stage, answers, changing, marks.get(row.key, {}), recalled))
    for filled in order.values():
        yield from filled


def _head(layout: SheetLayout, submission: Submission | None) -> Mapping[str, Answer]:
    if submission is None:
        return {}
    values = submission.heading
    return {column.key: values[column.key].displayed for column in layout.heading_inputs if column.key in values}


def _marks(
    issue: FormBatch, submission: Submission | None, found: Iterable[FindingGroup]
) -> Mapping[str, ColumnProblems]:
    """Row key → column key → what is wrong there, in words."""
    marks: dict[str, dict[str, list[CellProblem]]] = {}
    texts, label = issue.texts, issue.layout.explain_label
    for point in found:
        for finding in point.findings:
            sentence = texts.message(finding)
            message = texts.text("told", says=sentence.text, hint=sentence.hint)
            if not point.must_correct and finding.row:
                message = texts.text("told-explain", told=message, label=label)
            was = quoted_answer(submission, finding) or texts.text("read-blank")
            mark = CellProblem(message, was, not point.must_correct)
            marks.setdefault(finding.row, {}).setdefault(finding.column, []).append(mark)
    return marks


def _carried(layout: SheetLayout, filled: FormRow) -> Answer:
    """The text that the rule `unchanged_unless` compares with."""
    watched = next((column.key for column in layout.input_columns if column.unchanged_unless), None)
    return filled.carried.get(watched) if watched else None


def _meta(seal: FormId, digest: str, keys: Iterable[str]) -> Sheet:
    """The hidden sheet that says once more whose form this is, and which rows it had."""
    pairs = [("form", seal.code), ("snapshot", digest), *(("row", key) for key in keys)]
    lines = [SheetRow([Cell(name, "hidden"), Cell(value, "hidden")]) for name, value in pairs]
    return Sheet(META_SHEET, lines, widths=(12, 60), visibility="very_hidden", locked=True)

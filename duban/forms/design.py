"""One unit's form as a Book, blank or with a return and its findings in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from duban.fields import Days, named_days
from duban.forms.cover import Listed, cover, read
from duban.forms.filled import Filled, Mark, Spot, Wrong
from duban.forms.guide import guide
from duban.forms.table import Table
from duban.messages.catalogue import Texts, fill
from duban.messages.grouping import Point, points, to_do
from duban.model.finding import Finding
from duban.model.form_id import LAST_SHEET, META_SHEET, Seal
from duban.model.layout import Column, Layout, SheetLayout
from duban.model.row import Row, Stage
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer, Past, Submission
from duban.model.unit import Unit
from duban.model.verdict import FINISHED
from duban.workbook.book import Book, Cell, Line, Sheet

_REMARKS = ("comments-found", "threaded-comments")


@dataclass(frozen=True)
class Issue:
    """One batch of forms: what they are issued from, its hash, and what was accepted before.

    beside: what was accepted in other kinds of form, by their codes.
    """

    snapshot: Snapshot
    digest: str
    texts: Texts
    past: Past = field(default_factory=Past)
    beside: Mapping[str, Past] = field(default_factory=dict)

    def recalled(self, column: Column, key: str) -> Answer:
        """The past answer that a column recalls for a row."""
        if column.recalls is None:
            return None
        past = self.beside.get(column.recalls.form) if column.recalls.form else self.past
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
    def explanation(self) -> Column:
        """The column that only correction copies have, with its help in words."""
        column = self.layout.explanation
        return column.model_copy(update={"help": self.texts.word("explain-help", max=column.max)})

    @cached_property
    def days(self) -> Days:
        """The days that layouts may name."""
        return named_days(self.snapshot.plan.year, self.snapshot.period)

    def seal(self, unit: Unit) -> Seal:
        """The identity of a unit's form in this batch."""
        snapshot = self.snapshot
        return Seal(snapshot.plan.code, snapshot.period.code, snapshot.layout.code, unit.code, self.digest[:6].upper())

    def _spoken(self, sheet: SheetLayout) -> SheetLayout:
        columns = tuple(self._helped(column) for column in sheet.columns)
        heading = tuple(
            item.model_copy(update={"asks": self._helped(item.asks)}) if item.asks else item for item in sheet.heading
        )
        return sheet.model_copy(update={"columns": columns, "heading": heading})

    def _helped(self, column: Column) -> Column:
        return column.model_copy(update={"help": fill(column.help, **self.facts)})


def design(issue: Issue, unit: Unit, submission: Submission | None = None, findings: Iterable[Finding] = ()) -> Book:
    """The form of a unit.

    With a submission it is the correction copy: the same form with the department's own values, what is wrong marked
    in its cell, told in a column that filters, and listed on a sheet before all others. findings: mere notes among
    them are left out, but for what the department's own comments say.
    """
    findings = tuple(findings)
    snapshot = issue.snapshot
    tasks = snapshot.split.tasks.get(unit.code, ())
    facts = {**issue.facts, "unit": unit}
    found = to_do(points(findings, issue.texts))
    marks = _marks(issue, submission, found)
    seal = issue.seal(unit)
    sheets: list[Sheet] = []
    carried: list[tuple[str, Answer]] = []
    keys: list[str] = []
    spots: dict[tuple[str, str], Spot] = {}
    for layout in issue.layout.sheets:
        rows = tuple(_rows(issue, layout, snapshot.split.rows(layout, unit), submission, marks))
        if not rows and not layout.heading:
            continue  # nothing is asked there
        table = Table(
            layout=layout,
            period=snapshot.period,
            days=issue.days,
            texts=issue.texts,
            seal=seal,
            title=fill(layout.title, **facts),
            heading=tuple(item.model_copy(update={"text": fill(item.text, **facts)}) for item in layout.heading),
            head_answers=_head(layout, submission),
            head_wrong=marks.get("", {}) if layout.heading else {},
            foot=tuple(fill(words, **facts) for words in layout.foot),
            rows=rows,
            last_row=len(carried) + 1,
            message_label=issue.layout.message_label,
            explanation=issue.explanation if submission else None,
        )
        spots |= table.spots()
        carried += [(filled.row.key, _carried(layout, filled)) for filled in rows]
        keys += [seal.key(filled.row.key) for filled in rows]
        sheets.append(table.sheet())
    if submission:
        remarks = [each for each in findings if each.code in _REMARKS and each.facts.get("was")]
        listed = Listed(issue.layout, seal, facts, found, spots, submission, remarks)
        sheets.insert(0, cover(listed, issue.texts))
    if issue.layout.guide_name:
        sheets.append(guide(issue.layout, tasks, facts, issue.texts))
    sheets.append(_meta(seal, issue.digest, keys))
    last = [Line([Cell(key, "hidden"), Cell(answer, "hidden")]) for key, answer in carried]
    sheets.append(Sheet(LAST_SHEET, last, visible="very_hidden", locked=True))
    return Book(
        sheets,
        title=seal.code,
        properties={"duban_form": seal.code, "duban_snapshot": issue.digest},
        password=snapshot.config.password,
    )


def _rows(
    issue: Issue,
    layout: SheetLayout,
    rows: Iterable[Row],
    submission: Submission | None,
    marks: Mapping[str, Wrong],
) -> Iterator[Filled]:
    order: dict[Stage, list[Filled]] = {"due": [], "later": [], "finished": []}
    once = {key for column in layout.inputs for key in column.unchanged_unless}  # it speaks of one period only
    for row in rows:
        before = issue.past.last(row.key)
        recalled = {c.key: issue.recalled(c, row.key) for c in layout.columns if c.recalls}
        finished = before is not None and before.means in FINISHED and not any(recalled.values())
        due = row.falls_due(issue.snapshot.period)
        stage: Stage = "finished" if finished else "due" if due or not layout.stages else "later"
        last: dict[str, Answer] = {}
        if before is not None:
            standing = layout.standing and (finished or not due)
            last = {c.key: before.answer(c.key) for c in layout.inputs if (standing or c.carry) and c.key not in once}
        answers: Mapping[str, Answer] = last
        if submission is not None:
            record = submission.records.get(row.key)
            answers = {key: value.shown for key, value in record.values.items()} if record else {}
        changing = {} if finished else last  # what is finished may stand as it is
        order[stage].append(Filled(row, stage, answers, changing, marks.get(row.key, {}), recalled))
    for filled in order.values():
        yield from filled


def _head(layout: SheetLayout, submission: Submission | None) -> Mapping[str, Answer]:
    if submission is None:
        return {}
    values = submission.heading
    return {column.key: values[column.key].shown for column in layout.asked if column.key in values}


def _marks(issue: Issue, submission: Submission | None, found: Iterable[Point]) -> Mapping[str, Wrong]:
    """Row key → column key → what is wrong there, in words."""
    marks: dict[str, dict[str, list[Mark]]] = {}
    texts, label = issue.texts, issue.layout.explain_label
    for point in found:
        for finding in point.findings:
            sentence = texts.sentence(finding)
            message = texts.word("told", says=sentence.says, hint=sentence.hint)
            if not point.must and finding.row:
                message = texts.word("told-explain", told=message, label=label)
            was = read(submission, finding) or texts.word("read-blank")
            mark = Mark(message, was, not point.must)
            marks.setdefault(finding.row, {}).setdefault(finding.column, []).append(mark)
    return marks


def _carried(layout: SheetLayout, filled: Filled) -> Answer:
    """The text that the rule `unchanged_unless` compares with."""
    watched = next((column.key for column in layout.inputs if column.unchanged_unless), None)
    return filled.last.get(watched) if watched else None


def _meta(seal: Seal, digest: str, keys: Iterable[str]) -> Sheet:
    """The hidden sheet that says once more whose form this is, and which rows it had."""
    pairs = [("form", seal.code), ("snapshot", digest), *(("row", key) for key in keys)]
    lines = [Line([Cell(name, "hidden"), Cell(value, "hidden")]) for name, value in pairs]
    return Sheet(META_SHEET, lines, widths=(12, 60), visible="very_hidden", locked=True)

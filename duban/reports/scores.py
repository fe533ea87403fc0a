"""得分表 and 得分总览: what tasks are worth and what they got, with totals by heading and by unit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from duban.model.role import Role
from duban.model.status import Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.reports.formatting import DASH, number_or_dash, short_task_name, sum_of_known, task_number
from duban.reports.latest_answers import newest_number, newest_text
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.text.display import format_number
from duban.value_object import ValueObject
from duban.workbook.book import Cell


class TaskScore(ValueObject):
    """One task that is worth points.

    Attributes:
        unit: the one that leads, however many share the task and whoever answers.
        self_score: what the unit gave itself; None where it gave nothing yet, or its answer is refused.
        approved: likewise what the office approved.
    """

    task: TaskStatus
    unit: Unit
    weight: Decimal
    self_score: Decimal | None
    approved: Decimal | None

    @property
    def effective(self) -> Decimal | None:
        """The approved points; as long as there are none, the unit's own."""
        return self.self_score if self.approved is None else self.approved

    @property
    def gap(self) -> Decimal | None:
        """How much the effective points fall short of the weight."""
        return None if self.effective is None else self.weight - self.effective

    @property
    def change(self) -> Decimal | None:
        """Approved points minus the unit's own; only where there are both."""
        return None if self.self_score is None or self.approved is None else self.approved - self.self_score


def task_score(status: Status, task: TaskStatus) -> TaskScore | None:
    """The score of a task; None where it has no weight."""
    if task.task.weight is None:
        return None
    unit = status.assignment.directory.find_lead(task.task.lead) or UNASSIGNED_UNIT
    own, approved = (newest_number(status, task.row.key, column) for column in (Role.SCORE, Role.APPROVED))
    return TaskScore(task, unit, task.task.weight, own, approved)


def task_scores(status: Status) -> tuple[TaskScore, ...]:
    """The score of every task with a weight, in the plan's order."""
    return tuple(filter(None, (task_score(status, task) for task in status.tasks)))


def answered_by_several_units(status: Status, task: TaskStatus) -> bool:
    """Whether several units answer for a task together."""
    names = (task.task.lead, *task.task.supports)
    return len({unit.code for name in names for unit in status.assignment.directory.find_members(name)}) > 1


@TABLES("scores")
def score_table(status: Status) -> ReportRows:
    """The total, and how many tasks have no weight; then each heading and group with its tasks below it."""
    scores = task_scores(status)
    if not scores:
        return
    approving = _approval_has_begun(scores)
    yield _total_row(status, scores)
    for category, of_category in _split(scores, lambda score: score.task.row.category).items():
        if category:
            label = _category_label(status, category, of_category)
            yield _sum_row(label, of_category, _whole_note(status, of_category), "total")
        for of_group in _split(of_category, lambda score: score.task.task.group).values():
            group = of_group[0].task.row.group
            if group.name:
                note = _part_note(status, of_group, approving=approving)
                yield _sum_row(group.name, of_group, note, "group") | {"number": Cell(group.number, "group")}
            yield from (_task_row(status, score, approving=approving) for score in of_group)


@TABLES("score-headings")
def scores_by_heading(status: Status) -> ReportRows:
    """The total, each heading, and what a heading is divided into: no tasks."""
    scores = task_scores(status)
    if not scores:
        return
    approving = _approval_has_begun(scores)
    yield _total_row(status, scores)
    for category, of_category in _split(scores, lambda score: score.task.row.category).items():
        if category:
            note = _part_note(status, of_category, approving=approving)
            yield _sum_row(_category_label(status, category, of_category), of_category, note, "group")
        for subcategory, part in _split(of_category, lambda score: score.task.row.subcategory).items():
            if subcategory:
                note = _part_note(status, part, approving=approving)
                yield _sum_row(status.messages.text("score-below", name=subcategory), part, note)


@TABLES("score-units")
def scores_by_unit(status: Status) -> ReportRows:
    """One row for each unit that leads, in the directory's order: what is at stake, given and lost."""
    scores = task_scores(status)
    for unit in (*status.assignment.directory.units, UNASSIGNED_UNIT):
        if own := [score for score in scores if score.unit == unit]:
            note = _part_note(status, own, approving=_approval_has_begun(scores))
            counts = {"count": len(own), "shared": _count_shared(status, own) or DASH}
            yield {"unit": unit.name, **counts, **_score_cells(own, "score"), "note": note}
    if scores:
        total = _sum_row("", scores, _whole_note(status, scores), "total")
        shared = Cell(_count_shared(status, scores) or DASH, "total")
        yield {**total, "unit": Cell(status.messages.text("total"), "total"), "shared": shared}


def _split(scores: Sequence[TaskScore], value_of: Callable[[TaskScore], str]) -> dict[str, list[TaskScore]]:
    """Value → the scores that have it, both in the plan's order."""
    parts: dict[str, list[TaskScore]] = {}
    for score in scores:
        parts.setdefault(value_of(score), []).append(score)
    return parts


def _count_shared(status: Status, scores: Sequence[TaskScore]) -> int:
    return sum(answered_by_several_units(status, score.task) for score in scores)


def _total_row(status: Status, scores: Sequence[TaskScore]) -> ReportRow:
    """All scores together; its name says how many tasks it leaves out."""
    name = status.messages.text("score-total", unweighed=len(status.tasks) - len(scores))
    return _sum_row(name, scores, _whole_note(status, scores), "total")


def _category_label(status: Status, category: str, scores: Sequence[TaskScore]) -> str:
    """A heading with the points that are printed for it, and what its weights add up to where that differs."""
    printed, total = scores[0].task.row.heading.score, sum_of_known(score.weight for score in scores)
    return status.messages.text("score-heading", name=category, printed=printed, total=total)


def _task_row(status: Status, score: TaskScore, *, approving: bool) -> ReportRow:
    task = score.task.task
    return {
        "number": task_number(task),
        "name": task.name,
        "brief": short_task_name(task),
        "units": score.task.row.units,
        **_score_cells([score], "score"),
        "grade": newest_text(status, score.task.row.key, Role.GRADE) or DASH,
        "note": missing_points_text(status, score, approving=approving),
    }


def _sum_row(name: str, scores: Sequence[TaskScore], note: str, style: str = "") -> dict[str, CellContent]:
    """A row that adds up scores. style: of its words; empty for a part of a heading."""
    centered, words = style or "word-center", f"{style}-word" if style else "word-middle"
    return {
        **dict.fromkeys(("number", "units", "grade"), Cell("", centered)),
        **dict.fromkeys(("name", "brief"), Cell(name, words)),
        "count": Cell(len(scores), centered),
        **_score_cells(scores, f"score-{style}" if style else "score"),
        "losing": Cell(sum((score.gap or 0) > 0 for score in scores) or DASH, centered),
        "note": Cell(note, words),
    }


def _score_cells(scores: Sequence[TaskScore], style: str) -> dict[str, CellContent]:
    """Weight, own, approved, change and loss, each the sum of the known ones; a loss in red."""
    lost = sum_of_known(score.gap for score in scores)
    lost_style = "score-lost" if style == "score" and lost else style
    change = sum_of_known(score.change for score in scores)
    return {
        "weight": Cell(number_or_dash(sum_of_known(score.weight for score in scores)), style),
        "own": Cell(number_or_dash(sum_of_known(score.self_score for score in scores)), style),
        "approved": Cell(number_or_dash(sum_of_known(score.approved for score in scores)), style),
        "lost": Cell(number_or_dash(lost), lost_style),
        "change": Cell(number_or_dash(change), style.replace("score", "score-change")),
    }


def _approval_has_begun(scores: Sequence[TaskScore]) -> bool:
    """Whether any score is approved: before that none is said to lack approval."""
    return any(score.approved is not None for score in scores)


def _part_note(status: Status, scores: Sequence[TaskScore], *, approving: bool) -> str:
    """How many are not scored, and of how many sums are comparable; empty where all are scored."""
    own = sum(score.self_score is None for score in scores)
    approved = sum(score.approved is None for score in scores) if approving else 0
    missing = status.messages.text("score-owing", own=own, approved=approved)
    return "；".join(filter(None, (missing, *_comparison_notes(status, scores))))


def _whole_note(status: Status, scores: Sequence[TaskScore]) -> str:
    """How many of how many were scored, and of how many sums are comparable."""
    own = sum(score.self_score is not None for score in scores)
    approved = sum(score.approved is not None for score in scores)
    counts = status.messages.text("score-count", own=own, approved=approved, count=len(scores))
    return "；".join((counts, *_comparison_notes(status, scores)))


def _comparison_notes(status: Status, scores: Sequence[TaskScore]) -> Iterator[str]:
    """What stands beside sums of unlike sets: both sums of what has both, and the weights in which nothing is lost."""
    both = [score for score in scores if score.change is not None]
    if both and len(both) < sum(score.effective is not None for score in scores):
        yield _comparison(status, both)
    without = [score.weight for score in scores if score.effective is None]
    if 0 < len(without) < len(scores):
        yield status.messages.text("score-without", count=len(without), weight=_sum_text(without))


def _comparison(status: Status, both: Sequence[TaskScore]) -> str:
    facts = {
        "own": _sum_text(score.self_score for score in both),
        "approved": _sum_text(score.approved for score in both),
        "change": _sum_text(score.change for score in both),
    }
    return status.messages.text("score-comparable", count=len(both), **facts)


def _sum_text(points: Iterable[Decimal | None]) -> str:
    return format_number(sum_of_known(points) or Decimal(0))


def missing_points_text(status: Status, score: TaskScore, *, approving: bool) -> str:
    """Which points a task lacks, and that its newest return must be corrected first; empty where none.

    Args:
        status: has the words.
        score: of the task.
        approving: whether approved points are missed too.
    """
    missing = {
        "mark-uncorrected": score.task.awaits_correction,
        "score-no-own": score.self_score is None,
        "score-not-approved": approving and score.approved is None,
    }
    return "，".join(status.messages.text(name) for name, holds in missing.items() if holds)

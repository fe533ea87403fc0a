"""得分表: what each task is worth, what its unit gave itself and what was approved, added up at every level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.model.status import Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.reports.amounts import DASH, newest_number, newest_text, short_task_name, sum_of_known
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@dataclass(frozen=True, slots=True)
class TaskScore:
    """One task that is worth points. own, approved: None where nobody gave any yet, or what was given is refused."""

    standing: TaskStatus
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
        """How much the points that count fall short of the weight."""
        return None if self.effective is None else self.weight - self.effective

    @property
    def change(self) -> Decimal | None:
        """By how much the approved points differ from the unit's own; only where there are both."""
        return None if self.self_score is None or self.approved is None else self.approved - self.self_score


def task_scores(situation: Status) -> tuple[TaskScore, ...]:
    """Every task with a weight, in the plan's order. unit: whose it is, however many share it and whoever answers."""
    return tuple(
        TaskScore(
            standing,
            situation.assignment.directory.find_unit(standing.task.lead) or UNASSIGNED_UNIT,
            standing.task.weight,
            newest_number(situation, standing.row.key, "score"),
            newest_number(situation, standing.row.key, "approved"),
        )
        for standing in situation.tasks
        if standing.task.weight is not None
    )


@TABLES("scores")
def score_table(situation: Status) -> ReportRows:
    """The total, and how many tasks have no weight; then each heading and group with its tasks below it."""
    every = task_scores(situation)
    if not every:
        return
    yield _sum("", total_label(situation, every), every, scored_counts_text(situation, every))
    for heading in dict.fromkeys(score.standing.row.category for score in every):
        part = tuple(score for score in every if score.standing.row.category == heading)
        if heading:
            yield _sum("", heading_label(situation, heading, part), part, scored_counts_text(situation, part))
        for group in dict.fromkeys(score.standing.task.group for score in part):
            inner = tuple(score for score in part if score.standing.task.group == group)
            yield from _group(situation, inner, judged=approval_has_begun(every))


def total_label(situation: Status, every: Sequence[TaskScore]) -> str:
    """What the total is called, and how many tasks it leaves out."""
    return situation.messages.text("score-total", unweighed=len(situation.tasks) - len(every))


def heading_label(situation: Status, heading: str, part: Sequence[TaskScore]) -> str:
    """A heading with the points that are printed for it, and what its weights add up to where that differs."""
    printed, total = part[0].standing.row.heading.score, sum_of_known(score.weight for score in part)
    return situation.messages.text("score-heading", name=heading, printed=printed, total=total)


def _group(situation: Status, part: Sequence[TaskScore], *, judged: bool) -> Iterator[_Row]:
    group = part[0].standing.row.group
    if group.name:
        yield _sum(group.number, group.name, part, missing_scores_text(situation, part, judged=judged), "group")
    for score in part:
        standing = score.standing
        yield {
            "number": task_number(standing.task),
            "name": standing.task.name,
            "brief": short_task_name(standing.task),
            "units": standing.row.units,
            **score_cells((score,), "score"),
            "grade": newest_text(situation, standing.row.key, "grade") or DASH,
            "note": _lacks(situation, score, judged=judged),
        }


def _sum(code: str, name: str, part: Sequence[TaskScore], note: str, style: str = "total") -> _Row:
    """A row that adds up what is there."""
    return {
        "number": Cell(code, style),
        "name": Cell(name, f"{style}-word"),
        "brief": Cell(name, f"{style}-word"),
        "units": Cell("", style),
        **score_cells(part, f"score-{style}"),
        "grade": Cell("", style),
        "note": Cell(note, f"{style}-word"),
    }


def score_cells(part: Sequence[TaskScore], style: str) -> dict[str, Cell | Scalar]:
    """Weight, own, approved, change and loss, each of what is there; a dash where nothing is, a loss in red."""
    found = {
        "weight": sum_of_known(score.weight for score in part),
        "own": sum_of_known(score.self_score for score in part),
        "approved": sum_of_known(score.approved for score in part),
        "lost": sum_of_known(score.gap for score in part),
    }
    cells: dict[str, Cell | Scalar] = {
        key: Cell(DASH if value is None else value, style) for key, value in found.items()
    }
    if style == "score" and found["lost"]:
        cells["lost"] = Cell(found["lost"], "score-lost")
    change = sum_of_known(score.change for score in part)
    return cells | {"change": Cell(DASH if change is None else change, style.replace("score", "score-change"))}


def approval_has_begun(every: Sequence[TaskScore]) -> bool:
    """Whether approving has begun: before that nothing lacks it."""
    return any(score.approved is not None for score in every)


def missing_scores_text(situation: Status, part: Sequence[TaskScore], *, judged: bool) -> str:
    """How many are not scored; empty where all are."""
    own = sum(score.self_score is None for score in part)
    approved = sum(score.approved is None for score in part) if judged else 0
    return situation.messages.text("score-owing", own=own, approved=approved)


def scored_counts_text(situation: Status, part: Sequence[TaskScore]) -> str:
    """How many of how many were scored."""
    own = sum(score.self_score is not None for score in part)
    approved = sum(score.approved is not None for score in part)
    return situation.messages.text("score-count", own=own, approved=approved, count=len(part))


def _lacks(situation: Status, score: TaskScore, *, judged: bool) -> str:
    """What an item still lacks."""
    marks = []
    if score.standing.awaits_correction:
        marks.append(situation.messages.text("mark-uncorrected"))
    if score.self_score is None:
        marks.append(situation.messages.text("score-no-own"))
    if judged and score.approved is None:
        marks.append(situation.messages.text("score-not-approved"))
    return "，".join(marks)

"""得分表: what each task is worth, what its unit gave itself and what was approved, added up at every level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.model.status import Situation, TaskStanding
from duban.model.unit import UNASSIGNED, Unit
from duban.reports.amounts import NOTHING, added, amount, brief, words
from duban.reports.look import number
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@dataclass(frozen=True, slots=True)
class Score:
    """One task that is worth points. own, approved: None where nobody gave any yet, or what was given is refused."""

    standing: TaskStanding
    unit: Unit
    weight: Decimal
    own: Decimal | None
    approved: Decimal | None

    @property
    def counted(self) -> Decimal | None:
        """The approved points; as long as there are none, the unit's own."""
        return self.own if self.approved is None else self.approved

    @property
    def lost(self) -> Decimal | None:
        """How much the points that count fall short of the weight."""
        return None if self.counted is None else self.weight - self.counted

    @property
    def change(self) -> Decimal | None:
        """By how much the approved points differ from the unit's own; only where there are both."""
        return None if self.own is None or self.approved is None else self.approved - self.own


def scored(situation: Situation) -> tuple[Score, ...]:
    """Every task with a weight, in the plan's order. unit: whose it is, however many share it and whoever answers."""
    return tuple(
        Score(
            standing,
            situation.split.directory.find(standing.task.lead) or UNASSIGNED,
            standing.task.weight,
            amount(situation, standing.row.key, "score"),
            amount(situation, standing.row.key, "approved"),
        )
        for standing in situation.tasks
        if standing.task.weight is not None
    )


@REPORTS("scores")
def scores(situation: Situation) -> Rows:
    """The total, and how many tasks have no weight; then each heading and group with its tasks below it."""
    every = scored(situation)
    if not every:
        return
    yield _sum("", whole(situation, every), every, counts(situation, every))
    for heading in dict.fromkeys(score.standing.row.category for score in every):
        part = tuple(score for score in every if score.standing.row.category == heading)
        if heading:
            yield _sum("", named(situation, heading, part), part, counts(situation, part))
        for group in dict.fromkeys(score.standing.task.group for score in part):
            inner = tuple(score for score in part if score.standing.task.group == group)
            yield from _group(situation, inner, judged=judged(every))


def whole(situation: Situation, every: Sequence[Score]) -> str:
    """What the total is called, and how many tasks it leaves out."""
    return situation.texts.word("score-total", unweighed=len(situation.tasks) - len(every))


def named(situation: Situation, heading: str, part: Sequence[Score]) -> str:
    """A heading with the points that are printed for it, and what its weights add up to where that differs."""
    printed, total = part[0].standing.row.heading.score, added(score.weight for score in part)
    return situation.texts.word("score-heading", name=heading, printed=printed, total=total)


def _group(situation: Situation, part: Sequence[Score], *, judged: bool) -> Iterator[_Row]:
    group = part[0].standing.row.group
    if group.name:
        yield _sum(group.number, group.name, part, owing(situation, part, judged=judged), "group")
    for score in part:
        standing = score.standing
        yield {
            "number": number(standing.task),
            "name": standing.task.name,
            "brief": brief(standing.task),
            "units": standing.row.units,
            **points((score,), "score"),
            "grade": words(situation, standing.row.key, "grade") or NOTHING,
            "note": _lacks(situation, score, judged=judged),
        }


def _sum(code: str, name: str, part: Sequence[Score], note: str, style: str = "total") -> _Row:
    """A row that adds up what is there."""
    return {
        "number": Cell(code, style),
        "name": Cell(name, f"{style}-word"),
        "brief": Cell(name, f"{style}-word"),
        "units": Cell("", style),
        **points(part, f"score-{style}"),
        "grade": Cell("", style),
        "note": Cell(note, f"{style}-word"),
    }


def points(part: Sequence[Score], style: str) -> dict[str, Cell | Scalar]:
    """Weight, own, approved, change and loss, each of what is there; a dash where nothing is, a loss in red."""
    found = {
        "weight": added(score.weight for score in part),
        "own": added(score.own for score in part),
        "approved": added(score.approved for score in part),
        "lost": added(score.lost for score in part),
    }
    cells: dict[str, Cell | Scalar] = {
        key: Cell(NOTHING if value is None else value, style) for key, value in found.items()
    }
    if style == "score" and found["lost"]:
        cells["lost"] = Cell(found["lost"], "score-lost")
    change = added(score.change for score in part)
    return cells | {"change": Cell(NOTHING if change is None else change, style.replace("score", "score-change"))}


def judged(every: Sequence[Score]) -> bool:
    """Whether approving has begun: before that nothing lacks it."""
    return any(score.approved is not None for score in every)


def owing(situation: Situation, part: Sequence[Score], *, judged: bool) -> str:
    """How many are not scored; empty where all are."""
    own = sum(score.own is None for score in part)
    approved = sum(score.approved is None for score in part) if judged else 0
    return situation.texts.word("score-owing", own=own, approved=approved)


def counts(situation: Situation, part: Sequence[Score]) -> str:
    """How many of how many were scored."""
    own = sum(score.own is not None for score in part)
    approved = sum(score.approved is not None for score in part)
    return situation.texts.word("score-count", own=own, approved=approved, count=len(part))


def _lacks(situation: Situation, score: Score, *, judged: bool) -> str:
    """What an item still lacks."""
    marks = []
    if score.standing.uncorrected:
        marks.append(situation.texts.word("mark-uncorrected"))
    if score.own is None:
        marks.append(situation.texts.word("score-no-own"))
    if judged and score.approved is None:
        marks.append(situation.texts.word("score-not-approved"))
    return "，".join(marks)

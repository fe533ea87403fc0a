"""绩效评估报告: what the office's goals were worth, what was given and lost, by heading and unit, and why."""

from collections.abc import Iterator, Mapping, Sequence

from duban.model.role import Role
from duban.model.status import Status
from duban.model.unit import UNASSIGNED_UNIT
from duban.reports.formatting import DASH, number_or_dash, number_runs, sum_of_known
from duban.reports.latest_answers import newest_text
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import task_title
from duban.reports.scores import TaskScore, task_scores
from duban.text.display import display_text, join_list

Points = Mapping[str, object]


@LETTERS("scores")
def score_reports(status: Status) -> Iterator[Letter]:
    """One of the office, where any goal has points; none where its tasks have no weights."""
    scores = task_scores(status)
    if not any(score.effective is not None for score in scores):
        return
    facts = {
        "total": _points("", scores),
        "unweighed": len(status.tasks) - len(scores),
        "headings": list(_headings(scores)),
        "units": list(_units(status, scores)),
        "losses": _losses(status, scores),
        "not_scored": _numbers(status, [score for score in scores if score.self_score is None]),
        "not_approved": _numbers(status, [score for score in scores if score.approved is None]),
    }
    yield Letter(None, "", common_facts(status, None) | facts)


def _units(status: Status, scores: Sequence[TaskScore]) -> Iterator[Points]:
    """The units that lead, in the directory's order."""
    for unit in (*status.assignment.directory.units, UNASSIGNED_UNIT):
        if own := [score for score in scores if score.unit == unit]:
            yield _points(unit.name, own)


def _losses(status: Status, scores: Sequence[TaskScore]) -> list[Points]:
    """Those of which points were lost, the most first."""
    losing = [score for score in scores if score.gap]
    losing.sort(key=lambda score: -(score.gap or 0))
    return [_loss(status, score) for score in losing]


def _headings(scores: Sequence[TaskScore]) -> Iterator[Points]:
    """Each heading, and below it the parts that it is divided into; those come last where it has others besides."""
    for category in dict.fromkeys(score.task.row.category for score in scores):
        of_category = [score for score in scores if score.task.row.category == category]
        yield _points(category, of_category) | {"printed": of_category[0].task.row.heading.score, "is_part": False}
        for part in dict.fromkeys(score.task.row.subcategory for score in of_category):
            if part:
                own = [score for score in of_category if score.task.row.subcategory == part]
                yield _points(part, own) | {"printed": None, "is_part": True}


def _points(name: str, scores: Sequence[TaskScore]) -> dict[str, object]:
    """What some goals are worth together: each sum is that of the known ones, `—` where none is.

    Returns:
        name, count, weight, own, approved, lost; own_count, approved_count, losing: of how many goals.
    """
    sums = {
        "weight": sum_of_known(score.weight for score in scores),
        "own": sum_of_known(score.self_score for score in scores),
        "approved": sum_of_known(score.approved for score in scores),
        "lost": sum_of_known(score.gap for score in scores),
    }
    return {
        "name": name,
        "count": len(scores),
        **{key: display_text(number_or_dash(points)) for key, points in sums.items()},
        "own_count": sum(score.self_score is not None for score in scores),
        "approved_count": sum(score.approved is not None for score in scores),
        "losing": sum((score.gap or 0) > 0 for score in scores),
    }


def _loss(status: Status, score: TaskScore) -> Points:
    task, key = score.task.task, score.task.row.key
    ground, own_reason = (newest_text(status, key, role) for role in (Role.GROUND, Role.LOSS))
    return _points(task_title(task), [score]) | {
        "number": task.number,
        "unit": score.unit.name,
        "reason": (ground or own_reason) or DASH,
        "is_approved": score.approved is not None,
    }


def _numbers(status: Status, scores: Sequence[TaskScore]) -> str:
    """The numbers of some goals; empty for none."""
    return join_list(number_runs(status.assignment.task_places, [score.task.task for score in scores], status.messages))

"""Behind the points: what was lost and why, what is not proved, what is shared, and where each score was given."""

from duban.model.status import Situation
from duban.model.unit import Unit
from duban.reports.amounts import NOTHING, added, brief, newest, words
from duban.reports.look import number
from duban.reports.scores import Score, scored
from duban.reports.shelf import REPORTS, Rows
from duban.reports.totals import shared
from duban.text.folding import says_nothing
from duban.workbook.book import Cell, Scalar

_MOST = 6
"""Rows of the largest losses."""


@REPORTS("losses")
def losses(situation: Situation) -> Rows:
    """Tasks scored below their weight, by their units or in the end: the largest loss first, then the plan's order."""
    every = scored(situation)
    below = [score for score in every if _below(score)]
    below.sort(key=lambda score: score.lost or 0, reverse=True)
    for place, score in enumerate(below, 1):
        key = score.standing.row.key
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "loss": words(situation, key, "loss"),
            "ground": words(situation, key, "ground"),
        }
    if below:
        total = situation.texts.word("loss-total", missing=sum(score.counted is None for score in every))
        yield {
            "place": Cell("", "total"),
            "number": Cell("", "total"),
            "name": Cell(total, "total-word"),
            "brief": Cell(total, "total-word"),
            "unit": Cell("", "total"),
            "weight": Cell(added(score.weight for score in below), "score-total"),
            "own": Cell(added(score.own for score in below), "score-total"),
            "loss": Cell("", "total"),
            "approved": Cell(added(score.approved for score in below), "score-total"),
            "ground": Cell("", "total"),
            "lost": Cell(added(score.lost for score in below), "score-total"),
        }


@REPORTS("top-losses")
def top_losses(situation: Situation) -> Rows:
    """The largest losses, for a page that must stay one; the rest stands in `losses`."""
    lost = sorted((score for score in scored(situation) if score.lost), key=lambda score: score.lost or 0, reverse=True)
    for score in lost[:_MOST]:
        key = score.standing.row.key
        yield {
            **_what(score),
            **_points(score),
            "lost": Cell(score.lost, "score-lost"),
            "why": words(situation, key, "ground") or words(situation, key, "loss"),
        }


@REPORTS("unproved")
def unproved(situation: Situation) -> Rows:
    """Tasks for which no evidence is named, or only a stroke."""
    place = 0
    for score in scored(situation):
        key = score.standing.row.key
        named = words(situation, key, "evidence")
        if named and not says_nothing(named):
            continue
        place += 1
        why = "stroke" if named else "blank" if newest(situation, "score", key) else "silent"
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "evidence": named,
            "note": situation.texts.word("mark-uncorrected" if _refused(score) else f"unproved-{why}"),
        }


@REPORTS("shared-tasks")
def shared_tasks(situation: Situation) -> Rows:
    """Tasks that several units answer for: who leads, who helps, and what the helpers say they did."""
    place = 0
    for score in scored(situation):
        standing = score.standing
        if not shared(situation, standing):
            continue
        place += 1
        helpers = {unit.code: unit.name for name in standing.task.supports for unit in _members(situation, name)}
        said = {name: words(situation, f"{standing.row.key}~{code}", "contribution") for code, name in helpers.items()}
        yield {
            "place": place,
            **_what(score),
            **_points(score),
            "lead": _name(situation, standing.task.lead),
            "supports": "\n".join(_name(situation, name) for name in standing.task.supports)
            or situation.texts.word("shared-group", unit=score.unit.name),
            "contributions": "\n".join(f"{name}：{text}" for name, text in said.items() if text) or NOTHING,
        }


@REPORTS("score-places")
def score_places(situation: Situation) -> Rows:
    """For each task the cells in which its points were given."""
    for score in scored(situation):
        row: dict[str, Cell | Scalar] = {**_what(score), **_points(score)}
        for key, column in (("own", "score"), ("approved", "approved")):
            record = newest(situation, column, score.standing.row.key)
            at = record.values[column].place if record else None
            row[f"{key}_file"] = at.file if at else ""
            row[f"{key}_cell"] = f"{at.sheet}!{at.cell}" if at else ""
        yield row


def _below(score: Score) -> bool:
    return any(points is not None and points < score.weight for points in (score.own, score.approved))


def _refused(score: Score) -> bool:
    """Whether the unit answered, and its answer is to be corrected first."""
    return score.own is None and score.standing.uncorrected


def _what(score: Score) -> dict[str, Cell | Scalar]:
    task = score.standing.task
    return {"number": number(task), "name": task.name, "brief": brief(task), "unit": score.unit.name}


def _points(score: Score) -> dict[str, Cell | Scalar]:
    found = {"weight": score.weight, "own": score.own, "approved": score.approved, "lost": score.lost}
    return {key: Cell(NOTHING if value is None else value, "score") for key, value in found.items()}


def _name(situation: Situation, printed: str) -> str:
    """What the directory calls a unit that was printed short; a group is called as printed."""
    directory = situation.split.directory
    unit = None if directory.group(printed) else directory.find(printed)
    return unit.name if unit else printed


def _members(situation: Situation, name: str) -> tuple[Unit, ...]:
    return situation.split.directory.members(name)

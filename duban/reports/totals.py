"""得分总览: points added up by heading and by the unit that leads."""

from collections.abc import Sequence

from duban.model.status import Situation, TaskStanding
from duban.model.unit import UNASSIGNED
from duban.reports.amounts import NOTHING
from duban.reports.scores import Score, counts, judged, named, owing, points, scored, whole
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@REPORTS("score-headings")
def score_headings(situation: Situation) -> Rows:
    """The total, each heading, and what a heading is divided into: no tasks."""
    every = scored(situation)
    if not every:
        return
    yield _heading_row(whole(situation, every), every, counts(situation, every), "total")
    for heading in dict.fromkeys(score.standing.row.category for score in every):
        part = tuple(score for score in every if score.standing.row.category == heading)
        if heading:
            note = owing(situation, part, judged=judged(every))
            yield _heading_row(named(situation, heading, part), part, note, "group")
        for below in dict.fromkeys(filter(None, (score.standing.row.subcategory for score in part))):
            inner = tuple(score for score in part if score.standing.row.subcategory == below)
            note = owing(situation, inner, judged=judged(every))
            yield _heading_row(situation.texts.word("score-below", name=below), inner, note)


@REPORTS("score-units")
def score_units(situation: Situation) -> Rows:
    """One row for each unit that leads, in the directory's order: what is at stake, given and lost."""
    every = scored(situation)
    known = (*situation.split.directory.units, UNASSIGNED)
    for unit in known:
        own = tuple(score for score in every if score.unit == unit)
        if own:
            yield {
                "unit": unit.name,
                "count": len(own),
                "shared": sum(shared(situation, score.standing) for score in own) or NOTHING,
                **points(own, "score"),
                "note": owing(situation, own, judged=judged(every)),
            }
    together = sum(shared(situation, score.standing) for score in every)
    total: _Row = {
        "unit": Cell(situation.texts.word("total"), "total"),
        "count": Cell(len(every), "total"),
        "shared": Cell(together or NOTHING, "total"),
        "note": Cell(counts(situation, every), "total-word"),
    }
    if every:
        yield total | points(every, "score-total")


def shared(situation: Situation, standing: TaskStanding) -> bool:
    """Whether several units answer for a task together."""
    names = (standing.task.lead, *standing.task.supports)
    return len({unit.code for name in names for unit in situation.split.directory.members(name)}) > 1


def _heading_row(name: str, part: Sequence[Score], note: str, style: str = "") -> _Row:
    """A row that adds up what is there. style: of its words; empty for a part of a heading."""
    word, left = style or "word-center", f"{style}-word" if style else "word-middle"
    return {
        "name": Cell(name, left),
        "count": Cell(len(part), word),
        **points(part, f"score-{style}" if style else "score"),
        "losing": Cell(sum(bool(score.lost) for score in part) or NOTHING, word),
        "note": Cell(note, left),
    }

"""What the units last said in a year, of all kinds of form: from the ledger alone, whatever was compiled last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from duban.journeys.context import Context
from duban.journeys.earlier_returns import read_earlier_returns
from duban.journeys.turn import Turn
from duban.model.plan import Milestone, Task
from duban.model.snapshot import FormSeries
from duban.model.submission import History, Record, find_record
from duban.model.verdict import FINISHED_MEANINGS


def year_histories(turn: Turn, jobs: int) -> tuple[History, ...]:
    """What was accepted in any period of the year, of each kind of form that somebody fills in.

    Args:
        turn: its context says whose plan it is; of which form kind and period does not matter.
        jobs: how many worker processes read.
    """
    turns = (replace(turn, context=after_year) for after_year in _contexts(turn.context))
    return tuple(read_earlier_returns(after_year, date.max, jobs).history for after_year in turns)


def _contexts(context: Context) -> Iterator[Context]:
    """For each kind of form one in a period after its last one, before which all of the year lies."""
    for series in context.issuer.all_series:
        if series.periods and series.layout.has_inputs:
            last = series.periods[-1]
            after = last.model_copy(update={"code": f"{last.code}-AFTER"})
            longer = FormSeries(series.layout, series.cycle, (*series.periods, after))
            yield replace(context, series=longer, period=after, out=None)


def finished_milestones(histories: tuple[History, ...], tasks: tuple[Task, ...]) -> frozenset[str]:
    """The keys of the milestones whose newest accepted answer says that they are finished."""
    answers = {
        milestone.key: _last_answer(histories, task, milestone) for task in tasks for milestone in task.milestones
    }
    return frozenset(key for key, answer in answers.items() if answer and answer.meaning in FINISHED_MEANINGS)


def _last_answer(histories: tuple[History, ...], task: Task, milestone: Milestone) -> Record | None:
    """The newest accepted answer that says how a milestone stands."""
    keys = (task.key, milestone.key) if task.is_undivided else (milestone.key,)
    return find_record(histories, keys, lambda record: bool(record.meaning))

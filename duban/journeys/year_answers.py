"""What the units last said in a year, of all kinds of form: from the ledger alone, whatever was compiled last."""

from collections.abc import Iterator
from datetime import date

from duban.journeys.context import Context
from duban.journeys.earlier_returns import read_earlier_returns
from duban.journeys.turn import Turn
from duban.model.snapshot import FormSeries
from duban.model.submission import History
from duban.value_object import replace


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
            after = replace(last, code=f"{last.code}-AFTER")
            longer = FormSeries(series.layout, series.cycle, (*series.periods, after))
            yield replace(context, series=longer, period=after, out=None)

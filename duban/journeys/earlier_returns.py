"""What the ledger holds from before a period: what its forms recall."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.turn import Turn
from duban.messages.finding import Finding
from duban.model.submission import History
from duban.store.ledger import KeptOriginal
from duban.value_object import ValueObject, field


class EarlierReturns(ValueObject):
    """What the ledger holds from before a period.

    Attributes:
        history: what was accepted in the form kind.
        related_histories: and in those that it looks at, by their codes.
        lost_answers: what units answered and what the plan has no row for any more.
        altered: where returns lie that are not what was kept.
    """

    history: History = field(default_factory=History)
    related_histories: Mapping[str, History] = field(default_factory=dict)
    lost_answers: tuple[Finding, ...] = ()
    altered: Sequence[Path] = ()

    @property
    def histories(self) -> tuple[History, ...]:
        """What was accepted, in the form kind first."""
        return self.history, *self.related_histories.values()


def read_earlier_returns(turn: Turn, as_of: date, jobs: int, *, any_day: bool = True) -> EarlierReturns:
    """What came in before the context's period, read from the ledger.

    Args:
        turn: its context says the form kind and the period.
        as_of: what came in later is not known.
        jobs: how many worker processes read.
        any_day: somebody said that the day is meant; else one before all that came in is refused.

    Raises:
        InputError: such a day.
    """
    context, originals = turn.context, originals_by_period(turn.context, turn.logs)
    if not context.related_series:
        del originals[context.period.code]
    if not any(originals.values()):
        return EarlierReturns()
    return _read(context, originals, as_of, jobs, any_day=any_day)


def _read(
    context: Context, originals: Mapping[str, Sequence[KeptOriginal]], as_of: date, jobs: int, *, any_day: bool
) -> EarlierReturns:
    """What of all that the ledger holds is known on a day; by reading it."""
    from duban.journeys.inbox import read_ledger
    from duban.journeys.lost_answers import lost_answer_findings
    from duban.journeys.reader_pool import ReaderPool
    from duban.journeys.register import load_decisions
    from duban.journeys.reviewing import DecidedReturns, original_labels, return_reader, review_returns
    from duban.journeys.typed_day import refuse_day_before_returns

    register = load_decisions(context, (), originals)
    with ReaderPool(context, return_reader(context, original_labels(originals), register.decisions), jobs) as readers:
        ledger = read_ledger(readers, originals)
    returns = list(chain.from_iterable(ledger.by_period.values()))
    if not any_day:
        refuse_day_before_returns(context, as_of, returns, compiling=False)
    reviews = review_returns(context, DecidedReturns(ledger.by_period, register.decisions_by_scope), as_of)
    before = reviews.accepted_before(context.period)
    lost_answers = lost_answer_findings(context, returns)
    return EarlierReturns(*before, lost_answers, ledger.altered)

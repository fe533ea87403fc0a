"""What came back, read and judged as of a day: all that a compile makes its outputs from, and a status speaks of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import HandedInFiles
from duban.journeys.inbox import Inbox, LedgerReturns, LocatedReturn, read_ledger, sort_inbox
from duban.journeys.noted_requests import with_registers
from duban.journeys.past_decisions import PastRuns, ReturnsByDecisions, past_returns
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.register import LoadedRegister
from duban.journeys.reviewing import DecidedReturns, original_labels, return_reader, review_returns
from duban.model.decision import Decisions
from duban.model.return_ import Return
from duban.model.status import Status
from duban.reports.coming_days import coming_days
from duban.review.earlier_debts import earlier_debts
from duban.review.history import RelatedReviews
from duban.store.ledger import KeptOriginal
from duban.value_object import ValueObject, replace

Progress = Callable[[int, int], None]
"""Told after each file or form: how many are done, and of how many."""


class Judged(ValueObject):
    """All that the outputs of a compile, and what a status says, are made from.

    Attributes:
        decisions: what the status goes by, by the codes of period and form kind.
        originals: period code → what the ledger holds of it.
        located_returns: what each file that was handed in gives, in order; after the files what is inside them.
    """

    register: LoadedRegister
    decisions: Mapping[str, Decisions]
    originals: Mapping[str, Sequence[KeptOriginal]]
    located_returns: Sequence[LocatedReturn]
    inbox: Inbox
    ledger: LedgerReturns
    reviews: RelatedReviews
    status: Status


def judge_returns(  # noqa: PLR0913 — what a compile has in hand by then
    context: Context,
    as_of: date,
    handed_in: HandedInFiles,
    originals: Mapping[str, Sequence[KeptOriginal]],
    register: LoadedRegister,
    runs: PastRuns,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> Judged:
    """Read what was handed in and what the ledger holds, choose which returns count, and say where everything stands.

    Args:
        context: the form kind and the period.
        as_of: the day on which everything is judged.
        handed_in: the files that are looked at beside the ledger.
        originals: period code → what the ledger holds of it.
        register: what the office decided.
        runs: those that made the last report of each period.
        jobs: how many worker processes read.
        progress: told after each file.
    """
    own_originals = originals[context.period.code]
    labels = handed_in.labels | original_labels(originals)
    with ReaderPool(context, return_reader(context, labels, register.decisions), jobs) as readers:
        returns = _read_files(readers, handed_in, own_originals, progress)
        inbox = sort_inbox(context, as_of, returns, own_originals, register.decisions.scan_units)
        ledger = read_ledger(readers, originals, inbox.returns)
    decided_returns = DecidedReturns(
        _all_returns(context, inbox, ledger), register.decisions_by_scope, ledger.unreadable
    )
    by_decisions = ReturnsByDecisions(context, originals, decided_returns, jobs)
    decisions = runs.decisions_for(context, register)
    own = by_decisions.by(decisions)
    reviews = review_returns(context, own, as_of, runs.days, past_returns(by_decisions, runs))
    status = with_registers(context, decisions, _status(context, reviews, inbox, own.unreadable))
    return Judged(register, decisions, originals, returns, inbox, ledger, reviews, status)


def _read_files(
    readers: ReaderPool, handed_in: HandedInFiles, originals: Iterable[KeptOriginal], progress: Progress
) -> list[LocatedReturn]:
    """What the files give; forms that do not lie in the ledger, or not as they were kept, come with their bytes."""
    sound = {original.short_hash for original in originals if original.has_bytes_of(readers.digest(original.path))}
    returns = readers.read(handed_in.files, sound, handed_in.links)
    return list(_with_progress(returns, len(handed_in.files), progress))


def _with_progress(returns: Iterable[LocatedReturn], file_count: int, progress: Progress) -> Iterator[LocatedReturn]:
    """The returns as they are read, each counted; archives make more of them than there are files."""
    for done, return_ in enumerate(returns, 1):
        progress(done, max(done, file_count))
        yield return_


def _all_returns(context: Context, inbox: Inbox, ledger: LedgerReturns) -> dict[str, Sequence[Return]]:
    """Every return by period code; those of the context's period say where they came on an older edition."""
    own = (*inbox.returns, *ledger.by_period[context.period.code])
    current = [context.current_forms.with_edition_findings(return_) for return_ in own]
    return {**ledger.by_period, context.period.code: current}


def _status(context: Context, reviews: RelatedReviews, inbox: Inbox, unreadable: Mapping[Path, Return]) -> Status:
    handed_in = {return_.file for return_ in inbox.returns}
    related = (return_ for return_ in reviews.related_returns(context.period.code) if return_.file in handed_in)
    other_files = (*inbox.other_files, *unreadable.values(), *related)
    status = reviews.status(context.period, context.workspace.light_rules, other_files)
    calendar, messages = context.reporting_calendar, context.workspace.messages
    coming = coming_days(calendar, context.layout.code, context.period, status.as_of, messages)
    order = context.workspace.config.unit_order
    return replace(status, coming=coming, earlier_debts=earlier_debts(reviews, status), unit_order=order)

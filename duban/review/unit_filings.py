"""Where each unit stands with its return of a period: what came, what counts of it, and until when it has time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.model.filing_entry import ALL_UNITS, FilingEntry, entry_of_unit
from duban.model.filing_history import Lineage
from duban.model.layout import Layout
from duban.model.period import Period
from duban.model.return_ import COUNTED_OUTCOMES, Outcome, Return, is_set_aside, lacks_choice
from duban.model.status import FilingStatus, TaskStatus, UnitStatus
from duban.model.submission import History
from duban.model.unit import Unit
from duban.review.nil_returns import nil_return
from duban.value_object import ValueObject

_NO_ENTRY = FilingEntry()


class UnitFilings(ValueObject, dict=True):
    """What came of the units in one period.

    Attributes:
        period: the one that is compiled.
        as_of: the day on which everything is judged.
        returns: all files of the period with their outcomes.
        entries: period code → what the office registered of its returns, by unit codes.
    """

    period: Period
    layout: Layout
    as_of: date
    returns: Sequence[Return]
    entries: Mapping[str, Mapping[str, FilingEntry]]
    messages: Messages

    def status(self, unit: Unit) -> FilingStatus:
        """Where a unit stands."""
        if self._counted_return(unit):
            return FilingStatus.FILED
        if any(return_.outcome is Outcome.REJECTED for return_ in self._forms(unit)):
            return FilingStatus.VERSIONS_DIFFER if unit.code in self.unchosen_versions else FilingStatus.UNUSABLE
        last_day = self.last_day(self.period, unit.code)
        if self.as_of > last_day:
            return FilingStatus.OWING
        return FilingStatus.EXTENDED if last_day > self.period.counted else FilingStatus.AWAITED

    def newest(self, statuses: Mapping[str, FilingStatus]) -> Mapping[str, FilingStatus]:
        """Unit code → where the newest of its returns stands. statuses: where that stands which counts."""
        unchosen = [code for code, versions in self.unchosen_versions.items() if lacks_choice(versions)]
        return {**statuses, **dict.fromkeys(unchosen, FilingStatus.VERSIONS_DIFFER)}

    def unit_status(self, unit: Unit, tasks: Iterable[TaskStatus], history: History) -> UnitStatus:
        """All of where a unit stands.

        Args:
            unit: that has to report.
            tasks: those that it answers for, or its shares of them.
            history: what may be shown of all answers till now, this period's included.
        """
        return_, received = self._counted_return(unit), self._received(unit)
        findings = return_.findings if return_ else ()
        first_received = received[0].received_on if received else None
        entries = self.entry(self.period, unit.code), self.entry(self.period, ALL_UNITS)
        last_day = self.last_day(self.period, unit.code)
        return UnitStatus(
            unit=unit,
            filing_status=self.status(unit),
            counted_return=return_,
            unchosen_versions=self.unchosen_versions.get(unit.code, ()),
            reported_on=return_.form.reported_on if return_ else None,
            tasks=tuple(tasks),
            must_count=self._count(findings, Severity.MUST),
            explain_count=self._count(findings, Severity.EXPLAIN),
            nil=nil_return(return_, self.layout, history),
            first_received=first_received,
            lineage=self._lineage(return_, received),
            filing=entry_of_unit(*entries, first_received, self.period.counted),
            last_day=last_day,
            has_more_time=self.period.counted < last_day and self.as_of <= last_day,
        )

    def entry(self, period: Period, unit_code: str) -> FilingEntry:
        """What the office registered of a unit's return of a period; for ALL_UNITS, of all at once."""
        return self.entries.get(period.code, {}).get(unit_code, _NO_ENTRY)

    def last_day(self, period: Period, unit_code: str) -> date:
        """Until the end of which day a unit's return of a period is in time."""
        if not self.entries.get(period.code):  # as in most periods, and each milestone asks about each
            return period.counted
        entries = self.entry(period, unit_code), self.entry(period, ALL_UNITS)
        return max(entry.last_day(period.counted) for entry in entries)

    @cached_property
    def unchosen_versions(self) -> Mapping[str, tuple[Return, ...]]:
        """Unit code → those of its returns of which the office has to choose one."""
        waiting = sorted(filter(attrgetter("waiting_code"), self.returns), key=attrgetter("unit_code"))
        return {code: tuple(versions) for code, versions in groupby(waiting, attrgetter("unit_code"))}

    def _counted_return(self, unit: Unit) -> Return | None:
        """The unit's newest return that was not refused as a whole."""
        return next((return_ for return_ in self._forms(unit) if return_.outcome in COUNTED_OUTCOMES), None)

    def _forms(self, unit: Unit) -> Sequence[Return]:
        """The unit's forms; of files that may not be its own nothing is known."""
        return self._forms_by_unit.get(unit.code, ())

    @cached_property
    def _forms_by_unit(self) -> Mapping[str, Sequence[Return]]:
        forms: dict[str, list[Return]] = defaultdict(list)
        for return_ in self.returns:
            if return_.submission:
                forms[return_.unit_code].append(return_)
        return forms

    def _received(self, unit: Unit) -> list[Return]:
        """Its forms of this period, the oldest first."""
        of_period = [return_ for return_ in self._forms(unit) if return_.form.form_id.period == self.period.code]
        return sorted(of_period, key=lambda return_: (return_.arrival, return_.file))

    def _lineage(self, counted: Return | None, received: Sequence[Return]) -> Lineage | None:
        """What came before the return that counts; what is set aside for another reason is no return before it."""
        if counted is None:
            return None
        earlier = [return_ for return_ in received if return_.arrival < counted.arrival and not is_set_aside(return_)]
        if not earlier:
            return None
        had_faults = any(self._count(return_.findings, Severity.MUST) for return_ in earlier)
        return Lineage.RETURNED if had_faults else Lineage.CORRECTED

    def _count(self, findings: Iterable[Finding], severity: Severity) -> int:
        return sum(self.messages.severity(finding) is severity for finding in findings)

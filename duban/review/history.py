"""The returns of one form kind through the year, reviewed one period after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding
from duban.model.decision import Decisions, merged_decisions
from duban.model.period import Period
from duban.model.return_ import Return
from duban.model.role import Role
from duban.model.snapshot import FormSeries, Issuer
from duban.model.status import Status
from duban.model.submission import History
from duban.model.verdict import LightRules
from duban.review.assess import StatusInputs
from duban.review.closed_tasks import closed_tasks
from duban.review.knowledge import shown_records
from duban.review.versions import ChosenVersions, choose_versions
from duban.value_object import ValueObject, field, replace

CheckHistory = Callable[[Return, History, History], Return]
"""A return, what was accepted before its period, and the same with what its unit said in earlier returns of the
period → the return with what these give to ask, and without what need not be asked."""


class PeriodReview(ValueObject):
    """What one period's returns come to, and what was accepted before them.

    Attributes:
        history_before: what checks compare with.
        shown_before: the same, with the bad news and requests of rows that must be corrected first.
    """

    history_before: History
    shown_before: History
    versions: ChosenVersions

    @property
    def history(self) -> History:
        """What was accepted up to and with this period."""
        return self.history_before.extended_by(self.versions.accepted_records)

    @property
    def shown_history(self) -> History:
        """What reports may show up to and with this period."""
        versions = self.versions
        claims = versions.records_to_correct, versions.records_to_choose
        return self.shown_before.extended_by(shown_records(versions.accepted_records, *claims, self.shown_before))


class ReturnsThen(ValueObject):
    """The returns as an earlier report read them and chose among them, by what the office had decided by then.

    Attributes:
        returns_by_period: period code → its returns that are forms, of any kind.
        registers: codes of period and form kind → what that register decided by then.
        changed_periods: the codes of those in which any of this is not as it is now.
    """

    returns_by_period: Mapping[str, Sequence[Return]]
    registers: Mapping[str, Decisions]
    changed_periods: frozenset[str]


class SeriesReview(ValueObject, dict=True):
    """The returns of one form kind as they are known on a day.

    Attributes:
        issuer: says which unit is asked about a row today.
        returns_by_period: period code → its returns that are forms, of any kind.
        as_of: what was received later is not looked at.
        registers: codes of period and form kind with a slash between → what that 办公室登记 decides.
        same_reviews: of the first periods, where they are known to come to the same; by period code.
    """

    issuer: Issuer
    series: FormSeries
    returns_by_period: Mapping[str, Sequence[Return]]
    as_of: date
    messages: Messages
    check_history: CheckHistory
    registers: Mapping[str, Decisions] = field(default_factory=dict)
    same_reviews: Mapping[str, PeriodReview] = field(default_factory=dict)

    @cached_property
    def periods(self) -> Mapping[str, PeriodReview]:
        """Period code → its review, for every period of the series."""
        reviews: dict[str, PeriodReview] = {}
        history, shown = History(), History()
        for period in self.series.periods:
            review = self.same_reviews.get(period.code) or PeriodReview(
                history, shown, self._choose_versions(period, history)
            )
            reviews[period.code] = review
            history, shown = review.history, review.shown_history
        return reviews

    @property
    def history(self) -> History:
        """What was accepted in any period."""
        return self.periods[self.series.periods[-1].code].history

    @property
    def shown_history(self) -> History:
        """What reports may show of any period."""
        return self.periods[self.series.periods[-1].code].shown_history

    def status(
        self,
        period: Period,
        light_rules: LightRules,
        related_histories: Mapping[str, History],
        other_returns: Sequence[Return] = (),
        earlier: tuple[Status, ...] = (),
    ) -> Status:
        """Where everything stands in a period.

        Args:
            period: one of the series.
            light_rules: how bad each verdict is.
            related_histories: what may be shown of the form kinds that are looked at beside this one, by their codes.
            other_returns: files that were handed in and are no returns of this kind and period.
            earlier: the last report of each earlier period, oldest first.
        """
        review = self.periods[period.code]
        snapshot = self.issuer.snapshot(self.series, period)
        histories = (review.history_before, *related_histories.values())
        return StatusInputs(
            assignment=snapshot.assignment_without(closed_tasks(snapshot.plan, snapshot.cycle, histories)),
            periods=self.series.periods,
            as_of=self.as_of,
            history=review.shown_history,
            related_histories=related_histories,
            records_to_correct=review.versions.records_to_correct,
            returns=tuple(sorted((*review.versions.returns, *other_returns), key=lambda return_: return_.file)),
            earlier=earlier,
            rulings=self._decisions(period).rulings,
            filings={past.code: self._decisions(past).filings for past in self.series.periods},
            light_rules=light_rules,
            messages=self.messages,
            layout=self.series.layout,
        ).build_status()

    def _decisions(self, period: Period) -> Decisions:
        """What the register of a period decides."""
        return self.registers.get(f"{period.code}/{self.series.layout.code}", Decisions())

    def _choose_versions(self, period: Period, history: History) -> ChosenVersions:
        """Which returns of a period count, each with what its unit's earlier ones and earlier periods give to ask."""
        assignment = self.issuer.snapshot(self.series, period).assignment
        checked: list[Return] = []
        history_by_unit: dict[str, History] = {}
        for return_ in sorted(self.received(period), key=lambda return_: (return_.arrival, return_.file)):
            unit_code = return_.form.form_id.unit
            unit_history = history_by_unit.get(unit_code, history)
            checked.append(_with_day_note(self.check_history(return_, history, unit_history)))
            history_by_unit[unit_code] = unit_history.extended_by(return_.form.records)
        return choose_versions(
            checked,
            self.messages.severity,
            lambda key: assignment.unit_code_of_row(self.series.layout, key),
            merged_decisions(self.registers).versions,
            assignment.directory.units,
        )

    def as_known_on(self, day: date, issuer: Issuer, then: ReturnsThen) -> "SeriesReview":
        """The same as it was known on an earlier day.

        Args:
            day: what was received later is not looked at.
            issuer: of the plan as it stood on that day.
            then: the returns by what was decided by then.
        """
        same: dict[str, PeriodReview] = {}
        if issuer is self.issuer:
            unchanged = takewhile(lambda period: self._is_same(period, day, then), self.series.periods)
            same = {period.code: self.periods[period.code] for period in unchanged}
        return replace(
            self,
            as_of=day,
            issuer=issuer,
            returns_by_period=then.returns_by_period,
            registers=then.registers,
            same_reviews=same,
        )

    def _is_same(self, period: Period, day: date, then: ReturnsThen) -> bool:
        """Whether all that is known of a period was there on a day, and was read and chosen as it is now."""
        is_complete = all(return_.received_on <= day for return_ in self.received(period))
        return is_complete and period.code not in then.changed_periods

    def received(self, period: Period) -> Iterator[Return]:
        """The returns of a period that were there on the day."""
        for return_ in self.returns_by_period.get(period.code, ()):
            if return_.form.form_id.kind == self.series.layout.code and return_.received_on <= self.as_of:
                yield return_


def _with_day_note(return_: Return) -> Return:
    """The return, with a note where it was filled in after the day on which it was first seen."""
    form = return_.form
    if form.reported_on is None or form.reported_on <= return_.received_on:
        return return_
    column = form.heading_column_by_role.get(Role.REPORTED_ON, "")
    facts = {"filed": form.reported_on, "received": return_.received_on}
    note = Finding("filed-after-receipt", form.heading[column].place, facts, "", column)
    return replace(return_, findings=(*return_.findings, note))


class RelatedReviews(ValueObject):
    """The form kind that is compiled, and those that it looks at, each in a review of its own.

    Attributes:
        report_days: period code → the day as of which its last report was made, where 日志 knows it.
        returns_then: period code → the returns as its last report had them, where something is decided otherwise now.
        issuer_on: makes snapshots of the plan as it stood on a day; the own one where that is today's.
    """

    own: SeriesReview
    related: tuple[SeriesReview, ...]
    report_days: Mapping[str, date]
    issuer_on: Callable[[date], Issuer]
    returns_then: Mapping[str, ReturnsThen] = field(default_factory=dict)

    def accepted_before(self, period: Period) -> tuple[History, Mapping[str, History]]:
        """What was accepted before a period, and in the form kinds that are looked at, by their codes."""
        related = {review.series.layout.code: review.history for review in self.related}
        return self.own.periods[period.code].history_before, related

    def status(self, period: Period, light_rules: LightRules, other_returns: Sequence[Return]) -> Status:
        """Where everything stands in a period of the own kind of form.

        Args:
            period: one of the own series.
            light_rules: how bad each verdict is.
            other_returns: files that were handed in and are no returns of this kind and period.
        """
        earlier: tuple[Status, ...] = ()
        for past, day in self._report_days(period):
            then = self._as_reported(past, day)
            status = then.own.status(past, light_rules, then._shown_histories, earlier=earlier)  # noqa: SLF001 - its own class
            earlier = (*earlier, status)
        status = self.own.status(period, light_rules, self._shown_histories, other_returns, earlier)
        return replace(status, related_layouts=tuple(review.series.layout for review in self.related))

    @property
    def _shown_histories(self) -> Mapping[str, History]:
        """Form kind code → what reports may show of it."""
        return {review.series.layout.code: review.shown_history for review in self.related}

    def _as_reported(self, past: Period, day: date) -> "RelatedReviews":
        """The same as the last report of a period had it, which was made as of a day."""
        issuer, own = self.issuer_on(day), self.own
        unchanged = ReturnsThen(own.returns_by_period, own.registers, frozenset())
        then = self.returns_then.get(past.code, unchanged)
        related = tuple(review.as_known_on(day, issuer, then) for review in self.related)
        return replace(self, own=own.as_known_on(day, issuer, then), related=related)

    def _report_days(self, period: Period) -> Iterator[tuple[Period, date]]:
        """The earlier periods of which there was a report, and the day as of which its last one was made.

        日志 knows it. Where it does not, as of what was kept before there was one, it was the day after the returns
        were due or, where that is later, the day on which the last of them came; of a period of which nothing came
        there was no report. What came of it together with returns of the next period, or after these, was in no
        report of its own.
        """
        past_periods = self.own.series.earlier_periods(period)
        for past, following in zip(past_periods, (*past_periods, period)[1:], strict=True):
            returns = [return_.received_on for return_ in self.own.received(past)]
            day = self.report_days.get(past.code)
            if day is None and returns:
                first_of_next = min((return_.received_on for return_ in self.own.received(following)), default=date.max)
                days = [day for day in returns if day < first_of_next]
                day = max([past.counted + timedelta(days=1), *days])
            if day is not None:
                yield past, min(day, self.own.as_of)

    def related_returns(self, period_code: str) -> Iterator[Return]:
        """What became of the other kinds' returns of a period; they stand for no unit's return of the own kind."""
        for review in self.related:
            if period_code in review.periods:
                for return_ in review.periods[period_code].versions.returns:
                    yield replace(return_, unit_code="")

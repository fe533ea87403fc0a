"""How returns are read and reviewed with the forms that they answer, whichever journey asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from duban.journeys.context import Context
from duban.journeys.return_reader import ReturnReader
from duban.messages.finding import Finding
from duban.model.decision import Decisions, merged_decisions
from duban.model.return_ import Return
from duban.model.submission import History, Submission
from duban.returns.checks.answered_form import AnsweredForm, build_answered_form, check_against_history, check_return
from duban.returns.checks.explained import close_explained, drop_consequences
from duban.returns.parts import join_parts
from duban.returns.prefilled import settle_prefilled
from duban.returns.unchanged_rows import settle_no_change
from duban.review.history import RelatedReviews, ReturnsThen, SeriesReview
from duban.store.ledger import KeptOriginal
from duban.text.hashes import short_hash
from duban.value_object import ValueObject, field, replace


class DecidedReturns(ValueObject):
    """Returns, and what the clerk decided about them when they were read.

    Attributes:
        by_period: period code → its returns that are forms.
        registers: codes of period and form kind → what that register decides.
        unreadable: where returns lie that give no form by these decisions.
    """

    by_period: Mapping[str, Sequence[Return]]
    registers: Mapping[str, Decisions]
    unreadable: Mapping[Path, Return] = field(default_factory=dict)

    @property
    def decisions(self) -> Decisions:
        """About files, of all these registers."""
        return merged_decisions(self.registers)

    def periods_otherwise(self, other: "DecidedReturns", day: date) -> frozenset[str]:
        """The codes of the periods with a return, there on a day, of which the other decides otherwise."""
        hashes = set(self.decisions.differences(other.decisions))
        return frozenset(
            code
            for code, returns in self.by_period.items()
            for return_ in (*returns, *other.by_period[code])
            if short_hash(return_.digest) in hashes and return_.received_on <= day
        )


def original_labels(originals: Mapping[str, Iterable[KeptOriginal]]) -> dict[Path, str]:
    """What people call each return of the ledger."""
    return {original.path: original.label for kept_originals in originals.values() for original in kept_originals}


def return_reader(context: Context, labels: Mapping[Path, str], decisions: Decisions) -> ReturnReader:
    """The reader of a journey's files, which is sent to each worker once.

    Args:
        context: the form kind and the period.
        labels: what people call each file.
        decisions: of the clerk.
    """
    kind, period = context.layout.code, context.period.code
    is_planned = any(series.layout.code == kind and series.period(period) for series in context.issuer.all_series)
    return ReturnReader(
        context.issued,
        labels,
        decisions,
        context.workspace.passwords,
        (kind, period) if is_planned else None,  # nothing is issued for the time after a year's last period
        context.workspace.wording,
    )


class _ReturnChecks(ValueObject):
    """What returns give to ask, by the forms that they answer."""

    context: Context

    def alone(self, form: Submission) -> tuple[Finding, ...]:
        """By itself."""
        return check_return(self._answered_form(form))

    def with_history(self, return_: Return, history: History, unit_history: History) -> Return:
        """In comparing with what was accepted before.

        Args:
            return_: of any period.
            history: what was accepted before that period.
            unit_history: the same with what its unit said in earlier returns of the period.
        """
        severity = self.context.workspace.messages.severity
        return_ = settle_prefilled(return_, self.context.issued.snapshot(return_.form.form_id)[0].layout, history)
        return_ = settle_no_change(return_, self._answered_form(return_.form), history)
        form = return_.form
        questions = check_against_history(self._answered_form(form), history)
        findings = drop_consequences((*return_.findings, *questions), form, severity)
        return replace(return_, findings=close_explained(findings, form, unit_history, severity))

    def joined(self, decided: DecidedReturns, period_codes: Iterable[str]) -> dict[str, tuple[Return, ...]]:
        """The returns of periods by their codes; sheets of one form that came in several files are one return."""
        excluded = decided.decisions.versions.excluded
        return {code: tuple(join_parts(decided.by_period[code], excluded, self.alone)) for code in period_codes}

    def _answered_form(self, form: Submission) -> AnsweredForm:
        snapshot, _ = self.context.issued.snapshot(form.form_id)
        return build_answered_form(form, snapshot, self.context.workspace.wording)


def review_returns(
    context: Context,
    returns: DecidedReturns,
    as_of: date,
    days: Mapping[str, date] = MappingProxyType({}),
    past: Mapping[str, DecidedReturns] = MappingProxyType({}),
) -> RelatedReviews:
    """The returns of the context's form kind, and of the kinds that it looks at, as they are known on a day.

    Args:
        context: the form kind and the period.
        returns: as they were read by what is decided.
        as_of: what was received later is not looked at.
        days: period code → the day as of which its last report was made, where 日志 knows it.
        past: period code → the returns by what that report went by, where 日志 knows it.
    """
    checks = _ReturnChecks(context)
    joined = checks.joined(returns, returns.by_period)
    returns_then: dict[str, ReturnsThen] = {}
    for code, decided in past.items():
        changed = returns.periods_otherwise(decided, days[code])
        by_period = {**joined, **checks.joined(decided, changed)}
        returns_then[code] = ReturnsThen(by_period, decided.registers, changed)
    own = SeriesReview(
        context.issuer,
        context.series,
        joined,
        as_of,
        context.workspace.messages,
        checks.with_history,
        returns.registers,
    )
    related = tuple(replace(own, series=series) for series in context.related_series)
    return RelatedReviews(own, related, days, context.issuer_on, returns_then)

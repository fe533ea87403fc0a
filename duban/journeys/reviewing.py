"""How returns are read and reviewed with the forms that they answer, whichever journey asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from duban.journeys.context import Context
from duban.journeys.reading import ReturnReader
from duban.messages.finding import Finding
from duban.model.decision import Decisions
from duban.model.return_ import Return
from duban.model.submission import History, Submission
from duban.returns.checks.answered_form import AnsweredForm, build_answered_form, check_against_history, check_return
from duban.returns.checks.explained import close_explained, drop_consequences
from duban.returns.parts import join_parts
from duban.returns.prefilled import settle_prefilled
from duban.review.history import RelatedReviews, SeriesReview
from duban.store.ledger import KeptOriginal


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
    return ReturnReader(
        context.issued,
        labels,
        decisions,
        context.workspace.passwords,
        (context.layout.code, context.period.code),
        context.workspace.wording,
    )


def review_returns(
    context: Context,
    returns: Mapping[str, Sequence[Return]],
    as_of: date,
    decisions: Decisions,
    days: Mapping[str, date] = MappingProxyType({}),
) -> RelatedReviews:
    """The returns of the context's form kind, and of the kinds that it looks at, as they are known on a day.

    Args:
        context: the form kind and the period.
        returns: period code → its returns that are forms.
        as_of: what was received later is not looked at.
        decisions: of the clerk.
        days: period code → the day as of which its last report was made, where 日志 knows it.
    """
    messages, wording = context.workspace.messages, context.workspace.wording

    def answered_form(form: Submission) -> AnsweredForm:
        snapshot, _ = context.issued.snapshot(form.form_id)
        return build_answered_form(form, snapshot, wording)

    def check_alone(form: Submission) -> tuple[Finding, ...]:
        return check_return(answered_form(form))

    def check_history(return_: Return, history: History, unit_history: History) -> Return:
        return_ = settle_prefilled(return_, context.issued.snapshot(return_.form.form_id)[0].layout, history)
        form = return_.form
        questions = check_against_history(answered_form(form), history)
        findings = drop_consequences((*return_.findings, *questions), form, messages.severity)
        return replace(return_, findings=close_explained(findings, form, unit_history, messages.severity))

    excluded = decisions.versions.excluded
    joined = {code: tuple(join_parts(of_period, excluded, check_alone)) for code, of_period in returns.items()}
    own = SeriesReview(context.issuer, context.series, joined, as_of, messages, check_history, decisions.versions)
    return RelatedReviews(
        own, tuple(replace(own, series=series) for series in context.related_series), days, context.issuer_on
    )

"""What units ask of the leaders and of the office, with what registers up to the period say of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from duban.journeys.context import Context
from duban.journeys.register import register_scope
from duban.model.decision import Decisions
from duban.model.extension import Extension
from duban.model.status import Status
from duban.review.coordination_items import PeriodNotes
from duban.review.requests import with_requests
from duban.value_object import replace


def with_registers(context: Context, decisions: Mapping[str, Decisions], status: Status) -> Status:
    """The status whose requests have what the office said of them.

    Args:
        context: the form kind and the period.
        decisions: what the report goes by, of each register that is looked at.
        status: of the period.
    """
    return with_requests(status, _notes(context, decisions), list(_extensions(context)))


def _notes(context: Context, decisions: Mapping[str, Decisions]) -> list[PeriodNotes]:
    """What was noted of requests in the registers up to the period, its own last."""
    own, due = register_scope(context), context.period.due
    dues = {register_scope(other): other.period.due for other in _contexts(context)}
    notes = [
        PeriodNotes(dues[scope], of_register.coordination)
        for scope, of_register in decisions.items()
        if scope != own and dues.get(scope, date.max) <= due
    ]
    own_notes = decisions[own].coordination if own in decisions else {}
    return [*sorted(notes, key=lambda noted: noted.due), PeriodNotes(due, own_notes)]


def _extensions(context: Context) -> Iterator[Extension]:
    """What was decided on other days, without what later periods' registers say."""
    dues = {other.period_folder.name: other.period.due for other in _contexts(context)}
    for extension in context.workspace.extensions:
        if dues.get(extension.register_folder, date.min) <= context.period.due:
            yield extension


def _contexts(context: Context) -> Iterator[Context]:
    """All periods of all kinds of form of the plan."""
    for series in context.issuer.all_series:
        for period in series.periods:
            yield replace(context, series=series, period=period, out=None)

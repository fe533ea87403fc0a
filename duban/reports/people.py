"""Whom the office calls about a unit's return."""

from typing import NamedTuple

from duban.model.answer_changes import reporter_of
from duban.model.status import Status
from duban.model.unit import Unit
from duban.reports.filings import returns_by_unit


class Person(NamedTuple):
    """A person to call; both are empty where nobody is known."""

    name: str
    phone: str


def person_to_call(status: Status, unit: Unit) -> Person:
    """The unit's contact as the directory has it, else its head, else who filled in the newest return of the period.

    A unit that is a person (联系人, 责任领导) is called itself.
    """
    if unit.contact:
        return Person(unit.contact.name, unit.contact.phone)
    if status.messages.text("people", filler=status.cycle.filler):
        return Person(unit.name, "")
    reporter = _last_reporter(status, unit)
    name = unit.head or (status.messages.text("call-reporter", name=reporter) if reporter else "")
    return Person(name, "")


def _last_reporter(status: Status, unit: Unit) -> str:
    returns = [return_ for return_ in returns_by_unit(status).get(unit.code, ()) if return_.submission]
    newest = max(returns, key=lambda return_: (return_.arrival, return_.file), default=None)
    return reporter_of(newest.form) if newest else ""

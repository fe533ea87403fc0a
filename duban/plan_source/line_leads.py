"""Who led a line of a plan through the year, and by which keys each of its leads answers."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.model.milestone import Milestone
from duban.model.plan import Task
from duban.model.unit import Directory, Unit
from duban.value_object import ValueObject, replace

_LEAD_KEY = "牵头"
"""What a change calls who leads."""


class LineLead(ValueObject):
    """A unit that leads a line, or led it.

    Attributes:
        share: what stands at the end of the keys of its rows: a unit's code; empty for the keys of the line itself.
        since: the first day on which it leads; `date.min` from the issue of the plan on.
        until: the day on which it leads no more; None where it does.
    """

    unit: Unit
    share: str
    since: date = date.min
    until: date | None = None

    def led_on(self, day: date) -> bool:
        """Whether it led on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def leads_of_task(task: Task, directory: Directory) -> tuple[LineLead, ...]:
    """All that ever led a task as a whole; see `leads_of_line`."""
    return _leads(_texts_of_task(task), directory)


def leads_of_line(task: Task, milestone: Milestone, directory: Directory) -> tuple[LineLead, ...]:
    """All that ever led the line of a milestone: those of today in their order, then those that lead no more.

    Of those that led first, the first one has the keys of the line; each further lead has keys that end in its code.
    Who alone takes over from one that led alone goes on where that one ended.

    Args:
        task: with what was decided since the plan was issued.
        milestone: of the task, any one of the line.
        directory: the units of the day, each that was merged into another still a unit of its own.
    """
    of_task = _texts_of_task(task)
    own = _texts(task, milestone.content, milestone.lead)
    days = sorted({day for day, _ in (*of_task, *own)})
    return _leads([(day, _text_on(own, day) or _text_on(of_task, day)) for day in days], directory)


def _texts_of_task(task: Task) -> Sequence[tuple[date, str]]:
    """From which day on the plan names whom as lead of a task; who fills in the form for the leads stands for them."""
    return [(date.min, task.filler)] if task.filler else _texts(task, "", task.lead)


def _texts(task: Task, content: str, current: str) -> Sequence[tuple[date, str]]:
    """The same of a milestone of these words. current: what the plan names now."""
    changes = [
        (change.day, text)
        for change in task.changes
        for text in change.texts
        if text.key == _LEAD_KEY and text.milestone == content
    ]
    issued = changes[0][1].before if changes else current
    return [(date.min, issued), *((day, text.after) for day, text in changes)]


def _text_on(texts: Sequence[tuple[date, str]], day: date) -> str:
    return [text for since, text in texts if since <= day][-1]


def _leads(texts: Sequence[tuple[date, str]], directory: Directory) -> tuple[LineLead, ...]:
    leads: list[LineLead] = []
    units: tuple[Unit, ...] = ()
    for day, text in texts:
        units = directory.find_leads(text)
        codes = {unit.code for unit in units}
        former = [lead if lead.until or lead.unit.code in codes else replace(lead, until=day) for lead in leads]
        leads = [*former, *_new_leads(leads, units, day, directory)]
    order = {unit.code: position for position, unit in enumerate(units)}
    return tuple(sorted(leads, key=lambda lead: len(order) if lead.until else order[lead.unit.code]))


def _new_leads(
    before: Sequence[LineLead], units: Sequence[Unit], day: date, directory: Directory
) -> Iterator[LineLead]:
    """Those of the units that did not lead on the day before. before: all leads up to then."""
    leading = {lead.unit.code: lead.share for lead in before if lead.until is None}
    staying = {leading[unit.code] for unit in units if unit.code in leading}
    for unit in units:
        if unit.code not in leading:
            share = _share(unit, before, units, [*leading.values()])
            free = share if share not in staying else unit.code
            yield LineLead(unit, free, max(day, _first_day(unit, directory)))


def _share(unit: Unit, before: Sequence[LineLead], units: Sequence[Unit], leading: Sequence[str]) -> str:
    """What a unit goes on with that leads from now on, as one of `units`. leading: the shares of those of before."""
    own = [lead.share for lead in before if lead.unit.code == unit.code]
    if own:
        return own[-1]
    if not before:
        return "" if unit is units[0] else unit.code
    return leading[0] if len(leading) == len(units) == 1 else unit.code


def _first_day(unit: Unit, directory: Directory) -> date:
    """The day on which a unit was parted from another one; `date.min` for any other unit."""
    days = (change.day for change in directory.changes if change.split and change.split.code == unit.code)
    return next(days, date.min)

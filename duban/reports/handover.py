"""交接单: what waits, which days come next and who is who, for whoever takes the desk over."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.model.coordination import CoordinationItem
from duban.model.extension import ExtensionRequest
from duban.model.return_ import DECISION_CODES, waiting_files
from duban.model.status import MilestoneStatus, Status
from duban.reports.amended import due_mark
from duban.reports.calls import calls_to_make
from duban.reports.check_back import milestone_clause, statements_by_unit
from duban.reports.coordination_list import items_without_instruction, items_without_result, unanswered_requests
from duban.reports.due_figures import milestones_due_soon
from duban.reports.figures import inputs_to_correct
from duban.reports.filings import MISSING, lacks_approval, lacks_punctuality, unit_filing_word
from duban.reports.first_page import numbered_tasks
from duban.reports.formatting import DASH
from duban.reports.people import person_to_call
from duban.reports.table_rows import TABLES, ReportRows
from duban.text.display import join_list, weekday_character

_MOST_REPORTING_DAYS = 4
_MOST_MILESTONES_A_DAY = 3
"""More that fall due on one day are counted on one line: the sheet stays one page."""
_LONGEST_NAMES = 100  # characters: five lines of the column


@TABLES("open-matters")
def open_matters(status: Status) -> ReportRows:
    """All that is not settled: who owes, what waits in 办公室登记, what is to correct, to check and to call about."""
    for number, (matter, names) in enumerate(_open_matters(status), 1):
        text = status.messages.text
        yield {
            "number": number,
            "matter": text(f"open-{matter}", count=len(names)),
            "who": join_list(names, longest=_LONGEST_NAMES),
        }


@TABLES("coming-days")
def coming_day_list(status: Status) -> ReportRows:
    """The next reminders and due days of every form, and the milestones that fall due soon and are not finished."""
    days = [(event.day, event.title) for event in status.coming.reporting_days[:_MOST_REPORTING_DAYS]]
    milestones_by_day: dict[date, list[MilestoneStatus]] = {}
    for milestone in milestones_due_soon(status):
        if milestone.row.due:
            milestones_by_day.setdefault(milestone.row.due, []).append(milestone)
    for day, milestones in milestones_by_day.items():
        days += [(day, words) for words in _due_words(status, milestones)]
    for day, words in sorted(days, key=lambda day: day[0]):
        yield {"day": day, "weekday": weekday_character(day), "words": words}


@TABLES("unit-people")
def unit_people(status: Status) -> ReportRows:
    """Every unit that reports, its leader in charge, its head, whom to call, its tasks, and where its return stands."""
    for own in status.units:
        person = person_to_call(status, own.unit)
        yield {
            "unit": own.unit.name,
            "leader": own.unit.leader or DASH,
            "head": own.unit.head or DASH,
            "person": person.name or DASH,
            "phone": person.phone or DASH,
            "tasks": len(own.tasks),
            "filing": unit_filing_word(status, own),
        }


def _due_words(status: Status, milestones: Sequence[MilestoneStatus]) -> Iterator[str]:
    """A line for each of the milestones of a day; one for all where they are very many."""
    text = status.messages.text
    if len(milestones) > _MOST_MILESTONES_A_DAY:
        yield text("coming-milestones", **numbered_tasks(status, milestones))
        return
    for milestone in milestones:
        words = milestone_clause(milestone) or milestone.row.line
        facts = {"number": milestone.row.task.number, "line": words, "unit": milestone.unit.name}
        yield text("coming-milestone", **facts, moved=due_mark(status, milestone.row))


def _open_matters(status: Status) -> Iterator[tuple[str, list[str]]]:
    """The code of each matter that is open, and whom or which files it is about."""
    matters = _missing_units(status) | _waiting_files(status)
    matters |= _unregistered(status) | _unanswered(status)
    matters["correct"] = [own.unit.name for own in status.units if inputs_to_correct(status, own)]
    matters |= _owed_of_before(status)
    matters["check-back"] = [unit.name for unit, _ in statements_by_unit(status).values()]
    matters["calls"] = list(dict.fromkeys(call.unit.name for call in calls_to_make(status)))
    return ((matter, names) for matter, names in matters.items() if names)


def _owed_of_before(status: Status) -> dict[str, list[str]]:
    """The units whose returns of earlier periods never came or were not mended, each with the period."""
    matters: dict[str, list[str]] = {"earlier-missing": [], "earlier-correct": []}
    for debt in status.earlier_debts:
        owing = {"earlier-missing": debt.missing, "earlier-correct": debt.to_correct}
        for matter, units in owing.items():
            texts = (status.messages.text("earlier-owing", unit=unit.name, period=debt.period) for unit in units)
            matters[matter] += texts
    return matters


def _unregistered(status: Status) -> dict[str, list[str]]:
    """The units of whose returns 办公室登记 does not say all that it asks."""
    asked_of = {"punctuality": lacks_punctuality, "approval": lacks_approval}
    return {matter: [own.unit.name for own in status.units if lacks(status, own)] for matter, lacks in asked_of.items()}


def _unanswered(status: Status) -> dict[str, list[str]]:
    """What units ask for and what waits for a word of the office, of a leader, or of what came of that."""
    requests: dict[str, list[ExtensionRequest] | list[CoordinationItem]] = {
        "extension": unanswered_requests(status),
        "instruction": items_without_instruction(status),
        "result": items_without_result(status),
    }
    return {matter: [_brief(status, request) for request in asking] for matter, asking in requests.items()}


def _brief(status: Status, request: CoordinationItem | ExtensionRequest) -> str:
    """The number of the task in which something is asked, and who asks."""
    return status.messages.text("asked-brief", number=request.row.task.number, unit=request.unit.name)


def _missing_units(status: Status) -> dict[str, list[str]]:
    return {
        f"filing-{filing}": [own.unit.name for own in status.units if own.newest_filing is filing] for filing in MISSING
    }


def _waiting_files(status: Status) -> dict[str, list[str]]:
    return {sheet: [file.file for file in waiting_files(status.returns, sheet)] for sheet in DECISION_CODES}

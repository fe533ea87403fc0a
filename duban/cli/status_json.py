"""`duban status --json`: where the period stands today, for a program."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duban.cli.show import findings_json

if TYPE_CHECKING:  # what is heavy is imported when the command runs, so that --help stays fast
    from duban.journeys.standing import PeriodStanding
    from duban.model.coordination import CoordinationItem
    from duban.model.earlier_debt import EarlierDebt
    from duban.model.extension import ExtensionRequest
    from duban.model.status import UnitStatus


def standing_json(standing: "PeriodStanding") -> dict[str, object]:
    """Where a period stands, for a program."""
    context, status = standing.context, standing.status
    following = standing.next_reporting
    return {
        "plan": context.plan.code,
        "period": context.period.code,
        "as_of": status.as_of,
        "due": context.period.due,
        "owed": len(status.units),
        "filed": filed_count(standing),
        **_filing_json(standing),
        **_requests_json(standing),
        "new_files": standing.new_files,
        "compiled": standing.last_compile.as_of if standing.last_compile else None,
        "decisions": [{"sheet": sheet, "file": file.file} for sheet, file in standing.decisions],
        "to_correct": [unit.unit.name for unit in standing.units_to_correct],
        "check_back": [{"unit": unit.name, "tasks": numbers} for unit, numbers in standing.check_back],
        "earlier": [{"period": debt.period.code, **debtors(debt)} for debt in standing.status.earlier_debts],
        "next_period": {"period": following.period.code, "due": following.period.due} if following else None,
        "next": standing.next_steps,
        "ledger": findings_json(standing.ledger_findings, context.workspace.messages),
    }


def _filing_json(standing: "PeriodStanding") -> dict[str, object]:
    """Who has not filed, and what the office has not said of returns."""
    return {
        "missing": [{"unit": unit.unit.name, "state": unit.newest_filing} for unit in standing.owing_units],
        "awaited": _names(standing.awaited_units),
        "extended": [{"unit": unit.unit.name, "until": unit.last_day} for unit in standing.extended_units],
        "punctuality_unsaid": _names(standing.units_without_punctuality),
        "approval_unseen": _names(standing.units_without_approval),
    }


def _requests_json(standing: "PeriodStanding") -> dict[str, object]:
    """What units ask for and the office has not said anything of."""
    from duban.reports.coordination_list import items_without_instruction, unanswered_requests

    return {
        "postponements_asked": _requests(unanswered_requests(standing.status)),
        "instructions_awaited": _requests(items_without_instruction(standing.status)),
    }


def _requests(requests: "Sequence[ExtensionRequest | CoordinationItem]") -> list[dict[str, str]]:
    """The task in which each asks for something, and who asks."""
    return [{"task": request.row.task.number, "unit": request.unit.name} for request in requests]


def _names(units: "Sequence[UnitStatus]") -> list[str]:
    return [unit.unit.name for unit in units]


def debtors(debt: "EarlierDebt") -> dict[str, list[str]]:
    """The units that owe something of an earlier period, by what they owe."""
    return {"missing": [unit.name for unit in debt.missing], "to_correct": [unit.name for unit in debt.to_correct]}


def filed_count(standing: "PeriodStanding") -> int:
    """How many units are known to have filed."""
    if standing.is_to_be_built or standing.is_unread:
        return 0
    missing = (*standing.owing_units, *standing.awaited_units, *standing.extended_units)
    return len(standing.status.units) - len(missing)

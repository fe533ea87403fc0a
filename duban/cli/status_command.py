"""`duban status`: where the period stands today, in one screen, and what to type next."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import (
    CLEAN,
    HAS_FINDINGS,
    JOBS_OPTION,
    JSON_OPTION,
    Command,
    period_options,
    refuse_typed_day,
    run_by,
)
from duban.cli.show import print_findings, print_json, warn_of_holidays
from duban.cli.status_json import debtors, filed_count, standing_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when the command runs, so that --help stays fast
    from duban.journeys.standing import PeriodStanding
    from duban.model.return_ import Return
    from duban.model.status import UnitStatus

_MOST_NAMED = 20
"""So many units or files are named in a line; of the others the number is said."""
_ASKED_IN = {"identity": "confirm", "versions": "choose", "scans": "belongs"}
"""Sheet of 办公室登记 → the column in which the clerk answers."""


@click.command("status", cls=Command, help=raw_message("help-status"))
@period_options
@click.option("--texts", is_flag=True, help=raw_message("help-texts"))
@JOBS_OPTION
@JSON_OPTION
def status_command(  # noqa: PLR0913 — one parameter an option
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    jobs: int,
    *,
    any_day: bool,
    texts: bool,
    as_json: bool,
) -> None:
    """Say where a period stands. Exits 0 where nothing waits for the clerk, 1 where something does, 2 for mistakes.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        period: its code; None takes the one whose returns come in, or came in last.
        as_of: the day on which everything is judged.
        jobs: how many worker processes read what is not remembered.
        any_day: a day far from the plan's year is meant.
        texts: print the texts that are ready to send instead.
        as_json: print one object.
    """
    from duban.journeys.context import open_context
    from duban.journeys.look import look_ahead, look_at_period

    context = open_context(config, plan, form, period, as_of, None, compiling=True, run_by=run_by())
    refuse_typed_day(context, as_of, any_day=any_day, compiling=True)
    standing = (look_at_period if period else look_ahead)(context, as_of, jobs)
    if as_json:
        print_json(standing_json(standing))
    elif texts:
        _print_texts(standing)
    else:
        _print_standing(standing, _options(plan=plan, form=form, period=period))
    sys.exit(CLEAN if standing.is_clean else HAS_FINDINGS)


def _print_texts(standing: "PeriodStanding") -> None:
    from duban.journeys.outputs import script_text

    if standing.is_unread:
        print_line(message("status-unread", count=len(standing.new_files)))
        return
    text = "" if standing.is_to_be_built else script_text(standing.context, standing.status).rstrip()
    print_line(text or message("status-no-texts"))


def _options(**typed: str | None) -> str:
    """The options by which this was asked, as the next command needs them too; empty for none."""
    return "".join(f" --{name} {value}" for name, value in typed.items() if value)


def _print_standing(standing: "PeriodStanding", options: str) -> None:
    print_findings(standing.ledger_findings, standing.context.workspace.messages)
    for line in (*_lines(standing), *_coming_lines(standing, options)):
        print_line(line)
    warn_of_holidays(standing.context)


def _lines(standing: "PeriodStanding") -> Iterator[str]:
    """Who has returned, who owes what, and what waits."""
    status, context = standing.status, standing.context
    form = context.layout.name if len(context.issuer.all_series) > 1 else ""
    facts = {"plan": context.plan, "form": form, "period": context.period, "as_of": status.as_of}
    days = (status.as_of - context.period.due).days
    yield message("status-head", **facts, days=days)
    compiled = standing.last_compile.as_of if standing.last_compile else ""
    if standing.is_to_be_built:
        yield message("status-not-issued", owed=len(status.units))
    else:
        yield message("status-filed", filed=filed_count(standing), owed=len(status.units), compiled=compiled)
        yield from _unit_lines(standing)
    yield from _named("status-new", standing.new_files)
    yield from _decision_lines(standing)
    yield from _named("status-correct", [unit.unit.name for unit in standing.units_to_correct])
    for debt in status.earlier_debts:
        yield message("status-earlier", period=debt.period, **debtors(debt))
    names = [message("status-check-back-unit", unit=unit, numbers=numbers) for unit, numbers in standing.check_back]
    yield from _named("status-check-back", names)


def _unit_lines(standing: "PeriodStanding") -> Iterator[str]:
    """Who owes a return, and who has not filed and is in time; while nothing was read, that nobody knows it."""
    if standing.is_unread:
        yield message("status-unread", count=len(standing.new_files))
    yield from (_owing_line(standing, unit) for unit in standing.owing_units[:_MOST_NAMED])
    yield from _named("status-awaited", [unit.unit.name for unit in standing.awaited_units])
    for unit in standing.extended_units:
        yield message("status-extended", unit=unit.unit.name, day=unit.last_day, state=unit.newest_filing)


def _named(name: str, names: Sequence[str]) -> Iterator[str]:
    """A line that names units or files, as many as have room; none for none."""
    if names:
        yield message(name, names=names[:_MOST_NAMED], count=len(names))


def _owing_line(standing: "PeriodStanding", unit: "UnitStatus") -> str:
    from duban.reports.check_back import filing_words
    from duban.reports.people import person_to_call

    person = person_to_call(standing.status, unit.unit)
    words = filing_words(standing.status, unit, "status-filing")
    return message("status-owing", unit=unit.unit.name, words=words, person=person.name, phone=person.phone)


def _decision_lines(standing: "PeriodStanding") -> Iterator[str]:
    """What only the clerk can decide, each with where she writes what."""
    lines = [_decision_line(standing, sheet, file) for sheet, file in standing.decisions]
    lines += [*_filing_questions(standing), *_request_questions(standing)]
    if lines:
        yield message("status-decide", count=len(lines), file=standing.context.register_layout.file)
    for number, line in enumerate(lines[:_MOST_NAMED], 1):
        yield f"  {number} {line}"


def _filing_questions(standing: "PeriodStanding") -> Iterator[str]:
    """What the office has not said of returns: whether they came in time, how they were approved, a signed copy."""
    if standing.units_without_punctuality:
        yield _punctuality_question(standing)
    sheet = standing.context.register_layout.sheets["filings"].name
    if units := standing.units_without_approval:
        unseen = [unit.unit.name for unit in units if unit.filing.approval]
        unregistered = [unit.unit.name for unit in units if not unit.filing.approval]
        yield message("status-approval", sheet=sheet, unseen=unseen, unregistered=unregistered)
    yield from _named("status-unsigned", [unit.unit.name for unit in standing.units_without_scan])


def _request_questions(standing: "PeriodStanding") -> Iterator[str]:
    """Units ask for another day, or for a leader's word, and the office has not said anything of it."""
    from duban.reports.coordination_list import items_without_instruction, unanswered_requests

    sheets = standing.context.register_layout.sheets
    if requests := unanswered_requests(standing.status):
        yield message("status-postponements", count=len(requests), sheet=sheets["extensions"].name)
    if items := items_without_instruction(standing.status):
        yield message("status-instructions", count=len(items), sheet=sheets["coordination"].name)


def _punctuality_question(standing: "PeriodStanding") -> str:
    """Whether all came in time, where nobody said it of any; else of which it is not said."""
    layout, units = standing.context.register_layout.sheets["filings"], standing.units_without_punctuality
    days = {unit.first_received for unit in units}
    facts = {
        "names": [unit.unit.name for unit in units[:_MOST_NAMED]],
        "count": len(units),
        "is_all": len(units) == sum(unit.first_received is not None for unit in standing.status.units),
        "day": days.pop() if len(days) == 1 else "",
        "as_of": standing.status.as_of,
    }
    return message("status-punctual", sheet=layout.name, column=layout.label("late"), **facts)


def _decision_line(standing: "PeriodStanding", sheet: str, file: "Return") -> str:
    """A file that waits in 办公室登记: why, and what to write where."""
    workspace = standing.context.workspace
    own_sheet, key = workspace.register_layout.sheets[sheet], _ASKED_IN[sheet]
    answers = next(column.help for column in own_sheet.columns if column.key == key)
    says = workspace.messages.message(file.findings[0]).text
    where = {"sheet": own_sheet.name, "column": own_sheet.label(key), "answers": answers}
    return message("status-decision", file=file.file, says=says, **where)


def _coming_lines(standing: "PeriodStanding", options: str) -> Iterator[str]:
    """Milestones that fall due soon, what to type with which options, and the next period."""
    from duban.model.verdict import BAD_NEWS_MEANINGS
    from duban.reports.due_figures import milestones_due_soon

    status, context = standing.status, standing.context
    if soon := milestones_due_soon(status):
        at_risk = sum(milestone.meaning in BAD_NEWS_MEANINGS for milestone in soon)
        last = max(milestone.row.due for milestone in soon if milestone.row.due)
        yield message("status-soon", count=len(soon), at_risk=at_risk, last=last)
    yield from _step_lines(standing, options)
    if reporting := standing.next_reporting:
        yield message("status-next-period", plan=context.plan, period=reporting.period, remind=reporting.reminder_day)
    for reporting in standing.other_reporting:
        yield message("status-other-form", form=reporting.cycle.form, period=reporting.period)


def _step_lines(standing: "PeriodStanding", options: str) -> Iterator[str]:
    """What to do next, and what to type with which options."""
    from duban.journeys.standing import NextStep
    from duban.workspace.names import display_path

    status, context = standing.status, standing.context
    facts = {
        "options": options,
        "owing": [unit.unit.name for unit in standing.owing_units[:_MOST_NAMED]],
        "count": len(standing.owing_units),
        "remind_from": None if standing.is_time_to_remind else status.coming.remind_from,
        "returns": display_path(context.returns_folder),
        "reports": display_path(context.reports_folder),
        "register": context.register_layout.file,
    }
    for number, step in enumerate(standing.next_steps):
        head = raw_message("status-next-head" if not number else "status-next-indent")
        yield head + message(f"status-next-{NextStep(step)}", **facts)

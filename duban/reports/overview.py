"""总览: what a leader reads first. Red, what is asked, how things are shared out, and unit by unit."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from duban.model.status import Figure, MilestoneStatus, Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT
from duban.model.verdict import Light
from duban.reports.amounts import DASH
from duban.reports.figures import (
    LIGHTS_AS_READ,
    all_figures,
    fraction_text,
    is_newly_red,
    milestones_by_state,
    percent_shares,
    tasks_without_unit,
    with_percent_sign,
)
from duban.reports.look import answer_caveat, filing_text, light_cell, verdict_reason
from duban.reports.shelf import TABLES, ReportRows
from duban.text.display import long_date_text, short_date_text, shorten
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]

_LINE = 100
_NAME = 40  # characters of a task's name, where its milestone is what matters


@TABLES("red")
def red_milestones(situation: Status) -> ReportRows:
    """Each red milestone: those of newly red tasks first, else in the plan's order."""
    tasks = sorted(situation.tasks, key=lambda task: not is_newly_red(task))
    for task in tasks:
        mark = situation.messages.text("red-new" if is_newly_red(task) else "red-still")
        for milestone in task.milestones:
            if milestone.verdict.light is Light.RED:
                yield _red(situation, task, milestone, mark)


@TABLES("asked")
def requests_for_help(situation: Status) -> ReportRows:
    """What leaders are asked to settle, apart from what stands among the red ones."""
    for milestone in situation.milestones:
        if milestone.verdict.light is not Light.RED and (words := _answer(milestone, "help")):
            yield {
                "light": light_cell(situation, milestone.verdict),
                "task": _task(situation, milestone),
                "unit": milestone.unit.name,
                "help": words,
            }


@TABLES("shares")
def shares_by_light_and_state(situation: Status) -> ReportRows:
    """Tasks by light on the left, milestones by state on the right, each with a share; totals below."""
    known = {figure.name: figure for figure in all_figures(situation)}
    left = list(_tasks_by_light(situation, known))
    right = list(_milestones_by_state(situation, known))
    nothing: _Row = {}
    for task, milestone in zip_longest(left, right, fillvalue=nothing):
        yield {**task, **milestone}
    word = situation.messages.text("total")
    totals = {"light": Cell(word, "total"), "tasks": Cell(len(known["tasks"]), "total")}
    totals |= {"state": Cell(word, "total"), "milestones": Cell(len(known["milestones"]), "total")}
    yield {**totals, "task_share": Cell("100.0%", "total"), "milestone_share": Cell("100.0%", "total")}


@TABLES("units")
def unit_overview(situation: Status) -> ReportRows:
    """One row a unit, in the order in which leaders expect them, one for what is nobody's yet, and a total."""
    known = {figure.name: figure for figure in all_figures(situation)}
    listed = [(standing.unit, filing_text(situation, standing)) for standing in situation.units]
    for unit, filed in [*listed, *([(UNASSIGNED_UNIT, DASH)] if tasks_without_unit(situation) else [])]:
        own = f"unit_{unit.code}"
        row: _Row = {"unit": unit.name, "tasks": len(known[f"{own}_tasks"])}
        for light in LIGHTS_AS_READ[:4]:
            count = len(known[f"{own}_{light}"])
            row[light] = Cell(count, f"light-{light}") if count else Cell(DASH, "number")
        row["other"] = len(known[f"{own}_other"]) or DASH
        row["due"] = fraction_text(known[f"{own}_due_done"])
        row["filing"] = filed
        yield row
    counts: dict[str, Scalar] = {str(light): len(known[f"tasks_{light}"]) for light in LIGHTS_AS_READ[:4]}
    counts["other"] = sum(len(known[f"tasks_{light}"]) for light in LIGHTS_AS_READ[4:])
    counts |= {"unit": situation.messages.text("total"), "tasks": len(known["tasks"])}
    counts |= {"due": fraction_text(known["due_done"]), "filing": fraction_text(known["units_filed"])}
    yield {key: Cell(value, "total") for key, value in counts.items()}


def _red(situation: Status, task: TaskStatus, milestone: MilestoneStatus, mark: str) -> _Row:
    verdict = milestone.verdict
    since = verdict.facts.get("issued" if verdict.code == "overdue-since-issue" else "due")
    expected = milestone.record.answer("expected") if milestone.record else None
    return {
        "light": light_cell(situation, verdict, "\n".join(filter(None, (mark, answer_caveat(situation, milestone))))),
        "task": _task(situation, milestone),
        "unit": task.unit.name,
        "reason": verdict_reason(situation, milestone.verdict),
        "since": _day(situation, since + timedelta(days=1)) if isinstance(since, date) else "",
        "expected": _day(situation, expected) if isinstance(expected, date) else DASH,
        "help": _answer(milestone, "help") or DASH,
    }


def _task(situation: Status, milestone: MilestoneStatus) -> str:
    task, line = milestone.row.task, milestone.row.line
    word = situation.messages.text
    if line == task.name:
        return shorten(word("task-short", number=task.number, name=task.name), _LINE)
    return shorten(word("task-and-milestone", number=task.number, name=shorten(task.name, _NAME), line=line), _LINE)


def _day(situation: Status, day: date) -> str:
    """Without the year where that is the plan's."""
    return short_date_text(day) if day.year == situation.plan.year else long_date_text(day)


def _answer(milestone: MilestoneStatus, column: str) -> str:
    return milestone.record.text(column) if milestone.record else ""


def _tasks_by_light(situation: Status, known: dict[str, Figure]) -> Iterator[_Row]:
    parts = [known[f"tasks_{light}"] for light in LIGHTS_AS_READ]
    for light, part, share in zip(LIGHTS_AS_READ, parts, percent_shares(parts), strict=True):
        shown = situation.light_rules.lights[light]
        cell = Cell(f"{shown.symbol} {shown.name}", f"light-{light}" if len(part) else "word-center")
        yield {"light": cell, "tasks": len(part), "task_share": with_percent_sign(share)}


def _milestones_by_state(situation: Status, known: dict[str, Figure]) -> Iterator[_Row]:
    found = milestones_by_state(situation)
    parts = [known[f"milestones_{code.replace('-', '_')}"] for code, _, _ in found]
    for (code, light, _), part, share in zip(found, parts, percent_shares(parts), strict=True):
        cell = Cell(
            f"{situation.light_rules.lights[light].symbol} {situation.light_rules.rule(code).word}", f"light-{light}"
        )
        yield {"state": cell, "milestones": len(part), "milestone_share": with_percent_sign(share)}

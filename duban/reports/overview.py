"""总览: what a leader reads first. Red, what is asked, how things are shared out, and unit by unit."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from duban.messages.catalogue import cn_date, short_date
from duban.model.status import Figure, MilestoneStanding, Situation, TaskStanding
from duban.model.unit import UNASSIGNED
from duban.model.verdict import Light
from duban.reports.amounts import NOTHING
from duban.reports.figures import LIGHTS, figures, fraction, newly_red, percented, shares, states, unowned
from duban.reports.look import doubt, filing, light_cell, reason
from duban.reports.shelf import REPORTS, Rows
from duban.text.shorten import brief
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]

_NAME = 40  # characters of a task's name, where its milestone is what matters


@REPORTS("red")
def red(situation: Situation) -> Rows:
    """Each red milestone: those of newly red tasks first, else in the plan's order."""
    tasks = sorted(situation.tasks, key=lambda task: not newly_red(task))
    for task in tasks:
        mark = situation.texts.word("red-new" if newly_red(task) else "red-still")
        for milestone in task.milestones:
            if milestone.verdict.light is Light.RED:
                yield _red(situation, task, milestone, mark)


@REPORTS("asked")
def asked(situation: Situation) -> Rows:
    """What leaders are asked to settle, apart from what stands among the red ones."""
    for milestone in situation.milestones:
        if milestone.verdict.light is not Light.RED and (words := _answer(milestone, "help")):
            yield {
                "light": light_cell(situation, milestone.verdict),
                "task": _task(situation, milestone),
                "unit": milestone.unit.name,
                "help": words,
            }


@REPORTS("shares")
def shared(situation: Situation) -> Rows:
    """Tasks by light on the left, milestones by state on the right, each with a share; totals below."""
    known = {figure.name: figure for figure in figures(situation)}
    left = list(_tasks_by_light(situation, known))
    right = list(_milestones_by_state(situation, known))
    nothing: _Row = {}
    for task, milestone in zip_longest(left, right, fillvalue=nothing):
        yield {**task, **milestone}
    word = situation.texts.word("total")
    totals = {"light": Cell(word, "total"), "tasks": Cell(len(known["tasks"]), "total")}
    totals |= {"state": Cell(word, "total"), "milestones": Cell(len(known["milestones"]), "total")}
    yield {**totals, "task_share": Cell("100.0%", "total"), "milestone_share": Cell("100.0%", "total")}


@REPORTS("units")
def units(situation: Situation) -> Rows:
    """One row a unit, in the order in which leaders expect them, one for what is nobody's yet, and a total."""
    known = {figure.name: figure for figure in figures(situation)}
    listed = [(standing.unit, filing(situation, standing)) for standing in situation.units]
    for unit, filed in [*listed, *([(UNASSIGNED, NOTHING)] if unowned(situation) else [])]:
        own = f"unit_{unit.code}"
        row: _Row = {"unit": unit.name, "tasks": len(known[f"{own}_tasks"])}
        for light in LIGHTS[:4]:
            count = len(known[f"{own}_{light}"])
            row[light] = Cell(count, f"light-{light}") if count else Cell(NOTHING, "number")
        row["other"] = len(known[f"{own}_other"]) or NOTHING
        row["due"] = fraction(known[f"{own}_due_done"])
        row["filing"] = filed
        yield row
    counts: dict[str, Scalar] = {str(light): len(known[f"tasks_{light}"]) for light in LIGHTS[:4]}
    counts["other"] = sum(len(known[f"tasks_{light}"]) for light in LIGHTS[4:])
    counts |= {"unit": situation.texts.word("total"), "tasks": len(known["tasks"])}
    counts |= {"due": fraction(known["due_done"]), "filing": fraction(known["units_filed"])}
    yield {key: Cell(value, "total") for key, value in counts.items()}


def _red(situation: Situation, task: TaskStanding, milestone: MilestoneStanding, mark: str) -> _Row:
    verdict = milestone.verdict
    since = verdict.facts.get("issued" if verdict.code == "overdue-since-issue" else "due")
    expected = milestone.record.answer("expected") if milestone.record else None
    return {
        "light": light_cell(situation, verdict, "\n".join(filter(None, (mark, doubt(situation, milestone))))),
        "task": _task(situation, milestone),
        "unit": task.unit.name,
        "reason": reason(situation, milestone.verdict),
        "since": _day(situation, since + timedelta(days=1)) if isinstance(since, date) else "",
        "expected": _day(situation, expected) if isinstance(expected, date) else NOTHING,
        "help": _answer(milestone, "help") or NOTHING,
    }


def _task(situation: Situation, milestone: MilestoneStanding) -> str:
    task, line = milestone.row.task, milestone.row.line
    word = situation.texts.word
    if line == task.name:
        return brief(word("task-short", number=task.number, name=task.name))
    return brief(word("task-and-milestone", number=task.number, name=brief(task.name, _NAME), line=line))


def _day(situation: Situation, day: date) -> str:
    """Without the year where that is the plan's."""
    return short_date(day) if day.year == situation.plan.year else cn_date(day)


def _answer(milestone: MilestoneStanding, column: str) -> str:
    return milestone.record.text(column) if milestone.record else ""


def _tasks_by_light(situation: Situation, known: dict[str, Figure]) -> Iterator[_Row]:
    parts = [known[f"tasks_{light}"] for light in LIGHTS]
    for light, part, share in zip(LIGHTS, parts, shares(parts), strict=True):
        shown = situation.rules.lights[light]
        cell = Cell(f"{shown.symbol} {shown.name}", f"light-{light}" if len(part) else "word-center")
        yield {"light": cell, "tasks": len(part), "task_share": percented(share)}


def _milestones_by_state(situation: Situation, known: dict[str, Figure]) -> Iterator[_Row]:
    found = states(situation)
    parts = [known[f"milestones_{code.replace('-', '_')}"] for code, _, _ in found]
    for (code, light, _), part, share in zip(found, parts, shares(parts), strict=True):
        cell = Cell(f"{situation.rules.lights[light].symbol} {situation.rules.rule(code).word}", f"light-{light}")
        yield {"state": cell, "milestones": len(part), "milestone_share": percented(share)}

"""How single values read on paper: lights, numbers, shares, a task's number and name, runs of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from duban.messages.catalogue import Messages
from duban.messages.text_template import render_text
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.verdict import LIGHTS_WORST_FIRST, WORRYING_LIGHTS, Light, Verdict
from duban.text.display import chinese_numeral, day_text, shorten
from duban.workbook.book import Cell, Scalar

if TYPE_CHECKING:  # what goes out with forms needs no status
    from duban.model.status import MilestoneStatus, Status

DASH = "—"

_GRAVEST_FIRST = (*WORRYING_LIGHTS, Light.GREY, Light.GREEN, Light.NONE)
_SHORTEST_RUN = 3
_SHORT_NAME = 48  # characters: two lines of a column that is meant for names
_TENTH = Decimal("0.1")


def light_cell(status: Status, verdict: Verdict, *marks: str) -> Cell:
    """`■ 红灯` and below it the word of the rule; where there is no colour, symbol and word on one line.

    Args:
        status: knows the symbols and words.
        verdict: what is shown.
        marks: further lines; one that is empty or says the word of the rule again is left out.
    """
    light, word = status.light_rules.lights[verdict.light], verdict_word(status, verdict)
    symbol, colourless = verdict_symbol(status, verdict), verdict.light in (Light.NONE, Light.GREY)
    lines = (f"{symbol} {word}",) if colourless else (f"{symbol} {light.name}", word)
    further_lines = (mark for mark in (ruling_mark(status, verdict), *marks) if mark not in ("", word))
    return Cell("\n".join((*lines, *further_lines)), verdict_style(status, verdict))


def verdict_symbol(status: Status, verdict: Verdict) -> str:
    """That of its rule, where this has one of its own and nobody ruled another light; else that of its light."""
    own = "" if verdict.is_adjusted else status.light_rules.rule(verdict.code).symbol
    return own or status.light_rules.lights[verdict.light].symbol


def verdict_style(status: Status, verdict: Verdict) -> str:
    """The style of a cell with it, in the shade of its rule where that has one and nobody ruled another light."""
    shade = "" if verdict.is_adjusted else status.light_rules.rule(verdict.code).shade
    return f"light-{shade or verdict.light}"


def verdict_word(status: Status, verdict: Verdict) -> str:
    """The word of the rule, or that a person ruled another light."""
    return status.messages.text("ruled-word") if verdict.is_adjusted else status.light_rules.rule(verdict.code).word


def ruling_mark(status: Status, verdict: Verdict) -> str:
    """What was proposed where another light was ruled; else that the light was ruled; empty where it was not."""
    if verdict.proposed is None:
        return ""
    proposed = status.light_rules.lights[verdict.proposed]
    facts = {"symbol": proposed.symbol, "light": proposed.name, "is_adjusted": verdict.is_adjusted}
    return status.messages.text("ruled-mark", **facts)


def severity_rank(light: Light) -> int:
    """0 for the worst light."""
    return LIGHTS_WORST_FIRST.index(light)


def light_together(lights: Iterable[Light]) -> Light:
    """The light of several milestones in one cell: what is not known outweighs what is done, as in a task."""
    return min(lights, key=_GRAVEST_FIRST.index, default=Light.NONE)


def verdict_reason(status: Status, verdict: Verdict) -> str:
    """Why, in one sentence; of what earlier reports made of it, with what it was before that; and what was ruled."""
    cause = {"cause": verdict_reason(status, verdict.cause)} if verdict.cause else {}
    facts = {**verdict.facts, **cause, "year": status.plan.year}
    reason = render_text(status.light_rules.rule(verdict.code).reason, **facts)
    if not (verdict.ruling and verdict.proposed):
        return reason
    proposed = status.light_rules.lights[verdict.proposed].name
    facts = {"reason": reason, "proposed": proposed, "basis": verdict.ruling.basis, "is_adjusted": verdict.is_adjusted}
    return status.messages.text("ruled-reason", **facts)


def milestone_label(status: Status, milestone: MilestoneStatus) -> str:
    """What the plan calls it, such as `第二季度`, else `节点二`; empty where the milestone is the task itself.

    Of a line that several units answer for or that comes due again, also whose and which one: `甲镇节点二（6月）`; of a
    part of a task then the part as well.
    """
    return "".join(_unit_and_label(status, milestone))


def milestones_label(status: Status, milestones: Iterable[MilestoneStatus]) -> str:
    """What several milestones of a task are called together, `甲镇、乙镇节点二（6月）`; an unnamed one by its line.

    All members of a group are called by its name: `各镇节点二（6月）`.
    """
    units_by_label: dict[str, list[str]] = {}
    for milestone in milestones:
        unit, label = _unit_and_label(status, milestone)
        units_by_label.setdefault(label if unit or label else milestone.row.line, []).append(unit)
    joint_name = status.assignment.directory.joint_name
    return "、".join(joint_name([*filter(None, units)]) + label for label, units in units_by_label.items())


def _unit_and_label(status: Status, milestone: MilestoneStatus) -> tuple[str, str]:
    """Whose a milestone is, where several units answer for its line, and which."""
    row, planned = milestone.row, milestone.row.milestone
    if planned is None:
        return "", ""
    lines = row.task.lines
    unit = milestone.unit.name if any(one.share != planned.share for one in lines[planned.line]) else ""
    label = _label_of_line(status, row.task, planned, is_one_of_several=bool(unit or row.term) or len(lines) > 1)
    return unit, f"{label}（{row.term}）" if row.term and (unit or label) else f"{label}{row.term}"


def _label_of_line(status: Status, task: Task, milestone: Milestone, *, is_one_of_several: bool) -> str:
    """What the plan calls a line, or which one it is; empty where it is the task itself, or its part and no other."""
    if milestone.implicit:
        return milestone.content if is_one_of_several and milestone.content != task.name else milestone.label
    number = status.messages.text("milestone-number", number=chinese_numeral(task.position(milestone)))
    return milestone.label or number


def marked(messages: Messages, mark: str) -> str:
    """A mark in brackets, to be put behind an answer; empty for none."""
    return messages.text("marked", words=mark) if mark else ""


def task_number(task: Task) -> Scalar:
    """A task's number, as a number where it is one: Excel marks digits that are text as a mistake."""
    return int(task.number) if task.number.isdecimal() and not task.number.startswith("0") else task.number


def short_task_name(task: Task) -> str:
    """A task's name; of one longer than 48 characters the first sentence, cut where that is still longer."""
    name = task.name.partition("。")[0] if len(task.name) > _SHORT_NAME else task.name
    return shorten(name, _SHORT_NAME, mark="……")


def number_runs(places: Mapping[str, int], tasks: Iterable[Task], messages: Messages) -> Iterator[str]:
    """Tasks' numbers; three or more neighbours in the plan as one: `1`, `3至6`.

    Args:
        places: of all tasks in the plan, by their keys: says which are neighbours.
        tasks: in the plan's order.
        messages: have the words of a run.
    """
    for _, run in groupby(enumerate(tasks), lambda numbered: places[numbered[1].key] - numbered[0]):
        numbers = [task.number for _, task in run]
        if len(numbers) < _SHORTEST_RUN:
            yield from numbers
        else:
            yield messages.text("calendar-run", first=numbers[0], last=numbers[-1])


def short_day(plan: Plan, day: date) -> str:
    """A day without its year, where that is the plan's."""
    return day_text(day, plan.year)


def sum_of_known(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the numbers that there are; None where there is none, since 0 would be a statement."""
    known_numbers = [number for number in numbers if number is not None]
    return sum(known_numbers, Decimal(0)) if known_numbers else None


def number_or_dash(number: Decimal | None) -> Scalar:
    """A number as it is, `—` for none."""
    return DASH if number is None else number


def percent_text(part: Decimal | Fraction | int, whole: Decimal | Fraction | int) -> str:
    """`62.5%`, one decimal, halves up; `—` where the whole is 0."""
    return f"{round_half_up(Fraction(part) * 100 / Fraction(whole), _TENTH)}%" if whole else DASH


def round_half_up(number: Fraction, step: Decimal) -> Decimal:
    """Rounded to a power of ten such as 0.01, halves up; what rounds to zero has no sign."""
    return (Decimal(number.numerator) / number.denominator).quantize(step, ROUND_HALF_UP) + 0


def amount_cell(value: Scalar, style: str) -> Cell:
    """With thousands set apart; with two decimals where it has any. style: `amount`, or one with a `-2` too."""
    has_decimals = isinstance(value, Decimal) and value != value.to_integral_value()
    return Cell(value, f"{style}-2" if has_decimals else style)

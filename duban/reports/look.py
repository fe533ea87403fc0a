"""How verdicts and standings read on paper: symbol and word in every light, the reason in one sentence."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from duban.messages.catalogue import Messages, render_text
from duban.model.plan import Plan, Task
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.verdict import LIGHTS_WORST_FIRST, Light, Verdict
from duban.reports.figures import all_figures, inputs_to_correct, rate_text
from duban.text.numerals import chinese_numeral
from duban.workbook.book import Cell, Scalar

WORRYING = (Light.RED, Light.YELLOW, Light.BLUE)
_RUN = 3  # from so many neighbours on, tasks are told as a run


def light_cell(situation: Status, verdict: Verdict, mark: str = "") -> Cell:
    """`■ 红灯` and below it the word. Where there is no colour, the word says it alone. mark: a word more."""
    shown = situation.light_rules.lights[verdict.light]
    word = situation.light_rules.rule(verdict.code).word
    colourless = verdict.light in (Light.NONE, Light.GREY)
    lines = (f"{shown.symbol} {word}",) if colourless else (f"{shown.symbol} {shown.name}", word)
    return Cell("\n".join(filter(None, (*lines, mark))), f"light-{verdict.light}")


def answer_caveat(situation: Status, milestone: MilestoneStatus) -> str:
    """Why the answer that counts is not the unit's answer of this period; empty where it is."""
    if milestone.awaits_correction:
        return situation.messages.text("mark-uncorrected")
    silent = next(
        (
            each.filing_status
            for each in situation.units
            if each.unit.code == milestone.unit.code and each.counted_return is None
        ),
        None,
    )
    return (
        situation.messages.text(f"mark-not-filed-{silent}")
        if silent in {FilingStatus.OWING, FilingStatus.AWAITED}
        else ""
    )


def state_with_caveat(situation: Status, milestone: MilestoneStatus) -> str:
    """What the unit chose for a milestone, and whether that is in doubt."""
    state = milestone.record.text("state") if milestone.record else ""
    words = answer_caveat(situation, milestone)
    return state + (situation.messages.text("marked", words=words) if words else "")


def task_number(task: Task) -> Scalar:
    """A task's number, as a number where it is one: Excel marks digits that are text as a mistake."""
    return int(task.number) if task.number.isdecimal() and not task.number.startswith("0") else task.number


def verdict_reason(situation: Status, verdict: Verdict) -> str:
    """Why, in one sentence."""
    return render_text(situation.light_rules.rule(verdict.code).reason, **verdict.facts)


def light_reasons(situation: Status, task: TaskStatus) -> str:
    """Why a task has its light: each worrying milestone by its number; else what the whole task says."""
    worries = [milestone for milestone in task.milestones if milestone.verdict.light in WORRYING]
    if not worries:
        return verdict_reason(situation, task.verdict)
    worries.sort(key=lambda milestone: LIGHTS_WORST_FIRST.index(milestone.verdict.light))
    return "\n".join(
        situation.messages.text(
            "ground",
            place=milestone_label(situation, milestone),
            reason=verdict_reason(situation, milestone.verdict),
            doubt=answer_caveat(situation, milestone),
        )
        for milestone in worries
    )


def milestone_label(situation: Status, milestone: MilestoneStatus) -> str:
    """`节点二`; empty where the milestone is the task itself."""
    row = milestone.row
    if row.milestone is None or row.milestone.implicit:
        return ""
    place_in_task = row.task.milestones.index(row.milestone) + 1
    return situation.messages.text("milestone-number", number=chinese_numeral(place_in_task))


def number_runs(plan: Plan, tasks: Iterable[Task], texts: Messages) -> Iterator[str]:
    """The tasks' numbers, those of several neighbours in the plan as one: 1, 3至6."""
    place = {task.key: index for index, task in enumerate(plan.tasks)}
    for _, group in groupby(enumerate(tasks), lambda each: place[each[1].key] - each[0]):
        numbers = [task.number for _, task in group]
        if len(numbers) < _RUN:
            yield from numbers
        else:
            yield texts.text("calendar-run", first=numbers[0], last=numbers[-1])


def filing_text(situation: Status, standing: UnitStatus) -> str:
    """Whether the unit's return is in, and what of it is to be corrected."""
    word = situation.messages.text(f"filing-{standing.filing_status}")
    count = len(inputs_to_correct(situation, standing))
    return situation.messages.text("filing-to-correct", filing=word, count=count) if count else word


def sheet_facts(situation: Status) -> Mapping[str, object]:
    """What the words of a report sheet may speak of.

    n: figure name → count. rate: figure name → percent of its denominator.
    who: figure name → the units counted. wrong: unit → how many inputs it must correct.
    people: what those who report are called where they are persons; empty where they are units.
    """
    known = {figure.name: figure for figure in all_figures(situation)}
    names = {standing.unit.code: standing.unit.name for standing in situation.units}
    wrong = {standing.unit.name: len(inputs_to_correct(situation, standing)) for standing in situation.units}
    who = {name: figure.keys for name, figure in known.items() if name.startswith("units")}
    return {
        "plan": situation.plan,
        "cycle": situation.cycle,
        "period": situation.period,
        "as_of": situation.as_of,
        "lights": {str(light): shown for light, shown in situation.light_rules.lights.items()},
        "n": {name: len(figure) for name, figure in known.items()},
        "rate": {name: rate_text(figure) for name, figure in known.items()},
        "who": {name: [names[key] for key in keys] for name, keys in who.items()},
        "wrong": {name: count for name, count in wrong.items() if count},
        "people": situation.messages.text("people", filler=situation.cycle.filler),
    }

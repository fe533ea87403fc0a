"""How verdicts and standings read on paper: symbol and word in every light, the reason in one sentence."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from duban.messages.catalogue import fill
from duban.model.plan import Plan, Task, ordinal
from duban.model.status import Filing, MilestoneStanding, Situation, TaskStanding, UnitStanding, Words
from duban.model.verdict import GRAVITY, Light, Verdict
from duban.reports.figures import figures, rate, to_correct
from duban.workbook.book import Cell, Scalar

WORRIES = (Light.RED, Light.YELLOW, Light.BLUE)
_RUN = 3  # from so many neighbours on, tasks are told as a run


def light_cell(situation: Situation, verdict: Verdict, mark: str = "") -> Cell:
    """`■ 红灯` and below it the word. Where there is no colour, the word says it alone. mark: a word more."""
    shown = situation.rules.lights[verdict.light]
    word = situation.rules.rule(verdict.code).word
    colourless = verdict.light in (Light.NONE, Light.GREY)
    lines = (f"{shown.symbol} {word}",) if colourless else (f"{shown.symbol} {shown.name}", word)
    return Cell("\n".join(filter(None, (*lines, mark))), f"light-{verdict.light}")


def doubt(situation: Situation, milestone: MilestoneStanding) -> str:
    """Why the answer that counts is not the unit's answer of this period; empty where it is."""
    if milestone.uncorrected:
        return situation.texts.word("mark-uncorrected")
    silent = next(
        (each.filing for each in situation.units if each.unit.code == milestone.unit.code and each.receipt is None),
        None,
    )
    return situation.texts.word(f"mark-not-filed-{silent}") if silent in {Filing.OWING, Filing.AWAITED} else ""


def said(situation: Situation, milestone: MilestoneStanding) -> str:
    """What the unit chose for a milestone, and whether that is in doubt."""
    state = milestone.record.text("state") if milestone.record else ""
    words = doubt(situation, milestone)
    return state + (situation.texts.word("marked", words=words) if words else "")


def number(task: Task) -> Scalar:
    """A task's number, as a number where it is one: Excel marks digits that are text as a mistake."""
    return int(task.number) if task.number.isdecimal() and not task.number.startswith("0") else task.number


def reason(situation: Situation, verdict: Verdict) -> str:
    """Why, in one sentence."""
    return fill(situation.rules.rule(verdict.code).reason, **verdict.facts)


def grounds(situation: Situation, task: TaskStanding) -> str:
    """Why a task has its light: each worrying milestone by its number; else what the whole task says."""
    worries = [milestone for milestone in task.milestones if milestone.verdict.light in WORRIES]
    if not worries:
        return reason(situation, task.verdict)
    worries.sort(key=lambda milestone: GRAVITY.index(milestone.verdict.light))
    return "\n".join(
        situation.texts.word(
            "ground",
            place=place(situation, milestone),
            reason=reason(situation, milestone.verdict),
            doubt=doubt(situation, milestone),
        )
        for milestone in worries
    )


def place(situation: Situation, milestone: MilestoneStanding) -> str:
    """`节点二`; empty where the milestone is the task itself."""
    row = milestone.row
    if row.milestone is None or row.milestone.implicit:
        return ""
    place_in_task = row.task.milestones.index(row.milestone) + 1
    return situation.texts.word("milestone-number", number=ordinal(place_in_task))


def runs(plan: Plan, tasks: Iterable[Task], texts: Words) -> Iterator[str]:
    """The tasks' numbers, those of several neighbours in the plan as one: 1, 3至6."""
    place = {task.key: index for index, task in enumerate(plan.tasks)}
    for _, group in groupby(enumerate(tasks), lambda each: place[each[1].key] - each[0]):
        numbers = [task.number for _, task in group]
        if len(numbers) < _RUN:
            yield from numbers
        else:
            yield texts.word("calendar-run", first=numbers[0], last=numbers[-1])


def filing(situation: Situation, standing: UnitStanding) -> str:
    """Whether the unit's return is in, and what of it is to be corrected."""
    word = situation.texts.word(f"filing-{standing.filing}")
    count = len(to_correct(situation, standing))
    return situation.texts.word("filing-to-correct", filing=word, count=count) if count else word


def facts(situation: Situation) -> Mapping[str, object]:
    """What the words of a report sheet may speak of.

    n: figure name → count. rate: figure name → percent of its denominator.
    who: figure name → the units counted. wrong: unit → how many inputs it must correct.
    people: what those who report are called where they are persons; empty where they are units.
    """
    known = {figure.name: figure for figure in figures(situation)}
    names = {standing.unit.code: standing.unit.name for standing in situation.units}
    wrong = {standing.unit.name: len(to_correct(situation, standing)) for standing in situation.units}
    who = {name: figure.keys for name, figure in known.items() if name.startswith("units")}
    return {
        "plan": situation.plan,
        "cycle": situation.cycle,
        "period": situation.period,
        "as_of": situation.as_of,
        "lights": {str(light): shown for light, shown in situation.rules.lights.items()},
        "n": {name: len(figure) for name, figure in known.items()},
        "rate": {name: rate(figure) for name, figure in known.items()},
        "who": {name: [names[key] for key in keys] for name, keys in who.items()},
        "wrong": {name: count for name, count in wrong.items() if count},
        "people": situation.texts.word("people", filler=situation.cycle.filler),
    }

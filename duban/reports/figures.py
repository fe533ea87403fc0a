"""Every number of the overview as the keys that it counts, so that no figure stands without its evidence."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from duban.messages.finding import Severity
from duban.model.status import Figure, FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.model.verdict import Light
from duban.reports.amounts import DASH, round_half_up

LIGHTS_AS_READ = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.NONE, Light.GREY)
"""The order in which leaders read them."""

_TENTH = Decimal("0.1")
_FINISHED = attrgetter("finished")
_FILED = {FilingStatus.ON_TIME, FilingStatus.LATE}


def all_figures(situation: Status) -> tuple[Figure, ...]:
    """All figures that the overview prints and the sources trace, in the order of the page."""
    return (
        *_filing(situation),
        *_tasks(situation),
        *_milestones(situation),
        *(figure for unit in situation.units for figure in _of_unit(situation, unit.unit, unit.tasks)),
        *(_of_unit(situation, UNASSIGNED_UNIT, rest) if (rest := tasks_without_unit(situation)) else ()),
    )


def percent_shares(parts: Sequence[Sized]) -> tuple[str, ...]:
    """Percentages with one decimal that total exactly 100.0; the largest class takes what rounding leaves.

    Among equally large ones it is the first.
    At most some forty classes: among more, what rounding leaves could outweigh the largest.
    Where there is nothing to share, each is a dash.
    """
    counts = [len(part) for part in parts]
    total = sum(counts)
    if not total:
        return (DASH,) * len(counts)
    parted = [_percent(count, total) for count in counts]
    parted[counts.index(max(counts))] += 100 - sum(parted)
    return tuple(map(str, parted))


def rate_text(figure: Figure) -> str:
    """How many of a hundred, with one decimal; a dash where there is nothing to divide by."""
    return str(_percent(len(figure.keys), len(figure.denominator))) if figure.denominator else DASH


def milestones_by_state(situation: Status) -> tuple[tuple[str, Light, tuple[MilestoneStatus, ...]], ...]:
    """Milestones by the word of their verdict: rule code, light, milestones. Unused words are left out."""
    rules = situation.light_rules
    groups: dict[str, tuple[str, list[MilestoneStatus]]] = {}
    for code in (*rules.rules, *rules.tasks):
        groups.setdefault(rules.rule(code).word, (code, []))
    for milestone in situation.milestones:
        groups[rules.rule(milestone.verdict.code).word][1].append(milestone)
    return tuple((code, rules.rule(code).light, tuple(group)) for code, group in groups.values() if group)


def tasks_without_unit(situation: Status) -> tuple[TaskStatus, ...]:
    """The tasks that are nobody's yet: they count in the totals and in no unit."""
    return tuple(task for task in situation.tasks if task.unit == UNASSIGNED_UNIT)


def inputs_to_correct(situation: Status, standing: UnitStatus) -> tuple[str, ...]:
    """The inputs of a unit's counted return that must be corrected: `row/column`, or `unit/column`."""
    findings = standing.counted_return.findings if standing.counted_return else ()
    wrong = (finding for finding in findings if situation.messages.severity(finding) is Severity.MUST)
    return tuple(dict.fromkeys(f"{finding.row or standing.unit.code}/{finding.column}" for finding in wrong))


def with_percent_sign(share: str) -> str:
    """A share with its sign; a dash stays one."""
    return share if share == DASH else f"{share}%"


def fraction_text(figure: Figure) -> str:
    """`3/7`; a dash where there is nothing to divide by."""
    return f"{len(figure)}/{len(figure.denominator)}" if figure.denominator else DASH


def is_newly_red(task: TaskStatus) -> bool:
    """Whether a task is red and was not in the last report."""
    return task.verdict.light is Light.RED and task.previous_light is not Light.RED


def _percent(count: int, total: int) -> Decimal:
    return round_half_up(Fraction(count * 100, total), _TENTH)


def _filing(situation: Status) -> Iterator[Figure]:
    word, every = situation.messages.text, tuple(standing.unit.code for standing in situation.units)
    yield Figure("units", word("figure-units"), every)
    wanted = {"filed": _FILED} | {filing.replace("-", "_"): {filing} for filing in FilingStatus}
    for name, filings in wanted.items():
        keys = tuple(standing.unit.code for standing in situation.units if standing.filing_status in filings)
        yield Figure(f"units_{name}", word(f"figure-units-{name}"), keys, every)
    wrong = tuple(key for standing in situation.units for key in inputs_to_correct(situation, standing))
    yield Figure("to_correct", word("figure-to-correct"), wrong)


def _tasks(situation: Status) -> Iterator[Figure]:
    word, every = situation.messages.text, _keys(situation.tasks)
    yield Figure("tasks", word("figure-tasks"), every)
    for light in LIGHTS_AS_READ:
        label = word("figure-tasks-light", light=situation.light_rules.lights[light].name)
        yield Figure(f"tasks_{light}", label, _lit(situation.tasks, light), every)
    yield Figure("tasks_new_red", word("figure-tasks-new-red"), _keys(situation.tasks, is_newly_red), every)


def _milestones(situation: Status) -> Iterator[Figure]:
    word, every = situation.messages.text, _keys(situation.milestones)
    yield Figure("milestones", word("figure-milestones"), every)
    for code, _, group in milestones_by_state(situation):
        label = word("figure-milestones-state", state=situation.light_rules.rule(code).word)
        yield Figure(f"milestones_{code.replace('-', '_')}", label, _keys(group), every)
    for light in (Light.RED, Light.YELLOW):
        label = word("figure-milestones-light", light=situation.light_rules.lights[light].name)
        yield Figure(f"milestones_{light}_light", label, _lit(situation.milestones, light), every)
    due = [milestone for milestone in situation.milestones if milestone.due_by(situation.as_of)]
    yield Figure("due", word("figure-due"), _keys(due), every)
    yield Figure("due_done", word("figure-due-done"), _keys(due, _FINISHED), _keys(due))
    yield Figure(
        "due_in_time", word("figure-due-in-time"), _keys(due, lambda milestone: milestone.meaning == "done"), _keys(due)
    )
    asking = tuple(f"{key}/help" for key in _keys(situation.milestones, _asks))
    yield Figure("helps", word("figure-helps"), asking)


def _of_unit(situation: Status, unit: Unit, tasks: tuple[TaskStatus, ...]) -> Iterator[Figure]:
    """A unit's own figures: `unit_JCG_red` and so on."""
    word, prefix = situation.messages.text, f"unit_{unit.code}"

    def figure(name: str, what: str, keys: tuple[str, ...], among: tuple[str, ...] = ()) -> Figure:
        label = word("figure-of-unit", unit=unit.name, what=what)
        return Figure(f"{prefix}_{name}", label, keys, among)

    every = _keys(tasks)
    yield figure("tasks", word("figure-tasks"), every)
    for light in LIGHTS_AS_READ[:4]:
        yield figure(light.value, situation.light_rules.lights[light].name, _lit(tasks, light), every)
    yield figure("other", word("figure-other"), _lit(tasks, *LIGHTS_AS_READ[4:]), every)
    own = (milestone for task in tasks for milestone in task.milestones)
    due = [milestone for milestone in own if milestone.due_by(situation.as_of)]
    yield figure("due_done", word("figure-due-done"), _keys(due, _FINISHED), _keys(due))


AnyStanding = TaskStatus | MilestoneStatus


def _keys(standings: Iterable[AnyStanding], holds: Callable[..., bool] = lambda _: True) -> tuple[str, ...]:
    return tuple(standing.row.key for standing in standings if holds(standing))


def _lit(standings: Iterable[AnyStanding], *lights: Light) -> tuple[str, ...]:
    return tuple(standing.row.key for standing in standings if standing.verdict.light in lights)


def _asks(milestone: MilestoneStatus) -> bool:
    """Whether the unit wants something settled for it."""
    return milestone.record is not None and bool(milestone.record.text("help"))

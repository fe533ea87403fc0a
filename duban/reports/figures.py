"""Every number of a report as the keys that it counts, so that no figure stands without its evidence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from operator import attrgetter

from duban.messages.finding import Severity
from duban.model.figure import Figure
from duban.model.report_layout import GroupingKey
from duban.model.role import Role
from duban.model.status import KEPT_STATUSES, FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.model.verdict import WORRYING_LIGHTS, Light
from duban.reports.change_figures import change_figures
from duban.reports.due_figures import coming_figures, due_figures, due_month_figures
from duban.reports.formatting import DASH, percent_text
from duban.reports.task_groups import group_tasks
from duban.value_object import ValueObject, replace

LIGHTS_AS_READ = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.NONE, Light.GREY)
"""The order in which leaders read them."""

_PRINTED_OF_UNITS = ("tasks", *LIGHTS_AS_READ, "due_in_time", "due_unknown")
_IS_FINISHED = attrgetter("finished")

_Subject = TaskStatus | MilestoneStatus


class UnitFigures(ValueObject):
    """What is counted of the tasks of a unit.

    Attributes:
        unit: that answers for them; UNASSIGNED_UNIT for those that no unit answers for.
        tasks: in the plan's order.
        figures: as `group_figures` gives them.
    """

    unit: Unit
    tasks: tuple[TaskStatus, ...]
    figures: Mapping[str, Figure]

    @property
    def title(self) -> str:
        """The unit's name."""
        return self.unit.name


@lru_cache(maxsize=KEPT_STATUSES)
def all_figures(status: Status) -> tuple[Figure, ...]:
    """All figures that the overview prints and the sources trace, in the order of the page."""
    return (
        *_filing_figures(status),
        *_task_figures(status),
        *_milestone_figures(status),
        *change_figures(status),
        *_ruling_figures(status),
        *(figure for of_unit in figures_of_units(status) for figure in _unit_figures(status, of_unit)),
    )


def rate_text(figure: Figure) -> str:
    """Percent of the denominator, one decimal, without sign; `—` where the denominator is empty."""
    return percent_text(len(figure), len(figure.denominator)).removesuffix("%")


def rate_number(figure: Figure) -> Decimal | None:
    """Percent of the denominator as a number, one decimal; None where the denominator is empty."""
    return Decimal(rate_text(figure)) if figure.denominator else None


def fraction_text(figure: Figure) -> str:
    """`3/7`; `—` where the denominator is empty."""
    return f"{len(figure)}/{len(figure.denominator)}" if figure.denominator else DASH


def milestones_by_state(status: Status) -> tuple[tuple[str, Light, tuple[MilestoneStatus, ...]], ...]:
    """Milestones by the word of their verdict, unused words left out.

    Returns:
        For each word the code and the light of the first rule that has it, and the milestones of all that have it.
    """
    rules = status.light_rules
    groups: dict[str, tuple[str, list[MilestoneStatus]]] = {}
    for code in (*rules.rules, *rules.tasks):
        groups.setdefault(rules.rule(code).word, (code, []))
    for milestone in status.milestones:
        groups[rules.rule(milestone.verdict.code).word][1].append(milestone)
    return tuple((code, rules.rule(code).light, tuple(group)) for code, group in groups.values() if group)


def tasks_without_unit(status: Status) -> tuple[TaskStatus, ...]:
    """The tasks that no unit answers for: they count in the totals and in no unit."""
    return tuple(task for task in status.tasks if task.unit == UNASSIGNED_UNIT)


def total_of_units_word(status: Status) -> str:
    """The word for the total below the units: that it counts a task once which several of them answer for."""
    return status.messages.text("total-once" if any(task.shares for task in status.tasks) else "total")


def inputs_to_correct(status: Status, unit: UnitStatus) -> tuple[str, ...]:
    """The inputs of a unit's counted return that must be corrected: `row/column`, or `unit/column` in the heading."""
    findings = unit.counted_return.findings if unit.counted_return else ()
    musts = (finding for finding in findings if status.messages.severity(finding) is Severity.MUST)
    return tuple(dict.fromkeys(f"{finding.row or unit.unit.code}/{finding.column}" for finding in musts))


def is_newly_red(status: Status, subject: _Subject) -> bool:
    """Whether a task or a milestone is red and was not when it was last known; no, where there was no report."""
    is_red = subject.verdict.light is Light.RED
    return is_red and not subject.light_history.unbroken({Light.RED}) and has_last_report(status)


@lru_cache(maxsize=KEPT_STATUSES)
def has_last_report(status: Status) -> bool:
    """Whether there was a report before this one."""
    return any(task.light_history.reported for task in status.tasks)


def _filing_figures(status: Status) -> Iterator[Figure]:
    text, codes = status.messages.text, tuple(unit.unit.code for unit in status.units)
    yield Figure("units", text("figure-units"), codes)
    for filing in FilingStatus:
        keys = tuple(unit.unit.code for unit in status.units if unit.filing_status is filing)
        yield Figure(f"units_{filing.replace('-', '_')}", text(f"figure-units-{filing}"), keys, codes)
    missing = tuple(unit.unit.code for unit in status.units if unit.filing_status is not FilingStatus.FILED)
    yield Figure("units_missing", text("figure-units-missing"), missing, codes)
    inputs = tuple(key for unit in status.units for key in inputs_to_correct(status, unit))
    yield Figure("to_correct", text("figure-to-correct"), inputs)


def _task_figures(status: Status) -> Iterator[Figure]:
    text, keys = status.messages.text, _keys(status.tasks)
    yield Figure("tasks", text("figure-tasks"), keys)
    for light in LIGHTS_AS_READ:
        label = text("figure-tasks-light", light=status.light_rules.lights[light].name)
        yield Figure(f"tasks_{light}", label, _keys_with_light(status.tasks, light), keys)
    new_keys = _keys(status.tasks, partial(is_newly_red, status))
    yield Figure("tasks_new_red", text("figure-tasks-new-red"), new_keys, keys)


def _ruling_figures(status: Status) -> Iterator[Figure]:
    """What a person ruled to have another light than was proposed; nothing where there is none."""
    subjects_by_name: Mapping[str, Sequence[_Subject]] = {"tasks": status.tasks, "milestones": status.milestones}
    for name, subjects in subjects_by_name.items():
        if keys := _keys(subjects, lambda subject: subject.verdict.is_adjusted):
            yield Figure(f"{name}_adjusted", status.messages.text(f"figure-{name}-adjusted"), keys, _keys(subjects))


def _milestone_figures(status: Status) -> Iterator[Figure]:
    text, keys = status.messages.text, _keys(status.milestones)
    yield Figure("milestones", text("figure-milestones"), keys)
    for code, _, milestones in milestones_by_state(status):
        label = text("figure-milestones-state", state=status.light_rules.rule(code).word)
        yield Figure(f"milestones_{code.replace('-', '_')}", label, _keys(milestones), keys)
    for light in (Light.RED, Light.YELLOW):
        label = text("figure-milestones-light", light=status.light_rules.lights[light].name)
        yield Figure(f"milestones_{light}_light", label, _keys_with_light(status.milestones, light), keys)
    new_keys = _keys(status.milestones, partial(is_newly_red, status))
    yield Figure("milestones_new_red", text("figure-milestones-new-red"), new_keys, keys)
    yield from due_figures(status, status.milestones)
    yield from due_month_figures(status)
    yield from coming_figures(status)
    later = [
        milestone
        for milestone in status.milestones
        if not (milestone.due_by(status.as_of) or milestone.due_before_issue)
    ]
    yield Figure("early", text("figure-early"), _keys(later, _IS_FINISHED), _keys(later))
    yield Figure("unknown", text("figure-unknown"), _keys(status.milestones, _is_unknown), keys)
    yield Figure("unknown_worrying", text("figure-unknown-worrying"), _keys(status.milestones, _is_unknown_and_worries))
    inputs = tuple(f"{key}/help" for key in _keys(status.milestones, _asks_for_help))
    yield Figure("helps", text("figure-helps"), inputs)
    requests = tuple(f"{item.row.key}/help" for item in status.coordination if item.is_open)
    yield Figure("coordination", text("figure-coordination"), requests)


def group_figures(status: Status, tasks: Sequence[TaskStatus]) -> dict[str, Figure]:
    """What is counted of some tasks together.

    Returns:
        `tasks`, `finished`, the lights by their names, `other` (those without a colour together), and of the
        milestones those that are due, as in the whole.
    """
    text, keys = status.messages.text, _keys(tasks)
    figures = [
        Figure("tasks", text("figure-tasks"), keys, keys),
        Figure("finished", text("figure-finished"), _keys(tasks, _IS_FINISHED), keys),
        *(
            Figure(light, status.light_rules.lights[light].name, _keys_with_light(tasks, light), keys)
            for light in LIGHTS_AS_READ
        ),
        Figure("other", text("figure-other"), _keys_with_light(tasks, *LIGHTS_AS_READ[4:]), keys),
        *due_figures(status, [milestone for task in tasks for milestone in counted_milestones(task)]),
    ]
    return {figure.name: figure for figure in figures}


def counted_milestones(task: TaskStatus) -> Sequence[MilestoneStatus]:
    """Those that count for a task: of a unit's share its own, none where other units answer for every line."""
    return task.milestones if task.shares else [one for one in task.milestones if one.unit == task.unit]


@lru_cache(maxsize=KEPT_STATUSES)
def total_figures(status: Status) -> Mapping[str, Figure]:
    """The same of all tasks."""
    return group_figures(status, status.tasks)


@lru_cache(maxsize=KEPT_STATUSES)
def figures_of_units(status: Status) -> tuple[UnitFigures, ...]:
    """The same of each unit that answers for tasks, in the directory's order; then of the tasks without a unit."""
    groups = [(unit.unit, unit.tasks) for unit in status.units if unit.tasks]
    if without_unit := tasks_without_unit(status):
        groups.append((UNASSIGNED_UNIT, without_unit))
    return tuple(UnitFigures(unit, tasks, group_figures(status, tasks)) for unit, tasks in groups)


def figures_by_group(status: Status, by: GroupingKey) -> Iterator[tuple[str, dict[str, Figure]]]:
    """The title of each group with the figures of its tasks."""
    for group in group_tasks(status, by):
        yield group.title, group_figures(status, group.tasks)


def labelled_figure(status: Status, title: str, figure: Figure) -> Figure:
    """A figure under a label that says of what it is.

    Args:
        status: has the words.
        title: of the group whose tasks are counted.
        figure: as `group_figures` gives it.
    """
    return replace(figure, label=status.messages.text("figure-of-unit", unit=title, what=figure.label))


def _unit_figures(status: Status, of_unit: UnitFigures) -> Iterator[Figure]:
    """A unit's own figures: `unit_JCG_red` and so on."""
    for name in _PRINTED_OF_UNITS:
        figure = labelled_figure(status, of_unit.unit.name, of_unit.figures[name])
        yield replace(figure, name=f"unit_{of_unit.unit.code}_{name}")


def _keys(subjects: Iterable[_Subject], holds: Callable[..., bool] = lambda _: True) -> tuple[str, ...]:
    return tuple(subject.row.key for subject in subjects if holds(subject))


def _keys_with_light(subjects: Iterable[_Subject], *lights: Light) -> tuple[str, ...]:
    return _keys(subjects, lambda subject: subject.verdict.light in lights)


def _is_unknown(milestone: MilestoneStatus) -> bool:
    return milestone.unknown_state is not None


def _is_unknown_and_worries(milestone: MilestoneStatus) -> bool:
    """Bad news of an earlier day shows though nobody knows how the milestone stands now."""
    return _is_unknown(milestone) and milestone.verdict.light in WORRYING_LIGHTS


def _asks_for_help(milestone: MilestoneStatus) -> bool:
    return milestone.record is not None and bool(milestone.record.text_by_role(Role.HELP))

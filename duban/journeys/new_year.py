"""The plan of the next year, made from this one: a text for a person to go on from, with what to look at."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from duban.journeys.context import Context
from duban.journeys.linked_places import refuse_own_folder
from duban.journeys.next_plan_text import moved_amendments, moved_plan_text, next_plan_text, standard_plan_text
from duban.journeys.next_units_text import next_units_text
from duban.journeys.next_year_doubts import carried_doubts, former_year_doubts
from duban.journeys.own_templates import own_template_files
from duban.journeys.turn import plan_turn
from duban.journeys.year_answers import year_histories
from duban.messages.finding import Finding, InputError, Place, in_file_order
from duban.model.change import AmendmentKind
from duban.model.plan import PLAN_YEARS, Task
from duban.model.unit import Directory
from duban.plan_source.next_year import Fate, NextTask, next_tasks
from duban.plan_source.resolve import read_plan, typed_year
from duban.plan_source.typed_plan import PlanFile, mapping_at, mapping_entries
from duban.review.closed_tasks import finished_milestones
from duban.store.new_folder import FileSource, refuse_taken, write_new_folder
from duban.store.own_files import own_file_bytes
from duban.text.dates import add_months
from duban.value_object import ValueObject, replace
from duban.workspace.file_bounds import decode_typed
from duban.workspace.names import display_path
from duban.workspace.plan_folder import holiday_starts
from duban.workspace.yaml_edit import read_typed_text
from duban.workspace.yaml_file import YamlDocument, parse_yaml

_PLAN, _UNITS = "plan.yaml", "units.yaml"


class NewYearResult(ValueObject):
    """What was made.

    Attributes:
        folder: of the new plan.
        year: of it.
        tasks: what became of each task of this year's plan.
        findings: what a person has to look at in the new files, at its line.
    """

    context: Context
    folder: Path
    year: int
    tasks: tuple[NextTask, ...]
    findings: tuple[Finding, ...]

    def numbers(self, fate: Fate) -> list[str]:
        """The numbers of the tasks of which this became."""
        return [next_task.task.number for next_task in self.tasks if next_task.fate is fate]


def make_next_year(context: Context, folder: Path, *, all_tasks: bool = False, jobs: int = 1) -> NewYearResult:
    """Write the folder of the next year's plan.

    Args:
        context: this year's plan with all that was decided; of which form kind and period does not matter.
        folder: made; a mere name lies beside this year's plan.
        all_tasks: carry tasks and milestones that are finished, too.
        jobs: how many worker processes read.

    Raises:
        InputError: something is in the folder, it lies among forms, returns, reports or a ledger, nothing is left to be
            carried, or nothing can be written.
    """
    if len(folder.parts) == 1:
        folder = context.workspace.plan_folder.parent / folder
    refuse_own_folder(context.workspace, folder, "DIR")
    refuse_taken(folder)
    with plan_turn(context) as turn:
        finished = finished_milestones(year_histories(turn, jobs), context.plan.tasks)
    plan, source = context.plan, context.workspace.plan_folder
    plan_file = display_path(folder / _PLAN)
    moved = parse_yaml(moved_plan_text(_plan_text(context), plan.year), plan_file)
    typed = _with_granted(_typed_plan(moved, context.directory), context)
    tasks = next_tasks(plan, typed, _entries(moved.data), finished, all_tasks=all_tasks)
    if not any(next_task.fate is Fate.CARRIED for next_task in tasks):
        place = Place(display_path(source / _PLAN))
        raise InputError([Finding("next-year-nothing", place, {"count": len(tasks), "plan": plan.name})])
    text = next_plan_text(moved, tasks, plan, context.workspace.messages)
    contents: dict[str, FileSource] = {_PLAN: text.encode(), **own_template_files(source), _UNITS: _units(context)}
    doubts = (*_doubts(context, parse_yaml(text, plan_file), tasks), *_template_doubts(folder, contents, plan.year + 1))
    write_new_folder(folder, contents)
    return NewYearResult(context, folder, plan.year + 1, tasks, in_file_order(doubts))


def _plan_text(context: Context) -> str:
    """This year's plan.yaml in the standard keys."""
    return standard_plan_text(read_typed_text(context.workspace.plan_folder / _PLAN), context.directory)


def _typed_plan(document: YamlDocument, directory: Directory) -> PlanFile:
    """A plan as typed. Raises InputError where the new year makes a mistake of something.

    A holiday of which the new year's notice is not known yet is for the time being where it was the year before.
    """
    year = typed_year(document.data) or PLAN_YEARS.start
    as_before = {name: add_months(day, 12) for name, day in holiday_starts(year - 1).items()}
    typed, _, mistakes = read_plan(document.data, directory, {**as_before, **holiday_starts(year)})
    if typed is None or mistakes or document.mistakes:
        raise InputError((*document.mistakes, *map(document.to_finding, mistakes)))
    return typed


def _with_granted(typed: PlanFile, context: Context) -> PlanFile:
    """The moved plan with the postponements that 办公室登记 granted."""
    granted = moved_amendments(context.workspace.loaded_plan.granted_amendments, context.plan.year)
    return replace(typed, amendments=(*typed.amendments, *granted))


def _entries(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Number of each task → what is typed of it, among the tasks or in the amendment that added it."""
    entries = [task for _, task in mapping_entries(data, "任务")]
    entries += [mapping_at(amendment, "任务内容") for _, amendment in mapping_entries(data, "调整")]
    return {str(entry["序号"]): entry for entry in entries if entry}


def _units(context: Context) -> bytes:
    """The units as they are at the end of the year; where nothing changed, the file as it is."""
    loaded, path = context.workspace.loaded_plan, context.workspace.plan_folder / _UNITS
    if not loaded.typed_directory.changes:
        return own_file_bytes(path)
    text = read_typed_text(path)
    return next_units_text(text, loaded.typed_directory, loaded.directory, context.workspace.messages).encode()


def _doubts(context: Context, document: YamlDocument, tasks: Iterable[NextTask]) -> Iterator[Finding]:
    """What a person has to look at in the new plan."""
    typed = _typed_plan(document, context.directory)
    added_last = sorted(tasks, key=lambda one: _is_added(one.task))
    carried = [one.task for one in added_last if one.fate is Fate.CARRIED]
    named_days = {**holiday_starts(typed.head.year), **typed.head.named_days}
    doubts = carried_doubts(typed, carried, context.plan.full_score, context.workspace.holidays, named_days)
    yield from map(document.to_finding, doubts)
    yield from former_year_doubts(document, typed.head.year)


def _is_added(task: Task) -> bool:
    """Whether a task came into the plan during the year."""
    return any(change.kind == AmendmentKind.ADDED for change in task.changes)


def _template_doubts(folder: Path, contents: Mapping[str, FileSource], year: int) -> Iterator[Finding]:
    """Years before the new one in the files that go with the plan."""
    for name, data in contents.items():
        if name != _PLAN and name.endswith(".yaml") and isinstance(data, bytes):
            text, _ = decode_typed(data)
            yield from former_year_doubts(parse_yaml(text, display_path(folder / name)), year)

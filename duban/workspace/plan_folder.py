"""plan.yaml and units.yaml: read, checked as a whole, and resolved; every mistake is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from chinese_calendar.constants import holidays, workdays

from duban.messages.finding import Finding, InputError, KeyPath, Place, UnplacedFinding, in_file_order
from duban.model.period import Holidays, HolidayYear
from duban.model.plan import Plan
from duban.model.typed import Model, validate_typed
from duban.model.unit import Directory
from duban.plan_source.consistency import find_plan_mistakes, find_unit_mistakes
from duban.plan_source.resolve import fill_inherited, resolve_plan
from duban.plan_source.typed_plan import PlanFile
from duban.workspace.yaml_file import YamlDocument, read_yaml

TypedModelT = TypeVar("TypedModelT", bound=Model)

_OF_UNITS = ("机构", "群组")


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan and who answers for it, whole and sound, with the files that it was typed in.

    plan: with all that was decided since.
    """

    plan: Plan
    typed: PlanFile
    directory: Directory
    warnings: tuple[Finding, ...]
    plan_file: YamlDocument
    units_file: YamlDocument

    def plan_at(self, as_of: date) -> Plan:
        """The plan as it stood on a day: later decisions left out."""
        return resolve_plan(self.typed, as_of)[0]

    def locate(self, loc: KeyPath) -> Place:
        """Where a path into the typed plan (or, from 机构 or 群组 on, into the units) stands."""
        document = self.units_file if loc[:1] and loc[0] in _OF_UNITS else self.plan_file
        return Place(document.path, line=document.line_of(loc))


def load_plan(folder: Path, display_path: str) -> LoadedPlan:
    """The plan in a folder. Raises InputError with everything that is wrong in both files.

    shown: the folder as the person knows it; findings name `shown/plan.yaml:37`.
    """
    plan_file = read_yaml(folder / "plan.yaml", f"{display_path}/plan.yaml")
    units_file = read_yaml(folder / "units.yaml", f"{display_path}/units.yaml")
    mistakes = [*plan_file.mistakes, *units_file.mistakes]

    directory = _as(Directory, units_file, mistakes)
    mistakes += map(units_file.to_finding, find_unit_mistakes(directory)) if directory else ()

    typed = plan = None
    if plan_file.data is not None:
        typed, plan, remarks = _plan(plan_file.data, directory)
        mistakes += map(plan_file.to_finding, remarks)
    elif not plan_file.mistakes:
        mistakes.append(Finding("no-tasks", Place(plan_file.path, line=1)))

    if mistakes or typed is None or plan is None or directory is None:
        raise InputError(in_file_order(mistakes))
    return LoadedPlan(plan, typed, directory, (*plan_file.warnings, *units_file.warnings), plan_file, units_file)


def load_holidays(path: Path, display_path: str) -> Holidays:
    """Rest days and working days by year: those of chinesecalendar, and a typed year in place of its own.

    Raises:
        InputError: with everything that is wrong in the file.
    """
    document = read_yaml(path, display_path)
    mistakes = [*document.mistakes]
    typed, findings = validate_typed(Holidays, {"years": {} if document.data is None else document.data})
    mistakes += (document.to_finding(replace(finding, path=finding.path[1:])) for finding in findings)
    if mistakes or typed is None:
        raise InputError(in_file_order(mistakes))
    return Holidays(years=_published_holidays() | typed.years)


def _published_holidays() -> dict[int, HolidayYear]:
    """What chinesecalendar knows: the State Council's notices of each year, 2004 to the year of its release."""
    years: dict[int, tuple[list[date], list[date]]] = {}
    for position, days in enumerate((holidays, workdays)):
        for day in days:
            years.setdefault(day.year, ([], []))[position].append(day)
    return {year: HolidayYear.model_construct(off=tuple(off), on=tuple(on)) for year, (off, on) in years.items()}


def load_typed_file(model: type[TypedModelT], path: Path, display_path: str) -> TypedModelT:
    """Any other typed file as a model, such as config.yaml. Raises InputError with all that is wrong."""
    document = read_yaml(path, display_path)
    mistakes = [*document.mistakes]
    found = _as(model, document, mistakes)
    if mistakes or found is None:
        raise InputError(in_file_order(mistakes))
    return found


def _as(model: type[TypedModelT], document: YamlDocument, mistakes: list[Finding]) -> TypedModelT | None:
    if document.data is None and document.mistakes:
        return None
    found, remarks = validate_typed(model, {} if document.data is None else document.data)
    mistakes += map(document.to_finding, remarks)
    return found


def _plan(typed: object, directory: Directory | None) -> tuple[PlanFile | None, Plan | None, list[UnplacedFinding]]:
    data, origins = fill_inherited(typed)
    year = _year(data)
    file, remarks = validate_typed(PlanFile, data, year=year)
    told = [*remarks, *find_plan_mistakes(data, directory)]
    plan = None
    if file and not told:
        plan, lost = resolve_plan(file)
        told += lost
    return file, plan, [_at_origin(remark, origins) for remark in told]


def _year(data: object) -> int | None:
    head = data.get("计划") if isinstance(data, Mapping) else None
    year = str(head.get("年度", "")) if isinstance(head, Mapping) else ""
    return int(year) if year.isascii() and year.isdigit() else None


def _at_origin(remark: UnplacedFinding, origins: Mapping[KeyPath, KeyPath]) -> UnplacedFinding:
    """A mistake in what a task inherited stands where it was typed."""
    for steps in (3, 4):  # 任务/2/牵头, 调整/0/任务内容/牵头
        if there := origins.get(remark.path[:steps]):
            return UnplacedFinding(remark.code, (*there, *remark.path[steps:]), remark.facts)
    return remark

"""plan.yaml and units.yaml: read, checked as a whole, and resolved; every mistake is told at once."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

from duban.key_path import KeyPath
from duban.messages.finding import Finding, InputError, Place, in_file_order
from duban.messages.own_words import NO_WORDS, OwnWords
from duban.model.config import StyleSheet
from duban.model.extension import Extension
from duban.model.period import Holidays, HolidayYear
from duban.model.plan import Plan
from duban.model.typed import validate_typed
from duban.model.unit import Directory
from duban.plan_source.addressees import with_addressees
from duban.plan_source.consistency import find_unit_mistakes
from duban.plan_source.extensions import granted_extensions
from duban.plan_source.own_days import with_own_days
from duban.plan_source.resolve import read_plan, resolve_plan, typed_year
from duban.plan_source.standard_plan import standard_directory, standard_plan
from duban.plan_source.typed_plan import Amendment, PlanFile
from duban.plan_source.unit_changes import directory_at, directory_before_mergers, plan_with_units
from duban.text.schedule import DaysByName
from duban.validation.reading import ModelT
from duban.value_object import ValueObject, field, replace
from duban.workspace.file_bounds import refuse_links_out
from duban.workspace.yaml_file import YamlDocument, read_yaml

_HOLIDAY_NAMES = {
    "Spring Festival": ("春节",),
    "Tomb-sweeping Day": ("清明节",),
    "Labour Day": ("劳动节", "五一"),
    "Dragon Boat Festival": ("端午节",),
    "Mid-autumn Festival": ("中秋节",),
    "National Day": ("国庆节", "十一"),
}
"""What chinesecalendar calls a holiday → what plans do; without 节 they are understood as well."""
_UNIT_SECTIONS = ("机构", "群组", "变更")


class LoadedPlan(ValueObject):
    """A plan and who answers for it, whole and sound, with the files that it was typed in.

    Attributes:
        plan: with all that was decided since it was issued.
        typed: plan.yaml as typed.
        typed_directory: units.yaml as typed.
        warnings: what is doubtful in the files as files.
        extensions: what the office answered to requests for another day (节点延期 of 办公室登记).
        granted: where each postponement behind those of plan.yaml was granted, in their order.
        named_days: what the calendar calls days of the plan's year.
    """

    plan: Plan
    typed: PlanFile
    typed_directory: Directory
    warnings: tuple[Finding, ...]
    plan_file: YamlDocument
    units_file: YamlDocument
    extensions: tuple[Extension, ...] = ()
    granted: tuple[Place, ...] = ()
    named_days: DaysByName = field(default_factory=dict)

    def with_extensions(self, extensions: Sequence[Extension]) -> "LoadedPlan":
        """The plan with what the office granted in 办公室登记: amendments like those of plan.yaml.

        Args:
            extensions: the answered rows of all registers.

        Raises:
            InputError: with every row that says what cannot be done.
        """
        granted = granted_extensions(self.typed, extensions, self.named_days)
        if granted.mistakes:
            raise InputError(granted.mistakes)
        amendments = (*self.typed.amendments, *(amendment for amendment, _ in granted.amendments))
        typed = replace(self.typed, amendments=amendments)
        plan = self._resolved(typed, None) if granted.amendments else self.plan
        places = tuple(place for _, place in granted.amendments)
        return replace(self, plan=plan, typed=typed, extensions=tuple(extensions), granted=places)

    def plan_at(self, as_of: date) -> Plan:
        """The plan as it stood on a day: later decisions left out, its units called as they were on that day."""
        is_all = all(amendment.day <= as_of for amendment in self.typed.amendments)
        plan = self.plan if is_all else self._resolved(self.typed, as_of)
        parted = with_addressees(plan, directory_before_mergers(self.typed_directory, as_of))
        directory = self.directory_at(as_of)
        return with_own_days(plan_with_units(parted, self.typed_directory, directory), directory, self.named_days)

    def _resolved(self, typed: PlanFile, as_of: date | None) -> Plan:
        """The plan as it was typed; as_of: amendments count up to it; None takes all of them."""
        return resolve_plan(typed, as_of, self.named_days)[0]

    @property
    def granted_amendments(self) -> tuple[Amendment, ...]:
        """The postponements behind those of plan.yaml."""
        return self.typed.amendments[len(self.typed.amendments) - len(self.granted) :]

    @property
    def directory(self) -> Directory:
        """The units, with all that changed since."""
        return directory_at(self.typed_directory, None)

    def directory_at(self, as_of: date) -> Directory:
        """The units as they were on a day."""
        return directory_at(self.typed_directory, as_of)

    def locate(self, path: KeyPath) -> Place:
        """Where a path into the typed plan (or, from 机构, 群组 or 变更 on, into the units) stands."""
        typed_count = len(self.typed.amendments) - len(self.granted)
        if path[:1] == ("调整",) and len(path) > 1 and int(path[1]) >= typed_count:
            return self.granted[int(path[1]) - typed_count]
        document = self.units_file if path and path[0] in _UNIT_SECTIONS else self.plan_file
        return Place(document.path, line=document.line_of(path))


def load_plan(folder: Path, display_path: str) -> LoadedPlan:
    """The plan in a folder.

    Args:
        folder: with plan.yaml and units.yaml.
        display_path: the folder as the person knows it; findings name `display_path/plan.yaml:37`.

    Raises:
        InputError: with everything that is wrong in both files.
    """
    for name in ("plan.yaml", "units.yaml"):
        refuse_links_out(folder, folder / name, f"{display_path}/{name}")
    plan_file = read_yaml(folder / "plan.yaml", f"{display_path}/plan.yaml")
    units_file = read_yaml(folder / "units.yaml", f"{display_path}/units.yaml")
    units_file, typed_directory, mistakes = _standard_units(units_file)
    directory = directory_at(typed_directory, None) if typed_directory else None
    mistakes += plan_file.mistakes
    typed = plan = None
    named_days = holiday_starts(typed_year(plan_file.data))
    standard = standard_plan(plan_file.data, directory)
    plan_file = plan_file.with_data(standard.data, standard.origins)
    if plan_file.data is not None:
        typed, plan, findings = read_plan(plan_file.data, directory, named_days)
        mistakes += map(plan_file.to_finding, findings)
    elif not plan_file.mistakes:
        mistakes.append(Finding("no-tasks", Place(plan_file.path, line=1)))
    if mistakes or typed is None or plan is None or typed_directory is None:
        raise InputError(in_file_order(mistakes))
    warnings = (*plan_file.warnings, *units_file.warnings)
    return LoadedPlan(plan, typed, typed_directory, warnings, plan_file, units_file, named_days=named_days)


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
    return {year: HolidayYear(off=tuple(off), on=tuple(on)) for year, (off, on) in years.items()}


def holiday_starts(year: int | None) -> DaysByName:
    """What each holiday of a plan's year is called → its first day of rest, where the notice of the year is known.

    The New Year's Day before which something is due is that of the next year.
    """
    if year is None:
        return {}
    starts: dict[str, date] = {"元旦": date(year + 1, 1, 1)}
    for day, holiday in sorted(holidays.items()):
        for name in _HOLIDAY_NAMES.get(holiday, ()) if day.year in {year, year + 1} else ():
            starts.setdefault(name if day.year == year else f"次年{name}", day)
    return starts


def load_typed_file(
    model: type[ModelT], path: Path, display_path: str, words: OwnWords = NO_WORDS, but: str = ""
) -> ModelT:
    """Any other typed file as a model, such as config.yaml.

    Args:
        model: that the file must fit.
        path: of the file.
        display_path: as findings call it.
        words: of the office, in which the texts of a template are read.
        but: a key whose text stays as it is.

    Raises:
        InputError: with everything that is wrong in the file.
    """
    document = read_yaml(path, display_path)
    value, mistakes = _validate(model, replace(document, data=words.in_data(document.data, but)))
    if mistakes or value is None:
        raise InputError(in_file_order(mistakes))
    return value


def load_styles(path: Path, display_path: str) -> StyleSheet:
    """styles.yaml. A mistake is told where it was typed, and not in every style that is like that one.

    Args:
        path: of the file.
        display_path: as findings call it.

    Raises:
        InputError: with everything that is wrong in the file.
    """
    document = read_yaml(path, display_path)
    sheet, findings = validate_typed(StyleSheet, {} if document.data is None else document.data)
    typed = [replace(finding, path=finding.path[1:]) for finding in findings]
    own = [finding for finding in typed if finding.path in document.lines] or typed
    mistakes = [*document.mistakes, *map(document.to_finding, own)]
    if mistakes or sheet is None:
        raise InputError(in_file_order(mistakes))
    return sheet


def directory_of(document: YamlDocument) -> Directory:
    """The units of a units.yaml alone, whatever the plan beside it. Raises InputError with all that is wrong in it."""
    _, directory, mistakes = _standard_units(document)
    if mistakes or directory is None:
        raise InputError(in_file_order(mistakes))
    return directory


def _standard_units(document: YamlDocument) -> tuple[YamlDocument, Directory | None, list[Finding]]:
    """units.yaml under the models' keys; its units as typed, or None; and all that is wrong with it."""
    units = standard_directory(document.data)
    document = document.with_data(units.data, units.origins)
    directory, mistakes = _validate(Directory, document)
    if directory:
        mistakes += map(document.to_finding, find_unit_mistakes(directory))
    return document, directory, mistakes


def _validate(model: type[ModelT], document: YamlDocument) -> tuple[ModelT | None, list[Finding]]:
    """The file as a model, or None; and all that is wrong with it. An empty file is an empty mapping."""
    if document.data is None and document.mistakes:
        return None, [*document.mistakes]
    value, findings = validate_typed(model, {} if document.data is None else document.data)
    return value, [*document.mistakes, *map(document.to_finding, findings)]

"""Mistakes between the parts of a typed plan: unknown names, numbers taken twice, nobody to report.

They are looked for in plain data, before it is validated, so that one mistake hides no other.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.change import AmendmentKind
from duban.model.cycle import FilledBy
from duban.model.plan import PlanHead
from duban.model.typed import closest_match, yaml_keys
from duban.model.unit import ALL_OFFICES, Directory, Group, separate_names
from duban.plan_source.typed_lists import UNIT_LIST_KEY, single_unit_mistakes
from duban.plan_source.typed_plan import KEYS_BY_AMENDMENT_KIND, Amendment, mapping_at, mapping_entries
from duban.plan_source.unit_changes import find_change_mistakes
from duban.text.folding import remove_spaces
from duban.text.proof import BY_STANDARD, MOST_ITEMS, standard_items
from duban.validation.model import fields_of_model
from duban.value_object import ValueObject

_BY_LEAD = {FilledBy.LEAD, FilledBy.EVERY_UNIT, FilledBy.INTERNAL}
_KEYS_OF_EVERY_KIND = ("日期", "类型", "依据")
_LEAD_KEY = "牵头"
_UNIT_KEYS = (_LEAD_KEY, "填报单位", UNIT_LIST_KEY, "内部责任", "拟牵头")
_NOBODY = "待认领"
"""A clerk's proposal may say so: it overrides what the category proposes."""


def find_unit_mistakes(directory: Directory) -> Iterator[UnplacedFinding]:
    """Names and codes that two units share, and groups of units that do not exist."""
    owners: dict[str, str] = {}
    for index, unit in enumerate(directory.units):
        for name in dict.fromkeys((remove_spaces(unit.name), unit.code, *map(remove_spaces, unit.aliases))):
            if name in owners:
                yield UnplacedFinding("unit-twice", ("机构", index), {"name": name, "other": owners[name]})
            owners.setdefault(name, unit.name)
    yield from find_change_mistakes(directory)
    later = [change.split for change in directory.changes if change.split]
    owners |= {remove_spaces(name): unit.name for unit in later for name in (unit.name, *unit.aliases)}
    owners |= {remove_spaces(change.name): change.name for change in directory.changes if change.name}
    yield from _group_mistakes(directory, owners)


def _group_mistakes(directory: Directory, owners: Mapping[str, str]) -> Iterator[UnplacedFinding]:
    """owners: name or code, without spaces → name of the unit."""
    for name, group in directory.groups.items():
        if other := owners.get(remove_spaces(name)):
            yield UnplacedFinding("unit-twice", ("群组", name), {"name": name, "other": other})
        for key, printed in (*_named_members(directory, group), ("填报", group.filler)):
            if directory.find_group(printed):
                yield UnplacedFinding("group-nested", ("群组", name, key), {"key": key, "name": printed})
            elif printed and remove_spaces(printed) not in owners:
                yield _unknown_unit(("群组", name, key), printed, directory)


def _named_members(directory: Directory, group: Group) -> list[tuple[str, str]]:
    """The members that a group names one by one, not by their kind, each behind its key."""
    members = [member for member in group.members if member not in ALL_OFFICES]
    return [("包含", member) for member in members if not directory.units_of_kind(member)]


def find_plan_mistakes(typed: object, directory: Directory | None) -> Iterator[UnplacedFinding]:
    """What is wrong between tasks, headings, forms, amendments and units.

    Args:
        typed: plain data of plan.yaml, gaps of tasks filled; what has not the right shape is passed over.
        directory: None where units.yaml cannot be read; units are not looked up then.
    """
    if not isinstance(typed, Mapping):
        return
    if typed.get("任务") == []:
        yield UnplacedFinding("no-tasks", ("任务",))
    units = _Units(directory, _filled_by(typed))
    if directory is not None:
        yield from _unknown_form_units(typed, directory)
    yield from _duplicate_numbers(typed)
    yield from _unknown_headings(typed)
    for path, task in _tasks(typed):
        if task.get("分项") and task.get("节点"):
            yield UnplacedFinding("parts-and-milestones", (*path, "分项"), {"number": task.get("序号")})
        yield from units.task_mistakes(path, task)
        yield from _proof_mistakes(path, task)
    for index, amendment in mapping_entries(typed, "调整"):
        yield from _needless_keys(("调整", index), amendment)
        yield from _proof_mistakes(("调整", index), amendment)
        if amendment.get("类型") in {AmendmentKind.ASSIGNED, AmendmentKind.RELED}:
            yield from units.assignment_mistakes(("调整", index), amendment)
        if amendment.get("类型") == AmendmentKind.POSTPONED:
            yield from units.unknown_leads(("调整", index), amendment, "单位")


def _filled_by(typed: Mapping[str, Any]) -> set[str]:
    """By what the cycles find out who fills; while tasks are still being assigned, nobody need lead."""
    filled_by = {str(cycle.get("填报对象") or FilledBy.LEAD) for _, cycle in mapping_entries(typed, "填报")}
    return filled_by - _BY_LEAD if FilledBy.UNASSIGNED in filled_by else filled_by


def _tasks(typed: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Every task as typed, those that were added later too."""
    yield from ((("任务", index), task) for index, task in mapping_entries(typed, "任务"))
    for index, amendment in mapping_entries(typed, "调整"):
        if isinstance(task := amendment.get("任务内容"), Mapping):
            yield ("调整", index, "任务内容"), task


def _duplicate_numbers(typed: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """`other`: which of all tasks, from 1, has the number first, however it is written there: 1, １, 01."""
    first: dict[str, tuple[int, str]] = {}
    for position, (path, task) in enumerate(_tasks(typed), 1):
        number = task.get("序号")
        if not isinstance(number, str):
            continue
        other, written = first.setdefault(_plain_number(number), (position, number))
        if other != position:
            facts = {"number": number, "other": other, "written": written if written != number else ""}
            yield UnplacedFinding("number-twice", (*path, "序号"), facts)


def _plain_number(number: str) -> str:
    """A number of a task without leading zeros, in half-width digits."""
    return re.sub(r"\d+", lambda digits: digits[0].lstrip("0") or "0", unicodedata.normalize("NFKC", number))


def _unknown_headings(typed: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Categories and groups that are not there; where there are none at all, the words are free."""
    for key, name_key in (("类别", "名称"), ("组", "编号")):
        names = [str(heading[name_key]) for _, heading in mapping_entries(typed, key) if name_key in heading]
        for path, task in _tasks(typed):
            name = task.get(key)
            if names and isinstance(name, str) and name not in names:
                facts = {"key": key, "name": name, "near": closest_match(name, names)}
                yield UnplacedFinding("heading-unknown", (*path, key), facts)


def _proof_mistakes(path: KeyPath, task: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Proof by a standard that is not there, or that lists more than can be numbered.

    task: as typed, or an amendment that gives it lines; what it says holds for its lines that have a standard.
    """
    lines = [((*path, key, index), line) for key in ("节点", "分项") for index, line in mapping_entries(task, key)]
    if _is_by_standard(task) and not any(line.get("标准") for _, line in lines):
        yield UnplacedFinding("proof-without-standard", (*path, "佐证"))
    for place, line in lines:
        yield from _standard_mistakes(place, line, task.get("佐证"))


def _standard_mistakes(path: KeyPath, line: Mapping[str, Any], of_task: object) -> Iterator[UnplacedFinding]:
    """of_task: what the line's task says of proof; a line that says something itself follows that."""
    count = len(standard_items(str(line.get("标准") or "")))
    if not count and _is_by_standard(line):
        yield UnplacedFinding("proof-without-standard", (*path, "佐证"))
    if count > MOST_ITEMS and _is_by_standard({"佐证": of_task, **line}):
        yield UnplacedFinding("proof-too-many", (*path, "标准"), {"count": count, "most": MOST_ITEMS})


def _is_by_standard(typed: Mapping[str, Any]) -> bool:
    return typed.get("佐证") in (BY_STANDARD, [BY_STANDARD])


def _unknown_form_units(typed: Mapping[str, Any], directory: Directory) -> Iterator[UnplacedFinding]:
    """Forms that go to one unit, the judge or the office itself: it must be known."""
    for index, cycle in mapping_entries(typed, "填报"):
        name, has_judge = _form_unit(typed, cycle), bool(cycle.get("核定单位"))
        if not isinstance(name, str) or directory.find_unit(name):
            continue
        if cycle["填报对象"] == FilledBy.JUDGE and not has_judge:
            yield UnplacedFinding("no-judge", ("填报", index, "核定单位"), {"name": name})
        else:
            yield _unknown_unit(("填报", index, "核定单位" if has_judge else "填报对象"), name, directory)


def _form_unit(typed: Mapping[str, Any], cycle: Mapping[str, Any]) -> object:
    """The name of the one unit that gets a form; None where it goes to several."""
    head = mapping_at(typed, "计划")
    if cycle.get("填报对象") == FilledBy.JUDGE:
        return cycle.get("核定单位") or head.get("汇总单位") or fields_of_model(PlanHead)["compiler"].default
    return head.get("单位") if cycle.get("填报对象") == FilledBy.OFFICE else None


def _needless_keys(path: KeyPath, amendment: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Keys that an amendment of this kind has no use for."""
    kind = str(amendment.get("类型"))
    if kind not in KEYS_BY_AMENDMENT_KIND:
        return
    keys = KEYS_BY_AMENDMENT_KIND[AmendmentKind(kind)]
    for key in yaml_keys(Amendment):
        if amendment.get(key) is not None and key not in (*_KEYS_OF_EVERY_KIND, *keys):
            yield UnplacedFinding("amendment-spare", (*path, key), {"key": key, "kind": kind, "takes": keys})


class _Units(ValueObject):
    """What tasks say of units, held against the units that there are.

    Attributes:
        directory: None where it cannot be read.
        filled_by: by which FilledBy the plan's forms find out who fills them.
    """

    directory: Directory | None
    filled_by: Collection[str]

    def task_mistakes(self, path: KeyPath, task: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
        number = task.get("序号") or str(int(path[1]) + 1)
        for key in ("节点", "分项"):
            for index, line in mapping_entries(task, key):
                yield from self._unknown_units((*path, key, index), line)
        yield from self._no_reporter(path, number, task.get("填报单位") or task.get("牵头") or "")
        yield from self._unknown_units(path, task)
        if FilledBy.CONTACT in self.filled_by:
            yield from self._not_a_unit("no-contact", (*path, "联系人"), number, _texts(task.get("联系人"))[:1])
        if FilledBy.LEADER in self.filled_by:
            leaders = _texts(task.get("责任领导"))[:1] or self._leader_of(task.get("牵头"))
            yield from self._not_a_unit("no-leader", (*path, "责任领导"), number, leaders)

    def assignment_mistakes(self, path: KeyPath, amendment: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
        if amendment.get("牵头"):
            yield from self._no_reporter(path, str(amendment.get("任务")), amendment.get("牵头"))
        yield from self._unknown_units(path, amendment)

    @property
    def _by_lead(self) -> bool:
        return not _BY_LEAD.isdisjoint(self.filled_by)

    def _no_reporter(self, path: KeyPath, number: str, reporter: object) -> Iterator[UnplacedFinding]:
        """Nobody who reports, or a group for which nobody does."""
        group = self.directory.find_group(reporter) if self.directory and isinstance(reporter, str) else None
        if self._by_lead and (not reporter or (group and not group.filler and not group.members_report)):
            yield UnplacedFinding("no-reporter", (*path, "牵头"), {"number": number, "name": reporter})

    def _leader_of(self, lead: object) -> list[str]:
        """The leader in charge of a unit, by its printed name."""
        unit = self.directory.find_unit(str(lead or "")) if self.directory else None
        return [unit.leader] if unit and unit.leader else []

    def _not_a_unit(self, code: str, path: KeyPath, number: str, people: list[str]) -> Iterator[UnplacedFinding]:
        """Nobody to send the form to, or somebody who is not in units.yaml."""
        if self.directory is not None and not any(map(self.directory.find_unit, people)):
            yield UnplacedFinding(code, path, {"number": number, "name": "".join(people)})

    def _unknown_units(self, path: KeyPath, typed: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
        if self.directory is None:
            return
        for key in (key for key in _UNIT_KEYS if typed.get(key) is not None):
            is_list = key in {UNIT_LIST_KEY, _LEAD_KEY}
            several = [] if is_list else [*single_unit_mistakes((*path, key), typed.get(key), self.directory)]
            yield from several
            if key == _LEAD_KEY:
                yield from self.unknown_leads(path, typed, key)
            elif not several:
                yield from self._unknown_names(path, typed, key, lambda name: [name])

    def unknown_leads(self, path: KeyPath, typed: Mapping[str, Any], key: str) -> Iterator[UnplacedFinding]:
        """Names that nobody has, under a key that takes several in one text.

        Args:
            path: of the mapping.
            typed: what stands there.
            key: in it.
        """
        if self.directory is not None:
            yield from self._unknown_names(path, typed, key, self.directory.names_in)

    def _unknown_names(
        self, path: KeyPath, typed: Mapping[str, Any], key: str, names_in: Callable[[str], Sequence[str]]
    ) -> Iterator[UnplacedFinding]:
        """names_in: a text → the names in it."""
        for index, name in enumerate(_texts(typed.get(key)) if self.directory else ()):
            if self.directory and name != _NOBODY and not all(map(self.directory.is_name, names_in(name))):
                place = (*path, key, index) if isinstance(typed.get(key), list) else (*path, key)
                yield _unknown_unit(place, name, self.directory)


def _unknown_unit(path: KeyPath, name: str, directory: Directory) -> UnplacedFinding:
    """A name of nobody; of several in one text the first that nobody has, with what to write instead."""
    names = separate_names(name)
    unknown = [part for part in names if not directory.is_name(part)]
    part = unknown[0] if len(names) > 1 and unknown else name
    facts = {"name": part, "near": directory.closest_name(part), "names": names if len(names) > 1 else ()}
    return UnplacedFinding("unit-unknown", path, {**facts, "is_known": not unknown})


def _texts(value: object) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]

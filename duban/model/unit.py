"""Who answers: the units of an office, and the names under which a plan prints them."""

import operator
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Annotated

from duban.model.typed import Day, TextList, YesNo, closest_match, matches_pattern
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.declaration import Field, ReadingContext, TypedError, WithJsonSchema
from duban.validation.model import TypedModel

UnitCode = Annotated[
    str, matches_pattern("[A-Z]{2,6}", "unit-code"), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2,6}$"})
]


_OFFICE = "股室"
_OFFICES = frozenset({_OFFICE, "科室"})
_NAME_SEPARATORS = lazy_pattern(r"[、，,；;/\s]+")
_ALL = "全部"
ALL_OFFICES = frozenset(f"{_ALL}{kind}" for kind in _OFFICES)
"""Words that mean every unit of these kinds, also where there is none yet."""
_MOST_PARTS_OF_NAME = 4
_NAME_AND_SEPARATOR = lazy_pattern(r"[^、，,；;/\s]+[、，,；;/\s]*")
MERGED_KIND = "已并入"
"""The kind of a unit that became part of another: nothing is asked of it, and its names are the other's."""
_PHONE_AT_END = lazy_pattern(r"(\+?\d[\d -]{5,60}\d)[)）]?$")
_SIGNS_BEFORE_PHONE = " \t\n\u3000（(：:，,、"


def separate_names(text: str) -> list[str]:
    """The names in a text, by the signs and blanks between them."""
    return [name for name in _NAME_SEPARATORS.split(text) if name]


def known_names(text: object, is_name: Callable[[str], bool]) -> list[str]:
    """The names in a text, each the longest one that begins there; none where a part of the text is nobody's name.

    Args:
        text: 甲局、文化、旅游局 are two where there is a 文化、旅游局; what is no text names nobody.
        is_name: whether a text as a whole is a name.
    """
    if not isinstance(text, str):
        return []
    if is_name(text):
        return [text]
    parts = _NAME_AND_SEPARATOR.findall(text)
    names: list[str] = []
    while parts:
        lengths = range(min(len(parts), _MOST_PARTS_OF_NAME), 0, -1)
        length = next((length for length in lengths if is_name(_joined(parts[:length]))), 0)
        if not length:
            return []
        names.append(_joined(parts[:length]))
        del parts[:length]
    return names


def _joined(parts: Sequence[str]) -> str:
    """Parts of a name with the separators between them, without that behind the last."""
    return "".join((*parts[:-1], *separate_names(parts[-1])))


class Contact(TypedModel):
    """A person to call: {姓名: …, 电话: …}, or in one text, 王五 000-0000000."""

    name: Annotated[str, Field(alias="姓名", min_length=1)]
    """As people write it."""
    phone: Annotated[str, Field(alias="电话")] = ""
    """As people write it."""

    @classmethod
    def before_reading(cls, data: object, _: ReadingContext, /) -> object:
        """A name and a phone number, from one text."""
        if not isinstance(data, str):
            return data
        text = data.strip()
        phone = _PHONE_AT_END.search(text)
        name = text[: phone.start()].rstrip(_SIGNS_BEFORE_PHONE) if phone else text
        return {"姓名": name, "电话": phone[1] if phone else ""}


class Unit(TypedModel):
    """One unit."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    """Its proper name; reports use it."""
    code: Annotated[UnitCode, Field(alias="代码")]
    """Two to six capital letters; part of every form code."""
    aliases: Annotated[TextList, Field(alias="别名")] = ()
    """Every other way in which documents print its name."""
    kind: Annotated[str, Field(alias="类型")] = _OFFICE
    """What kind of unit: 股室, 二级机构, 学校."""
    leader: Annotated[str, Field(alias="分管领导")] = ""
    """The leader in charge, who approves its returns."""
    head: Annotated[str, Field(alias="负责人")] = ""
    """The head of the unit."""
    contact: Annotated[Contact | None, Field(alias="联络员")] = None
    """Whom the office calls."""


class Group(TypedModel):
    """A name that is not one unit."""

    members: Annotated[TextList, Field(alias="包含")] = ()
    """The units that it means; 全部 and a kind for all units of it: 全部乡镇, 全部股室 (the same as 全部科室)."""
    filler: Annotated[str, Field(alias="填报")] = ""
    """The unit that reports for it; empty: nobody yet."""
    members_report: Annotated[YesNo, Field(alias="各自填报", exclude_if=operator.not_)] = False
    """Each of its members reports for itself where it leads."""
    kind: Annotated[str, Field(alias="类型")] = ""
    """What kind of group: 领导."""
    leader: Annotated[str, Field(alias="分管领导")] = ""
    """How documents print its leaders in charge: 各分管领导."""
    head: Annotated[str, Field(alias="负责人")] = ""
    """How documents print its heads: 各科长."""


class UnitChange(TypedModel):
    """What changed about a unit in the course of the year: what is not said stays as it was."""

    day: Annotated[Day, Field(alias="日期")]
    """From which it holds."""
    unit: Annotated[str, Field(alias="单位", min_length=1)]
    """The unit, by any name that it has on that day."""
    name: Annotated[str, Field(alias="名称")] = ""
    """Its new name; the old one goes on being understood."""
    leader: Annotated[str, Field(alias="分管领导")] = ""
    """The new leader in charge."""
    head: Annotated[str, Field(alias="负责人")] = ""
    """The new head."""
    contact: Annotated[Contact | None, Field(alias="联络员")] = None
    """The new contact."""
    into: Annotated[str, Field(alias="并入")] = ""
    """The unit of which it becomes part, with all its tasks and names."""
    split: Annotated[Unit | None, Field(alias="分出")] = None
    """A new unit that is parted from it; 调整 gives it its tasks."""
    basis: Annotated[str, Field(alias="依据")] = ""
    """The number of the letter, or the meeting."""

    @property
    def renames(self) -> bool:
        """Whether the unit's tasks are another name's from then on."""
        return bool(self.name or self.into)

    def __post_init__(self) -> None:
        values = (self.name, self.leader, self.head, self.contact, self.split)
        if bool(self.into) == any(values):
            raise TypedError("unit-change-mixed" if self.into else "unit-change-empty")


class Directory(TypedModel, dict=True):
    """Every unit, and every name that means several."""

    units: Annotated[tuple[Unit, ...], Field(alias="机构", min_length=1)]
    """In the order in which leaders expect them."""
    groups: Annotated[dict[str, Group], Field(alias="群组")] = {}
    """By name."""
    changes: Annotated[tuple[UnitChange, ...], Field(alias="变更", exclude=True)] = ()
    """What changed since, each from its day on; the units above stay as they were."""

    @cached_property
    def _by_name(self) -> dict[str, Unit]:
        units = [unit for unit in reversed(self.units) if unit.kind != MERGED_KIND]
        names = ((name, unit) for unit in units for name in (*unit.aliases, unit.name))
        return {remove_spaces(name): unit for name, unit in names}

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Code → unit, in the directory's order."""
        return {unit.code: unit for unit in self.units}

    def unit_name(self, code: str) -> str:
        """The name of the unit of this code; the code itself where there is none."""
        unit = self.unit_by_code.get(code)
        return unit.name if unit else code

    def find_unit(self, printed_name: str) -> Unit | None:
        """The unit printed so, spaces aside; for a group, the unit that reports for it. None: unknown."""
        unit = self._by_name.get(remove_spaces(printed_name))
        if unit:
            return unit
        group = self.find_group(printed_name)
        return self.find_unit(group.filler) if group and group.filler and not self.find_group(group.filler) else None

    def get_unit(self, printed_name: str) -> Unit:
        """The unit printed so; a loaded plan names only known units.

        Raises:
            KeyError: the name is unknown.
        """
        unit = self.find_unit(printed_name)
        if unit is None:
            raise KeyError(printed_name)
        return unit

    def find_group(self, printed_name: str) -> Group | None:
        """The group printed so, spaces aside."""
        return self._group_by_name.get(remove_spaces(printed_name))

    @cached_property
    def _group_by_name(self) -> dict[str, Group]:
        """The first of each name, spaces aside."""
        return {remove_spaces(name): group for name, group in reversed(self.groups.items())}

    def is_name(self, printed_name: str) -> bool:
        """Whether a text as a whole is the name of a unit or of a group, spaces aside."""
        return bool(self.find_unit(printed_name) or self.find_group(printed_name))

    def find_members(self, printed_name: str) -> tuple[Unit, ...]:
        """The units that a printed name means: itself, or every member of a group."""
        group = self.find_group(printed_name)
        units: dict[str, Unit] = {}
        for name in group.members if group else [printed_name]:
            unit = self.find_unit(name)
            units |= {unit.code: unit for unit in ([unit] if unit else self.units_of_kind(name))}
        return tuple(units.values())

    def units_of_kind(self, words: str) -> tuple[Unit, ...]:
        """Every unit of the kind in 全部乡镇; 股室 and 科室 are the same. Empty for other words, and for no unit."""
        kind = words.removeprefix(_ALL)
        if kind == words:
            return ()
        kinds = _OFFICES if kind in _OFFICES else {kind}
        return tuple(unit for unit in self.units if unit.kind in kinds)

    def names_in(self, printed: str) -> tuple[str, ...]:
        """The names in what a plan prints: one alone, or each of several known ones (甲、乙)."""
        return tuple(known_names(printed, self.is_name)) or (printed,)

    def find_leads(self, printed: str) -> tuple[Unit, ...]:
        """The units that lead, each once: of several each, of a group its members where each reports for itself."""
        return self._find_leads_once(printed)

    @cached_property
    def _find_leads_once(self) -> Callable[[str], tuple[Unit, ...]]:
        """A plan names few leads, each in many lines."""
        return cache(self._find_leads)

    def _find_leads(self, printed: str) -> tuple[Unit, ...]:
        units: dict[str, Unit] = {}
        for name in self.names_in(printed):
            group = self.find_group(name)
            leads = self.find_members(name) if group and group.members_report else (self.find_unit(name),)
            units.update({unit.code: unit for unit in leads if unit})
        return tuple(units.values())

    def joint_name(self, names: Sequence[str]) -> str:
        """What units are called together: a group that reports member by member, where they are all of it; else each.

        Args:
            names: of units, each once.
        """
        own = set(names)
        groups = (name for name, group in self.groups.items() if len(own) > 1 and group.members_report)
        whole = next((name for name in groups if {unit.name for unit in self.find_members(name)} == own), "")
        return whole or "、".join(names)

    def find_lead(self, printed: str) -> Unit | None:
        """The first of the units that lead; None: unknown."""
        if unit := self._by_name.get(remove_spaces(printed)):
            return unit
        return next(iter(self.find_leads(printed)), None)

    def closest_name(self, printed_name: str) -> str:
        """The most similar known name, for a hint; empty where none comes near."""
        names = [name for unit in self.units for name in (unit.name, *unit.aliases)]
        return closest_match(remove_spaces(printed_name), (*names, *self.groups))


UNASSIGNED_UNIT = Unit(name="待分工", code="NONE")
"""Stands where nobody answers for a task yet."""

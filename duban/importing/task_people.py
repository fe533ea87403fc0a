"""Who answers for the task of a record: units that lead and support, leaders, and people to call."""

from collections.abc import Mapping, Sequence
from typing import Any

from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT, AnsweringUnits, UnitReader
from duban.importing.labelled import labelled_parts
from duban.importing.people_names import read_people, read_phones
from duban.importing.table_records import TableRecord
from duban.model.import_words import ImportWords
from duban.value_object import MutableObject, ValueObject

_PEOPLE = ("责任领导", "联系人")
_ROLE, _PHONE = "角色", "电话"


class TaskPeople(MutableObject):
    """What the cells of a record say of them.

    Attributes:
        data: keys of plan.yaml.
        units: all names of units, in order.
        contact: person and telephone.
        heads: name of a unit → its head, where a column names as many people as there are units.
        answering: key of the column → what was read in it.
        loose_phone: a telephone that belongs to nobody.
    """

    data: dict[str, Any]
    units: Sequence[str]
    contact: tuple[str, str]
    heads: Mapping[str, str]
    answering: Mapping[str, AnsweringUnits]
    loose_phone: str


class PeopleReader(ValueObject):
    """Reads them.

    Attributes:
        has_roles: whether the column of leads says what the office itself is in each task.
    """

    words: ImportWords
    units: UnitReader
    has_roles: bool

    def read(self, record: TableRecord, *, by_rows: bool) -> TaskPeople:
        """Those of a record. by_rows: whether each of its rows says its own; the first one's answer for the task."""
        data: dict[str, Any] = {}
        names: list[str] = []
        answering: dict[str, AnsweringUnits] = {}
        for meaning in (RESPONSIBLE, LEAD, SUPPORT):
            text = record.text(meaning)
            if not text or (meaning == LEAD and self.has_roles):
                continue
            readings = self.units.read(self._units_text(text, data), record.underlined(meaning), meaning)
            names += (*readings.leads, *readings.others, *readings.supports)
            if by_rows and record.varies(meaning):
                readings = self.units.read(record.texts(meaning)[0], (), meaning)
            answering[meaning] = readings
            _set_units(data, meaning, readings)
        self._add_people(record, data)
        return self._with_contact(record, data, list(dict.fromkeys(names)), answering)

    def _units_text(self, text: str, data: dict[str, Any]) -> str:
        """The words of a column of units; people that stand there too, with labels, are set."""
        parts = labelled_parts(text, self.words)
        people = {key: read_people(words) for key, words in parts.items() if key in _PEOPLE}
        data |= people
        return parts[""] if people and len(people) + 1 == len(parts) else text

    def _add_people(self, record: TableRecord, data: dict[str, Any]) -> None:
        for meaning in _PEOPLE:
            text = record.text(meaning)
            for key, words in (labelled_parts(text, self.words) or {meaning: text}).items():
                if people := read_people(words):
                    data[key or meaning] = people if len(people) > 1 else people[0]
        if role := record.text(_ROLE) or (record.text(LEAD) if self.has_roles else ""):
            data[_ROLE] = role

    def _with_contact(
        self, record: TableRecord, data: dict[str, Any], units: Sequence[str], answering: Mapping[str, AnsweringUnits]
    ) -> TaskPeople:
        """With the first telephone for the first person to call; a unit must be there to be called."""
        phones = read_phones("\n".join(map(record.text, (*_PEOPLE, _PHONE))))
        people = data.get("联系人") or [""]
        first = people if isinstance(people, str) else people[0]
        has_contact = bool(phones and first and units)
        contact = (first, phones[0]) if has_contact else ("", "")
        heads = read_people(record.text("负责人"))
        if len(heads) != len(units):
            data |= {"联系人": heads} if heads else {}
            heads = []
        pairs = dict(zip(units, heads, strict=False))
        return TaskPeople(data, units, contact, pairs, answering, "" if has_contact else "、".join(phones))


def _set_units(data: dict[str, Any], meaning: str, answering: AnsweringUnits) -> None:
    leads, supports, others = answering.leads, answering.supports, answering.others
    if meaning == SUPPORT:
        leads, supports, others = (), (*leads, *others, *supports), ()
    elif meaning == LEAD:
        leads, others = (*leads, *others), ()
    for key, names in ((LEAD, leads), (RESPONSIBLE, others)):
        if names:
            data[key] = list(names) if len(names) > 1 else names[0]
    if supports:
        data[SUPPORT] = [*data.get(SUPPORT, []), *supports]

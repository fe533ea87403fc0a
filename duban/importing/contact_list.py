"""A list of units with their leaders, heads, contacts and telephones, out of a document that an office has."""

from collections.abc import Iterator, Mapping

from duban.importing.columns import OWN, HeaderReader
from duban.importing.people_names import is_run_together, read_people, read_phones
from duban.importing.prose import PROSE_TABLE
from duban.importing.source_doubts import SourceDoubts
from duban.importing.table_records import TableRecord
from duban.importing.task_tables import TaskDocument, TaskTable, read_task_document
from duban.messages.finding import Finding, Place
from duban.model.import_words import ImportWords
from duban.text.folding import on_one_line, remove_spaces
from duban.text.lists import split_outside_brackets
from duban.value_object import ValueObject, replace
from duban.workbook.document import SourceDocument

UNIT, KIND, LEADER, HEAD, PERSON, PHONE = "名称", "类型", "分管领导", "负责人", "联系人", "电话"
"""The columns of a contact list, as templates/import.yaml has them under contact_columns."""
_SIGNS = "、，,；;/\n"


class ListedUnit(ValueObject):
    """What a list says of one unit; empty texts where it says nothing.

    Attributes:
        place: of its row.
    """

    name: str
    place: Place
    kind: str = ""
    leader: str = ""
    head: str = ""
    person: str = ""
    phone: str = ""

    @property
    def contact(self) -> Mapping[str, str]:
        """Person and telephone as units.yaml has them; empty where no person is named."""
        phone = {"电话": self.phone} if self.phone else {}
        return {"姓名": self.person, **phone} if self.person else {}


class ContactList(ValueObject):
    """The units of a list, each once, in its order. findings: what the clerk should look at."""

    units: tuple[ListedUnit, ...]
    findings: tuple[Finding, ...]


def read_contact_list(document: SourceDocument, file: str, words: ImportWords) -> ContactList | None:
    """The units of a contact list; None where there is no such table in it.

    Args:
        document: as it was read.
        file: as people know it.
        words: of templates/import.yaml.
    """
    contact_words = replace(words, columns=words.contact_columns)
    doubts = SourceDoubts(file, words)
    source = read_task_document(document, doubts, HeaderReader(contact_words, {}))
    tables = [one for one in source.tables if one.table.number != PROSE_TABLE]
    if not tables:
        return None
    units: dict[str, ListedUnit] = {}
    for one in tables:
        _tell_columns(one, doubts)
        for record in one.records.records:
            _add(_listed_unit(record, doubts), units, doubts)
    _tell_lines(source, doubts)
    return ContactList(tuple(units.values()), tuple(doubts.findings))


def _listed_unit(record: TableRecord, doubts: SourceDoubts) -> ListedUnit:
    """What a row says; of several persons and telephones the first, which is told."""
    place = doubts.table_place(record.table, record.rows[0])
    name = remove_spaces(record.text(UNIT))
    people = read_people(record.text(PERSON))
    phones = [*read_phones(record.text(PERSON)), *_parts(record.text(PHONE))]
    facts = {"unit": name, "people": people, "phones": phones}
    if len(people) > 1 or len(phones) > 1 or any(map(is_run_together, people)):
        doubts.tell("contacts-several", place, **facts)
    elif not people:
        doubts.tell("contacts-nobody", place, **facts)
    leader, head = ("、".join(read_people(record.text(column))) for column in (LEADER, HEAD))
    first_person, first_phone = (next(iter(values), "") for values in (people, phones))
    return ListedUnit(name, place, remove_spaces(record.text(KIND)), leader, head, first_person, first_phone)


def _add(unit: ListedUnit, units: dict[str, ListedUnit], doubts: SourceDoubts) -> None:
    """Take a unit in; one without a name, or that is there already, is told and left out."""
    if not unit.name:
        doubts.tell("contacts-no-unit", unit.place)
    elif unit.name in units:
        doubts.tell("contacts-twice", unit.place, unit=unit.name, first=str(units[unit.name].place))
    else:
        units[unit.name] = unit


def _tell_columns(one: TaskTable, doubts: SourceDoubts) -> None:
    """The columns that nothing is made of."""
    headers = [column.header.replace("\n", "") for column in one.columns.columns if column.meaning == OWN]
    if headers:
        doubts.tell("contacts-columns", doubts.table_place(one.table, one.columns.header_row), headers=headers)


def _tell_lines(source: TaskDocument, doubts: SourceDoubts) -> None:
    """The words below the table that nothing is made of."""
    for line in source.lines:
        if line.is_below:
            doubts.tell("contacts-line", line.place, text=on_one_line(line.text))


def _parts(text: str) -> Iterator[str]:
    return (part for piece in split_outside_brackets(text, _SIGNS) if (part := piece.strip()))

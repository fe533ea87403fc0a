"""A contact list that an office has, written into units.yaml: what is not said there yet, and nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from duban.importing.contact_list import ContactList, ListedUnit, read_contact_list
from duban.journeys.import_plan import read_documents
from duban.journeys.plan_files import read_units_file
from duban.key_path import KeyPath
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Place, in_file_order
from duban.model.run_by import RunBy
from duban.model.unit import Contact, Unit
from duban.plan_source.typed_change import ChangeKind, TypedChange
from duban.store.folder_copy import replace_files
from duban.store.lock import ledger_lock
from duban.text.folding import remove_spaces
from duban.validation.reading import validated
from duban.value_object import MutableObject, ValueObject, field
from duban.workspace.names import display_path
from duban.workspace.plan_folder import directory_of
from duban.workspace.workspace import open_workspace
from duban.workspace.yaml_file import YamlDocument, parse_yaml

_UNITS_KEY = "机构"
_CONTACT_KEY = "联络员"


class ImportedContacts(ValueObject):
    """What became of a contact list.

    Attributes:
        path: of units.yaml.
        edits: what was written, each at its line.
        findings: what the clerk should look at.
        messages: the sentences of both.
    """

    path: Path
    edits: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    messages: Messages


class _UnitChanges(MutableObject):
    """What is written into units.yaml, with its path there once it is written, and what differs from it."""

    changes: list[TypedChange] = field(default_factory=list)
    edits: list[tuple[KeyPath, Mapping[str, object]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, change: TypedChange, unit: str, values: Mapping[str, object]) -> None:
        """Take in a change.

        Args:
            change: of units.yaml.
            unit: whose name the clerk is told.
            values: what the change says of it beside its name.
        """
        self.changes.append(change)
        texts = [f"{key} {_words(value)}" for key, value in values.items()]
        facts = {"unit": unit, "is_new": change.kind is ChangeKind.ITEM_ADDED, "values": texts}
        self.edits.append((change.path, facts))

    @property
    def in_order(self) -> list[TypedChange]:
        """New units behind what the last one there gets, for both are written in one place."""
        return sorted(self.changes, key=lambda change: change.kind is ChangeKind.ITEM_ADDED)

    def edits_in(self, document: YamlDocument) -> tuple[Finding, ...]:
        """What was written, each at its line. document: units.yaml as it is then."""
        return in_file_order(
            Finding("contacts-written", Place(document.path, line=document.line_of(path)), facts)
            for path, facts in self.edits
        )


def import_contacts(config: Path, plan: str | None, file: Path, run_by: RunBy) -> ImportedContacts:
    """Write into a plan's units.yaml what a contact list says of its units, or nothing.

    Units get what they lack of leader, head and contact; others are added at the end. What is typed already stays.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        file: the list.
        run_by: whose run it is.

    Raises:
        InputError: the list cannot be read or is none, units.yaml is wrong, or nothing can be written.
    """
    workspace = open_workspace(config, plan)
    (document,) = read_documents([file], workspace)
    contacts = read_contact_list(document, display_path(file), workspace.import_words)
    if contacts is None:
        raise InputError([Finding("contacts-none", Place(display_path(file)))])
    path = workspace.plan_folder / "units.yaml"
    with ledger_lock(workspace.ledger_folder, run_by):
        before = read_units_file(workspace)
        made = _unit_changes(contacts, parse_yaml(before.text, display_path(path)))
        text, data = before.with_changes(made.in_order)
        after = parse_yaml(text, display_path(path))
        directory_of(after)
        replace_files(workspace.plan_folder, {path: data}, {path: before.data})
    return ImportedContacts(path, made.edits_in(after), (*contacts.findings, *made.findings), workspace.messages)


def _unit_changes(contacts: ContactList, document: YamlDocument) -> _UnitChanges:
    """What has to be written into units.yaml so that every unit of the list is in it with what the list says."""
    directory, made = directory_of(document), _UnitChanges()
    positions = {unit.name: number for number, unit in enumerate(directory.units)}
    new_names = 0
    for listed in contacts.units:
        unit = directory.find_unit(listed.name)
        if directory.find_group(listed.name):
            made.findings.append(Finding("contacts-group", listed.place, {"unit": listed.name}))
        elif unit:
            values = dict(_missing_values(listed, unit, made))
            _complete(unit, values, (_UNITS_KEY, positions[unit.name]), document, made)
        else:
            values = {**({"类型": listed.kind} if listed.kind else {}), **dict(_values(listed))}
            path = (_UNITS_KEY, len(directory.units) + new_names)
            made.add(TypedChange(ChangeKind.ITEM_ADDED, path, {"名称": listed.name, **values}), listed.name, values)
            new_names += 1
            if near := directory.closest_name(listed.name):
                made.findings.append(Finding("contacts-alike", listed.place, {"unit": listed.name, "near": near}))
    return made


def _complete(
    unit: Unit, values: Mapping[str, object], path: KeyPath, document: YamlDocument, made: _UnitChanges
) -> None:
    """Write into the entry of a unit what it lacks; path: of the entry, which may be a mere name."""
    typed = document.data[path[0]][path[1]]
    if isinstance(typed, str) and values:
        made.add(TypedChange(ChangeKind.REPLACED, path, {"名称": typed, **values}), unit.name, values)
        return
    for key, value in values.items():
        made.add(TypedChange(ChangeKind.KEY_ADDED, (*path, key), value), unit.name, {key: value})


def _values(listed: ListedUnit) -> Iterator[tuple[str, object]]:
    """What a list says of a unit, by the keys of units.yaml."""
    values = {"分管领导": listed.leader, "负责人": listed.head, _CONTACT_KEY: dict(listed.contact)}
    yield from ((key, value) for key, value in values.items() if value)


def _missing_values(listed: ListedUnit, unit: Unit, made: _UnitChanges) -> Iterator[tuple[str, object]]:
    """What the list says and units.yaml does not; what that says otherwise is told."""
    typed = {"分管领导": unit.leader, "负责人": unit.head, _CONTACT_KEY: unit.contact}
    for key, value in _values(listed):
        if not typed[key]:
            yield key, value
        elif not _is_same(typed[key], value):
            facts = {"unit": unit.name, "key": key, "typed": _words(typed[key]), "listed": _words(value)}
            made.findings.append(Finding("contacts-differ", listed.place, facts))


def _is_same(typed: object, listed: object) -> bool:
    """Whether the list says nothing else than what is typed, blanks and strokes of telephones aside."""
    return _plain(_words(listed)) in {_plain(_words(typed)), ""}


def _plain(words: str) -> str:
    return remove_spaces(words).replace("-", "")


def _words(value: object) -> str:
    """A person with his telephone, or a name, on one line."""
    if isinstance(value, Mapping):
        value = validated(Contact, value)
    return f"{value.name} {value.phone}".strip() if isinstance(value, Contact) else str(value)

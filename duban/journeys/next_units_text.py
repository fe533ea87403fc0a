"""The text of the next year's units.yaml: the units as they were at the end of this one, and no 变更 any more."""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.messages.catalogue import Messages
from duban.model.unit import MERGED_KIND, Directory, Unit
from duban.plan_source.typed_plan import mapping_entries
from duban.validation.model import fields_of_model
from duban.validation.writing import plain_data
from duban.workspace.yaml_edit import EntryEdit, dump_typed, edit_entries, with_entries
from duban.workspace.yaml_file import YamlDocument, parse_yaml

_CHANGED_FIELDS = ("name", "aliases", "leader", "head", "contact")


def next_units_text(text: str, typed: Directory, directory: Directory, messages: Messages) -> str:
    """The new units.yaml, character for character as this year's where nothing changed.

    Units that were merged are gone, their names are other names of what they became part of; units that were parted
    from others stand last.

    Args:
        text: of this year's units.yaml.
        typed: the units as typed there.
        directory: the units at the end of the year.
        messages: the words of the comment in place of 变更.
    """
    if not typed.changes:
        return text
    document = parse_yaml(text, "")
    edits = list(_unit_edits(document, typed, directory))
    comment = messages.text("next-year-changes", count=len(typed.changes))
    text = edit_entries(text, [*edits, EntryEdit(("变更",), is_removed=True, comments=[comment])])
    parted = [_typed_unit(unit) for unit in directory.units if unit.code not in typed.unit_by_code]
    return with_entries(text, "机构", dump_typed(parted)) if parted else text


def _unit_edits(document: YamlDocument, typed: Directory, directory: Directory) -> Iterator[EntryEdit]:
    """What becomes of each unit that changed."""
    for index, entry in mapping_entries(document.data, "机构"):
        before = typed.units[index]
        after = directory.unit_by_code[before.code]
        if after.kind == MERGED_KIND:
            yield EntryEdit(("机构", index), is_removed=True)
        elif before != after:
            yield EntryEdit(("机构", index), entry={**entry, **_changed_keys(before, after)})


def _changed_keys(before: Unit, after: Unit) -> dict[str, Any]:
    """What changed, by the keys that are typed."""
    keys = {fields_of_model(Unit)[name].key: name for name in _CHANGED_FIELDS}
    dumped: Mapping[str, Any] = _typed_unit(after)
    return {key: dumped[key] for key, name in keys.items() if getattr(before, name) != getattr(after, name)}


def _typed_unit(unit: Unit) -> dict[str, Any]:
    """A unit as people type it."""
    typed: dict[str, Any] = plain_data(unit, by_key=True, without_defaults=True)
    return typed

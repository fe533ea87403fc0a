"""What has to be written into a file so that it says what its sheets say: as little as can be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from duban.key_path import KeyPath
from duban.plan_book.items import CONTENT_KEY, DUE_KEY, PlanItem
from duban.plan_book.tables import Shape, columns_of, tables_below
from duban.plan_source.typed_change import ChangeKind, TypedChange
from duban.plan_source.typed_plan import Part, ShortMilestone


def typed_changes(before: PlanItem, after: PlanItem) -> Iterator[TypedChange]:
    """The changes of a file between two readings of one entry, or of the whole file.

    Args:
        before: as it was typed.
        after: the same entry; those of its own entries that were there before have their paths.
    """
    if before.is_short:
        if typed_form(before) != typed_form(after):
            yield TypedChange(ChangeKind.REPLACED, before.path, typed_form(after))
        return
    yield from _value_changes(before, after)
    for key in tables_below(before.table.model):
        yield from _entry_changes(before, after, key)


def typed_form(item: PlanItem) -> Any:  # noqa: ANN401  typed data can be anything
    """An entry as it is typed when it is new: a milestone with nothing but its day and its words in short."""
    model = item.table.model
    values = {key: item.values[key] for key in columns_of(model) if item.values.get(key) is not None}
    entries = {key: _typed_entries(item, key) for key in tables_below(model) if item.children.get(key)}
    long_form = values | entries
    if model is Part and long_form.keys() == {CONTENT_KEY}:
        return long_form[CONTENT_KEY]
    if issubclass(model, ShortMilestone) and long_form.keys() == {DUE_KEY, CONTENT_KEY}:
        return {long_form[DUE_KEY]: long_form[CONTENT_KEY]}
    return long_form


def _typed_entries(item: PlanItem, key: str) -> Any:  # noqa: ANN401
    """All entries under a key, as they are typed when they are new."""
    entries = item.children[key]
    match tables_below(item.table.model)[key].shape:
        case Shape.ONE:
            return typed_form(entries[0])
        case Shape.NAMED:
            return {entry.name: typed_form(entry) for entry in entries}
        case Shape.ROWS:
            return [typed_form(entry) for entry in entries]


def _value_changes(before: PlanItem, after: PlanItem) -> Iterator[TypedChange]:
    for key in columns_of(before.table.model):
        old, new = before.values.get(key), after.values.get(key)
        if old == new:
            continue
        if key not in before.values:
            yield _added_key(before, after, key, new)
        elif key not in after.values:
            yield TypedChange(ChangeKind.REMOVED, before.typed_path(key))
        else:
            yield TypedChange(ChangeKind.REPLACED, before.typed_path(key), new)


def _added_key(before: PlanItem, after: PlanItem, key: str, value: object) -> TypedChange:
    """A key behind the nearest one that stands before it in the sheets and stays."""
    keys = [*columns_of(before.table.model), *tables_below(before.table.model)]
    staying = [
        name
        for name in keys[: keys.index(key)]
        if (name in before.values and name in after.values) or (before.children.get(name) and after.children.get(name))
    ]
    neighbour = before.typed_path(staying[-1])[-1] if staying else ""
    return TypedChange(ChangeKind.KEY_ADDED, (*before.path, key), value, str(neighbour))


def _entry_changes(before: PlanItem, after: PlanItem, key: str) -> Iterator[TypedChange]:
    """The changes of the entries under a key."""
    old, new = before.children.get(key, ()), after.children.get(key, ())
    path = before.typed_path(key)
    if old == new:
        return
    if key not in before.children:
        yield _added_key(before, after, key, _typed_entries(after, key))
    elif not new:
        yield TypedChange(ChangeKind.REMOVED, path)
    elif key in before.text_keys or not any(entry.path for entry in new):
        yield from _text_changes(path, old, new, _typed_entries(after, key))
    else:
        yield from _CHANGES_BY_SHAPE[tables_below(before.table.model)[key].shape](path, old, new)


_Items = Sequence[PlanItem]


def _text_changes(path: KeyPath, old: _Items, new: _Items, typed: object) -> Iterator[TypedChange]:
    """The changes of entries that were typed as one text, or of which none is left: all of them at once."""
    if [entry.plain for entry in old] != [entry.plain for entry in new]:
        yield TypedChange(ChangeKind.REPLACED, path, typed)


def _single_changes(_path: KeyPath, old: _Items, new: _Items) -> Iterator[TypedChange]:
    yield from typed_changes(old[0], new[0])


def _row_changes(path: KeyPath, old: _Items, new: _Items) -> Iterator[TypedChange]:
    """The changes of a list: items that go, items that come before one that stays, and those within items."""
    staying = _staying(new)
    for entry in old:
        yield from _changes_of_entry(entry, staying)
    following = len(old)
    added = []
    for entry in reversed(new):
        if entry.path:
            following = int(entry.path[-1])
        else:
            added.append(TypedChange(ChangeKind.ITEM_ADDED, (*path, following), typed_form(entry)))
    yield from reversed(added)


def _named_changes(path: KeyPath, old: _Items, new: _Items) -> Iterator[TypedChange]:
    """The changes of entries under names; new ones come last."""
    staying = _staying(new)
    for entry in old:
        yield from _changes_of_entry(entry, staying)
        if entry.path in staying and staying[entry.path].name != entry.name:
            yield TypedChange(ChangeKind.RENAMED, entry.path, staying[entry.path].name)
    last = next((entry.name for entry in reversed(old) if entry.path in staying), "")
    for entry in new:
        if not entry.path:
            yield TypedChange(ChangeKind.KEY_ADDED, (*path, entry.name), typed_form(entry), last)


def _staying(entries: _Items) -> Mapping[KeyPath, PlanItem]:
    """Those that were there before, by their paths."""
    return {entry.path: entry for entry in entries if entry.path}


def _changes_of_entry(entry: PlanItem, staying: Mapping[KeyPath, PlanItem]) -> Iterator[TypedChange]:
    """The changes of one entry that was there before; it may be gone."""
    if entry.path in staying:
        yield from typed_changes(entry, staying[entry.path])
    else:
        yield TypedChange(ChangeKind.REMOVED, entry.path)


_CHANGES_BY_SHAPE: Mapping[Shape, Callable[[KeyPath, _Items, _Items], Iterator[TypedChange]]] = {
    Shape.ONE: _single_changes,
    Shape.ROWS: _row_changes,
    Shape.NAMED: _named_changes,
}

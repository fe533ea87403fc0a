"""What is typed in plan.yaml or units.yaml as entries of tables, each with the path under which it stands there."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from duban.key_path import KeyPath
from duban.model.typed import yaml_keys
from duban.model.unit import Unit
from duban.plan_book.tables import AnyModel, PlanTable, Shape, columns_of, tables_below
from duban.plan_source.key_synonyms import Origins, with_standard_keys
from duban.plan_source.responsible_units import RESPONSIBLE_KEYS
from duban.plan_source.typed_plan import Part, ShortMilestone
from duban.text.lists import listed_items
from duban.validation.model import fields_of_model
from duban.value_object import ValueObject, field

SplitDue = Callable[[str], tuple[str, str]]
"""A line such as 3月底前完成招标 as the words of its due day and the others."""
DUE_KEY, CONTENT_KEY = "时限", "内容"
_NAME_KEY = "名称"
_RESPONSIBLE = RESPONSIBLE_KEYS[0]


class PlanItem(ValueObject, dict=True):
    """One entry of a table, or the whole file.

    Attributes:
        path: of its value in the file as it was typed; empty for the file, and for an entry that is new.
        values: standard key → as typed, of the keys that are columns.
        typed_keys: standard key → as it was typed, where the two differ.
        children: key → its entries that have a sheet of their own; a new one is among them.
        text_keys: those of them that were typed as one text, ① … ② ….
        is_short: it was not typed in its long form: 3月底前: 完成招标.
        name: of an entry that has a name (群组).
        sheet_row: the row of its sheet from which it was read, from 1; 0 for an entry that was read from the file.
    """

    table: PlanTable
    path: KeyPath = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    typed_keys: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, tuple["PlanItem", ...]] = field(default_factory=dict)
    text_keys: frozenset[str] = frozenset()
    is_short: bool = False
    name: str = ""
    sheet_row: int = 0

    @cached_property
    def row_key(self) -> str:
        """Under what its row is found again; empty for a new one."""
        return json.dumps(self.path, ensure_ascii=False, separators=(",", ":")) if self.path else ""

    def typed_path(self, key: str) -> KeyPath:
        """Where a key of it stands in the file."""
        return (*self.path, self.typed_keys.get(key, key))

    def descendants(self) -> Iterator["PlanItem"]:
        """All entries below it, each before those in it."""
        for items in self.children.values():
            for item in items:
                yield item
                yield from item.descendants()

    @property
    def plain(self) -> dict[str, Any]:
        """All that it says, in long form, whatever way it was typed."""
        values = {key: value for key, value in self.values.items() if value is not None}
        entries = {key: [(item.name, item.plain) for item in items] for key, items in self.children.items() if items}
        return values | entries


def read_items(typed: object, model: AnyModel, split_due: SplitDue) -> PlanItem:
    """A file as entries.

    Args:
        typed: plain data of a file that has no mistake: every scalar is text as typed.
        model: that of the file.
        split_due: for milestones that are typed as one text.
    """
    standard, origins = with_standard_keys(typed, model)
    return _ItemReader(origins, split_due).item(PlanTable("", model, Shape.ONE), standard, ())


class _ItemReader(ValueObject):
    """Reads entries from data with standard keys; origins: where renamed keys were typed."""

    origins: Origins
    split_due: SplitDue

    def item(self, table: PlanTable, value: Any, path: KeyPath, name: str = "") -> PlanItem:  # noqa: ANN401
        """One entry with all below it.

        Args:
            table: to which it belongs.
            value: as typed, with standard keys.
            path: into the standard data.
            name: under which it stands, where it has one.
        """
        long_form = self._long_form(table.model, value)
        values, typed_keys, text_keys = dict[str, Any](), dict[str, str](), set[str]()
        children: dict[str, tuple[PlanItem, ...]] = {}
        below = tables_below(table.model)
        for key, entry in long_form.items():
            standard = _standard_key(table.model, key)
            typed_key = str(self._typed((*path, key))[-1])
            if typed_key != standard and long_form is value:
                typed_keys[standard] = typed_key
            if standard not in below:
                values[standard] = entry
                continue
            children[standard] = tuple(self._items(below[standard], entry, (*path, standard)))
            text_keys |= {standard} if isinstance(entry, str) else set()
        is_short = long_form is not value
        typed_path = self._typed(path)
        return PlanItem(table, typed_path, values, typed_keys, children, frozenset(text_keys), is_short, name)

    def _items(self, table: PlanTable, value: Any, path: KeyPath) -> Iterator[PlanItem]:  # noqa: ANN401
        if value is None:
            return
        match table.shape:
            case Shape.ONE:
                yield self.item(table, value, path)
            case Shape.NAMED:
                for name, entry in value.items():
                    yield self.item(table, entry or {}, (*path, name), name)
            case Shape.ROWS:
                items = value if isinstance(value, list) else listed_items(value)
                for index, entry in enumerate(items):
                    yield self.item(table, entry, (*path, index))

    def _long_form(self, model: AnyModel, value: Any) -> Mapping[str, Any]:  # noqa: ANN401
        """An entry as a mapping of keys; the very value where it is typed so."""
        if isinstance(value, str) and issubclass(model, ShortMilestone):
            due, content = ("", value) if issubclass(model, Part) else self.split_due(value)
            return {DUE_KEY: due, CONTENT_KEY: content} if due else {CONTENT_KEY: content}
        if isinstance(value, str) and model is Unit:
            return {_NAME_KEY: value}
        if issubclass(model, ShortMilestone) and len(value) == 1:
            ((key, content),) = value.items()
            if key not in {*yaml_keys(model), *fields_of_model(model), *RESPONSIBLE_KEYS}:
                return {DUE_KEY: key, CONTENT_KEY: content}
        typed: Mapping[str, Any] = value
        return typed

    def _typed(self, path: KeyPath) -> KeyPath:
        """Where a path into the standard data was typed."""
        lengths = range(len(path), 0, -1)
        length = next((length for length in lengths if path[:length] in self.origins), 0)
        return (*self.origins[path[:length]], *path[length:]) if length else path


def _standard_key(model: AnyModel, key: str) -> str:
    """The key of the column; those words that mean the same as 责任单位 have its column. English keys are fields."""
    if key in RESPONSIBLE_KEYS and key not in yaml_keys(model) and _RESPONSIBLE in columns_of(model):
        return _RESPONSIBLE
    field_of_name = fields_of_model(model).get(key)
    return field_of_name.key if field_of_name else key

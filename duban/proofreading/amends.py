"""Slips in how a form kind says that its answers amend the plan."""

from collections.abc import Collection, Iterator, Mapping

from duban.messages.catalogue import find_template_error, render_text
from duban.messages.finding import UnplacedFinding
from duban.model.layout import AmendmentMapping, Layout
from duban.model.typed import yaml_keys
from duban.plan_source.task import TypedTask
from duban.proofreading.slip import template_text_errors, unknown_name


def amends_errors(
    layout: Layout, keys_of_kind: Mapping[str, Collection[str]], categories: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Kinds, sheets, columns and keys that there are not.

    known: kind of amendment → the keys that it fills. categories: of a plan that uses the form and has some.
    """
    amends = layout.amends
    if amends is None:
        return
    if amends.kind not in keys_of_kind:
        yield unknown_name(("amends", "kind"), amends.kind, keys_of_kind)
        return
    sheet = next((sheet for sheet in layout.sheets if sheet.key == amends.sheet), None)
    if sheet is None:
        yield unknown_name(("amends", "sheet"), amends.sheet, [sheet.key for sheet in layout.sheets])
    fills = keys_of_kind[amends.kind]
    yield from (
        UnplacedFinding("key-missing", ("amends", "keys"), {"key": key}) for key in fills if key not in amends.keys
    )
    for key, column in amends.keys.items():
        columns = [column.key for column in sheet.input_columns] if sheet else [column]
        if key not in fills:
            yield UnplacedFinding("key-unknown", ("amends", "keys", key), unknown_name((key,), key, fills).facts)
        elif column not in columns:
            yield unknown_name(("amends", "keys", key), column, columns)
    if "名称" in fills:
        yield from _new_tasks(amends, categories)


def _new_tasks(amends: AmendmentMapping, categories: Collection[str]) -> Iterator[UnplacedFinding]:
    """What a new task is told to be, and how it is numbered."""
    for key, value in amends.adds.items():
        if key not in yaml_keys(TypedTask):
            yield UnplacedFinding(
                "key-unknown", ("amends", "adds", key), unknown_name((key,), key, yaml_keys(TypedTask)).facts
            )
        elif key == "类别" and categories and value not in categories:
            yield unknown_name(("amends", "adds", key), value, categories)
    if find_template_error(amends.number, {"n": 1}) is not None:
        yield from template_text_errors(("amends", "number"), amends.number, {"n": 1})
    elif render_text(amends.number, n=1) == render_text(amends.number, n=2):
        yield UnplacedFinding("amends-number", ("amends", "number"), {"value": amends.number})

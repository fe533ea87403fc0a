"""Slips in how a form kind says that its answers amend the plan."""

from collections.abc import Collection, Iterator, Mapping

from duban.messages.catalogue import fill, slip
from duban.model.finding import Remark
from duban.model.layout import Amends, Layout
from duban.model.typed import keys
from duban.plan_source.task import TypedTask
from duban.proofreading.slip import text_slip, unknown


def amends_slips(layout: Layout, known: Mapping[str, Collection[str]], categories: Collection[str]) -> Iterator[Remark]:
    """Kinds, sheets, columns and keys that there are not.

    known: kind of amendment → the keys that it fills. categories: of a plan that uses the form and has some.
    """
    amends = layout.amends
    if amends is None:
        return
    if amends.kind not in known:
        yield unknown(("amends", "kind"), amends.kind, known)
        return
    sheet = next((sheet for sheet in layout.sheets if sheet.key == amends.sheet), None)
    if sheet is None:
        yield unknown(("amends", "sheet"), amends.sheet, [sheet.key for sheet in layout.sheets])
    fills = known[amends.kind]
    yield from (Remark("key-missing", ("amends", "keys"), {"key": key}) for key in fills if key not in amends.keys)
    for key, column in amends.keys.items():
        columns = [column.key for column in sheet.inputs] if sheet else [column]
        if key not in fills:
            yield Remark("key-unknown", ("amends", "keys", key), unknown((key,), key, fills).facts)
        elif column not in columns:
            yield unknown(("amends", "keys", key), column, columns)
    if "名称" in fills:
        yield from _new_tasks(amends, categories)


def _new_tasks(amends: Amends, categories: Collection[str]) -> Iterator[Remark]:
    """What a new task is told to be, and how it is numbered."""
    for key, value in amends.adds.items():
        if key not in keys(TypedTask):
            yield Remark("key-unknown", ("amends", "adds", key), unknown((key,), key, keys(TypedTask)).facts)
        elif key == "类别" and categories and value not in categories:
            yield unknown(("amends", "adds", key), value, categories)
    if slip(amends.number, {"n": 1}) is not None:
        yield from text_slip(("amends", "number"), amends.number, {"n": 1})
    elif fill(amends.number, n=1) == fill(amends.number, n=2):
        yield Remark("amends-number", ("amends", "number"), {"value": amends.number})

"""Slips in a form kind: paths, bounds and conditions that lead nowhere, and what no spreadsheet program takes."""

import re
from collections.abc import Collection, Iterator, Mapping
from operator import attrgetter

from duban.fields import KINDS
from duban.lints.slip import text_slip, twice, unknown
from duban.model.book import column_of
from duban.model.finding import Loc, Remark
from duban.model.layout import Column, Layout, SheetLayout, When
from duban.model.row import Row
from duban.model.verdict import DECLARED

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_LIST = 255
_LETTERS = re.compile(r"[A-Z]{1,2}")
_STAGES = ("due", "later", "finished")

Facts = Mapping[str, object] | None
"""What texts may speak of; None where only their signs can be looked at."""


def layout_slips(layout: Layout, rows: Mapping[str, Row], days: Collection[str], facts: Facts) -> Iterator[Remark]:
    """What is wrong in a form kind. rows: a row of each sort, on which the paths of `shows` are tried.

    days: the names of days that a bound may have. facts: what its texts may speak of.
    """
    for index, text in enumerate(layout.guide):
        yield from text_slip(("guide", index), text, facts)
    yield from twice([(("sheets", index, "name"), sheet.name) for index, sheet in enumerate(layout.sheets)])
    yield from twice([(("sheets", index, "key"), sheet.key) for index, sheet in enumerate(layout.sheets)])
    for index, sheet in enumerate(layout.sheets):
        yield from _sheet(("sheets", index), sheet, rows[sheet.rows], days, facts)


def _sheet(at: Loc, sheet: SheetLayout, row: Row, days: Collection[str], facts: Facts) -> Iterator[Remark]:
    if _NO_SHEET_NAME.search(sheet.name):
        yield Remark("sheet-name", (*at, "name"), {"value": sheet.name})
    texts = [(("title",), sheet.title), *((("foot", index), text) for index, text in enumerate(sheet.foot))]
    texts += [(("heading", index, "text"), item.text) for index, item in enumerate(sheet.heading)]
    for loc, text in texts:
        yield from text_slip((*at, *loc), text, facts)
    columns = [((*at, "columns", index), column) for index, column in enumerate(sheet.columns)]
    asked = [((*at, "heading", i, "asks"), item.asks) for i, item in enumerate(sheet.heading) if item.asks]
    yield from twice([((*loc, "key"), column.key) for loc, column in (*columns, *asked)])
    yield from twice([((*loc, "label"), column.label) for loc, column in columns])
    for loc, column in (*columns, *asked):
        yield from _column(loc, column, sheet, row, days, facts)
    for index, item in enumerate(sheet.heading):
        for key, letters in (("at", item.at), ("asks_at", item.asks_at if item.asks else "A")):
            if not all(_within(each, len(sheet.columns)) for each in letters.split(":")):
                yield Remark("column-letter", (*at, "heading", index, key), {"value": letters})
    if sheet.fold and not any(column.shows == "stage" for column in sheet.columns):
        yield Remark("stage-unshown", (*at, "fold"), {"value": sheet.fold})
    if (sheet.fold or any(column.shows == "stage" for column in sheet.columns)) and len(sheet.stages) != len(_STAGES):
        yield Remark("key-missing", (*at, "stages"), {"key": next(s for s in _STAGES if s not in sheet.stages)})


def _column(
    at: Loc, column: Column, sheet: SheetLayout, row: Row, days: Collection[str], facts: Facts
) -> Iterator[Remark]:
    yield from text_slip((*at, "help"), column.help, facts)
    if column.shows and column.shows != "stage" and not _leads_somewhere(column.shows, row):
        yield unknown((*at, "shows"), column.shows, ())
    if not column.kind:
        return
    if column.kind not in KINDS:
        yield unknown((*at, "kind"), column.kind, KINDS)
    if column.kind == "text" and not column.max:
        yield Remark("key-missing", at, {"key": "max"})
    for key in ("earliest", "latest") if column.kind == "date" else ():
        if getattr(column, key) not in days:
            yield unknown((*at, key), getattr(column, key), days)
    yield from _conditions(at, column, sheet)
    yield from _choices(at, column)


def _conditions(at: Loc, column: Column, sheet: SheetLayout) -> Iterator[Remark]:
    others = {other.key: other for other in sheet.inputs}
    for key in ("required_when", "only_when", "unchanged_unless"):
        yield from _when((*at, key), getattr(column, key), others)
    if column.after and column.after not in {other.key for other in sheet.columns}:
        yield unknown((*at, "after"), column.after, [other.key for other in sheet.columns])


def _choices(at: Loc, column: Column) -> Iterator[Remark]:
    yield from twice([((*at, "options", index), option.text) for index, option in enumerate(column.options)])
    for index, option in enumerate(column.options):
        if option.means and option.means not in DECLARED:
            yield unknown((*at, "options", index, "means"), option.means, DECLARED)
    words = [option.text for option in column.options] or list(column.suggest)
    if len(",".join(words)) > _LONGEST_LIST:
        yield Remark("list-too-long", (*at, "options" if column.options else "suggest"), {"most": _LONGEST_LIST})


def _when(at: Loc, when: When, others: Mapping[str, Column]) -> Iterator[Remark]:
    for key, values in when.items():
        if key not in others:
            yield unknown((*at, key), key, others)
            continue
        words = [option.text for option in others[key].options] or list(others[key].suggest)
        for index, value in enumerate(values):
            if words and value not in words:
                yield unknown((*at, key, index), value, words)


def _within(letters: str, most: int) -> bool:
    return bool(_LETTERS.fullmatch(letters)) and column_of(letters) <= most


def _leads_somewhere(path: str, row: Row) -> bool:
    try:
        attrgetter(path)(row)
    except AttributeError:
        return False
    return True

"""Slips in a form kind: paths, bounds and conditions that lead nowhere, and what no spreadsheet program takes."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from duban.fields import FIELD_KINDS
from duban.fields.locked import STAGE_PATH
from duban.fields.number import NUMERIC_KINDS
from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.layout import ChosenValues, Column, Layout, RecalledAnswer, SheetLayout
from duban.model.row import Row
from duban.model.verdict import CLAIM_MEANINGS, MEANINGS_WORST_FIRST
from duban.proofreading.roles import missing_roles
from duban.proofreading.slip import duplicate_names, template_text_errors, unknown_name
from duban.workbook.book import column_number

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_LIST = 255
_DATE_WIDTH = 11  # narrower, and a program shows ### for a day
_LETTERS = re.compile(r"[A-Z]{1,2}")
_STAGES = ("due", "later", "finished")
_WITH_MILESTONE = ("milestone", "target")

SampleFacts = Mapping[str, object] | None
"""What texts may speak of; None where only their signs can be looked at."""


def layout_errors(
    layout: Layout,
    sample_row: Row,
    day_names: Collection[str],
    facts: SampleFacts,
    input_keys: Mapping[str, Collection[str]],
) -> Iterator[UnplacedFinding]:
    """What is wrong in a form kind. row: one that has everything, on which the paths of `shows` are tried.

    days: the names of days that a bound may have. facts: what its texts may speak of.
    others: the code of every kind → the keys of its inputs.
    """
    for index, code in enumerate(layout.beside):
        if code not in input_keys:
            yield unknown_name(("beside", index), code, input_keys)
    for index, text in enumerate(layout.guide):
        yield from template_text_errors(("guide", index), text, facts)
    yield from duplicate_names([(("sheets", index, "name"), sheet.name) for index, sheet in enumerate(layout.sheets)])
    yield from duplicate_names([(("sheets", index, "key"), sheet.key) for index, sheet in enumerate(layout.sheets)])
    for index, sheet in enumerate(layout.sheets):
        tried = replace(
            sample_row,
            milestone=sample_row.milestone if sheet.rows in _WITH_MILESTONE else None,
            target=sample_row.target if sheet.rows == "target" else None,
        )
        yield from _sheet(("sheets", index), sheet, tried, day_names, facts)
        yield from missing_roles(("sheets", index), sheet)
        for place, column in enumerate(sheet.columns):
            if column.recalls:
                yield from _recalls(("sheets", index, "columns", place, "recalls"), column.recalls, layout, input_keys)


def _recalls(
    at: KeyPath, recall: RecalledAnswer, layout: Layout, others: Mapping[str, Collection[str]]
) -> Iterator[UnplacedFinding]:
    if recall.form and recall.form not in others:
        yield unknown_name((*at, "form"), recall.form, others)
        return
    if recall.form and recall.form not in layout.beside:
        yield UnplacedFinding("recall-not-beside", (*at, "form"), {"form": recall.form})
    columns = others[recall.form or layout.code]
    if recall.column not in columns:
        yield unknown_name((*at, "column"), recall.column, columns)


def _sheet(
    at: KeyPath, sheet: SheetLayout, row: Row, days: Collection[str], facts: SampleFacts
) -> Iterator[UnplacedFinding]:
    if _NO_SHEET_NAME.search(sheet.name):
        yield UnplacedFinding("sheet-name", (*at, "name"), {"value": sheet.name})
    texts = [(("title",), sheet.title), *((("foot", index), text) for index, text in enumerate(sheet.foot))]
    texts += [(("heading", index, "text"), item.text) for index, item in enumerate(sheet.heading)]
    for loc, text in texts:
        yield from template_text_errors((*at, *loc), text, facts)
    columns = [((*at, "columns", index), column) for index, column in enumerate(sheet.columns)]
    asked = [((*at, "heading", i, "asks"), item.asks) for i, item in enumerate(sheet.heading) if item.asks]
    yield from duplicate_names([((*loc, "key"), column.key) for loc, column in (*columns, *asked)])
    yield from duplicate_names([((*loc, "label"), column.label) for loc, column in columns])
    for loc, column in (*columns, *asked):
        yield from _column(loc, column, sheet, row, days, facts)
    for index, item in enumerate(sheet.heading):
        for key, letters in (("at", item.at), ("asks_at", item.asks_at if item.asks else "A")):
            if not all(_within(each, len(sheet.columns)) for each in letters.split(":")):
                yield UnplacedFinding("column-letter", (*at, "heading", index, key), {"value": letters})
    if sheet.least > sheet.slots:
        most = {"key": "least", "value": sheet.least, "low": "", "high": sheet.slots}
        yield UnplacedFinding("value-range", (*at, "least"), most)
    if sheet.fold and not any(column.shows == STAGE_PATH for column in sheet.columns):
        yield UnplacedFinding("stage-unshown", (*at, "fold"), {"value": sheet.fold})
    if (sheet.fold or any(column.shows == STAGE_PATH for column in sheet.columns)) and len(sheet.stages) != len(
        _STAGES
    ):
        yield UnplacedFinding(
            "key-missing", (*at, "stages"), {"key": next(s for s in _STAGES if s not in sheet.stages)}
        )


def _column(
    at: KeyPath, column: Column, sheet: SheetLayout, row: Row, days: Collection[str], facts: SampleFacts
) -> Iterator[UnplacedFinding]:
    yield from template_text_errors((*at, "help"), column.help, facts)
    if not column.kind:
        yield from _locked(at, column, row)
        return
    if column.kind not in FIELD_KINDS:
        yield unknown_name((*at, "kind"), column.kind, FIELD_KINDS)
    if column.kind == "text" and not column.max:
        yield UnplacedFinding("key-missing", at, {"key": "max"})
    if column.kind == "date" and "columns" in at and column.width < _DATE_WIDTH:
        yield UnplacedFinding("column-narrow", (*at, "width"), {"value": column.width, "least": _DATE_WIDTH})
    for key in ("earliest", "latest") if column.kind == "date" else ():
        if getattr(column, key) not in days:
            yield unknown_name((*at, key), getattr(column, key), days)
    yield from _conditions(at, column, sheet, row)
    yield from _choices(at, column)


def _locked(at: KeyPath, column: Column, row: Row) -> Iterator[UnplacedFinding]:
    for key, path in (("shows", column.shows), ("merge", column.merge), ("underline", column.underline)):
        if path and path != STAGE_PATH and not _leads_somewhere(path, row):
            yield unknown_name((*at, key), path, ())
    known = {"row": row, "task": row.task, "plan": row.plan, "unit": row.unit}
    yield from template_text_errors((*at, "says"), column.says, known)


def _conditions(at: KeyPath, column: Column, sheet: SheetLayout, row: Row) -> Iterator[UnplacedFinding]:
    others = {other.key: other for other in sheet.input_columns}
    for key in ("required_when", "only_when", "unchanged_unless"):
        yield from _when((*at, key), getattr(column, key), others)
    numbers = [key for key, other in others.items() if other.kind in NUMERIC_KINDS]
    for key, path in column.required_below.items():
        if key not in numbers:
            yield unknown_name((*at, "required_below"), key, numbers)
        if not _leads_to_number(path, row):
            yield UnplacedFinding("no-figure", (*at, "required_below", key), {"key": "required_below", "value": path})
    for key in ("low", "high"):
        path = getattr(column, key)
        if path and not _leads_to_number(path, row):
            yield UnplacedFinding("no-figure", (*at, key), {"key": key, "value": path})
    if _is_number(column.low) and _is_number(column.high) and Decimal(column.low) > Decimal(column.high):
        facts = {"key": "low", "value": column.low, "low": "", "high": column.high}
        yield UnplacedFinding("value-range", (*at, "low"), facts)
    if column.required_with and column.required_with not in others:
        yield unknown_name((*at, "required_with"), column.required_with, others)
    if column.after and column.after not in {other.key for other in sheet.columns}:
        yield unknown_name((*at, "after"), column.after, [other.key for other in sheet.columns])


def _choices(at: KeyPath, column: Column) -> Iterator[UnplacedFinding]:
    yield from duplicate_names([((*at, "options", index), option.text) for index, option in enumerate(column.options)])
    for index, option in enumerate(column.options):
        if option.means and option.means not in (*MEANINGS_WORST_FIRST, *CLAIM_MEANINGS):
            yield unknown_name((*at, "options", index, "means"), option.means, (*MEANINGS_WORST_FIRST, *CLAIM_MEANINGS))
    words = [option.text for option in column.options] or list(column.suggest)
    if len(",".join(words)) > _LONGEST_LIST:
        yield UnplacedFinding(
            "list-too-long", (*at, "options" if column.options else "suggest"), {"most": _LONGEST_LIST}
        )


def _when(at: KeyPath, when: ChosenValues, others: Mapping[str, Column]) -> Iterator[UnplacedFinding]:
    for key, values in when.items():
        if key not in others:
            yield unknown_name((*at, key), key, others)
            continue
        words = [option.text for option in others[key].options] or list(others[key].suggest)
        for index, value in enumerate(values):
            if words and value not in words:
                yield unknown_name((*at, key, index), value, words)


def _is_number(path: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", path))


def _leads_to_number(path: str, row: Row) -> bool:
    """Whether it is a number, or leads to what is one where the plan has it."""
    if _is_number(path):
        return True
    return _leads_somewhere(path, row) and isinstance(attrgetter(path)(row), Decimal | None)


def _within(letters: str, most: int) -> bool:
    return bool(_LETTERS.fullmatch(letters)) and column_number(letters) <= most


def _leads_somewhere(path: str, row: Row) -> bool:
    try:
        attrgetter(path)(row)
    except AttributeError:
        return False
    return True

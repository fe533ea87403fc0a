"""Mistakes in a form kind: paths, bounds and conditions that lead nowhere, and what no spreadsheet program takes."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter

from duban.fields import FIELD_KINDS
from duban.fields.hints import hint_contradictions
from duban.fields.locked import STAGE_PATH
from duban.fields.number import NUMERIC_KINDS
from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.messages.text_template import find_template_error, render_text
from duban.model.amendment_mapping import AmendmentMapping
from duban.model.layout import ChosenValues, Column, Layout, RecalledAnswer, SheetLayout
from duban.model.role import Role
from duban.model.row import Row
from duban.model.typed import yaml_keys
from duban.model.verdict import CLAIM_MEANINGS, MEANINGS_WORST_FIRST, NO_CHANGE_MEANING
from duban.plan_source.typed_plan import TypedTask
from duban.proofreading.form_headings import heading_places
from duban.proofreading.locked_columns import is_path, locked_column_errors
from duban.proofreading.templates import (
    above_limit,
    duplicate_names,
    missing_key,
    template_text_errors,
    unknown_name,
)
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, replace

_NOT_IN_SHEET_NAMES = lazy_pattern(r"[\[\]:*?/\\]")
_MOST_CHOICES = 250  # a formula of the check column names each of them, and Excel takes 255 arguments
_LEAST_DATE_WIDTH = 11  # narrower, and a program shows ### for a day
_NUMBER = lazy_pattern(r"-?\d+(\.\d+)?")
_STAGES = ("due", "later", "finished")
_MEANINGS = (*MEANINGS_WORST_FIRST, *CLAIM_MEANINGS, NO_CHANGE_MEANING)


class LayoutSample(ValueObject):
    """What a form kind is tried on.

    Attributes:
        row: has a milestone and a target, so that every path of `shows` can be followed.
        day_names: the names of days that a bound may have.
        facts: what texts may speak of; None where only their signs can be looked at.
        input_keys: code of every form kind → the keys of its inputs.
        amendment_keys: kind of amendment → the keys that it fills.
        categories: of a plan that uses the form; empty where it has none.
    """

    row: Row
    day_names: Collection[str]
    facts: Mapping[str, object] | None
    input_keys: Mapping[str, Collection[str]]
    amendment_keys: Mapping[str, Collection[str]]
    categories: Collection[str]


def layout_errors(layout: Layout, sample: LayoutSample) -> Iterator[UnplacedFinding]:
    """What is wrong in a form kind beyond its shape."""
    for index, code in enumerate(layout.beside):
        yield from unknown_name(("beside", index), code, sample.input_keys)
    for path, text in _texts(layout):
        yield from template_text_errors(path, text, sample.facts)
    for key in ("name", "key"):
        names = [(("sheets", index, key), getattr(sheet, key)) for index, sheet in enumerate(layout.sheets)]
        yield from duplicate_names(names)
    for index, sheet in enumerate(layout.sheets):
        path = ("sheets", index)
        yield from _sheet(path, sheet, sample)
        yield from missing_roles(path, sheet)
        for number, column in enumerate(sheet.columns):
            if column.recalls:
                recalls = (*path, "columns", number, "recalls")
                yield from _recalled(recalls, column.recalls, layout, sample)
                yield from _shown_twice(recalls, column.recalls, layout)
    if layout.amends is not None:
        yield from _amendment_mapping(layout.amends, layout, sample)


def _texts(layout: Layout) -> Iterator[tuple[KeyPath, str]]:
    """Every text that may speak of the plan, the cycle, the period and the unit."""
    yield from ((("guide", index), text) for index, text in enumerate(layout.guide))
    for sheet_index, sheet in enumerate(layout.sheets):
        path = ("sheets", sheet_index)
        yield (*path, "title"), sheet.title
        yield from (((*path, "foot", index), text) for index, text in enumerate(sheet.foot))
        yield from (((*path, "heading", index, "text"), item.text) for index, item in enumerate(sheet.heading))
        yield from (((*place, "help"), column.help) for place, column in (*_table(path, sheet), *_heading(path, sheet)))


def _table(path: KeyPath, sheet: SheetLayout) -> list[tuple[KeyPath, Column]]:
    return [((*path, "columns", index), column) for index, column in enumerate(sheet.columns)]


def _heading(path: KeyPath, sheet: SheetLayout) -> list[tuple[KeyPath, Column]]:
    """The inputs of the heading."""
    return [((*path, "heading", index, "asks"), item.asks) for index, item in enumerate(sheet.heading) if item.asks]


def _recalled(
    path: KeyPath, recalled: RecalledAnswer, layout: Layout, sample: LayoutSample
) -> Iterator[UnplacedFinding]:
    if recalled.form and recalled.form not in sample.input_keys:
        yield from unknown_name((*path, "form"), recalled.form, sample.input_keys)
        return
    if recalled.form and recalled.form not in layout.beside:
        yield UnplacedFinding("recall-not-beside", (*path, "form"), {"form": recalled.form})
    yield from unknown_name((*path, "column"), recalled.column, sample.input_keys[recalled.form or layout.code])


def _shown_twice(path: KeyPath, recalled: RecalledAnswer, layout: Layout) -> Iterator[UnplacedFinding]:
    """An answer that stands in its own input already."""
    carried = {column.key: column.label for sheet in layout.sheets for column in sheet.input_columns if column.carry}
    if not recalled.form and recalled.column in carried:
        yield UnplacedFinding("answer-shown-twice", (*path, "column"), {"label": carried[recalled.column]})


def _sheet(path: KeyPath, sheet: SheetLayout, sample: LayoutSample) -> Iterator[UnplacedFinding]:
    if _NOT_IN_SHEET_NAMES.search(sheet.name):
        yield UnplacedFinding("sheet-name", (*path, "name"), {"value": sheet.name})
    table, heading = _table(path, sheet), _heading(path, sheet)
    yield from duplicate_names([((*place, "key"), column.key) for place, column in (*table, *heading)])
    yield from duplicate_names([((*place, "label"), column.label) for place, column in table])
    milestone = sample.row.milestone if sheet.rows in {"milestone", "target"} else None
    target = sample.row.target if sheet.rows == "target" else None
    row = replace(sample.row, milestone=milestone, target=target)
    for place, column in (*table, *heading):
        if column.kind:
            yield from _input(place, column, sheet, sample.day_names)
            yield from _bounds(place, column, row)
        else:
            yield from locked_column_errors(place, column, row)
    yield from heading_places(path, sheet)
    if sheet.least > sheet.slots:
        yield above_limit((*path, "least"), "least", sheet.least, sheet.slots)
    yield from _stages(path, sheet)


def _stages(path: KeyPath, sheet: SheetLayout) -> Iterator[UnplacedFinding]:
    shows_stage = any(column.shows == STAGE_PATH for column in sheet.columns)
    if sheet.fold and not shows_stage:
        yield UnplacedFinding("stage-unshown", (*path, "fold"), {"value": sheet.fold})
    missing = next((stage for stage in _STAGES if stage not in sheet.stages), None)
    if (sheet.fold or shows_stage) and missing:
        yield missing_key((*path, "stages"), missing)


def _input(path: KeyPath, column: Column, sheet: SheetLayout, day_names: Collection[str]) -> Iterator[UnplacedFinding]:
    yield from unknown_name((*path, "kind"), column.kind, FIELD_KINDS)
    if column.kind == "text" and not column.max:
        yield missing_key(path, "max")
    if column.kind == "date":
        if "columns" in path and column.width < _LEAST_DATE_WIDTH:
            facts = {"value": column.width, "least": _LEAST_DATE_WIDTH}
            yield UnplacedFinding("column-narrow", (*path, "width"), facts)
        for key in ("earliest", "latest"):
            yield from unknown_name((*path, key), getattr(column, key), day_names)
    for rule, words in hint_contradictions(column):
        limit = column.max if rule == "max" else ""
        contradiction = {"label": column.label, "key": rule, "words": words, "value": limit}
        yield UnplacedFinding("hint-contradicts", (*path, "help"), contradiction)
    yield from _conditions(path, column, sheet)
    yield from _choices(path, column)


def missing_roles(path: KeyPath, sheet: SheetLayout) -> Iterator[UnplacedFinding]:
    """Columns that have no role though what they ask for is a state, a target's number or points.

    Args:
        path: of the sheet in its file.
    """
    for index, column in enumerate(sheet.columns):
        role = _expected_role(sheet, column)
        if role and not column.role and not sheet.by_role(role):
            facts = {"role": role.value, "label": column.label}
            yield UnplacedFinding("role-missing", (*path, "columns", index), facts)


def state_not_asked(layout: Layout) -> Iterator[UnplacedFinding]:
    """No column says how a milestone stands, and no other kind of form is looked at: nobody will know."""
    if not layout.beside and not any(sheet.by_role(Role.STATE) for sheet in layout.sheets):
        yield UnplacedFinding("state-not-asked", ("sheets",), {"name": layout.name})


def _expected_role(sheet: SheetLayout, column: Column) -> Role | None:
    if any(option.means in MEANINGS_WORST_FIRST for option in column.options):
        return Role.STATE
    if column.kind == "score":
        return Role.SCORE
    return Role.VALUE if sheet.rows == "target" and column.kind == "number" else None


def _conditions(path: KeyPath, column: Column, sheet: SheetLayout) -> Iterator[UnplacedFinding]:
    """Conditions on columns that there are not, or on values that they never have."""
    inputs = {column.key: column for column in sheet.input_columns}
    for key in ("required_when", "only_when", "unchanged_unless"):
        yield from _condition((*path, key), getattr(column, key), inputs)
    numeric = [key for key, other in inputs.items() if other.kind in NUMERIC_KINDS]
    for key in column.required_below:
        yield from unknown_name((*path, "required_below"), key, numeric)
    if column.required_with:
        yield from unknown_name((*path, "required_with"), column.required_with, inputs)
    if column.after:
        yield from unknown_name((*path, "after"), column.after, [other.key for other in sheet.columns])


def _condition(path: KeyPath, condition: ChosenValues, inputs: Mapping[str, Column]) -> Iterator[UnplacedFinding]:
    for key, values in condition.items():
        yield from unknown_name((*path, key), key, inputs, key=str(path[-1]))
        choices = _choice_texts(inputs[key]) if key in inputs else []
        for index, value in enumerate(values if choices else ()):
            yield from unknown_name((*path, key, index), value, choices)


def _bounds(path: KeyPath, column: Column, row: Row) -> Iterator[UnplacedFinding]:
    """Bounds that are no number, or the wrong way round."""
    bounds: list[tuple[tuple[str, ...], str]] = [
        (("required_below", key), bound) for key, bound in column.required_below.items()
    ]
    bounds += [((key,), bound) for key, bound in (("low", column.low), ("high", column.high)) if bound]
    for place, bound in bounds:
        if not _is_number(bound, row):
            yield UnplacedFinding("no-figure", (*path, *place), {"key": place[0], "value": bound})
    if _NUMBER.fullmatch(column.low) and _NUMBER.fullmatch(column.high) and Decimal(column.low) > Decimal(column.high):
        yield above_limit((*path, "low"), "low", column.low, column.high)


def _choices(path: KeyPath, column: Column) -> Iterator[UnplacedFinding]:
    yield from duplicate_names(
        [((*path, "options", index), option.text) for index, option in enumerate(column.options)]
    )
    if column.role is Role.NO_CHANGE and all(option.means != NO_CHANGE_MEANING for option in column.options):
        yield UnplacedFinding("no-change-never", (*path, "options"), {"means": NO_CHANGE_MEANING})
    for index, option in enumerate(column.options):
        if option.means:
            yield from unknown_name((*path, "options", index, "means"), option.means, _MEANINGS)
    if len(_choice_texts(column)) > _MOST_CHOICES:
        key = "options" if column.options else "suggest"
        yield UnplacedFinding("list-too-long", (*path, key), {"most": _MOST_CHOICES})


def _choice_texts(column: Column) -> list[str]:
    return [option.text for option in column.options] or list(column.suggest)


def _is_number(bound: str, row: Row) -> bool:
    """Whether it is a number, or leads to what is one where the plan has it."""
    if _NUMBER.fullmatch(bound):
        return True
    return is_path(bound, row) and isinstance(attrgetter(bound)(row), Decimal | None)


def _amendment_mapping(amends: AmendmentMapping, layout: Layout, sample: LayoutSample) -> Iterator[UnplacedFinding]:
    """Kinds, sheets, columns and keys that there are not, in how answers amend the plan."""
    if amends.kind not in sample.amendment_keys:
        yield from unknown_name(("amends", "kind"), amends.kind, sample.amendment_keys)
        return
    sheets = {sheet.key: sheet for sheet in layout.sheets}
    yield from unknown_name(("amends", "sheet"), amends.sheet, sheets)
    filled = sample.amendment_keys[amends.kind]
    yield from (missing_key(("amends", "keys"), key) for key in filled if key not in amends.keys)
    for key, column_key in amends.keys.items():
        path = ("amends", "keys", key)
        yield from unknown_name(path, key, filled, code="key-unknown")
        if key in filled and amends.sheet in sheets:
            yield from unknown_name(path, column_key, [column.key for column in sheets[amends.sheet].input_columns])
    if "名称" in filled:
        yield from _new_tasks(amends, sample.categories)


def _new_tasks(amends: AmendmentMapping, categories: Collection[str]) -> Iterator[UnplacedFinding]:
    """How new tasks are described and numbered."""
    for key, value in amends.adds.items():
        path = ("amends", "adds", key)
        yield from unknown_name(path, key, yaml_keys(TypedTask), code="key-unknown")
        if key == "类别" and categories:
            yield from unknown_name(path, value, categories)
    if find_template_error(amends.number, {"n": 1}) is not None:
        yield from template_text_errors(("amends", "number"), amends.number, {"n": 1})
    elif render_text(amends.number, n=1) == render_text(amends.number, n=2):
        yield UnplacedFinding("amends-number", ("amends", "number"), {"value": amends.number})

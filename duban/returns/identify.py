"""Whose form a file is, by the form codes that are written in it; its name is never trusted."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, islice

from duban.model.form_id import CARRIED_SHEET, META_HEADS, META_SHEET, FormId, contains_form_code, find_form_ids
from duban.text.display import join_list
from duban.value_object import ValueObject, field, replace
from duban.workbook.grid import SheetGrid, WorkbookGrid
from duban.workbook.long_lists import LISTS_SHEET

FORM_CODE_PROPERTY = "duban_form"
"""The custom property that holds the form code."""
_TOP_ROWS = 10
"""The visible form code stands in the heading; further down it can only be a row key."""
_MAX_KEY_LENGTH = 200
_MOST_UNKNOWN_CODES = 50
"""So many codes of one file are looked up that were given to no form; leftovers of earlier issues are a few."""
_MOST_FORMS = 1000
"""So many forms may be in one file: of no file are more things read."""
_DASHES = 5
"""Of a form code at least; a quick look before the slow one."""


class Identification(ValueObject):
    """Whose form a file is, or why that is not known.

    Attributes:
        form_id: None where the file is not one form.
        problem: the code of the finding that says why; empty where there is none.
        problem_at: sheet and cell where the problem can be looked at.
        contained_forms: the forms that it holds, where each code found has all its own tables: see `restrict_to_form`.
        facts: what the sentence of the problem is filled with.
    """

    form_id: FormId | None
    problem: str = ""
    problem_at: tuple[str, str] = ("", "")
    contained_forms: tuple[FormId, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def identify_form(
    grid: WorkbookGrid,
    table_count_of: Callable[[FormId], int] | None = None,
    is_issued: Callable[[FormId], bool] = lambda _form_id: True,
) -> Identification:
    """The one form on which all carriers agree: visible codes, row keys, the hidden sheet and the property.

    Args:
        grid: the values of the file.
        table_count_of: how many tables a form has. Without it, forms in one file must have as many tables each.
        is_issued: whether a code is one that was given to a form; another is no code.
    """
    in_property = find_form_ids(grid.properties.get(FORM_CODE_PROPERTY, ""))
    written = chain(chain.from_iterable(map(_form_ids, grid.sheets)), in_property)
    form_ids, unknown_codes = _part_by_issue(written, is_issued)
    if len(unknown_codes) > _MOST_UNKNOWN_CODES:
        return _too_many(grid, unknown_codes, _MOST_UNKNOWN_CODES, is_unknown=True)
    if len(form_ids) == 1:
        return Identification(form_ids[0])
    if form_ids:
        return _identify_mixed(grid, form_ids, in_property, table_count_of)
    if unknown_codes:
        code = unknown_codes[0]
        return Identification(None, "seal-unknown", _find_codes(grid, [code]), facts={"code": code})
    if any(map(contains_form_code, chain.from_iterable(map(_texts_near_top, grid.sheets)))):
        return Identification(None, "seal-damaged", problem_at=_find_text(grid, contains_form_code))
    return Identification(None, "no-seal")


def _part_by_issue(
    written: Iterable[FormId], is_issued: Callable[[FormId], bool]
) -> tuple[tuple[FormId, ...], tuple[str, ...]]:
    """The forms whose codes were given, each once, and the codes that were not; of either at most one too many."""
    issued: dict[FormId, None] = {}
    unknown: dict[str, None] = {}
    for form_id in written:
        if form_id in issued or form_id.code in unknown:
            continue
        if is_issued(form_id):
            issued[form_id] = None
        else:
            unknown[form_id.code] = None
        if len(unknown) > _MOST_UNKNOWN_CODES or len(issued) > _MOST_FORMS:
            break
    return tuple(issued), tuple(unknown)


def _too_many(grid: WorkbookGrid, codes: Sequence[str], most: int, *, is_unknown: bool) -> Identification:
    facts = {"count": most, "is_unknown": is_unknown}
    return Identification(None, "seals-many", _find_codes(grid, codes), facts=facts)


def _identify_mixed(
    grid: WorkbookGrid,
    form_ids: Sequence[FormId],
    in_property: Sequence[FormId],
    table_count_of: Callable[[FormId], int] | None,
) -> Identification:
    """A file with the codes of several forms: it holds them whole, or something of another form was brought in."""
    if len(form_ids) > _MOST_FORMS:
        return _too_many(grid, [form_id.code for form_id in form_ids], _MOST_FORMS, is_unknown=False)
    issued = frozenset(form_ids)
    visible = [_unique(_form_ids(sheet), issued) for sheet in grid.sheets if not _is_meta(sheet)]
    if _are_whole(visible, form_ids, table_count_of):
        return Identification(None, contained_forms=tuple(form_ids))
    hidden = _unique(chain(*(_form_ids(sheet) for sheet in grid.sheets if _is_meta(sheet))), issued)
    own = hidden if len(hidden) == 1 else _unique(in_property, issued)
    return _foreign_code(grid, form_ids, own if len(own) == 1 else ())


def restrict_to_form(grid: WorkbookGrid, form_id: FormId) -> WorkbookGrid:
    """What a file of several forms holds of one of them: the sheets that carry its code."""
    sheets = tuple(sheet for sheet in grid.sheets if form_id in _form_ids(sheet))
    names = {"", *(sheet.name for sheet in sheets)}
    properties = dict(grid.properties)
    if form_id.code not in properties.get(FORM_CODE_PROPERTY, ""):
        properties.pop(FORM_CODE_PROPERTY, None)
    return replace(
        grid,
        sheets=sheets,
        cell_errors={cell: content for cell, content in grid.cell_errors.items() if cell[0] in names},
        properties=properties,
        file_findings=tuple((code, facts) for code, facts in grid.file_findings if facts.get("sheet", "") in names),
    )


def sheets_without_program_data(grid: WorkbookGrid) -> list[SheetGrid]:
    """Every sheet but the hidden ones that the program adds to a form; a copied one has a number behind its name."""
    hidden = META_SHEET, CARRIED_SHEET, LISTS_SHEET
    return [sheet for sheet in grid.sheets if not (sheet.name.startswith(hidden) or _is_meta(sheet))]


def _are_whole(
    sheets: Sequence[Collection[FormId]], form_ids: Sequence[FormId], table_count_of: Callable[[FormId], int] | None
) -> bool:
    """Whether every form in a file has all its tables, and none of their sheets is mixed."""
    if any(len(carried) > 1 for carried in sheets):
        return False
    counts = {form_id: sum(form_id in carried for carried in sheets) for form_id in form_ids}
    if table_count_of:
        return all(count >= table_count_of(form_id) > 0 for form_id, count in counts.items())
    return 0 not in counts.values() and len(set(counts.values())) == 1


def _foreign_code(grid: WorkbookGrid, form_ids: Sequence[FormId], own: Sequence[FormId]) -> Identification:
    """Something of another form was brought in. own: what the file says of itself, where it says one thing."""
    own_codes = [form_id.code for form_id in own]
    foreign_codes = [form_id.code for form_id in form_ids if form_id not in own]
    searched = foreign_codes if own else foreign_codes[-1:]
    problem_at = _find_codes(grid, searched)
    all_codes = join_list((*own_codes, *foreign_codes))
    facts = {"codes": all_codes, "own": "".join(own_codes), "strange": join_list(foreign_codes)}
    return Identification(None, "seals-differ", problem_at, facts=facts)


def _find_codes(grid: WorkbookGrid, codes: Iterable[str]) -> tuple[str, str]:
    """Sheet and cell of the first text that holds one of these form codes, or a row key with it."""
    searched = frozenset(codes)

    def holds_one(text: str) -> bool:
        in_text = _form_ids_in(text.partition("/")[0]) if text.count("-") >= _DASHES else ()
        return any(form_id.code in searched for form_id in in_text)

    return _find_text(grid, holds_one)


def _find_text(grid: WorkbookGrid, matches: Callable[[str], bool]) -> tuple[str, str]:
    """Sheet and cell of the first text that matches, in the sheets that people see if it is there; else empty."""
    for sheet in sorted(grid.sheets, key=_is_meta):
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and matches(value):
                    return sheet.name, sheet.address(row, column)
    return "", ""


def _is_meta(sheet: SheetGrid) -> bool:
    """By its name, of which a copy is called `_meta (2)` or the like; in CSV text, which has no names, by its head."""
    heads = [values[0] for values in islice(sheet.rows, len(META_HEADS)) if values] if not sheet.name else []
    return sheet.name.startswith(META_SHEET) or heads == [*META_HEADS]


def _form_ids(sheet: SheetGrid) -> Iterator[FormId]:
    """What the codes say that stand near the top of a sheet or begin a row key, in their order."""
    codes: set[str] = set()  # the keys of one sheet nearly always carry the same code: it is parsed once
    for text in chain(_texts_near_top(sheet), _row_key_codes(sheet)):
        if text.partition("/")[0] not in codes:
            in_text = _form_ids_in(text)
            codes.update(form_id.code for form_id in in_text)
            yield from in_text


@lru_cache(maxsize=64)  # all sheets of a form carry the same code
def _form_ids_in(text: str) -> tuple[FormId, ...]:
    return tuple(find_form_ids(text))


def _row_key_codes(sheet: SheetGrid) -> list[str]:
    """What begins like a form code and ends before a stroke, each once: nearly all row keys begin alike."""
    keys = [
        value
        for values in sheet.rows
        for value in reversed(values)
        if isinstance(value, str) and "/" in value and len(value) < _MAX_KEY_LENGTH
    ]
    codes = dict.fromkeys([key.partition("/")[0] for key in keys])
    return [code for code in codes if code.count("-") >= _DASHES]


def _texts_near_top(sheet: SheetGrid) -> Iterator[str]:
    for values in islice(sheet.rows, _TOP_ROWS):
        yield from [value for value in values if value and isinstance(value, str) and value.count("-") >= _DASHES]


def _unique(form_ids: Iterable[FormId], issued: AbstractSet[FormId]) -> tuple[FormId, ...]:
    """Each form of these once that was issued."""
    return tuple(dict.fromkeys(form_id for form_id in form_ids if form_id in issued))

"""Mistakes in templates: those that any template can have, and those of lights, reports, the register and sentences."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from duban.key_path import KeyPath
from duban.messages.finding import Severity, UnplacedFinding
from duban.messages.text_template import find_template_error
from duban.model.config import CellStyle
from duban.model.layout import FormKind
from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportBlock, ReportBook, ReportBooks, ReportSheet
from duban.model.typed import closest_match
from duban.text.file_names import safe_file_name
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.model import Model
from duban.workbook.book import LONGEST_CELL_TEXT

_NOWHERE_IN_FILE_NAMES = lazy_pattern(r"[\\/]")
_FILLED_PART = lazy_pattern("{{.*?}}|{%.*?%}")
_FILE_NAME_CODES = ("-file", "-folder")
_WORKBOOK = ".xlsx"
_ABOUT_AN_ANSWER = {"answer", "answered", "latest"}
"""Columns and conditions of reports that are about an answer, by the role or key behind the colon."""


def template_text_errors(
    path: KeyPath, text: str, facts: Mapping[str, object] | None = None
) -> Iterator[UnplacedFinding]:
    """A text that cannot be filled with these facts; None: one that no facts could fill.

    Args:
        path: keys from the top of the file to the text.
        text: the template.
        facts: what it will be filled with; None: it is wrong only if no facts could fill it.
    """
    if fault := find_template_error(text, facts):
        yield UnplacedFinding(fault.code, path, {"text": text, "name": fault.name})


def unknown_name(
    path: KeyPath, value: str, choices: Iterable[str], *, key: str = "", code: str = "value-choice"
) -> Iterator[UnplacedFinding]:
    """A name that is none of the choices.

    Args:
        path: where the name was typed.
        value: the name.
        choices: all names that are possible there.
        key: what the sentence calls the place; by default the last key of the path.
        code: of the finding.
    """
    choices = tuple(choices)
    if value not in choices:
        key = key or next((step for step in reversed(path) if isinstance(step, str)), "")
        near = closest_match(value, choices)
        yield UnplacedFinding(code, path, {"key": key, "value": value, "near": near, "choices": choices})


def file_name_errors(path: KeyPath, name: str, extension: str = "") -> Iterator[UnplacedFinding]:
    """A name that would lead out of its folder, that some system does not take, or that ends otherwise.

    The journeys hold what they write to the same: where a filled name is not safe, `safe_file_name` makes it so.

    Args:
        path: where the name was typed.
        name: may have parts that are filled in later.
        extension: that the name must have; empty for none.
    """
    fixed_part = normalize("NFC", _FILLED_PART.sub("_", name))
    is_unsafe = bool(_NOWHERE_IN_FILE_NAMES.search(name)) or safe_file_name(fixed_part) != fixed_part
    if is_unsafe or not name.endswith(extension):
        yield UnplacedFinding("file-name", path, {"value": name, "extension": extension})


def overlong_texts(value: object, path: KeyPath = ()) -> Iterator[UnplacedFinding]:
    """Texts that no cell takes whole.

    Args:
        value: a text, or what a typed file says.
        path: keys from the top of the file to it.
    """
    if isinstance(value, str):
        if len(value) > LONGEST_CELL_TEXT:
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            yield UnplacedFinding(
                "cell-text-too-long", path, {"key": key, "count": len(value), "most": LONGEST_CELL_TEXT}
            )
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from overlong_texts(inner, (*path, name))
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from overlong_texts(inner, (*path, index))


def missing_key(path: KeyPath, key: str) -> UnplacedFinding:
    """A key that must be written and is not."""
    return UnplacedFinding("key-missing", path, {"key": key})


def above_limit(path: KeyPath, key: str, value: object, limit: object) -> UnplacedFinding:
    """A number that is greater than its limit.

    Args:
        path: keys from the top of the file to the mapping that has the number.
        key: under which it stands.
        value: the number; empty where it is counted, not typed.
        limit: the greatest allowed.
    """
    return UnplacedFinding("value-range", path, {"key": key, "value": value, "low": "", "above": "", "high": limit})


def duplicate_names(names: Sequence[tuple[KeyPath, str]]) -> Iterator[UnplacedFinding]:
    """Every place of a name that stands in more than one."""
    counts = Counter(name for _, name in names)
    for path, name in names:
        if counts[name] > 1:
            yield UnplacedFinding("value-twice", path, {"value": name})


def duplicate_kind_errors(kind: FormKind, kinds: Mapping[str, FormKind]) -> Iterator[UnplacedFinding]:
    """A name or a code that another form kind has as well: nobody could tell their returns apart.

    Args:
        kind: the form kind to look at.
        kinds: file name → every form kind.
    """
    for key in ("name", "code"):
        value = getattr(kind, key)
        files = [name for name, other in kinds.items() if getattr(other, key) == value]
        if len(files) > 1:
            yield UnplacedFinding("layout-twice", (key,), {"key": key, "value": value, "files": files})


def kind_name_errors(kind: FormKind) -> Iterator[UnplacedFinding]:
    """A form kind's name that cannot stand in the names of its forms and of its folder."""
    yield from file_name_errors(("name",), kind.name)


def unknown_answer_names(sheet: ReportSheet, column_keys: Collection[str]) -> Iterator[UnplacedFinding]:
    """Columns and conditions about an answer (`answer:help`) of a role or key that no form asks: they stay blank.

    Args:
        sheet: as typed.
        column_keys: the keys and roles of all columns that any kind of form asks.
    """
    for index, block in enumerate(sheet.blocks):
        names: list[tuple[KeyPath, str]] = [
            (("blocks", index, "columns", number, "key"), column.key) for number, column in enumerate(block.columns)
        ]
        names += [(("blocks", index, "where", number), condition) for number, condition in enumerate(block.where)]
        for path, name in names:
            kind, _, argument = name.partition(":")
            if kind in _ABOUT_AN_ANSWER and argument and argument not in column_keys:
                near = closest_match(argument, sorted(column_keys))
                yield UnplacedFinding("answer-unknown", path, {"value": name, "near": f"{kind}:{near}" if near else ""})


def unused_colors(
    palette: Iterable[str], known_colors: Collection[str], styles: Mapping[str, CellStyle], key: str = "颜色"
) -> Iterator[UnplacedFinding]:
    """Colours that have the name of none: nothing is painted with them.

    Args:
        palette: the names as typed.
        known_colors: names of the default palette.
        styles: every style by its name.
        key: under which they were typed.
    """
    used = {color for style in styles.values() for color in (style.color, style.fill)}
    for name in palette:
        if name not in known_colors and name not in used:
            near = closest_match(name, sorted(known_colors))
            yield UnplacedFinding("color-unused", (key, name), {"value": name, "near": near, "known": known_colors})


def report_sheet_errors(
    sheet: ReportSheet, row_sources: Collection[str], styles: Collection[str], sheets: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Rows, styles and sheets that there are not, more columns than the sheet has, texts of no sense.

    Args:
        sheet: as typed.
        row_sources: names that `rows` of a block may have.
        styles: names of all styles.
        sheets: names of all report sheets.
    """
    for key in ("name", "title", "note", "absent"):
        yield from template_text_errors((key,), getattr(sheet, key))
    for index, block in enumerate(sheet.blocks):
        path = ("blocks", index)
        yield from _block_text_errors(path, block)
        if block.rows:
            yield from unknown_name((*path, "rows"), block.rows, row_sources)
        if block.more_on:
            yield from unknown_name((*path, "more_on"), block.more_on, sheets)
        for number, column in enumerate(block.columns):
            yield from unknown_name((*path, "columns", number, "style"), column.style, styles)
        if sum(column.span for column in block.columns) > len(sheet.widths):
            yield above_limit((*path, "columns"), "columns", "", len(sheet.widths))


def _block_text_errors(path: KeyPath, block: ReportBlock) -> Iterator[UnplacedFinding]:
    """Of the words of a block, of its columns and of its chart."""
    holders: list[tuple[KeyPath, Model, tuple[str, ...]]] = [(path, block, ("title", "text", "empty", "folded"))]
    holders += [((*path, "columns", number), column, ("label", "fold")) for number, column in enumerate(block.columns)]
    holders += [((*path, "chart"), block.chart, ("title", "value_title"))] if block.chart else []
    for own_path, holder, keys in holders:
        for key in keys:
            yield from template_text_errors((*own_path, key), getattr(holder, key))


def report_book_errors(
    books: ReportBooks, form_codes: Collection[str], sheets: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Form kinds and sheets that there are not, file names that are none, and two workbooks of one file name.

    Args:
        books: as typed.
        form_codes: of all form kinds of the workspace.
        sheets: names of all report sheets.
    """
    for code in books.kinds:
        yield from unknown_name(("kinds", code), code, form_codes, key="kinds")
    lists: list[tuple[KeyPath, Sequence[ReportBook]]] = [(("books",), books.books)]
    lists += [(("kinds", code), listed) for code, listed in books.kinds.items()]
    for path, listed in lists:
        yield from duplicate_names([((*path, index, "file"), book.file) for index, book in enumerate(listed)])
        for index, book in enumerate(listed):
            yield from file_name_errors((*path, index, "file"), book.file, _WORKBOOK)
            yield from template_text_errors((*path, index, "file"), book.file)
            for number, name in enumerate(book.sheets):
                yield from unknown_name((*path, index, "sheets", number), name, sheets)


def register_layout_errors(
    layout: RegisterLayout, required: Mapping[str, Collection[str]]
) -> Iterator[UnplacedFinding]:
    """A file name that is none; sheets that there are not; columns that the program works with and that are gone.

    Args:
        layout: of 办公室登记.
        required: the columns of each sheet that the program works with, by its key.
    """
    yield from file_name_errors(("file",), layout.file, _WORKBOOK)
    for name, sheet in layout.sheets.items():
        yield from unknown_name(("sheets", name), name, required, code="key-unknown")
        missing = set(required.get(name, ())) - {column.key for column in sheet.columns}
        yield from (missing_key(("sheets", name, "columns"), key) for key in sorted(missing))


def style_errors(
    styles: Mapping[str, CellStyle], required: Iterable[str], colors: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Styles that the program needs and that are gone; names of styles and colours that there are not.

    Args:
        styles: as typed, by name.
        required: names that the program uses.
        colors: names of the palette.
    """
    yield from (missing_key((), name) for name in required if name not in styles)
    for name, style in styles.items():
        if style.like:
            yield from unknown_name((name, "like"), style.like, styles)
        for key, color in (("color", style.color), ("fill", style.fill)):
            if color and not re.fullmatch("[0-9A-Fa-f]{6}", color):
                yield from unknown_name((name, key), color, colors)


def message_errors(entries: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Sentences of the wrong shape or severity, or that cannot be filled whatever the facts; names that are none."""
    for code, entry in entries.items():
        for key, text in entry.items() if isinstance(entry, Mapping) else [("", entry)]:
            path = (code, key) if key else (code,)
            if not isinstance(text, str):
                yield UnplacedFinding("value-shape", path, {"key": code, "shape": "text", "value": "", "near": ""})
            elif key == "severity":
                yield from unknown_name(path, text, [*Severity])
            else:
                yield from template_text_errors(path, text)
                if not key and code.endswith(_FILE_NAME_CODES):
                    yield from file_name_errors(path, text)

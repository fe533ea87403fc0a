"""The text of the parts of an .xlsx, taken apart and put together again so that all that is not changed stays as it is.

Nothing is parsed into a tree: what no program but the clerk's knows (colours of one version, charts, slicers, threaded
comments) is never touched. Only names without a prefix are known, as every spreadsheet program writes them.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workbook.book import parse_cell_address

_SHEET_DATA = lazy_pattern(r"<sheetData\s*/>|<sheetData\s*>(.*?)</sheetData\s*>", re.DOTALL)
_ATTRIBUTE = lazy_pattern(r"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_RANGE = lazy_pattern(r"(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?::(\$?)([A-Z]{1,3})(\$?)([1-9]\d*))?")
_RULED_CELLS = lazy_pattern(
    r"(<(?:dataValidation|conditionalFormatting)\s[^>]*?\bsqref\s*=\s*[\"'])([^\"']*)|(<xm:sqref>)([^<]*)"
)
_FILTER = lazy_pattern(r"(<autoFilter\s[^>]*?\bref\s*=\s*[\"'])([^\"']*)")
_BLANKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
"""As they stand in an attribute, where readers take them for spaces."""
_COLUMNS = lazy_pattern(r"<cols\s*>(.*?)</cols\s*>", re.DOTALL)


class UnknownSpellingError(ValueError):
    """A part is written in a way that is not known here, and so is not changed."""


def elements(name: str, xml: str) -> list[str]:
    """All elements of a name, whole, in their order; none of them may hold another of its name."""
    pattern = rf"<{name}(?=[\s/>])[^>]*?(?:/>|>.*?</{name}\s*>)"
    return [match[0] for match in re.finditer(pattern, xml, re.DOTALL)]


def only_elements(name: str, xml: str) -> list[str]:
    """All elements of a name. Raises UnknownSpellingError where anything else stands between them."""
    listed = elements(name, xml)
    if sum(map(len, listed)) != len(xml) and "".join(listed) != re.sub(rf">\s+<(?={name}\b)", "><", xml).strip():
        raise UnknownSpellingError(name)
    return listed


def attributes(element: str) -> dict[str, str]:
    """Of the first tag: name → value, as it stands there, without its quotes."""
    return {name: value[1:-1] for name, value in _ATTRIBUTE.findall(element.partition(">")[0])}


def with_attribute(element: str, name: str, value: str | None) -> str:
    """The element with an attribute of its first tag set.

    Args:
        element: whole, or its first tag with or without the end of it.
        name: of the attribute.
        value: as it reads; None removes the attribute.
    """
    tag = re.match(r"<[\w:.-]+", element)
    if not tag:
        raise UnknownSpellingError(element[:40])
    head = element[: tag.end()]
    inside, mark, behind = element[tag.end() :].partition(">")
    new = "" if value is None else f' {name}="{escape(value).translate(_BLANKS)}"'
    inside, count = re.subn(rf"""\s{name}\s*=\s*(?:"[^"]*"|'[^']*')""", lambda _: new, inside)
    return head + ("" if count else new) + inside + mark + behind


def content(element: str) -> str:
    """What stands between the tags of an element; empty where it has one tag only."""
    tag, _, behind = element.partition(">")
    return "" if tag.endswith("/") else behind.rpartition("</")[0]


def replace_once(xml: str, old: str | re.Pattern[str], new: str) -> str:
    """With the first of what is looked for replaced.

    Args:
        xml: the part.
        old: what is looked for.
        new: what comes in its place.

    Raises:
        UnknownSpellingError: there is none.
    """
    if isinstance(old, str):
        start = xml.find(old)
        end = start + len(old)
    else:
        match = old.search(xml)
        start, end = match.span() if match else (-1, -1)
    if start < 0:
        raise UnknownSpellingError(str(old)[:40])
    return xml[:start] + new + xml[end:]


class RowText(ValueObject):
    """One row of a sheet: its first tag without its end, and its cells by their column, counted from 1."""

    tag: str
    cells: Mapping[int, str]

    def __str__(self) -> str:
        cells = "".join(self.cells[column] for column in sorted(self.cells))
        return f"{self.tag}>{cells}</row>"


def sheet_rows(xml: str) -> dict[int, RowText]:
    """The rows of a sheet by their number, counted from 1.

    Raises:
        UnknownSpellingError: it has no rows as every program writes them.
    """
    data = _SHEET_DATA.search(xml)
    if not data:
        raise UnknownSpellingError("sheetData")
    rows: dict[int, RowText] = {}
    number = 0
    for element in only_elements("row", data[1] or ""):
        number = int(attributes(element).get("r", number + 1))
        tag = with_attribute(with_attribute(element, "r", str(number)), "spans", None).partition(">")[0]
        rows[number] = RowText(tag.rstrip("/"), dict(_cells(element)))
    return rows


def _cells(row: str) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in only_elements("c", content(row)):
        place = parse_cell_address(attributes(cell).get("r", ""))
        column = place[1] + 1 if place else column + 1
        yield column, cell


def with_rows(xml: str, rows: Mapping[int, RowText]) -> str:
    """The sheet with these rows in place of its own."""
    data = "".join(str(rows[number]) for number in sorted(rows))
    return replace_once(xml, _SHEET_DATA, f"<sheetData>{data}</sheetData>")


class Growth(NamedTuple):
    """Of a table: its row of headers, the last row that it had, and the one that it shall have; counted from 1."""

    header_row: int
    last_row: int
    new_last_row: int


def extended_sheet(xml: str, growth: Growth) -> str:
    """The sheet in which the filter and the rules that reach the last row of its table reach the new last row."""

    def extended(match: re.Match[str]) -> str:
        head, cells = (group for group in match.groups() if group is not None)
        return head + extended_ranges(cells, growth)

    xml = re.sub(r"<dimension\b[^>]*?/>", "", xml)  # may be left out
    return _FILTER.sub(extended, _RULED_CELLS.sub(extended, xml))


def extended_ranges(text: str, growth: Growth) -> str:
    """Cell ranges in a text, those that reach the last row of a table made to reach its new last row."""

    def extended(match: re.Match[str]) -> str:
        mark, letters, row_mark, first, end_mark, end_letters, end_row_mark, last = match.groups()
        bottom = int(last or first)
        reached = max(growth.last_row, growth.header_row + 1)
        if not (int(first) <= growth.last_row + 1 and reached <= bottom < growth.new_last_row):
            return match[0]
        end = f"{end_mark or mark or ''}{end_letters or letters}{end_row_mark or row_mark or ''}{growth.new_last_row}"
        return f"{mark}{letters}{row_mark}{first}:{end}"

    return _RANGE.sub(extended, text)


def with_hidden_column(xml: str, column: int) -> str:
    """The sheet with one of its columns hidden; what is said of others stays."""
    hidden = f'<col min="{column}" max="{column}" width="2" hidden="1" customWidth="1"/>'
    columns = _COLUMNS.search(xml)
    if not columns:
        return replace_once(xml, re.compile(r"(?=<sheetData\b)"), f"<cols>{hidden}</cols>")
    parts: list[tuple[int, str]] = [(column, hidden)]
    for element in elements("col", columns[1]):
        first, last = (int(attributes(element)[name]) for name in ("min", "max"))
        for low, high in ((first, min(last, column - 1)), (max(first, column + 1), last)):
            if low <= high:
                parts.append((low, with_attribute(with_attribute(element, "min", str(low)), "max", str(high))))
    return xml[: columns.start(1)] + "".join(text for _, text in sorted(parts)) + xml[columns.end(1) :]

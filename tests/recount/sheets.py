"""A report's sheet, cell by cell, and what of it was compared.

Tables are found by the words of their headers, wherever they stand. A cell that holds a number, a day or a light and
that nobody claimed is a fault of the recount: something is printed that nobody counted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.recount.days import numeral

Place = tuple[int, int]
"""Row and column, from 1."""
Limit = tuple[str, str | None]
"""What a bar begins or ends at: a kind of limit and its value."""

FIGURE = re.compile(r"[0-9０-９■▲◇●○×%]")
NOTHING_LISTED = "：全部"
NUMBERED = re.compile(r"([一二三四五六七八九十]+、)(.*)", re.DOTALL)
"""The number and the words of a title."""
GAPS = re.compile(r"[\s：:]+")


FEET = ("四舍五入", "有的任务归入几组", "亮灯为初判", "红灯、黄灯均已审定")
"""How a line below a table begins."""


class Loose(str):
    """A text whose blanks, line breaks and colons do not matter: words of the plan, set as the sheet likes."""

    __slots__ = ()


class Inked(str):
    """A text of which some runs are in another colour. coloured: those runs."""

    __slots__ = ("coloured",)

    def __new__(cls, words: str, coloured: Iterable[str]) -> Self:
        """Hold the words, and the runs of them."""
        own = super().__new__(cls, words)
        own.coloured = tuple(coloured)
        return own

    coloured: tuple[str, ...]


class OneOf(tuple[object, ...]):
    """Several values, each of which is right."""

    __slots__ = ()


@dataclass
class ReportSheet:
    """A sheet.

    cells: what is not blank. charts: as openpyxl reads them. links: where cells lead inside the book. bars: ranges of
    cells with bars, and what these begin and end at. faults: what differs, in words.
    """

    book: str
    name: str
    cells: Mapping[Place, Any]
    merged: Mapping[Place, Place]
    charts: Sequence[Any] = ()
    links: Mapping[Place, str] = field(default_factory=dict)
    hidden: bool = False
    bars: Sequence[tuple[str, tuple[Limit, ...]]] = ()
    claims: dict[Place, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    figures: int = 0

    def expect(self, place: Place, expected: object) -> None:
        """Claim a cell: it holds this and nothing else."""
        actual = self.cells.get(place)
        self.claims[place] = expected
        if is_figure(actual) or is_figure(_first(expected)):
            self.figures += 1
        if not same(actual, expected):
            self.faults.append(f"{self.at(place)}: 报告 {actual!r} 重算 {expected!r}")

    def at(self, place: Place) -> str:
        return f"{self.book}:{self.name}!{get_column_letter(place[1])}{place[0]}"

    def fault(self, words: str) -> None:
        self.faults.append(f"{self.book}:{self.name}: {words}")

    def unclaimed(self) -> list[str]:
        """Cells with a number, a day or a light that nobody compared."""
        left = {place: value for place, value in self.cells.items() if place not in self.claims and is_figure(value)}
        return [f"{self.at(place)}: 没有重算 {value!r}" for place, value in left.items()]

    def line(self, row: int) -> dict[int, Any]:
        return self.by_row.get(row, {})

    @cached_property
    def by_row(self) -> dict[int, dict[int, Any]]:
        """Row → column → what stands there."""
        found: dict[int, dict[int, Any]] = {}
        for (row, column), value in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = value
        return found

    def rows(self) -> list[int]:
        return list(self.by_row)

    def find(self, start: str) -> Iterator[Place]:
        """Cells that begin with a text."""
        yield from (place for place, value in sorted(self.cells.items()) if str(value).startswith(start))

    def expect_title(self, start: str, words: object) -> int:
        """Claim the title of a part, its number set aside (see `misnumbered`); returns how many begin so."""
        titles = [(place, NUMBERED.match(str(value))) for place, value in self.cells.items()]
        found = [(place, number) for place, number in titles if number and number[2].startswith(start)]
        for place, number in found:
            if same(number[2].partition(NOTHING_LISTED)[0], words):
                self.expect(place, number[0])
            else:
                self.expect(place, f"{number[1]}{words}")
        return len(found)

    def expect_rest(self, words: str) -> int:
        """Claim the line that says of how many rows and where the others are; returns how many there are.

        Where no row is listed, the title of the part (`expect_title`) goes on with it.

        Args:
            words: how the line begins; empty for none.
        """
        line = re.compile(rf"{re.escape(words)}(见“.+”|没有列出)。")
        places = [place for place in self.cells if words and words in str(self.cells[place])]
        for place in places:
            whole = str(self.cells[place])
            told = whole if whole.startswith(words) else whole[whole.rindex(words) :]
            if whole is told or not line.fullmatch(told):
                self.expect(place, lambda actual: bool(line.fullmatch(str(actual))))
        return len(places)

    def misnumbered(self) -> Iterator[str]:
        """The numbered titles of a sheet count on from one."""
        numbers = [
            match[1] for place in self.cells if (match := NUMBERED.match(str(self.cells[place]))) and place[1] == 1
        ]
        if numbers != [f"{numeral(count)}、" for count in range(1, len(numbers) + 1)]:
            yield f"{self.book}:{self.name}: 标题的编号为{numbers}"

    def tables(self, *labels: str) -> list["Table"]:
        """The tables whose header has these labels, in the order of the sheet."""
        found: list[Table] = []
        for row in self.rows():
            line = {str(value): column for column, value in self.line(row).items()}
            repeats = bool(found) and line == found[-1].columns and row <= max(found[-1].lines, default=0) + 1
            if set(labels) <= line.keys() and not repeats:
                found.append(Table(self, row, line))
        return found


@dataclass
class Table:
    """A header line and the rows below it, up to the first wholly blank one."""

    sheet: ReportSheet
    head: int
    columns: Mapping[str, int]

    @cached_property
    def lines(self) -> list[int]:
        rows, row = [], self.head + 1
        filled = set(self.sheet.rows())
        while row in filled:
            if not any(str(value).startswith(FEET) for value in self.sheet.line(row).values()):
                continues = [*self.sheet.line(row).values()] == [CONTINUED]
                rows += [] if continues or self._repeats_header(row) else [row]
            row += 1
        return rows

    def _repeats_header(self, row: int) -> bool:
        """Whether it is the header once more, where a page begins in the midst of the table; its cells are claimed."""
        labels = {column: self.sheet.cells.get((self.head, column)) for column in self.sheet.line(row)}
        repeats = labels == self.sheet.line(row)
        if repeats:
            self.sheet.claims.update({(row, column): label for column, label in labels.items()})
        return repeats

    def expect_foot(self, *columns: int) -> None:
        """Shares that do not add up to 100.0 have a foot that says so; others have none."""
        bent = False
        for column in columns:
            shares = [str(self.sheet.cells.get((row, column), "")) for row in self.lines[:-1]]
            parts = [Decimal(text.rstrip("%")) for text in shares if text.endswith("%")]
            bent = bent or (bool(parts) and sum(parts) != 100)
        feet = [place for place in self.sheet.find(FEET[0]) if self.head < place[0] <= self.lines[-1] + 1]
        if bool(feet) != bent:
            self.sheet.fault(f"第{self.head}行的表：占比相加{'不' if bent else ''}等于100.0%，脚注{len(feet)}处")
        for place in feet:
            self.sheet.expect(place, f"{FEET[0]}，合计可能不等于100.0%。")

    def value(self, row: int, label: str) -> Any:  # noqa: ANN401 — whatever a cell holds
        """What stands there; of cells that were merged downwards the uppermost."""
        place = (row, self.columns[label])
        return self.sheet.cells.get(self.sheet.merged.get(place, place))

    def expect(self, row: int, values: Mapping[str, object]) -> None:
        """Claim a row's cells by their headers; a header that there is not is passed over."""
        for label, expected in values.items():
            if label in self.columns:
                place = (row, self.columns[label])
                if place in self.sheet.merged and self.sheet.merged[place] != place:
                    continue
                self.sheet.expect(place, expected)

    def compare(self, expected: Sequence[Mapping[str, object]], rows: Iterable[int] | None = None) -> None:
        """Claim all rows: these, in this order, and no others."""
        for place in ((self.head, column) for column in self.columns.values()):
            self.sheet.claims.setdefault(place, self.sheet.cells[place])
        lines = self.lines if rows is None else list(rows)
        if len(lines) != len(expected):
            self.sheet.fault(f"第{self.head}行的表有{len(lines)}行，重算{len(expected)}行")
        for row, values in zip(lines, expected, strict=False):
            self.expect(row, values)


def read_book(path: Path) -> list[ReportSheet]:
    return [ReportSheet(path.stem, *parts) for parts in _read(path)]


_Parts = tuple[str, dict[Place, Any], dict[Place, Place], Sequence[Any], dict[Place, str], bool, list[Any]]


@cache
def _read(path: Path) -> list[_Parts]:
    return [_read_sheet(sheet) for sheet in load_workbook(path, rich_text=True)]


def _read_sheet(sheet: Worksheet) -> _Parts:
    cells = {
        (cell.row or 0, cell.column or 0): _value(cell)
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None and cell.value != ""
    }
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    charts = tuple(getattr(sheet, "_charts"))  # noqa: B009 — openpyxl has no other name for them
    links = {
        (cell.row or 0, cell.column or 0): str(cell.hyperlink.location or cell.hyperlink.target)
        for line in sheet.iter_rows()
        for cell in line
        if cell.hyperlink
    }
    bars = [
        (str(area.sqref), tuple((limit.type, limit.val) for limit in rule.dataBar.cfvo))
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dataBar
    ]
    return sheet.title, _joined(cells), merged, charts, links, sheet.sheet_state != "visible", bars


CHANGED_INK = "FF1F4E78"
"""Of words that the last report did not have."""


def _value(cell: Any) -> Any:  # noqa: ANN401 — a cell and what it holds
    """What a cell holds; a text with the runs of it that are in the ink of what changed."""
    if isinstance(cell.value, CellRichText):
        runs = [run for run in cell.value if isinstance(run, TextBlock)]
        return Inked(str(cell.value), [run.text for run in runs if _is_changed_ink(run.font.color)])
    if isinstance(cell.value, str) and _is_changed_ink(cell.font.color) and not cell.hyperlink:
        return Inked(cell.value, [cell.value])
    return cell.value


def _is_changed_ink(color: Any) -> bool:  # noqa: ANN401 — openpyxl's
    return color is not None and color.rgb == CHANGED_INK


CONTINUED = "续"


def _joined(cells: dict[Place, Any]) -> dict[Place, Any]:
    """The cells, where a text that goes on in further rows, as their first cell says, stands whole in its first."""
    starts = {row: row for row, _ in cells}
    for row, column in sorted(cells):
        if cells[row, column] == CONTINUED and not any((row, before) in cells for before in range(1, column)):
            starts[row] = starts.get(row - 1, row)
    joined: dict[Place, Any] = {}
    for (row, column), value in sorted(cells.items()):
        start = (starts[row], column)
        if starts[row] == row or value == CONTINUED:
            joined[row, column] = value
        else:
            joined[start] = _continued(joined[start], value) if start in joined else value
    return joined


class LooseInked(Loose, Inked):
    """A text that goes on in a further row, with the runs of it that are in another colour."""

    __slots__ = ()


def _continued(start: object, rest: object) -> str:
    """A text that was parted at a line break, whole."""
    coloured = [run for part in (start, rest) if isinstance(part, Inked) for run in part.coloured]
    return LooseInked(f"{start}{rest}", coloured) if coloured else Loose(f"{start}{rest}")


def is_figure(value: object) -> bool:
    """Whether there is a number, a day or a light in it."""
    if value is None or isinstance(value, bool):
        return False
    return not isinstance(value, str) or bool(FIGURE.search(value))


def same(actual: object, expected: object) -> bool:
    if isinstance(expected, OneOf):
        return any(same(actual, each) for each in expected)
    if callable(expected):
        return bool(expected(actual))
    if isinstance(expected, Loose) or isinstance(actual, Loose):
        return GAPS.sub("", str(actual or "")) == GAPS.sub("", str(expected))
    left, right = _plain(actual), _plain(expected)
    return (
        left == right
        or str(left) == str(right)
        or (_is_number(left) and _is_number(right) and Decimal(str(left)) == Decimal(str(right)))
    )


def _is_number(value: object) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", str(value)))


def _first(expected: object) -> object:
    return expected[0] if isinstance(expected, OneOf) and expected else expected


def _plain(value: object) -> object:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number(Decimal(str(value)))
    return value.strip() if isinstance(value, str) else value


def number(value: Decimal) -> str:
    """A number without needless zeros: 5, 11.25."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: Decimal | int, whole: Decimal | int, places: int = 1) -> str:
    """A percentage rounded once, half up."""
    exact = Decimal(part) * 100 / Decimal(whole)
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


Recounter = Callable[[ReportSheet], None]

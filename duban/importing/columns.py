"""Which row of a table is its header, and what each column says of a task: by its words, never by position."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum, auto
from functools import cached_property
from itertools import chain, repeat

from duban.model.import_words import ImportWords
from duban.text.dates import LEAP_YEAR
from duban.text.folding import comparison_key
from duban.text.lazy_pattern import lazy_pattern
from duban.text.schedule import parse_schedule, split_schedule
from duban.value_object import ValueObject
from duban.workbook.document import SourceTable

_SEARCHED_ROWS = 40
_MOST_HEADER_ROWS = 3
_LONGEST_HEADER = 30
_SHORTEST_PART = 3
"""Of a header that names a column within other words: 市直牵头部门."""
_FEWEST_COLUMNS = 2
_BRACKETS = lazy_pattern(r"\(.*?\)|〔.*?〕|\[.*?\]")
_YEAR = lazy_pattern(r"^(?:\d{4}年?度?|全年|本年度?|今年|当年)")

RUNNING_NUMBER = lazy_pattern(r"[\dA-Za-z〇零一二三四五六七八九十①-⑳⑴-⒇（）()\-－—.．、]{1,12}")
"""What a task is numbered with, whole."""
COLUMN_NUMBER = lazy_pattern(r"第(\d{1,3})列")
"""A column by its place, counted from 1."""
SUBJECTS = ("名称", "内容", "节点")
"""The columns of which a table of tasks has at least one."""
PERIOD = "时段"
"""What a column says whose header names a part of the year."""
OWN = ""
"""What a column says that no key of a plan means."""


class _Evidence(IntEnum):
    """By what a header says something, the strongest first."""

    WHOLE = auto()
    """All its cells together: 联络员 over 手机."""
    OWN_WORDS = auto()
    """The lowest of them."""
    ABOVE = auto()
    """One above that, over several columns."""
    PART = auto()
    """A part of its words."""


_Candidate = tuple[Sequence[str], _Evidence]
"""What a header may say, the likeliest first, and by what."""


class SourceColumn(ValueObject):
    """One column of a table of tasks.

    Attributes:
        places: where it stands, counted from 0; several where its header spans them.
        header: as printed, that above it first.
        meaning: the key of a plan, PERIOD or OWN.
        is_likely: whether the meaning follows from a part of the header only.
        alternatives: the other keys that its header may mean.
    """

    places: tuple[int, ...]
    header: str
    meaning: str
    is_likely: bool = False
    alternatives: tuple[str, ...] = ()


class SourceColumns(ValueObject, dict=True):
    """The header of a table, and what is below it.

    Attributes:
        header_row: its first row, counted from 0.
        first_row: the first row below it.
        header_keys: the texts of its cells, folded for comparing.
    """

    header_row: int
    first_row: int
    columns: tuple[SourceColumn, ...]
    header_keys: frozenset[str] = frozenset()

    def of(self, meaning: str) -> SourceColumn | None:
        """The first column that says this; None where there is none."""
        return next((column for column in self.columns if column.meaning == meaning), None)

    @cached_property
    def headers(self) -> Sequence[str]:
        """The texts of all cells of the header."""
        return [text for column in self.columns for text in column.header.split("\n")]

    @cached_property
    def meanings(self) -> frozenset[str]:
        """All that the columns say."""
        return frozenset(column.meaning for column in self.columns)


class HeaderReader(ValueObject, dict=True):
    """Understands headers.

    Attributes:
        words: of templates/import.yaml.
        chosen: header → key of a plan, as the clerk said.
    """

    words: ImportWords
    chosen: Mapping[str, str]

    def find_columns(self, table: SourceTable) -> SourceColumns | None:
        """The header of a table of tasks; None in any other table."""
        scores = [self._score(table, row) for row in range(min(len(table.rows), _SEARCHED_ROWS))]
        best = max(scores, default=0)
        if best < _FEWEST_COLUMNS:
            return self._columns_by_place(table)
        row = scores.index(best)
        height = self._header_height(table, row)
        keys = (comparison_key(text) for texts in table.rows[row : row + height] for text in texts if text)
        columns = SourceColumns(row, row + height, tuple(self._columns(table, row, height)), frozenset(keys))
        return columns if columns.meanings.intersection(SUBJECTS) else None

    def torn_header(self, texts: Sequence[str]) -> Sequence[SourceColumn]:
        """The columns of a row that is a part of a header; none where it is no header.

        Args:
            texts: of its cells.
        """
        table = SourceTable("", 1, [texts])
        return list(self._columns(table, 0, 1)) if self._score(table, 0) >= _FEWEST_COLUMNS else ()

    @cached_property
    def meanings_by_place(self) -> Mapping[int, str]:
        """Place of a column, counted from 0 → key of a plan, where the clerk said so by its number: 第3列 → 名称."""
        places = {header: COLUMN_NUMBER.fullmatch(header) for header in self._chosen}
        return {int(match[1]) - 1: self._chosen[header] for header, match in places.items() if match}

    def _columns_by_place(self, table: SourceTable) -> SourceColumns | None:
        """The columns of a table without a header, where the clerk said what stands in which."""
        columns = [SourceColumn((place,), "", self.meanings_by_place.get(place, OWN)) for place in range(table.width)]
        is_named = any(column.meaning in SUBJECTS for column in columns)
        return SourceColumns(0, 0, tuple(columns)) if is_named else None

    def is_header(self, table: SourceTable, row: int, columns: SourceColumns) -> bool:
        """Whether a row repeats the header on a new page: words of it alone, or half of its words, columns among them.

        Args:
            table: in which it stands.
            row: counted from 0.
            columns: of the table.
        """
        texts = [comparison_key(text) for text in table.rows[row] if text]
        header_texts = [text for text in texts if text in columns.header_keys]
        is_part = len(header_texts) * 2 >= len(texts) and self._score(table, row) > 1
        return len(header_texts) > 1 and (is_part or len(header_texts) == len(texts))

    def _score(self, table: SourceTable, row: int) -> int:
        meanings = {exact[0] for text in table.rows[row] if (exact := self._exact_meanings(text))}
        return len(meanings) + ("序号" in meanings)

    def _header_height(self, table: SourceTable, row: int) -> int:
        """How many rows a header takes: as far as its merged cells reach down, or a second row of known words."""
        ends = [area[2] for area in table.merged_areas if area[0] == row and area[2] - row < _MOST_HEADER_ROWS]
        height = max(ends, default=row) - row + 1
        if height == 1 and row + 1 < len(table.rows) and self._is_second_row(table, row):
            return 2
        return height

    def _is_second_row(self, table: SourceTable, row: int) -> bool:
        below = [text for text in table.rows[row + 1] if text]
        named = [text for text in below if self._exact_meanings(text) or _period_words(text)]
        blank_above = [not table.text_at(row, place) for place, text in enumerate(table.rows[row + 1]) if text]
        return len(below) > 1 and len(named) == len(below) and any(blank_above)

    def _columns(self, table: SourceTable, row: int, height: int) -> Iterator[SourceColumn]:
        headers = _header_texts(table, row, height)
        candidates = [self._meanings(texts) for _, texts in headers]
        for (places, texts), meaning, (meanings, evidence) in zip(
            headers, _assigned(candidates), candidates, strict=True
        ):
            below = range(row + height, len(table.rows))
            if texts or any(table.text_at(at, places[0]) for at in below):
                others = tuple(one for one in meanings if one != meaning)
                is_likely = evidence is _Evidence.PART and meaning != OWN
                yield SourceColumn(places, "\n".join(texts), meaning, is_likely, others)

    def _meanings(self, parts: Sequence[str]) -> _Candidate:
        """What a header may say, the likeliest first, and by what."""
        own = list(reversed(parts))
        evidences = chain((_Evidence.WHOLE, _Evidence.OWN_WORDS), repeat(_Evidence.ABOVE))
        for text, evidence in zip(("".join(parts), *own), evidences, strict=False):
            if meanings := self._exact_meanings(text):
                return meanings, evidence
            if _period_words(text):
                return (PERIOD,), evidence
        for text in own:
            if meanings := self._likely_meanings(text):
                return meanings, _Evidence.PART
        return (), _Evidence.PART

    def _exact_meanings(self, text: str) -> Sequence[str]:
        if not text or len(text) > _LONGEST_HEADER:
            return ()
        for key in header_spellings(self.words.simplify(text)):
            if key in self._chosen:
                return (self._chosen[key],)
            if key in self._meanings_by_header:
                return self._meanings_by_header[key]
        return ()

    def _likely_meanings(self, text: str) -> Sequence[str]:
        key = _BRACKETS.sub("", comparison_key(self.words.simplify(text)))
        if len(key) > _LONGEST_HEADER:
            return ()
        inside = [header for header in self._meanings_by_header if len(header) >= _SHORTEST_PART and header in key]
        return self._meanings_by_header[max(inside, key=len)] if inside else ()

    @cached_property
    def _chosen(self) -> Mapping[str, str]:
        return {comparison_key(self.words.simplify(header)): meaning for header, meaning in self.chosen.items()}

    @cached_property
    def _meanings_by_header(self) -> Mapping[str, Sequence[str]]:
        meanings: dict[str, list[str]] = {}
        for meaning, headers in self.words.columns.items():
            for header in headers:
                meanings.setdefault(comparison_key(header), []).append(meaning)
        return meanings


def _header_texts(table: SourceTable, row: int, height: int) -> list[tuple[tuple[int, ...], list[str]]]:
    """The columns by their header cells: where each stands, and the texts of its header from above."""
    places_by_cells: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for place in range(table.width):
        rows = range(row, row + height)
        cells = tuple(dict.fromkeys((_upper_cell(table, rows, place), *(table.anchor(at, place) for at in rows[1:]))))
        places_by_cells.setdefault(cells, []).append(place)
    return [
        (tuple(places), [text for cell in cells if (text := table.text_at(*cell))])
        for cells, places in places_by_cells.items()
    ]


def _upper_cell(table: SourceTable, rows: range, place: int) -> tuple[int, int]:
    """The first cell of a header above a place; where none of its cells are merged, a blank one goes on with its left.

    So people write without merging: 联络员 and a blank above 姓名 and 手机.
    """
    upper, below = rows[0], rows[0] + 1
    if len(rows) == 1 or any(area[0] <= rows[-1] and area[2] >= upper for area in table.merged_areas):
        return table.anchor(upper, place)
    left = place
    while left and not table.text_at(upper, left) and table.text_at(below, left):
        left -= 1
    return (upper, left) if table.text_at(upper, left) and table.text_at(below, left) else (upper, place)


def _assigned(candidates: Sequence[_Candidate]) -> list[str]:
    """What each header says, no two the same: its own words choose first, and those that can say one thing alone.

    Under 时间要求, 完成时间 is the day that is meant, and 开始时间 is none.
    """
    meanings = [OWN] * len(candidates)
    for at in sorted(range(len(candidates)), key=lambda at: (candidates[at][1], len(candidates[at][0]), at)):
        meanings[at] = next((m for m in candidates[at][0] if m == PERIOD or m not in meanings), OWN)
    return meanings


def header_spellings(text: str) -> Iterator[str]:
    """A header for looking it up: as it is, without brackets, without the year."""
    whole = comparison_key(text)
    plain = _BRACKETS.sub("", whole).rstrip(":")
    yield from dict.fromkeys((whole, plain, _YEAR.sub("", plain) or plain))


def _period_words(text: str) -> str:
    """The part of the year that a header names: 第一季度, 3月底前, 1月 of 1月份计划; empty where it names none."""
    key = comparison_key(text)
    if len(key) > _LONGEST_HEADER:
        return ""
    if parse_schedule(key, LEAP_YEAR):
        return key
    words, remainder = split_schedule(_YEAR.sub("", key), LEAP_YEAR)
    return words if words and len(remainder) <= len("目标任务安排") else ""


def period_of(column: SourceColumn) -> str:
    """The words of a PERIOD column that say when it is due."""
    return next(filter(None, (_period_words(part) for part in reversed(column.header.split("\n")))), column.header)

"""What of a sheet has room on one page: how many rows each block keeps, and where the others are said to stand."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportBlock
from duban.reports.table_rows import FOLDS, WHOLE_WIDTH, ReportRow
from duban.value_object import ValueObject, field, replace
from duban.workbook.book import Cell, Sheet

_MOST_ROWS = 60
"""No page takes more rows of a block: those behind are not even tried."""
_TOP = "A1"


class FoldingPage(ValueObject):
    """A sheet that is to stand on one page, and whose blocks give up rows for that.

    Attributes:
        blocks: of the sheet; those with `folds` give up rows, the lowest number first, at first down to `keeps`.
        tables: all rows of each block.
        rows_of: gives the rows of a block, no more than its `limit`.
        facts: of which words may speak; `sheets`: stem of a layout → the name of its sheet in this book.
        lay_out: the sheet with these rows in its blocks.
        folded_tables: which block with how many rows → its rows, of those that were tried.
        sheets: how many rows each block keeps → the sheet with them, of those that were tried.
    """

    blocks: Sequence[ReportBlock]
    tables: Sequence[Sequence[ReportRow]]
    rows_of: Callable[[ReportBlock], Iterable[ReportRow]]
    facts: Mapping[str, Any]
    lay_out: Callable[[Iterable[Sequence[ReportRow]]], Sheet]
    folded_tables: dict[tuple[int, int], Sequence[ReportRow]] = field(default_factory=dict)
    sheets: dict[tuple[int, ...], Sheet] = field(default_factory=dict)

    def fitting_sheet(self) -> Sheet:
        """The sheet with as many rows as have room; where nothing helps, with none of those that can be given up."""
        counts = [
            min(len(rows), _MOST_ROWS) if block.folds else len(rows)
            for block, rows in zip(self.blocks, self.tables, strict=True)
        ]
        if self._fits(counts):
            return self._sheet(counts)
        for index, least in self._steps():
            too_many, counts[index] = counts[index], min(least, counts[index])
            if self._fits(counts):
                counts[index] = self._most_that_fit(counts, index, too_many)
                break
        return self._sheet(counts)

    def _steps(self) -> Iterator[tuple[int, int]]:
        """Which block gives up rows, and down to how many, in this order."""
        folding = [(index, block) for index, block in enumerate(self.blocks) if block.folds]
        first_steps = sorted((block.folds, index, block.keeps) for index, block in folding)
        last_steps = sorted((block.last or block.folds, index, 0) for index, block in folding)
        yield from ((index, least) for _, index, least in (*first_steps, *last_steps))

    def _most_that_fit(self, counts: Sequence[int], index: int, too_many: int) -> int:
        """How many rows of one block have room, the others as they are: more than it has now, fewer than `too_many`."""

        def is_too_much(count: int) -> bool:
            return not self._fits([*counts[:index], count, *counts[index + 1 :]])

        more = range(counts[index] + 1, too_many)
        return counts[index] + bisect_left(more, x=True, key=is_too_much)

    def _fits(self, counts: Sequence[int]) -> bool:
        return self._sheet(counts).page.fit_one_page

    def _sheet(self, counts: Sequence[int]) -> Sheet:
        tried = tuple(counts)
        if tried not in self.sheets:
            self.sheets[tried] = self.lay_out(map(self._rows_of_block, range(len(tried)), tried))
        return self.sheets[tried]

    def _rows_of_block(self, index: int, count: int) -> Sequence[ReportRow]:
        """The rows of a block, as many as it keeps: what was tried before is not made again."""
        made = self.folded_tables
        if (index, count) not in made:
            made[index, count] = self._folded_rows(self.blocks[index], self.tables[index], count)
        return made[index, count]

    def _folded_rows(self, block: ReportBlock, rows: Sequence[ReportRow], count: int) -> Sequence[ReportRow]:
        if count >= len(rows):
            return rows
        if block.rows in FOLDS:
            return tuple(self.rows_of(replace(block, limit=count)))
        return *rows[:count], self._folded_line(block, count, rows[count:])

    def _folded_line(self, block: ReportBlock, count: int, given_up: Sequence[ReportRow]) -> ReportRow:
        """In place of the rows that a block gave up: how many there are, and on which sheet, with a link to it."""
        sheet = self.facts.get("sheets", {}).get(block.more_on, "")
        facts = {"kept": count, "left": len(given_up), "rows": given_up, "sheet": sheet}
        words = render_text(block.folded, **{**self.facts, **facts})
        return {WHOLE_WIDTH: Cell(words, "word-middle", link=(sheet, _TOP) if sheet else None)}

"""Where a report is parted between pages: rows of 10 points on pages of 100, of which 95 are used."""

import pytest

from duban.workbook.book import Cell, SheetRow
from duban.workbook.paging import find_page_breaks

PAGE = 100.0


def lines(*downs: int) -> list[SheetRow]:
    """A line for each number: over how many lines its first cell reaches."""
    return [SheetRow([Cell("x", row_span=down)], height=10) for down in downs]


@pytest.mark.parametrize(
    ("downs", "header", "held", "begin"),
    [
        ((1,) * 30, 0, {}, ()),  # nothing holds together: programs part plain rows well enough
        ((1,) * 8 + (3, 1, 1), 0, {}, (9,)),  # a tall cell goes to the next page whole
        ((1,) * 8 + (3, 1, 1) + (1,) * 8, 1, {}, (9, 17)),  # the header is printed there too, and takes its room
        ((1,) * 12, 0, {8: 12}, (9,)),  # so does a short block
        ((1,) * 20, 0, {2: 20}, ()),  # one of more than half a page is parted all the same
    ],
)
def test_what_holds_together_is_not_parted(
    downs: tuple[int, ...], header: int, held: dict[int, int], begin: tuple[int, ...]
) -> None:
    assert find_page_breaks(lines(*downs), header, PAGE, held) == begin

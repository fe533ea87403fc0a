"""A text that is longer than the highest row shows goes on in the next row; nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from duban.workbook.book import Cell, SheetRow, TextPart
from duban.workbook.paging import MAX_ROW_HEIGHT, cut_text, most_lines, wrapped_line_count
from duban.workbook.tall_rows import CONTINUED, continue_tall_rows

LONG = "".join(f"第{number}句说了一件事。" for number in range(200))


def test_a_text_goes_on_in_rows_of_its_own_and_other_cells_are_blank_there() -> None:
    [first, *others] = continue_tall_rows([SheetRow([Cell(1, "number"), Cell(LONG, "word")])], (5, 20))
    assert others
    rows = [first, *others]
    assert "".join(str(row.cells[1].value) for row in rows if row.cells[1]) == LONG
    assert [row.cells[0] for row in rows] == [Cell(1, "number"), *[Cell(CONTINUED, "number")] * len(others)]
    assert all((row.height or 0) <= MAX_ROW_HEIGHT for row in rows)
    assert all(str(row.cells[1].value).endswith("。") for row in rows if row.cells[1])  # parted behind a sentence


def test_a_cell_that_spans_the_row_spans_the_new_ones_too() -> None:
    rows = [SheetRow([Cell("甲", row_span=2), Cell(LONG)]), SheetRow([None, Cell("乙")])]
    grown = continue_tall_rows(rows, (5, 20))
    assert len(grown) > len(rows)
    assert grown[0].cells[0] == Cell("甲", row_span=len(grown))
    assert [row.cells[0] for row in grown[1:]] == [None] * (len(grown) - 1)


def test_letters_of_their_own_go_on_with_their_text() -> None:
    """The last third of a text is in ink: so is the last third of what its rows show, and no other letter."""
    plain, ink = LONG[: len(LONG) * 2 // 3], LONG[len(LONG) * 2 // 3 :]
    cell = Cell(LONG, "word", parts=(TextPart(plain, "word"), TextPart(ink, "word-changed")))
    shown = [row.cells[0] for row in continue_tall_rows([SheetRow([cell])], (20,))]
    assert len(shown) > 2
    assert all("".join(part.text for part in each.parts) == each.value for each in shown if each)
    parts = [part for each in shown if each for part in each.parts]
    for style, text in (("word", plain), ("word-changed", ink)):
        assert "".join(part.text for part in parts if part.style == style) == text


def test_a_row_that_is_not_too_tall_is_left_as_it_is() -> None:
    row = SheetRow([Cell(1), Cell("短")], height=20)
    assert continue_tall_rows([row], (5, 20)) == [row]


@given(st.text("字a1。\n", max_size=3000), st.integers(4, 60))
def test_no_sign_of_a_text_is_lost_and_no_part_is_too_long(text: str, width: int) -> None:
    lines = most_lines()
    parts = cut_text(text, width, 10, lines)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    assert all(wrapped_line_count(part, width) <= lines for part in parts)

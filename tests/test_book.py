"""A1 names: rows and columns counted from 1, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.workbook.book import cell_address, column_range, parse_cell_address, range_address


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_the_name_of_a_cell_is_read_back(row: int, column: int) -> None:
    assert parse_cell_address(cell_address(row, column)) == (row - 1, column - 1)


@pytest.mark.parametrize("name", ["", "F", "7", "F0", "f7", "F07", "$F$7", "F7:F9", "AAAA1", "F12345678"])
def test_what_is_no_cell_has_no_place(name: str) -> None:
    assert parse_cell_address(name) is None


def test_ranges() -> None:
    assert (column_range("A:C"), column_range("AA")) == ((1, 3), (27, 27))
    assert range_address(6, 28, 9) == "AB6:AB9"

"""What is printed can be read, letters of nine points on its paper; and of a form, what must stay in sight does."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from duban.fields.locked import CHECK_PATH
from duban.model.layout import Layout, SheetLayout
from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportSheet
from duban.validation.reading import validated
from duban.workbook.book import column_number
from duban.workbook.paging import MAX_ROW_HEIGHT, row_height, scale_to_width

BODY, LEAST = 10.0, 9.0
"""Points of the letters in tables and notes, and of the smallest ones that a leader reads without glasses."""
ROOT = Path(__file__).parent.parent
SHEETS = sorted(
    path
    for folder in (ROOT / "templates", *(ROOT / "plans").iterdir())
    for path in (folder / "reports").glob("*.yaml")
    if path.name != "books.yaml"
)
OFFICIAL = {"plans/sanshui-2020/reports/official.yaml"}
"""Tables whose columns a superior office prescribes: no A4 page takes them, and so they lie on A3."""


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_sheet_prints_on_a4_in_letters_of_nine_points(path: Path) -> None:
    layout = validated(ReportSheet, yaml.safe_load(path.read_text(encoding="utf-8")))
    points = BODY * scale_to_width(layout.widths, layout.paper, landscape=layout.landscape)
    assert round(points, 1) >= LEAST
    assert layout.paper == "A4" or path.relative_to(ROOT).as_posix() in OFFICIAL


def test_the_register_prints_on_a4_in_letters_of_nine_points() -> None:
    text = (ROOT / "templates" / "register.yaml").read_text(encoding="utf-8")
    layout = validated(RegisterLayout, yaml.safe_load(text))
    for name, sheet in layout.sheets.items():
        widths = [column.width for column in sheet.columns]
        assert round(BODY * scale_to_width(widths, "A4", landscape=True), 1) >= LEAST, name


FORMS = sorted([*ROOT.glob("templates/forms/*.yaml"), *ROOT.glob("examples/*/forms/*.yaml")])
WIDE = "国"
SCREEN = 1366 - 50
"""Pixels of a small screen beside the row numbers and the scroll bar."""


def pixels(widths: Iterable[float]) -> int:
    return sum(int(width * 7 + 5) for width in widths)


def tables_to_fill() -> Iterator[tuple[str, SheetLayout]]:
    """The tables of all shipped kinds of form, and of those that the examples' offices made."""
    for path in FORMS:
        layout = validated(Layout, yaml.safe_load(path.read_text(encoding="utf-8")))
        yield from ((f"{layout.name} {sheet.name}", sheet) for sheet in layout.sheets if sheet.input_columns)


TABLES_TO_FILL = dict(tables_to_fill())


@pytest.mark.parametrize("sheet", TABLES_TO_FILL.values(), ids=TABLES_TO_FILL)
def test_a_form_prints_in_letters_of_nine_points_and_on_a4_where_it_can(sheet: SheetLayout) -> None:
    widths = [column.width for column in sheet.columns]
    assert round(BODY * scale_to_width(widths, sheet.paper, landscape=True), 1) >= LEAST
    fits_a4 = round(BODY * scale_to_width(widths, "A4", landscape=True), 1) >= LEAST
    assert (sheet.paper == "A4") == fits_a4


@pytest.mark.parametrize("sheet", TABLES_TO_FILL.values(), ids=TABLES_TO_FILL)
def test_while_any_input_is_filled_in_its_task_and_the_check_stay_in_sight(sheet: SheetLayout) -> None:
    """What stays in sight takes little more than half of a small screen, and one step to the right shows the rest."""
    widths = [column.width for column in sheet.columns]
    check = next(number for number, column in enumerate(sheet.columns) if column.shows == CHECK_PATH)
    locked_before = [column for column in sheet.columns[:check] if not column.kind]
    assert all(not column.kind for column in sheet.columns[:check]) or sheet.rows == "unit"
    assert locked_before
    frozen, others = pixels(widths[: check + 1]), pixels(widths[check + 1 :])
    assert frozen <= 0.56 * SCREEN
    assert others <= 2 * (SCREEN - frozen)


@pytest.mark.parametrize("sheet", TABLES_TO_FILL.values(), ids=TABLES_TO_FILL)
def test_what_the_heading_asks_is_in_sight_when_the_form_is_opened(sheet: SheetLayout) -> None:
    widths = [column.width for column in sheet.columns]
    asked = [column_number(item.asks_at) for item in sheet.heading if item.asks]
    assert all(pixels(widths[:number]) <= SCREEN for number in asked)


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in TABLES_TO_FILL.values() if not sheet.grow], ids=lambda one: one.key
)
def test_a_box_that_does_not_grow_has_room_for_all_that_may_be_typed(sheet: SheetLayout) -> None:
    assert row_height((WIDE * column.max, column.width) for column in sheet.input_columns) < MAX_ROW_HEIGHT

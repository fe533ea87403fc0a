"""What is printed can be read: every sheet of a report keeps letters of nine points on its paper."""

from pathlib import Path

import pytest
import yaml

from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportSheet
from duban.workbook.paging import scale_to_width

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
    layout = ReportSheet.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    points = BODY * scale_to_width(layout.widths, layout.paper, landscape=layout.landscape)
    assert round(points, 1) >= LEAST
    assert layout.paper == "A4" or path.relative_to(ROOT).as_posix() in OFFICIAL


def test_the_register_prints_on_a4_in_letters_of_nine_points() -> None:
    text = (ROOT / "templates" / "register.yaml").read_text(encoding="utf-8")
    layout = RegisterLayout.model_validate(yaml.safe_load(text))
    for name, sheet in layout.sheets.items():
        widths = [column.width for column in sheet.columns]
        assert round(BODY * scale_to_width(widths, "A4", landscape=True), 1) >= LEAST, name

"""Charts draw the cells of their own sheet, keep these cells' values, and hold to the office's colours."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from duban.model.config import CellStyle, Fonts
from duban.model.palette import DEFAULT_PALETTE
from duban.validation.writing import plain_data
from duban.workbook.book import Book, Cell, DataBar, Scalar, Sheet, SheetRow
from duban.workbook.chart import Chart, ChartKind, ChartSeries
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx import write_workbook

STYLES = ResolvedStyles({"plain": CellStyle()}, DEFAULT_PALETTE, plain_data(Fonts()))
TABLE: list[tuple[Scalar, ...]] = [("单位", "红灯", "黄灯"), ("基财股", 1, 0), ("职终股", 0, 2), ("合计", 1, 2)]
CHART_XML = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def drawn(kind: ChartKind, *, pattern: bool = True, table: Sequence[tuple[Scalar, ...]] = TABLE) -> Book:
    """Two units with two lights; the total is not drawn."""
    rows = [SheetRow([Cell(value) for value in line]) for line in table]
    red = ChartSeries((1, 2), 2, "red-ink", "red-ink", label_format="0;;;")
    yellow = ChartSeries((1, 3), 3, "yellow", "yellow-ink", pattern="stripes" if pattern else "")
    chart = Chart(kind, (red, yellow), 1, 2, 3, (6, 1), 400, 200, title="各单位")
    bars = (DataBar("B2:B3"), DataBar("C2:C3", longest=2))
    return Book(
        [Sheet("图", rows, charts=(chart,), data_bars=bars, tab_color="red", zoom=110)], title="图", author="局"
    )


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


KINDS: tuple[ChartKind, ...] = ("stacked-bar", "bar", "stacked-column", "column", "line")


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_keeps_the_values_of_its_cells(kind: ChartKind) -> None:
    """A program that shows a file without opening its cells draws the same."""
    chart = ET.fromstring(parts(write_workbook(drawn(kind), STYLES))["xl/charts/chart1.xml"])
    kept = [[value.text for value in cache.iter(f"{CHART_XML}v")] for cache in chart.iter(f"{CHART_XML}numCache")]
    assert kept == [["1", "0"], ["0", "2"]]
    names = [[value.text for value in cache.iter(f"{CHART_XML}v")] for cache in chart.iter(f"{CHART_XML}strCache")]
    assert names == [["红灯"], ["基财股", "职终股"], ["黄灯"], ["基财股", "职终股"]]


@pytest.mark.parametrize("kind", KINDS)
def test_names_that_look_like_numbers_are_kept_as_words(kind: ChartKind) -> None:
    """Else the tenth of October (10.10) is named 10.1 by a program that does not open the cells."""
    table: list[tuple[Scalar, ...]] = [("期次", "红灯", "黄灯"), ("10.10", 1, 0), ("12.31", 0, 2)]
    text = parts(write_workbook(drawn(kind, table=table), STYLES))["xl/charts/chart1.xml"]
    assert re.findall("<c:cat><c:(.*?)>.*?<c:v>(.*?)</c:v>", text) == [("strRef", "10.10")] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_of_a_blank_cell(kind: ChartKind) -> None:
    """A line has a gap there; it does not fall to 0."""
    table: list[tuple[Scalar, ...]] = [("期次", "红灯", "黄灯"), ("6月", None, 0), ("7月", 1, 2)]
    text = parts(write_workbook(drawn(kind, table=table), STYLES))["xl/charts/chart1.xml"]
    [red, yellow] = re.findall("<c:numCache>(.*?)</c:numCache>", text)
    assert re.findall('<c:pt idx="(.)"><c:v>(.*?)</c:v>', red) == [("1", "1")]
    assert re.findall('<c:pt idx="(.)"><c:v>(.*?)</c:v>', yellow) == [("0", "0"), ("1", "2")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_the_same_bytes_each_time(kind: ChartKind) -> None:
    data = write_workbook(drawn(kind), STYLES)
    assert data == write_workbook(drawn(kind), STYLES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_range_lies_on_the_chart_s_own_sheet(kind: ChartKind) -> None:
    text = parts(write_workbook(drawn(kind), STYLES))["xl/charts/chart1.xml"]
    ranges = re.findall("<c:f>(.*?)</c:f>", text)
    assert ranges
    assert all(each.startswith("图!") for each in ranges)


def test_a_number_may_be_a_link_and_stays_a_number() -> None:
    rows = [SheetRow([Cell(7, link=("图", "A2"))]), SheetRow([Cell("七")])]
    sheet = parts(write_workbook(Book([Sheet("图", rows)]), STYLES))["xl/worksheets/sheet1.xml"]
    assert '<c r="A1" s="1"><v>7</v></c>' in sheet
    assert '<hyperlink ref="A1" location="\'图\'!A2"' in sheet


def test_a_book_says_whose_it_is_and_nothing_else() -> None:
    core = parts(write_workbook(drawn("bar"), STYLES))["docProps/core.xml"]
    assert "<dc:creator>局</dc:creator>" in core
    assert "<dc:title>图</dc:title>" in core
    assert "keywords" not in core


@pytest.mark.parametrize("version", [FileFormat.OFFICE_2007, FileFormat.MICROSOFT_365])
def test_nothing_is_wrong_with_any_chart(version: FileFormat, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("charts")
    audit = OpenXmlValidator(
        file_format=version, max_errors=0, schema_validation=True, semantic_validation=True, strict=True
    )
    for kind in KINDS:
        path = folder / f"{kind}.xlsx"
        path.write_bytes(write_workbook(drawn(kind), STYLES))
        assert list(audit.validate(path).errors) == []

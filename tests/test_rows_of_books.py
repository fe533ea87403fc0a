"""Our rows are those that xlsxwriter would write, byte for byte, and all around them is its own.

Only `spans` is left out: with it, it says how wide some rows are, which no program needs.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.forms import FormBatch, design_form
from duban.journeys import build, designed_forms, handing_out, outputs, register_workbook
from duban.journeys.context import open_context
from duban.model.config import CellStyle, Fonts
from duban.model.palette import DEFAULT_PALETTE
from duban.validation.writing import plain_data
from duban.value_object import replace
from duban.workbook.book import Book, Cell, ConditionalFormat, PageSetup, Scalar, Sheet, SheetRow, TextPart, Validation
from duban.workbook.chart import ChartKind
from duban.workbook.picture import Picture, read_picture
from duban.writers import sheet_rows, xlsx
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx import write_workbook
from tests import by_xlsxwriter
from tests.clerk import ROOT, Clerk, taishan_answers
from tests.test_charts import KINDS, drawn
from tests.test_logo import png

_SPANS = re.compile(rb' spans="[0-9]+:[0-9]+"')
STYLES = ResolvedStyles(
    {"plain": CellStyle(), "same": CellStyle(), "bold": CellStyle(bold=True, fill="F0F0F0", border=1)},
    DEFAULT_PALETTE,
    plain_data(Fonts()),
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def differing_parts(book: Book, styles: ResolvedStyles = STYLES) -> list[str]:
    """The parts of a file that xlsxwriter writes in another way, order among them."""
    ours, theirs = parts(write_workbook(book, styles)), parts(by_xlsxwriter.write_workbook(book, styles))
    assert list(ours) == list(theirs)
    return [name for name, part in theirs.items() if _SPANS.sub(b"", part) != ours[name]]


def read_twice(book: Book) -> Book:
    return replace(book, sheets=[replace(sheet, rows=list(sheet.rows)) for sheet in book.sheets])


@pytest.mark.parametrize("plan", sorted(path.parent.name for path in ROOT.glob("plans/*/plan.yaml")))
def test_a_form_of_each_kind(plan: str) -> None:
    desk = open_context(ROOT / "config.yaml", plan, None, None, date(2024, 1, 1), None, compiling=False)
    for series in desk.issuer.all_series:
        snapshot = desk.issuer.snapshot(series, series.periods[0])
        issue = FormBatch(snapshot, snapshot.digest, desk.workspace.messages)
        for unit in snapshot.assignment.units[:2]:
            assert differing_parts(read_twice(design_form(issue, unit)), desk.workspace.resolved_styles) == []


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Book, ResolvedStyles]]:
    """All books of a month at a desk with a logo: forms, lists, report, working papers, a correction copy."""
    books: list[tuple[Book, ResolvedStyles]] = []

    def note(book: Book, styles: ResolvedStyles) -> bytes:
        books.append((read_twice(book), styles))
        return write_workbook(books[-1][0], styles)

    for module in (xlsx, build, designed_forms, handing_out, outputs, register_workbook):
        monkeypatch.setattr(module, "write_workbook", note, raising=False)  # some import it when they need it
    clerk = Clerk(tmp_path / "desk")
    (clerk.folder / "徽标.png").write_bytes(png())
    config = clerk.folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "徽标: 徽标.png\n", encoding="utf-8")
    clerk.build("2022-06", "2022-06-03")
    clerk.hand_in_all("2022-06", taishan_answers()["2022-06"])
    clerk.compile("2022-06", "2022-06-21")
    return books


def test_every_book_of_a_month(written: list[tuple[Book, ResolvedStyles]]) -> None:
    sheets = [sheet for book, _ in written for sheet in book.sheets]
    assert any(book.has_logo and styles.logo for book, styles in written)
    for kind in ("charts", "validations", "conditional_formats"):
        assert any(getattr(sheet, kind) for sheet in sheets), kind
    cells = [cell for sheet in sheets for row in sheet.rows for cell in row.cells if cell]
    for kind in ("note", "link", "formula"):
        assert any(getattr(cell, kind) for cell in cells), kind
    assert [differing_parts(book, styles) for book, styles in written] == [[]] * len(written)


TEXTS = st.text(max_size=12) | st.sampled_from(
    [" 前后 ", "一\n二", "<&>\"'", "_x000D_", "\x01\x1f\ufffe", "\u200b", "😀"]
)
NUMBERS = (
    st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.decimals(-1000, 1000, places=2)
)
VALUES: st.SearchStrategy[Scalar] = st.none() | TEXTS | NUMBERS | st.dates(date(1900, 1, 1))
RESULTS: st.SearchStrategy[Scalar] = (
    st.integers() | st.booleans() | st.sampled_from(["", "好", " <&>", "#N/A", Decimal("0.50"), 0.1])
)
NAMES = st.sampled_from(["plain", "same", "bold"])


@st.composite
def cells(draw: st.DrawFn) -> Cell | None:
    """Any cell of one column that a book may have."""
    style, value = draw(NAMES), draw(VALUES)
    note = draw(st.just("") | TEXTS)
    match draw(st.sampled_from(["none", "value", "value", "formula", "link", "underline", "parts"])):
        case "none":
            return None
        case "formula":
            return Cell(draw(RESULTS), style, '=IF(A1<>"&",1,2)', note=note)
        case "link":
            return Cell(value, style, note=note, link=("表'一", "B2"), row_links=draw(st.sampled_from([(), ("1",)])))
        case "underline":
            return Cell("甲乙丙", style, note=note, underline=draw(st.sampled_from(["甲", "乙", "甲乙丙", "丁"])))
        case "parts":
            texts = draw(st.lists(st.sampled_from(["甲", "<乙>", " 丙 ", ""]), min_size=1, max_size=3))
            return Cell("".join(texts), style, parts=tuple(TextPart(text, draw(NAMES)) for text in texts))
    return Cell(value, style, note=note)


def row(cells: list[Cell | None], height: float | None, *, hidden: bool, grows: bool) -> SheetRow:
    return SheetRow(cells, height, hidden=hidden, grows_when_typed=grows and any(cells))


ROWS = st.builds(
    row,
    st.lists(cells(), max_size=4),
    st.none() | st.sampled_from([0, 0.2, 15, 24.5, 409]),
    hidden=st.booleans(),
    grows=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, max_size=6), st.lists(ROWS, max_size=3))
def test_any_rows(first: list[SheetRow], second: list[SheetRow]) -> None:
    for rows in (first, second):  # xlsxwriter takes a first row that has a height for a cell in A
        rows.insert(0, SheetRow([Cell("题", "bold")], height=32))
    sheets = [Sheet("表'一", first, widths=(10, 20.5, 0.5)), Sheet("二", second, hidden_columns=frozenset({2}))]
    assert differing_parts(Book(sheets, properties={"duban_form": "X"}, names={"area": "二!$A$1"})) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4))
def test_merged_cells(spans: list[tuple[int, int, int]]) -> None:
    """One over several rows and columns in each row; where two would overlap, both refuse."""
    rows = [
        SheetRow([Cell("左"), *[None] * before, Cell("中", "bold", column_span=wide, row_span=high)])
        for before, wide, high in spans
    ]
    book = Book([Sheet("表", rows)])
    try:
        by_xlsxwriter.write_workbook(book, STYLES)
    except Exception:  # noqa: BLE001 — whatever xlsxwriter has for it
        with pytest.raises(ValueError, match="merged"):
            write_workbook(book, STYLES)
        return
    assert differing_parts(book) == []


WORDS = st.sampled_from(["", "甲", "甲乙", "<&>\"'", "&C第&P页", "乙" * 120])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=2, max_size=4))
def test_books_that_differ_in_a_few_words(words: list[tuple[str, str, str]]) -> None:
    """What surrounds the rows is written once for all of them, and each has its own title, property and foot."""
    for title, value, footer in words:
        sheet = Sheet("表", [SheetRow([Cell("题")])], page=PageSetup(footer=footer))
        assert differing_parts(Book([sheet], title=title, properties={"duban_form": value})) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from(["甲", "A1000003"])), min_size=2, max_size=4
    )
)
def test_books_that_differ_in_how_long_they_are(lengths: list[tuple[int, int, str]]) -> None:
    """Also where an area is one cell, and where a text looks like the name of one."""
    for row_count, foot_count, word in lengths:
        last = 2 + row_count
        rows = [SheetRow([Cell("题", column_span=2)]), SheetRow([Cell("头"), Cell("尾")])]
        rows += [SheetRow([Cell(number), Cell(word)]) for number in range(row_count)]
        rows += [SheetRow([Cell("注", column_span=2)])] * foot_count
        table = Sheet(
            "表",
            rows,
            validations=(Validation(f"A3:A{last}", "length", high=5, title=word),) * (row_count > 0),
            conditional_formats=(ConditionalFormat(f"B2:B{last}", f'=$A2="{word}"', "bold"),),
            filter_range=(2, 1, last, 2),
            page=PageSetup(repeat_rows=(2, 2), last_column=2),
            locked=True,
        )
        hidden = Sheet("_last", [SheetRow([Cell("键")])] * row_count, visibility="very_hidden")
        names = {"area": f"_last!$A$1:$A${last}"}
        assert differing_parts(Book([table, replace(table, name="又"), hidden], names=names)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_charts_and_data_bars(kind: ChartKind) -> None:
    assert differing_parts(drawn(kind)) == []


def test_long_rows_wait_deflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "_PLAIN_BLOCKS", 2)
    book = Book([Sheet("表", [SheetRow([Cell(f"第{number}行"), Cell(number)]) for number in range(1000)])])
    assert differing_parts(book) == []


def test_rows_are_taken_as_they_come() -> None:
    """None is asked for a second time, and none is needed beside another."""
    rows: Iterator[SheetRow] = (SheetRow([Cell(number)]) for number in range(3))
    sheet = parts(write_workbook(Book([Sheet("表", rows)]), STYLES))["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"<row ") == 3


def test_a_text_of_markup_stays_a_text() -> None:
    """Xlsxwriter would take this one for its own."""
    text = "<r><t>甲</t></r>"
    strings = parts(write_workbook(Book([Sheet("表", [SheetRow([Cell(text)])])]), STYLES))["xl/sharedStrings.xml"]
    assert "<si><t>&lt;r&gt;&lt;t&gt;甲&lt;/t&gt;&lt;/r&gt;</t></si>" in strings.decode()


@pytest.mark.parametrize("text", ["字" * 40_000, "😀" * 20_000, "字" * 32_000 + "😀" * 700])
def test_a_text_that_is_too_long_ends_with_a_mark(text: str) -> None:
    """Excel counts in 16 bits; xlsxwriter would cut without a word."""
    strings = parts(write_workbook(Book([Sheet("表", [SheetRow([Cell(text)])])]), STYLES))["xl/sharedStrings.xml"]
    [kept] = re.findall("<t>(.*)</t>", strings.decode())
    assert kept.endswith("…")
    assert len(kept.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("-Infinity"), Decimal("NaN")])
def test_what_is_no_number_is_refused(number: float | Decimal) -> None:
    with pytest.raises(ValueError, match="no number"):
        write_workbook(Book([Sheet("表", [SheetRow([Cell(number)])])]), STYLES)


def test_more_than_a_sheet_has_is_refused() -> None:
    row = SheetRow([*[None] * 16_384, Cell(1)])
    with pytest.raises(ValueError, match="more cells"):
        write_workbook(Book([Sheet("表", [row])]), STYLES)


@pytest.mark.parametrize(
    "refused",
    [
        Sheet("表", [], validations=(Validation("A1", "list", options_name="", options=("字" * 200, "词" * 200)),)),
        Sheet("表", [SheetRow([Cell("甲", link=("表", "A" * 3000))])]),
    ],
)
def test_what_xlsxwriter_would_drop_is_refused(refused: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "with_lists_sheet", lambda book: book)
    with pytest.raises((ValueError, UserWarning)):
        write_workbook(Book([refused]), STYLES)


def test_a_picture_of_the_office_is_the_same_file() -> None:
    logo = read_picture(png())
    assert isinstance(logo, Picture)
    styles = ResolvedStyles({"plain": CellStyle()}, DEFAULT_PALETTE, plain_data(Fonts()), logo)
    assert differing_parts(Book([Sheet("表", [SheetRow([Cell("题")])])], has_logo=True), styles) == []

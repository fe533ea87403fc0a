"""Files that are made to hang or kill their reader: the import ends, with a sentence, and nothing is written."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.cell_range import CellRange

from duban.cli import main
from duban.formats.opened_file import UnreadableFile
from duban.formats.source_document import read_source_document
from duban.importing.columns import SourceColumn, SourceColumns
from duban.importing.plan_draft import draft_plan
from duban.importing.plan_order import number_tasks
from duban.importing.source_doubts import SourceDoubts
from duban.importing.table_records import TableRecord
from duban.importing.task_draft import DraftTask
from duban.workbook.document import SourceTable
from tests.imports.words import document, import_words

HEADER = ("序号", "任务名称", "内容", "牵头单位", "联系人", "目标值", "完成时限", "节点")
ROW = ("1", "修订预案", "修订全镇预案。", "应急办", "张三", "≥95%", "3月底前", "6月底前完成")
LONG, DEPTH = 30_000, 5_000
REPEATED = (
    "；1.甲",
    "（",
    "（甲",
    "）",
    "3月",
    "3月底前完成。",
    "、甲局",
    "责任领导：",
    "<u>",
    "0-",
    "建成25所",
    " 甲",
    "一是",
)


@pytest.mark.parametrize("piece", REPEATED)
def test_a_cell_as_long_as_can_be_is_understood_in_time_that_grows_with_it(piece: str) -> None:
    """What takes time in the square of a cell's length would take minutes here; runs over all columns."""
    text = (piece * LONG)[:LONG]
    rows = [[text if at == place else words for at, words in enumerate(ROW)] for place in range(1, len(HEADER))]
    rows = [[str(number), *cells[1:]] for number, cells in enumerate(rows, start=1)]
    plan = draft_plan({"表": document(HEADER, *rows)}, import_words(), {}, 2025)
    assert plan is not None
    assert len(plan.tasks) == len(rows)


@pytest.mark.parametrize("text", ["甲" * 40_000, "\t".join(HEADER) + "\n1\t" + "甲" * 140_000])
def test_a_cell_longer_than_excel_keeps_is_refused(text: str) -> None:
    assert refusal(text.encode()) == "long-cell"


def test_a_document_longer_than_any_table_is_refused() -> None:
    assert refusal(("甲" * 30_000 + "\n").encode() * 70) == "many-letters"


def test_a_cell_that_begins_with_a_quote_and_never_ends_swallows_nothing() -> None:
    """Its line, and all below it, are lines of their own again."""
    text = '序号\t任务\n1\t"修订预案\n2\t清理河道\n'
    (table,) = read_source_document(text.encode()).tables
    assert [row[0] for row in table.rows] == ["序号", "1", "2"]


def test_a_merged_cell_over_a_whole_sheet_is_as_large_as_its_table() -> None:
    book = openpyxl.Workbook()
    for row in (HEADER[:2], ROW[:2]):
        book.worksheets[0].append(row)
    book.worksheets[0].merged_cells.ranges = {CellRange("A2:XFD1048576")}
    (table,) = read_source_document(saved(book)).tables
    assert table.merged_areas == ((1, 0, 1, 1),)


@pytest.mark.parametrize(("around", "code"), [("tbl tr tc", ""), ("sdt", "damaged")])
def test_elements_within_each_other_without_end_end_the_reading(around: str, code: str) -> None:
    """A table in a table is the text of its cell; what else goes deeper than any program writes is damage."""
    names = around.split()
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(f"<w:{name}>" for name in names) * DEPTH
        + "".join(f"</w:{name}>" for name in reversed(names)) * DEPTH
        + "</w:body></w:document>"
    )
    data = word_file(xml)
    if code:
        assert refusal(data) == code
    else:
        assert len([*read_source_document(data).tables]) == 1


def word_file(document_xml: str) -> bytes:
    """An empty document with another main part."""
    template, written = io.BytesIO(), io.BytesIO()
    docx.Document().save(template)
    with zipfile.ZipFile(template) as package, zipfile.ZipFile(written, "w") as changed:
        for name in package.namelist():
            changed.writestr(name, document_xml if name == "word/document.xml" else package.read(name))
    return written.getvalue()


def test_the_same_number_in_every_row_is_counted_on() -> None:
    """Each is told by its row; looking for a free number takes no longer the more there are."""
    rows = [("1", f"任务{at}") for at in range(3000)]
    table = SourceTable("", 1, rows)
    columns = SourceColumns(0, 0, (SourceColumn((0,), "序号", "序号"), SourceColumn((1,), "任务", "名称")))
    tasks = [DraftTask(TableRecord(table, columns, [at])) for at in range(len(rows))]
    doubts = SourceDoubts("表", import_words())
    number_tasks(tasks, [doubts] * len(tasks))
    assert len({task.data["序号"] for task in tasks}) == len(tasks)
    assert len(doubts.findings) == len(tasks) - 1


def test_a_file_that_ends_its_reader_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies is one finding."""
    monkeypatch.setattr("duban.journeys.import_plan._read_source", die)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["init", "desk"])
    assert result.exit_code == 0, result.output
    monkeypatch.chdir(tmp_path / "desk")
    Path("表.txt").write_text("任务\t单位\n", encoding="utf-8")
    before = sorted(Path("plans").rglob("*"))
    result = CliRunner().invoke(main, ["import", "表.txt"])
    assert (result.exit_code, sorted(Path("plans").rglob("*"))) == (2, before)
    assert "[import-lost-died]" in result.output


def die(_data: bytes) -> None:
    raise SystemExit(9)


def refusal(data: bytes) -> str:
    """The code for which a file is not read."""
    with pytest.raises(UnreadableFile) as refused:
        read_source_document(data)
    return refused.value.code


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

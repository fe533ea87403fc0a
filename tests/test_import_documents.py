"""What a person sees of a Word document, a workbook or a pasted text is what the importer reads."""

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.table import _Cell
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from duban.formats.source_document import read_source_document
from duban.workbook.document import Paragraph, SourceTable
from tests.imports.cases import case
from tests.imports.word import saved

ROOT = Path(__file__).parents[1]


def word_table(xml: str) -> SourceTable:
    """The only table of a document, whose only cell holds this."""
    written = docx.Document()
    cell: _Cell = written.add_table(rows=1, cols=1).rows[0].cells[0]
    cell._tc.remove(cell.paragraphs[0]._p)
    for element in parse_xml(f"<w:tc {nsdecls('w')}>{xml}</w:tc>"):
        cell._tc.append(element)
    (table,) = read_source_document(saved(written)).tables
    return table


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>", "甲"),
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins></w:p>", "甲乙"),
        ("<w:p><w:moveFrom><w:r><w:t>乙</w:t></w:r></w:moveFrom><w:r><w:t>甲</w:t></w:r></w:p>", "甲"),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt></w:p>", "甲"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:sdtContent></w:sdt>", "甲"),
        ("<w:p><w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink></w:p>", "甲"),
        ("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t></w:r></w:p>", "甲\n乙-丙"),
        ("<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>乙</w:t></w:r></w:p>", "甲\n乙"),
        (
            "<w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>",
            "甲",
        ),
    ],
    ids=["deleted", "inserted", "moved", "control", "control around", "link", "signs", "blank line", "table within"],
)
def test_a_cell_in_word_says_what_its_reader_sees(xml: str, text: str) -> None:
    assert word_table(xml).text_at(0, 0) == text


def test_underlined_stretches_in_word_are_words_whatever_runs_they_are_made_of() -> None:
    run = '<w:r><w:rPr><w:u w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'.format
    xml = f"<w:p>{run('single', '应急')}{run('double', '办')}{run('none', '、')}{run('single', '水利站')}</w:p>"
    assert word_table(xml).underlined_at(0, 0) == ("应急办", "水利站")


def test_a_deleted_row_is_gone_and_a_row_may_begin_behind_blanks() -> None:
    written = docx.Document()
    table = written.add_table(rows=3, cols=2)
    for row, words in zip(table.rows, ["甲乙", "丙丁", "戊己"], strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    gone, short = OxmlElement("w:del"), parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>')
    table.rows[1]._tr.get_or_add_trPr().append(gone)
    table.rows[2]._tr.get_or_add_trPr().append(short)
    table.rows[2]._tr.remove(table.rows[2]._tr.tc_lst[0])
    (read,) = read_source_document(saved(written)).tables
    assert [list(row) for row in read.rows] == [["甲", "乙"], ["", "己"]]


def test_numbers_that_word_counts_are_words() -> None:
    """In a paragraph they stand before its text, alone in a cell they are the number of the row."""
    written = docx.Document()
    for text in ("修订预案", "清理河道"):
        written.add_paragraph(text)
    numbering = '<w:numPr {}><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    number = written.styles["List Number"].element.pPr.numPr.numId.val
    for paragraph in written.paragraphs:
        paragraph._p.get_or_add_pPr().append(parse_xml(numbering.format(nsdecls("w"), number)))
    texts = [block.text for block in read_source_document(saved(written)).blocks if isinstance(block, Paragraph)]
    assert texts == ["1.修订预案", "2.清理河道"]


def test_a_workbook_shows_underlined_words_hidden_rows_and_comments() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["责任单位"])
    sheet.append([CellRichText("应急办、", TextBlock(InlineFont(u="single"), "水利站"))])
    sheet.append(["财政所"])
    sheet["A3"].font = Font(underline="single")
    sheet["A3"].comment = Comment("已同意", "办公室")
    sheet.row_dimensions[3].hidden = True
    buffer = BytesIO()
    book.save(buffer)
    (table,) = read_source_document(buffer.getvalue()).tables
    assert [table.text_at(1, 0), table.underlined_at(1, 0)] == ["应急办、水利站", ("水利站",)]
    assert table.underlined_at(2, 0) == ("财政所",)
    assert table.look.hidden_rows == {2}
    assert [(place, "已同意" in words) for place, words in table.look.comments.items()] == [((2, 0), True)]


def test_a_pasted_text_is_tables_and_words_with_their_tags_taken_for_what_they_mean() -> None:
    quoted, tagged = '1\t"印发方案。\n组织""演练"""\t<u>应急办</u>、水利站', "2\t<p>清理</p><p>河道</p>\t"
    text = f"2025年任务\n序号\t任务\t单位\n{quoted}\n\n{tagged}\n注：略\n"
    first, table, last = read_source_document(text.encode()).blocks
    assert isinstance(table, SourceTable)
    assert [one.text for one in (first, last) if isinstance(one, Paragraph)] == ["2025年任务", "注：略"]
    assert table.rows[1] == ["1", '印发方案。\n组织"演练"', "应急办、水利站"]
    assert table.rows[2] == ["2", "清理\n河道", ""]
    assert table.underlined_at(1, 2) == ("应急办",)


def tidy(text: str) -> str:
    """Without blank lines, which part rows, and without the blanks that no cell keeps."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


@given(
    st.lists(st.lists(st.text('甲1，\n "', max_size=6).map(tidy), min_size=3, max_size=3), min_size=3, max_size=5),
    st.sampled_from(["", "某县任务表\n"]),
)
def test_a_table_of_a_line_for_each_cell_is_read_back_as_it_was(rows: list[list[str]], above: str) -> None:
    rows = [["序号", "任务", "单位"], *rows]
    text = above + "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows) + "\n"
    *_, table = read_source_document(text.encode()).blocks
    assert isinstance(table, SourceTable)
    assert [list(row) for row in table.rows] == rows


def test_the_same_table_makes_the_same_bytes(tmp_path: Path) -> None:
    """Also where Python orders its sets otherwise."""
    source = case("report-points.docx")
    made = []
    for seed in ("1", "2"):
        desk = tmp_path / seed
        shutil.copytree(ROOT / "templates/start", desk)
        (desk / source.file).write_bytes(source.data)
        command = [sys.executable, "-c", "from duban.cli import main; main()", "import", source.file, "--as", "made"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=desk, env=environment, capture_output=True, check=False)
        files = [(desk / "plans/made" / name).read_bytes() for name in ("plan.yaml", "units.yaml")]
        made.append([done.returncode, done.stdout, *files])
    assert made[0] == made[1]

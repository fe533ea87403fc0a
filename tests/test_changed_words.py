"""What a unit says otherwise than in the last report: new sentences stand in ink behind a mark, others do not."""

import io
from collections.abc import Mapping

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from duban.messages.finding import Place
from duban.model.status import Status
from duban.model.submission import AnswerCell, Record
from duban.reports.table_rows import COLUMNS, TaskRow
from duban.value_object import replace
from duban.workbook.book import Book, Cell, Sheet, SheetRow, TextPart
from duban.writers.xlsx import write_workbook
from tests import returns
from tests.test_reports import small

BEFORE = "已完成招标。正在施工；月底封顶"


def saying(status: Status, progress: str, remark: str = "") -> Status:
    """The status where the first unit says this of its first task, and nothing of its milestones."""
    task, *others = status.tasks
    said: Mapping[str, str] = {"progress": progress, "remark": remark}
    cells = {key: AnswerCell(words, words, Place("")) for key, words in said.items() if words}
    own = replace(task, record=Record(task.row.key, cells, status.period.code), milestones=task.milestones[:1])
    return replace(status, tasks=(own, *others))


def inked(now: str, before: str = BEFORE, column: str = "progress_marked") -> list[tuple[str, str]]:
    """The cell of the task, part by part: `ink` or `plain`, and its text."""
    found = small()
    last = replace(saying(found.earlier[-1], before), earlier=())
    return inked_parts(replace(saying(found, now), earlier=(last,)), column)


def inked_parts(status: Status, column: str) -> list[tuple[str, str]]:
    shown = COLUMNS.function(column, "tasks")(TaskRow(status, status.tasks[0], 1))
    cell = shown if isinstance(shown, Cell) else Cell(shown, "word")
    parts = cell.parts or (TextPart(str(cell.value), cell.style),)
    assert "".join(part.text for part in parts) == cell.value
    return [("ink" if part.style == "word-changed" else "plain", part.text) for part in parts]


@pytest.mark.parametrize(
    ("now", "parts"),
    [
        (BEFORE, [("plain", BEFORE)]),
        (f"{BEFORE}。", [("plain", f"{BEFORE}。")]),  # a full stop more says nothing new
        ("主体已封顶。", [("ink", "〔改〕主体已封顶。")]),  # wholly new: all of it
        ("已完成招标。主体已封顶。", [("plain", "已完成招标。"), ("ink", "〔改〕主体已封顶。")]),
        ("主体已封顶；正在施工", [("ink", "〔改〕主体已封顶；"), ("plain", "正在施工")]),
        ("甲；正在施工；乙。丙", [("ink", "〔改〕甲；"), ("plain", "正在施工；"), ("ink", "〔改〕乙。丙")]),  # two runs
        ("已完成招标。甲。\n乙", [("plain", "已完成招标。"), ("ink", "〔改〕甲。\n乙")]),  # over a line break
        ("已完成招标。", [("plain", "已完成招标。〔删〕")]),  # only taken out
        ("月底封顶。已完成招标。正在施工", [("plain", "月底封顶。已完成招标。正在施工")]),  # another order is no news
    ],
)
def test_new_sentences_stand_in_ink_behind_a_mark(now: str, parts: list[tuple[str, str]]) -> None:
    assert inked(now) == parts


def test_a_task_that_was_in_no_report_has_no_marks() -> None:
    first = replace(saying(small(), "主体已封顶。"), earlier=())
    assert inked_parts(first, "progress_marked") == [("plain", "主体已封顶。")]


def test_excel_gets_the_ink() -> None:
    """Read back as another program reads it."""
    parts = (TextPart("已完成招标。", "word"), TextPart("〔改〕主体已封顶。", "word-changed"))
    cell = Cell("".join(part.text for part in parts), "word", parts=parts)
    styles = returns.workspace().resolved_styles
    data = write_workbook(Book([Sheet("表", [SheetRow([cell])])]), styles)
    value = load_workbook(io.BytesIO(data), rich_text=True).worksheets[0]["A1"].value
    assert isinstance(value, CellRichText)
    blocks = [piece for piece in value if isinstance(piece, TextBlock)]
    assert [block.text for block in blocks] == [part.text for part in parts]
    colors = [block.font.color and block.font.color.rgb for block in blocks]
    assert colors[1] == "FF" + styles.colors["blue-ink"].removeprefix("#")
    assert colors[0] != colors[1]

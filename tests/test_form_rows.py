"""Which rows of a form are in sight, what stands above them, and how last period's answers look."""

import io
from collections import Counter
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from duban.forms import design_form
from duban.forms.batch import FormDraft
from duban.model.submission import History
from duban.model.unit import Contact
from duban.returns.own_texts import OwnTexts
from duban.value_object import replace
from duban.workbook.book import Book, Sheet, SheetRow
from tests import returns
from tests.returns import MILESTONE_SHEET, ROOT, blank_form, filled_form, parse_return
from tests.test_forms import first_forms

JULY = "2022-07"
ALL_DONE = """
    | 节点   | 节点情况   |
    | 2@0531 | 已按期完成 |
    | 2@0630 | 已按期完成 |
    | 2@0930 | 已按期完成 |
    | 3@1231 | 已按期完成 |
"""


def june(*tables: str) -> History:
    """What 督导室 said in June, accepted."""
    return parse_return(filled_form(*tables)).history()


def keyed_rows(sheet: Sheet) -> list[SheetRow]:
    """The rows of a table."""
    return [row for row in sheet.rows if row.cells and row.cells[-1] and "/" in str(row.cells[-1].value)]


def tables(book: Book) -> Iterator[Sheet]:
    return (sheet for sheet in book.sheets if sheet.visibility == "visible" and sheet.name != "填报说明")


@pytest.mark.parametrize("plan", sorted(path.name for path in (ROOT / "plans").iterdir() if path.is_dir()))
def test_no_table_of_a_form_is_without_a_row_in_sight(plan: str) -> None:
    for book in first_forms(plan):
        for sheet in tables(book):
            assert any(not row.hidden for row in keyed_rows(sheet)), (book.title, sheet.name)


def test_where_all_is_finished_nothing_is_folded() -> None:
    """A table in which no row is in sight would look as if nothing had been asked."""
    sheet = load_workbook(io.BytesIO(blank_form(JULY, june(ALL_DONE))))[MILESTONE_SHEET]
    assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
    assert not sheet.auto_filter.filterColumn


def test_of_the_tasks_that_are_to_be_led_only_those_of_others_are_folded() -> None:
    """惠州: proposed to be led by the unit, or by nobody yet; the others are a click away."""
    for book in first_forms("huizhou-2020"):
        sheet = next(tables(book))
        if sheet.name == "任务分工":
            words = {(str(row.cells[0].value), row.hidden) for row in keyed_rows(sheet) if row.cells[0]}
            assert words == {("拟由本单位牵头", False), ("待认领", False), ("其他任务", True)} & words
            assert ("其他任务", True) in words


def test_what_was_carried_has_a_look_of_its_own_and_is_explained() -> None:
    """In the form alone: in a correction copy all values are the department's own."""
    book = design_form(returns.form_batch(JULY, june()), returns.unit())
    styles = Counter(cell.style for sheet in tables(book) for row in keyed_rows(sheet) for cell in row.cells if cell)
    assert styles["input-text-carried"] == 2
    guide = " ".join(str(cell.value) for row in book.sheets[-3].rows for cell in row.cells if cell)
    assert "浅蓝色单元格里是带出的上期内容" in guide
    copy = returns.correction_copy(parse_return(filled_form()))
    cells = (cell for sheet in copy.sheets for row in sheet.rows for cell in row.cells)
    assert not any(cell and cell.style.endswith("-carried") for cell in cells)
    first = design_form(returns.form_batch(), returns.unit())
    assert "浅蓝色" not in " ".join(str(cell.value) for row in first.sheets[-3].rows for cell in row.cells if cell)


@pytest.mark.parametrize(
    ("contact", "asked"),
    [
        (None, ""),
        (Contact(name="李四"), "联系人：李四。"),
        (Contact(name="李四", phone="000-0000000"), "联系人：李四，电话：000-0000000。"),
    ],
)
def test_the_line_under_the_title_says_by_when_to_whom_and_whom_to_ask(contact: Contact | None, asked: str) -> None:
    """It is known again when the form comes back, whoever was named in it."""
    batch = returns.form_batch()
    plan = replace(batch.snapshot.plan, contact=contact)
    snapshot = replace(batch.snapshot, plan=plan)
    draft = FormDraft(replace(batch, snapshot=snapshot), returns.unit())
    sent = f"请经分管领导签字后于2022年6月20日（周一）前报局办公室。{asked}不得填写涉密信息。"
    assert draft.notice == f"{sent}（表号{draft.form_id.number}）"
    assert OwnTexts.of(batch.messages).is_under_title(draft.notice)
    assert not OwnTexts.of(batch.messages).is_under_title(f"{draft.notice}另报教育局")


def test_a_form_comes_back_without_a_word_about_its_own_lines() -> None:
    assert parse_return(filled_form()).finding_lines == []

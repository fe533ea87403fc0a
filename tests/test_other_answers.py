"""What no other sheet of a report shows is printed all the same, at the end of the last workbook."""

from datetime import date
from typing import Any

from duban.model.report_layout import ReportBook
from duban.model.status import Status
from duban.reports import report_workbooks
from duban.workbook.book import Book
from tests.drawn import draw
from tests.offices import report, status_of

BOOKS = (ReportBook(file="汇总报告.xlsx", sheets=("laggards",)), ReportBook(file="工作底稿.xlsx", sheets=("filings",)))
SHEETS = {name: report(name) for name in ("laggards", "filings", "slice-unit", "other-answers")}


def status(**answers: Any) -> Status:  # noqa: ANN401 — whatever a department types
    return status_of("huarong-2021", "dispatch", date(2021, 7, 8), {"3@1231": answers}, period_index=2)


def sheet_names(books: dict[str, Book]) -> list[list[str]]:
    return [[sheet.name for sheet in book.sheets] for book in books.values()]


def test_a_note_that_no_rule_asks_for_is_printed_with_its_place() -> None:
    books = report_workbooks(status(note="另文报送"), SHEETS, BOOKS)
    assert sheet_names(books) == [["滞后清单"], ["报送情况", "其他填报内容"]]
    row = draw(books["工作底稿.xlsx"].sheets[-1]).splitlines()[-1]
    assert [cell.strip() for cell in row.strip("|").split("|")][1:5] == [
        "第3项 召开“厉行节约，反对浪费”示范创建现场会。",
        "有无新进展",
        "另文报送",
        "2021-B3",
    ]


def test_without_such_answers_there_is_no_such_sheet() -> None:
    books = (BOOKS[0], ReportBook(file="工作底稿.xlsx", sheets=("slice-unit",)))
    assert sheet_names(report_workbooks(status(progress="方案已定。"), SHEETS, books)) == [["滞后清单"], ["按单位"]]


def test_an_answer_with_a_role_is_printed_where_no_sheet_shows_its_column() -> None:
    """“下一步措施” of 进展跟踪表 stood only in 数据来源; here neither sheet shows progress in every row."""
    book = report_workbooks(status(progress="方案已定。"), SHEETS, BOOKS)["工作底稿.xlsx"]
    assert [sheet.name for sheet in book.sheets] == ["报送情况", "其他填报内容"]
    assert "方案已定。" in draw(book.sheets[-1])


def test_an_office_may_put_the_sheet_where_it_likes() -> None:
    """Then it stands there once, empty or not."""
    books = (ReportBook(file="汇总报告.xlsx", sheets=("other-answers",)), *BOOKS[1:])
    assert sheet_names(report_workbooks(status(note="另文报送"), SHEETS, books)) == [["其他填报内容"], ["报送情况"]]

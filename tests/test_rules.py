"""What a row owes: the locked check column and intake say the same, of every combination of answers."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest

from duban.fields.condition import AnswersByColumn
from duban.fields.rules import find_broken_rules, sheet_rules
from duban.forms import design_form
from duban.messages.finding import Finding, Place
from duban.model.row import Row
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.workbook.book import Book, Cell
from tests import returns
from tests.returns import BEFORE_ISSUE, FILE, JUNE, MILESTONE_SHEET, SEPTEMBER, TASK_SHEET

SHEETS = {sheet.name: sheet for sheet in returns.snapshot().layout.sheets}
STATES = (None, "已按期完成", "已逾期完成", "能按期完成", "有困难", "不能按期完成", "申请调整", "推进中")
EXCEL_2007 = frozenset(
    {"IF", "AND", "OR", "NOT", "TRIM", "EXACT", "ISNUMBER", "SEARCH", "COUNTIF", "COUNTBLANK", "COUNTA", "ROWS"}
    | {"LEFT", "LEN", "CHAR", "INDEX", "ROW"}
)
DONE = "✓"


def row(key: str, sheet: str = MILESTONE_SHEET) -> Row:
    rows = returns.snapshot().assignment.rows(SHEETS[sheet], returns.unit())
    return next(each for each in rows if each.key == key)


def broken(
    key: str, answers: AnswersByColumn, last: AnswersByColumn | None = None, sheet: str = MILESTONE_SHEET
) -> list[str]:
    """`fault column` for each rule that the answers break."""
    period = returns.snapshot().period
    found = find_broken_rules(sheet_rules(SHEETS[sheet]), row(key, sheet), period, answers, last or {})
    return [f"{rule.fault} {rule.column.key}" for rule in found]


@pytest.mark.parametrize(
    ("key", "answers", "owed"),
    [
        (JUNE, {}, ["missing state"]),  # due by the end of the period
        (BEFORE_ISSUE, {}, ["missing state"]),  # due long before: owed all the same
        (SEPTEMBER, {}, []),  # not due yet: may stay empty
        (JUNE, {"state": "已按期完成"}, []),
        (JUNE, {"state": "能按期完成"}, []),
        (JUNE, {"state": "已逾期完成"}, ["missing actual"]),
        (BEFORE_ISSUE, {"state": "已逾期完成", "actual": date(2022, 6, 1)}, []),
        (BEFORE_ISSUE, {"state": "已逾期完成", "actual": date(2022, 5, 31)}, ["not-after actual"]),  # that is in time
        (BEFORE_ISSUE, {"state": "已按期完成", "actual": date(2022, 5, 30)}, ["not-asked actual", "not-after actual"]),
        (JUNE, {"state": "有困难"}, ["missing expected", "missing reason"]),
        (JUNE, {"state": "不能按期完成", "expected": date(2022, 7, 5)}, ["missing reason"]),
        (JUNE, {"state": "申请调整", "reason": "征地"}, ["missing expected"]),
        (SEPTEMBER, {"state": "有困难"}, ["missing expected", "missing reason"]),  # said early, owed in full
        (JUNE, {"state": "能按期完成", "reason": "征地"}, ["not-asked reason"]),
        (
            JUNE,
            {"state": "有困难", "actual": date(2022, 7, 1), "expected": date(2022, 7, 1), "reason": "征地"},
            ["not-asked actual"],
        ),
        # without a state that is the fault to tell, and no consequence of it
        (JUNE, {"reason": "征地", "expected": date(2022, 7, 5)}, ["missing state"]),
        (SEPTEMBER, {"reason": "征地"}, []),
        # what was pasted past Excel's rule stands in a correction copy until it is mended
        (JUNE, {"state": "推进中"}, ["not-offered state"]),
        (BEFORE_ISSUE, {"state": "能按期完成"}, ["not-offered state"]),  # the time is over
        (BEFORE_ISSUE, {"state": "已逾期完成", "actual": "上旬"}, ["not-a-day actual"]),
        (JUNE, {"state": "已按期完成", "evidence": "会议纪要", "help": "无"}, []),  # always may, never must
    ],
)
def test_a_row_owes_what_its_answers_ask_for(key: str, answers: AnswersByColumn, owed: list[str]) -> None:
    assert broken(key, answers) == owed


@pytest.mark.parametrize(
    ("answers", "last", "owed"),
    [
        ({}, None, ["missing progress"]),
        ({"progress": "已部署"}, None, []),
        ({"progress": "已部署"}, "已部署", ["unchanged progress"]),
        ({"progress": "已部署"}, "已印发", []),
        ({"progress": "已部署", "remark": "本期无新进展"}, "已部署", []),
        ({"progress": "已部署", "remark": "见附件"}, "已部署", ["unchanged progress"]),  # another remark is no answer
        ({"remark": "本期无新进展"}, "已部署", ["missing progress"]),  # cleared, and nothing said
    ],
)
def test_words_that_were_carried_must_change_or_be_confirmed(
    answers: AnswersByColumn, last: Answer, owed: list[str]
) -> None:
    assert broken("2", answers, {"progress": last}, TASK_SHEET) == owed


def combinations() -> list[dict[str, Answer]]:
    """Every state and one that is none, with and without each of the inputs that depend on it."""
    days: tuple[Answer, ...] = (None, date(2022, 5, 31), date(2022, 6, 15), "上旬")
    expected: tuple[Answer, ...] = (None, date(2022, 7, 5))
    texts: tuple[Answer, ...] = (None, "征地")
    keys = ("state", "actual", "expected", "reason", "evidence")
    return [dict(zip(keys, each, strict=True)) for each in product(STATES, days, expected, texts, texts)]


def copy_with(
    answers: Mapping[str, Mapping[str, Answer]], heading: AnswersByColumn | None = None, past: History | None = None
) -> Book:
    """The form with answers standing in it, as a correction copy shows them."""

    def values(said: AnswersByColumn) -> dict[str, AnswerCell]:
        return {key: AnswerCell(value, value, Place(FILE)) for key, value in said.items()}

    records = {key: Record(key, values(said)) for key, said in answers.items()}
    issue = returns.form_batch(history=past)
    submission = Submission(issue.form_id(returns.unit()), FILE, "", values(heading or {}), records)
    return design_form(issue, returns.unit(), submission)


def checks(book: Book) -> dict[str, Cell]:
    """Row key → its check cell; under the empty key the counters of the two sheets, in order."""
    found: dict[str, Cell] = {}
    for sheet in (sheet for sheet in book.sheets if sheet.name in SHEETS):
        for line in sheet.rows:
            cells = [cell for cell in line.cells if cell]
            if formula := next((cell for cell in cells if cell.formula), None):
                key = str(cells[-1].value).partition("/")[2]
                found[key or f"counter {sheet.name}"] = formula
    return found


def words(key: str, answers: AnswersByColumn, sheet: str = MILESTONE_SHEET) -> str:
    """What the check column must say: the first fault, a tick, or nothing where nothing is owed nor said."""
    labels = {column.key: column.label for column in SHEETS[sheet].columns}
    for fault in broken(key, answers, sheet=sheet):
        code, _, column = fault.partition(" ")
        return returns.workspace().messages.text(f"check-{code}", label=labels[column])
    blank = all(value is None for value in answers.values())
    return "" if blank and key == SEPTEMBER else DONE


def test_what_the_check_column_shows_is_what_intake_would_say() -> None:
    """All 256 combinations in a row that is due, one that was due before the issue, and one that is not due yet."""
    for answers in combinations():
        rows = dict.fromkeys((BEFORE_ISSUE, JUNE, SEPTEMBER), answers)
        shown = checks(copy_with(rows))
        assert {key: shown[key].value for key in rows} == {key: words(key, answers) for key in rows}, answers


def test_the_counter_counts_every_row_and_heading_input_that_still_owes_something() -> None:
    """Two rows of words and the reporter on the first sheet; one milestone on the second."""
    book = copy_with({"2": {"progress": "已部署"}, JUNE: {"state": "有困难"}}, {"reported_on": date(2022, 6, 18)})
    shown = checks(book)
    assert shown[f"counter {TASK_SHEET}"].value == "检查：\n缺2处"  # task 3, 填报人
    assert shown[f"counter {MILESTONE_SHEET}"].value == "检查：\n缺2处"  # the milestones of May and June
    heading: dict[str, Answer] = {"reported_on": date(2022, 6, 18), "reporter": "张三"}
    said: AnswersByColumn = {"progress": "已部署"}
    full = checks(
        copy_with({"2": said, "3": said, JUNE: {"state": "能按期完成"}, BEFORE_ISSUE: {"state": "已按期完成"}}, heading)
    )
    assert [full[f"counter {name}"].value for name in (TASK_SHEET, MILESTONE_SHEET)] == [
        "检查：\n✓已填好",
        "检查：\n✓已填好",
    ]


def test_formulas_use_nothing_newer_than_excel_2007() -> None:
    """WPS and old Excel know these; and a formula stays within its limits."""
    book = design_form(returns.form_batch(), returns.unit())
    highlights = [highlight.formula for sheet in book.sheets for highlight in sheet.conditional_formats]
    for formula in [cell.formula for cell in checks(book).values()] + highlights:
        outside_quotes = re.sub('"[^"]*"', "", formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", outside_quotes)) <= EXCEL_2007
        assert len(formula) <= 8192
        assert deepest(outside_quotes) <= 64
        assert outside_quotes.isascii()


def deepest(formula: str) -> int:
    """How many brackets are open at once."""
    depth = most = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        most = max(most, depth)
    assert depth == 0
    return most


def test_a_formula_names_only_cells_of_its_own_row_and_the_carried_text() -> None:
    """So that a person may sort the table without a formula looking elsewhere."""
    for sheet in design_form(returns.form_batch(), returns.unit()).sheets[:2]:
        for number, line in enumerate(sheet.rows, 1):
            formulas = [
                cell.formula for cell in line.cells if cell and cell.formula and "COUNTBLANK" not in cell.formula
            ]
            for formula in formulas:
                own = re.sub(r"_last!\$B\$\d+", "", re.sub('"[^"]*"', "", formula))
                assert {int(found) for found in re.findall(r"\$[A-Z]+(\d+)", own)} <= {number}


@pytest.mark.parametrize(
    ("code", "label"),
    [("missing", "节点情况"), ("not-asked", "原因"), ("not-after", "实际完成日期"), ("unchanged", "进展情况")],
)
def test_what_the_column_says_and_what_a_finding_says_name_the_same_input(code: str, label: str) -> None:
    texts = returns.workspace().messages
    finding = Finding(code, Place(FILE), {"label": label, "state": "", "due": date(2022, 6, 30)})
    assert label in texts.text(f"check-{code}", label=label)
    assert f"“{label}”" in texts.message(finding).text

"""What Excel lets a person type is read back as the same value; what it refuses is never accepted silently."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duban.fields import KINDS, Ask, Reading, named_days
from duban.fields.choice import offered
from duban.fields.clean import says_nothing, tidy
from duban.fields.number import bounds, plain
from duban.forms import Issue, design
from duban.intake import identify, normalise
from duban.io.reader import read as read_file
from duban.model.book import Validation
from duban.model.finding import Finding, Place
from duban.model.layout import Column
from duban.model.plan import Plan
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer
from duban.model.target import Target
from tests import returns
from tests.returns import BEFORE_ISSUE, FILE, JUNE, SEPTEMBER, WORDS, Where, bent, edited, filled, form, put, take

PLAIN_TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t")
TRICKY = st.sampled_from(
    ["=", "+", "-", "@", "'", "#N/A", "=1+1", "９", "Ａ", "\u3000", "😀", "1/2", "TRUE", "00", "1e5"]
)


def words(most: int) -> st.SearchStrategy[str]:
    """Any text that Excel's length rule takes; not `_x0041_`, which programs spell otherwise and openpyxl does not."""
    parts = st.lists(st.one_of(TRICKY, st.text(PLAIN_TEXT, max_size=12)), max_size=8).map("".join)
    return parts.filter(lambda text: len(text) <= most and not re.search("_x[0-9A-Fa-f]{4}_", text))


def ask(label: str, row: str = "") -> Ask:
    """The cell of June's form under this header, in the row of this key."""
    snapshot = returns.snapshot()
    columns: dict[str, Column] = {}
    rows: dict[str, Row] = {}
    for sheet in snapshot.layout.sheets:
        columns |= {column.label: column for column in (*sheet.asked, *sheet.columns)}
        rows |= {each.key: each for each in snapshot.split.rows(sheet, returns.unit())}
    return Ask(columns[label], named_days(2022, snapshot.period), snapshot.period, rows.get(row))


def read(label: str, raw: object, row: str = "") -> Reading:
    cell = ask(label, row)
    return KINDS[cell.column.kind].read(raw, cell)


@st.composite
def answers(draw: st.DrawFn) -> dict[Where, object]:
    """Something lawful in every input: what the rules of the cells take, whatever the cells together say."""
    drawn: dict[Where, object] = {}
    june = returns.snapshot()
    cells: list[tuple[Column, Row | None]] = [(column, None) for column in june.layout.sheets[0].asked]
    for sheet in june.layout.sheets:
        cells += [(column, row) for row in june.split.rows(sheet, returns.unit()) for column in sheet.inputs]
    for column, row in cells:
        cell = Ask(column, named_days(2022, june.period), june.period, row)
        if column.kind == "text":
            value: object = draw(words(column.max))
        elif column.kind == "choice":
            value = draw(st.sampled_from([option.text for option in offered(column, row, june.period)]))
        else:
            value = draw(st.dates(cell.days[column.earliest], cell.days[column.latest]))
        drawn[row.key if row else "", column.label] = value
    return drawn


@settings(max_examples=20)
@given(answers())
def test_what_a_unit_may_lawfully_type_is_read_back_as_the_same_value(typed: dict[Where, object]) -> None:
    """Typed by openpyxl into the unlocked cells of the issued form, then read as compile reads it.

    Text comes back without what cannot be seen (`tidy`); only where an answer is owed is a mere stroke no answer.
    """
    taken = take(edited(form(), put(typed)))
    expected = {where: _meant(where, value) for where, value in typed.items()}
    assert {where: taken.answer(*where) for where in typed} == expected


def _meant(where: Where, value: object) -> object:
    if not isinstance(value, str):
        return value
    owed = ask(where[1]).column.required != "no"
    return None if owed and says_nothing(value) else tidy(value) or None


@given(st.text(PLAIN_TEXT, max_size=40))
def test_tidying_leaves_everything_that_can_be_seen(text: str) -> None:
    """All but white space, format characters and leading apostrophes stays, in its order."""
    shown = [c for c in unicodedata.normalize("NFC", text) if not c.isspace() and unicodedata.category(c) != "Cf"]
    left = [c for c in tidy(text) if not c.isspace() and unicodedata.category(c) != "Cf"]
    assert "".join(left).lstrip("'") == "".join(shown).lstrip("'")


@given(words(40))
@example("''新区")  # two apostrophes: one would be taken off at each reading
@example("'　新区")
def test_what_was_tidied_stays_as_it_is_when_it_is_read_again(text: str) -> None:
    """A correction copy shows the tidied words; they come back untouched, and must still be the same words."""
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("完成招标。", "完成招标。", False),
        (" 完成招标。\u00a0", "完成招标。", False),  # outer blanks mean nothing: nothing to tell
        ("完成\u200b招标\ufeff", "完成招标", False),  # zero width, byte order mark
        ("'完成", "完成", False),  # an apostrophe that made text of it
        ("一\r\n二", "一\n二", False),
        ("一_x000D_\n二", "一\n\n二", False),  # how a carriage return is spelt in the file
        ("一\n二", "一\n二", False),  # line breaks are kept
        ("第１标段", "第１标段", False),  # full width is a way to write, in words
        ("=1+1", "=1+1", False),
        ("-无", "-无", False),
        (80.0, "80", True),  # a program made a number of it
        (0.5, "0.5", True),
        (date(2022, 6, 20), "2022-06-20", True),
        (datetime(2022, 6, 20), "2022-06-20", True),  # noqa: DTZ001 — a sheet knows no zones
        ("\u200b \u3000", None, False),  # nothing that could be seen
    ],
)
def test_words_are_kept_without_their_accidents(raw: object, value: str | None, repaired: bool) -> None:  # noqa: FBT001
    reading = read("备注", raw, "2")
    assert (reading.value, reading.repaired, reading.problem) == (value, repaired, "")


@pytest.mark.parametrize(("length", "problem"), [(300, ""), (301, "text-too-long")])
def test_a_text_over_its_length_is_refused_and_never_cut(length: int, problem: str) -> None:
    """Pasting goes round Excel's rule."""
    assert read("进展情况", "字" * length, "2").problem == problem


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2022-6-20", date(2022, 6, 20)),
        ("2022-06-20", date(2022, 6, 20)),
        ("2022/6/20", date(2022, 6, 20)),
        ("2022.6.20", date(2022, 6, 20)),
        ("2022年6月20日", date(2022, 6, 20)),
        ("2022年6月20", date(2022, 6, 20)),
        ("2022 年 6 月 20 日", date(2022, 6, 20)),
        ("20220620", date(2022, 6, 20)),
        (20220620.0, date(2022, 6, 20)),  # typed so into a cell that shows days
        ("２０２２－０６－２０", date(2022, 6, 20)),
        ("２０２２．６．２０", date(2022, 6, 20)),
        ("二〇二二年六月二十日", date(2022, 6, 20)),
        ("二零二二年六月十日", date(2022, 6, 10)),
        ("二〇二二年六月三十", date(2022, 6, 30)),
        ("二〇二二年六月二十三日", date(2022, 6, 23)),
        (44732.0, date(2022, 6, 20)),  # Excel's day number, in a cell without a date format
        ("44732", date(2022, 6, 20)),
        ("6月20日", date(2022, 6, 20)),  # the form's days are of one year
        ("6.20", date(2022, 6, 20)),
        ("6/20", date(2022, 6, 20)),
        ("22.6.20", date(2022, 6, 20)),
        ("2022-06-20 00:00:00", date(2022, 6, 20)),  # pasted from another system
        ("2022-6-20 0:00", date(2022, 6, 20)),
        ("2022-6-2 00:00", date(2022, 6, 2)),  # the hour's zero is not the day's
        ("2022/6/1 00:00:00", date(2022, 6, 1)),
        (datetime(2022, 6, 20, 8, 30), date(2022, 6, 20)),  # noqa: DTZ001 — a sheet knows no zones
    ],
)
def test_a_day_that_is_written_otherwise_is_accepted_and_told(raw: object, day: date) -> None:
    assert read("实际完成日期", raw, BEFORE_ISSUE) == Reading(day, repaired=True)


@pytest.mark.parametrize(
    ("label", "raw", "problem"),
    [
        ("实际完成日期", "2022-06-31", "not-a-date"),  # there is no such day
        ("实际完成日期", "2022-13-01", "not-a-date"),
        ("实际完成日期", 20220631.0, "not-a-date"),
        ("实际完成日期", "6月底", "not-a-date"),
        ("实际完成日期", "6月上旬", "not-a-date"),
        ("实际完成日期", "近期", "not-a-date"),
        ("实际完成日期", "6-7月", "not-a-date"),  # a span is no day
        ("实际完成日期", "6月", "not-a-date"),
        ("实际完成日期", "2022年6月", "not-a-date"),
        ("实际完成日期", "2022-06-20前", "not-a-date"),
        ("实际完成日期", "2022-06-20～25", "not-a-date"),
        ("实际完成日期", "已完成", "not-a-date"),
        ("实际完成日期", 20.0, "not-a-date"),
        ("实际完成日期", 0.8, "not-a-date"),
        ("实际完成日期", True, "not-a-date"),
        ("实际完成日期", time(8, 30), "not-a-date"),
        ("实际完成日期", timedelta(hours=30), "not-a-date"),
        ("实际完成日期", date(2021, 6, 20), "date-out-of-range"),  # last year's clock
        ("实际完成日期", date(2022, 7, 1), "date-out-of-range"),  # the day after June's form ends
        ("实际完成日期", "2021-06-20", "date-out-of-range"),
        ("实际完成日期", date(1, 1, 1), "date-out-of-range"),
        ("预计完成日期", "6月20日", "not-a-date"),  # 2022 or 2023: two years are allowed
        ("预计完成日期", "6.20", "not-a-date"),
        ("预计完成日期", date(2021, 12, 31), "date-out-of-range"),
        ("预计完成日期", date(2024, 1, 1), "date-out-of-range"),
    ],
)
def test_what_is_no_certain_day_inside_the_span_is_refused(label: str, raw: object, problem: str) -> None:
    assert read(label, raw, JUNE).problem == problem


@pytest.mark.parametrize(
    ("label", "raw", "day"),
    [
        ("实际完成日期", date(2022, 1, 1), date(2022, 1, 1)),  # the bounds belong to the span
        ("实际完成日期", date(2022, 6, 30), date(2022, 6, 30)),
        ("预计完成日期", date(2022, 6, 1), date(2022, 6, 1)),
        ("预计完成日期", date(2023, 12, 31), date(2023, 12, 31)),
    ],
)
def test_a_real_day_inside_the_span_is_taken_without_a_word(label: str, raw: date, day: date) -> None:
    assert read(label, raw, JUNE) == Reading(day)


def test_a_day_without_its_year_counts_where_only_one_year_is_possible() -> None:
    """3月5日 in a span from January to June 2022 can only be that year's."""
    assert read("实际完成日期", "3月5日", BEFORE_ISSUE).value == date(2022, 3, 5)


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("有困难", "有困难", False),
        (" 有困难 ", "有困难", True),
        ("有\n困难", "有困难", True),  # a line break inside
        ("有困难。", "有困难", True),
        ("有\u00a0困难\ufeff", "有困难", True),
        ("按期完成", "已按期完成", True),  # another word that the layout lists
    ],
)
def test_a_choice_is_the_word_itself_or_one_that_the_layout_lists_for_it(raw: str, value: str, repaired: bool) -> None:  # noqa: FBT001
    reading = read("节点情况", raw, JUNE)
    assert (reading.value, reading.repaired, reading.problem) == (value, repaired, "")


@pytest.mark.parametrize(
    "raw", ["完成", "已完成", "推进中", "有困难吗", "有", "已按期完成、有困难", 1.0, True, "#N/A", "100%"]
)
def test_any_other_word_is_no_choice(raw: object) -> None:
    """Nothing is guessed; the sentence lists what is offered."""
    reading = read("节点情况", raw, SEPTEMBER)
    assert (reading.value, reading.problem) == (None, "not-a-choice")
    assert str(reading.facts["options"]).startswith("已按期完成、")


def test_a_promise_to_be_in_time_is_no_longer_offered_when_the_time_is_over() -> None:
    """The milestone of May in June's form; that of June still may."""
    assert read("节点情况", "能按期完成", BEFORE_ISSUE).problem == "choice-past-due"
    assert read("节点情况", "能按期完成", JUNE).value == "能按期完成"


@pytest.mark.parametrize(
    ("due", "filing", "problem"),
    [
        # both stand in one batch, which begins with the year and is filed in October
        (date(2022, 3, 31), date(2022, 10, 10), "choice-past-due"),
        (date(2022, 9, 30), date(2022, 10, 10), "choice-past-due"),  # it is filed when the due day has passed
        (date(2022, 12, 31), date(2022, 12, 31), ""),
    ],
)
def test_what_is_filed_after_its_due_day_can_no_longer_be_promised(due: date, filing: date, problem: str) -> None:
    cell = ask("节点情况", SEPTEMBER)
    assert cell.row
    assert cell.row.milestone
    batch = cell.period.model_copy(update={"start": date(2022, 1, 1), "end": filing})
    row = replace(cell.row, milestone=cell.row.milestone.model_copy(update={"due": due, "filing": filing}))
    reading = KINDS["choice"].read("能按期完成", replace(cell, row=row, period=batch))
    assert (reading.problem, reading.value is None) == (problem, bool(problem))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # not even Excel's rule was asked: these were pasted, or typed with the rule gone
        ({("2", "进展情况"): "字" * 301}, ["进展情况表!E5 text-too-long"]),
        ({("2", "进展情况"): None}, ["进展情况表!E5 missing"]),
        ({("2", "进展情况"): "  "}, ["进展情况表!E5 says-nothing"]),
        ({("2", "进展情况"): "无"}, ["进展情况表!E5 says-nothing"]),  # 无 answers nothing where an answer is owed
        ({("2", "进展情况"): "/"}, ["进展情况表!E5 says-nothing"]),
        ({("2", "进展情况"): "——"}, ["进展情况表!E5 says-nothing"]),
        ({("2", "进展情况"): "同上"}, ["进展情况表!E5 says-nothing"]),  # never filled in with what stands above
        ({("2", "进展情况"): 80}, ["进展情况表!E5 repaired"]),
        ({("2", "存在问题和下一步工作计划"): "无"}, []),  # no problem may be said so
        ({("", "填报人"): "/"}, ["进展情况表!E3 says-nothing"]),
        ({("", "填报人"): None}, ["进展情况表!E3 missing"]),
        ({("", "填报日期"): "6月18日"}, ["进展情况表!G3 repaired"]),
        ({("", "填报日期"): "2021-06-18"}, ["进展情况表!G3 date-out-of-range"]),
        ({(JUNE, "节点情况"): None}, ["节点确认!F5 missing"]),
        ({(JUNE, "节点情况"): "推进中"}, ["节点确认!F5 not-a-choice"]),
        ({(JUNE, "节点情况"): "能按时完成"}, ["节点确认!F5 repaired"]),
        ({(BEFORE_ISSUE, "节点情况"): "能按期完成"}, ["节点确认!F4 choice-past-due"]),
        ({(SEPTEMBER, "节点情况"): "推进中"}, ["节点确认!F6 not-a-choice"]),  # also where none is owed
        ({(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): date(2022, 7, 5), (JUNE, "原因"): "征地"}, []),
        # what would owe a reason is not answered by a stroke either
        (
            {(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): date(2022, 7, 5), (JUNE, "原因"): "/"},
            ["节点确认!I5 says-nothing"],
        ),
        (
            {(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): "7月底", (JUNE, "原因"): "征地"},
            ["节点确认!H5 not-a-date"],
        ),
    ],
)
def test_a_cell_that_is_not_as_it_should_be_is_told_where_it_stands(
    cells: Mapping[Where, object], found: list[str]
) -> None:
    assert take(bent(cells)).found == found


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_not_taken_for_a_blank(error: str) -> None:
    """The fast reader shows both alike; the second look tells them apart, in a cell where blank would be right."""

    def broken(book: Workbook) -> None:
        cell = book["节点确认"]["J5"]
        cell.value, cell.data_type = error, "e"

    taken = take(edited(filled(), broken))
    assert taken.found == ["节点确认!J5 cell-error"]
    assert error in returns.says(taken.findings[0]) or taken.findings[0].facts["error"] == error


@pytest.mark.parametrize("content", ["#REF!", '="已"&"部署"'])
def test_an_error_or_a_formula_never_becomes_words_on_its_way_through_a_correction_copy(content: str) -> None:
    """Sent back and returned as it is: what could not be read is still no answer."""

    def broken(book: Workbook) -> None:
        for cell in (book["进展情况表"]["E5"], book["节点确认"]["J5"]):
            cell.value, cell.data_type = content, "e" if content.startswith("#") else "f"

    taken = take(edited(filled(), broken))
    again = take(returns.saved(returns.correction(taken)))
    assert (again.answer("2", "进展情况"), again.answer(JUNE, "佐证材料")) == (None, None)
    assert again.bad


def test_a_formula_that_was_never_worked_out_is_not_taken_for_a_blank() -> None:
    def formula(book: Workbook) -> None:
        book["进展情况表"]["E5"].value = '="已"&"部署"'

    assert take(edited(filled(), formula)).found == ["进展情况表!E5 cell-unworked"]


# ---- numbers

NUMBERS = {
    "完成值": Column(key="value", label="完成值", kind="number", places=2, width=12),
    "完成比例": Column(key="share", label="完成比例", kind="percent", low="0", high="100", width=12),
    "自评得分": Column(key="score", label="自评得分", kind="score", low="0", high="task.weight", places=1, width=12),
}
WEIGHTS = {"2": Decimal("2.5"), "3": Decimal(10)}
INVESTED = Target(name="完成投资", goal=Decimal(3600), unit="万元")


@cache
def scored() -> Snapshot:
    """June's form of the small office, asking for numbers instead of words; its tasks have points."""
    june = returns.snapshot()
    shown = tuple(column for column in june.layout.sheets[0].columns if column.shows)
    sheet = june.layout.sheets[0].model_copy(update={"columns": (*shown, *NUMBERS.values())})
    tasks = [each.model_copy(update={"weight": WEIGHTS.get(each.number)}) for each in june.plan.tasks]
    plan: Plan = june.plan.model_copy(update={"tasks": tuple(tasks)})
    layout = june.layout.model_copy(update={"sheets": (sheet, *june.layout.sheets[1:])})
    return Snapshot(
        plan=plan,
        directory=june.directory,
        layout=layout,
        config=june.config,
        cycle=june.cycle,
        period=june.period,
    )


def number_ask(label: str, row: str = "2") -> Ask:
    """One of the cells for numbers. A row is about a task, of which 完成值 asks for the investment."""
    june = scored()
    task = next(each for each in june.plan.tasks if each.number == row)
    target = INVESTED if label == "完成值" else None
    asked = replace(june.split.task_row(task), target=target)
    return Ask(NUMBERS[label], named_days(2022, june.period), june.period, asked)


def number(label: str, raw: object, row: str = "2") -> Reading:
    cell = number_ask(label, row)
    return KINDS[cell.column.kind].read(raw, cell)


def allows(rule: Validation, value: Decimal) -> bool:
    """Whether a spreadsheet program's rule takes a number."""
    assert isinstance(rule.low, Decimal)
    assert isinstance(rule.high, Decimal)
    return rule.low <= value <= rule.high and (rule.kind == "decimal" or value == int(value))


@pytest.mark.parametrize(
    ("label", "raw", "value"),
    [
        ("完成值", 3600.0, "3600"),  # as a sheet stores it
        ("完成值", 3600, "3600"),
        ("完成值", 1234.5, "1234.5"),
        ("完成值", 0.0, "0"),
        ("完成值", 0.1 + 0.2, "0.3"),  # 0.30000000000000004, as a formula leaves it
        ("完成值", 1.1 * 3, "3.3"),
        ("完成值", 4.35 * 100, "435"),  # 434.99999999999994
        ("完成比例", 80.0, "80"),
        ("完成比例", 100.0, "100"),
        ("完成比例", 0.0, "0"),
        ("自评得分", 2.5, "2.5"),  # all that there is to have
        ("自评得分", 0.1 + 0.2, "0.3"),
        ("自评得分", 1.1 + 1.1, "2.2"),
    ],
)
def test_a_number_is_taken_without_a_word(label: str, raw: object, value: str) -> None:
    assert number(label, raw) == Reading(Decimal(value))


@pytest.mark.parametrize(
    ("label", "raw", "value"),
    [
        ("完成值", "3600", "3600"),  # text, from another program
        ("完成值", "1,234.5", "1234.5"),
        ("完成值", "1，234.5", "1234.5"),  # a full-width comma
        ("完成值", "1,234,567", "1234567"),
        ("完成值", "3600万元", "3600"),  # the row's own unit
        ("完成值", "3600 万元", "3600"),
        ("完成值", "３６００万元", "3600"),
        ("完成值", "１２", "12"),
        ("完成值", " 12\u00a0", "12"),
        ("完成值", "+12", "12"),
        ("完成值", "12.50", "12.5"),
        ("完成值", "0012", "12"),
        ("完成比例", "80%", "80"),
        ("完成比例", "80 %", "80"),
        ("完成比例", "８０％", "80"),
        ("完成比例", "80", "80"),
        ("自评得分", "２．５", "2.5"),
        ("自评得分", "2.0", "2"),
    ],
)
def test_words_that_can_mean_only_one_number_are_repaired_and_told(label: str, raw: str, value: str) -> None:
    assert number(label, raw) == Reading(Decimal(value), repaired=True)


@pytest.mark.parametrize(
    ("label", "raw", "problem"),
    [
        ("完成值", "约80", "not-a-number"),
        ("完成值", "80左右", "not-a-number"),
        ("完成值", "80多", "not-a-number"),
        ("完成值", "80-90", "not-a-number"),  # a span is no number
        ("完成值", "≥80", "not-a-number"),
        ("完成值", "八十", "not-a-number"),
        ("完成值", "12,34", "not-a-number"),  # 1,234 or 12.34
        ("完成值", "1.234,5", "not-a-number"),
        ("完成值", "1.2.3", "not-a-number"),
        ("完成值", "1e3", "not-a-number"),
        ("完成值", "3600万", "not-a-number"),  # almost the unit: 3600 or 36000000
        ("完成值", "0.36亿元", "not-a-number"),
        ("完成值", "3600元", "not-a-number"),
        ("完成值", "80%", "not-a-number"),  # the row counts in 万元
        ("完成值", "万元", "not-a-number"),
        ("完成值", "nan", "not-a-number"),
        ("完成值", float("nan"), "not-a-number"),
        ("完成值", float("inf"), "not-a-number"),
        ("完成值", True, "not-a-number"),
        ("完成值", date(2022, 6, 20), "not-a-number"),  # 6.20, and a program made a day of it
        ("完成值", "#N/A", "not-a-number"),
        ("完成值", 12.345, "number-too-fine"),  # never rounded
        ("完成值", 0.3001, "number-too-fine"),  # no noise: somebody typed it
        ("完成值", -1, "number-out-of-range"),
        ("完成值", "-1", "number-out-of-range"),
        ("完成值", "9" * 40, "number-out-of-range"),
        ("完成比例", 0.8, "number-too-fine"),  # 80% in another program's cell; or almost nothing: not guessed
        ("完成比例", "0.8", "number-too-fine"),
        ("完成比例", "80.5%", "number-too-fine"),
        ("完成比例", 101.0, "number-out-of-range"),
        ("完成比例", "120%", "number-out-of-range"),
        ("完成比例", "约80%", "not-a-number"),
        ("完成比例", "80%%", "not-a-number"),
        ("完成比例", "八成", "not-a-number"),
        ("自评得分", 2.6, "number-out-of-range"),  # the row has 2.5 points
        ("自评得分", 2.51, "number-out-of-range"),
        ("自评得分", 2.45, "number-too-fine"),
        ("自评得分", "2.5分", "not-a-number"),
        ("自评得分", "满分", "not-a-number"),
    ],
)
def test_what_is_no_certain_number_inside_its_bounds_is_refused(label: str, raw: object, problem: str) -> None:
    """And the sentence can be said; its facts are the cell's own."""
    reading = number(label, raw)
    assert (reading.value, reading.problem) == (None, problem)
    assert returns.says(Finding(problem, Place(FILE), {"label": label, "was": raw, **reading.facts}))


def test_the_most_that_may_be_scored_is_the_rows_own_weight() -> None:
    """Six points are too many for one task and fine for the next; Excel's rules say the same."""
    assert number("自评得分", 6.0, "2").problem == "number-out-of-range"
    assert number("自评得分", 6.0, "3") == Reading(Decimal(6))
    assert [KINDS["score"].rule("E5", number_ask("自评得分", row)).high for row in ("2", "3")] == [2.5, 10]


NEAR = st.decimals(-2, 103, places=3).map(lambda value: Decimal(str(value)))


@given(st.sampled_from([*NUMBERS]), st.one_of(NEAR, st.decimals(0, 10**12, places=2)))
@example("完成值", Decimal(10**12))  # the bounds belong to the span
@example("完成值", Decimal("999999999999.99"))
@example("完成值", Decimal("0.01"))
@example("自评得分", Decimal("2.5"))
@example("完成比例", Decimal(100))
def test_a_number_that_excels_rule_takes_is_read_as_exactly_that_number(label: str, value: Decimal) -> None:
    """However many digits Excel lets in: what the column has no place for is refused, nothing is ever rounded."""
    cell = number_ask(label)
    taken = allows(KINDS[cell.column.kind].rule("E5", cell), value)
    reading = number(label, float(value))
    if taken and value == round(value, cell.column.places):
        assert (reading.value, reading.repaired, reading.problem) == (value, False, "")
    else:
        assert (reading.value, bool(reading.problem)) == (None, True)


@given(st.sampled_from([*NUMBERS]), st.decimals(0, 200, places=2))
def test_a_number_reads_the_same_from_a_cell_and_from_its_words(label: str, value: Decimal) -> None:
    asked, said = number(label, float(value)), number(label, plain(value))
    assert (said.value, said.problem) == (asked.value, asked.problem)


@given(st.sampled_from([*NUMBERS]), st.one_of(st.floats(), st.integers(), st.text(max_size=8), st.booleans()))
@example("完成值", 1e300)
@example("完成值", 10**400)
@example("完成值", "٣")  # a digit, and none that we can be sure of
def test_whatever_stands_in_a_cell_is_a_number_inside_its_bounds_or_refused(label: str, raw: object) -> None:
    reading = number(label, raw)
    low, high = bounds(NUMBERS[label], number_ask(label).row)
    if reading.problem:
        assert reading.value is None
    else:
        assert isinstance(reading.value, Decimal)
        assert low <= reading.value <= high


@pytest.mark.parametrize(
    ("number", "words"),
    [("3600", "3600"), ("3600.50", "3600.5"), ("1E+3", "1000"), ("0.10", "0.1"), ("100", "100"), ("0", "0")],
)
def test_a_number_is_written_as_people_write_it(number: str, words: str) -> None:
    assert plain(Decimal(number)) == words


def test_numbers_go_through_a_form_and_come_back() -> None:
    """Issued, typed by another program, returned: exact values, and a finding for each cell that is not sound."""
    june = scored()
    issue = Issue(june, june.digest(), returns.workspace().texts)
    typed: dict[Where, object] = {
        ("2", "完成值"): 0.1 + 0.2,
        ("2", "完成比例"): "８０％",
        ("2", "自评得分"): 2.6,
        ("3", "完成值"): "约80",
        ("3", "完成比例"): "0%",
        ("3", "自评得分"): 2.6,
    }
    data = edited(returns.saved(design(issue, returns.unit())), put(typed))
    grid = read_file(data)
    seal = identify(grid).seal
    assert seal
    intake = normalise(grid, FILE, "", seal, june)
    keys = [column.key for column in NUMBERS.values()]
    said = {row: [intake.submission.records[row].answer(key) for key in keys] for row in ("2", "3")}
    expected: dict[str, list[Answer]] = {
        "2": [Decimal("0.3"), Decimal(80), None],
        "3": [None, Decimal(0), Decimal("2.6")],
    }
    assert said == expected
    told = [returns.says(finding) for finding in intake.findings if finding.column in keys]
    assert told == [
        "“完成比例”由“８０％”规范为“80”",
        "“自评得分”填写的2.6超出范围，应在0至2.5之间",
        "“完成值”填写的“约80”不是一个数",
        "“完成比例”由“0%”规范为“0”",
    ]
    assert {finding.place.sheet for finding in intake.findings if finding.column in keys} == {WORDS}

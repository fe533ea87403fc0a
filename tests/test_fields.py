"""What Excel lets a person type is read back as the same value; what it refuses is never accepted silently."""

import re
import sys
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import get_args

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from docs.examples import Example, lets_in, tables
from duban.fields import FIELD_KINDS, CellContext, Parsed, days_by_name
from duban.fields.choice import offered_options
from duban.fields.kind import Repair, damage_code
from duban.fields.number import allowed_range, resolve_number
from duban.fields.units import is_percent_format
from duban.formats.opening import read_workbook as read_file
from duban.forms import FormBatch, design_form
from duban.messages.finding import Finding, Place
from duban.messages.text_template import render_text
from duban.model.layout import Column
from duban.model.plan import Plan
from duban.model.plan_parts import Target
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer
from duban.returns.identify import identify_form
from duban.returns.parse import parse_form
from duban.text.display import display_text, format_number
from duban.text.folding import clean_text, clean_untidy_text, is_clean_text, is_placeholder, to_half_width
from duban.text.number_format import shown_words
from duban.value_object import replace
from duban.workbook.grid import CellLook
from duban.workspace.yaml_file import load_template_yaml
from tests import returns
from tests.returns import (
    BEFORE_ISSUE,
    FILE,
    JUNE,
    SEPTEMBER,
    TASK_SHEET,
    InputKey,
    blank_form,
    edited,
    filled_form,
    filled_form_except,
    parse_return,
    type_values,
)

PLAIN_TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t")
TRICKY = st.sampled_from(
    ["=", "+", "-", "@", "'", "#N/A", "=1+1", "９", "Ａ", "\u3000", "😀", "1/2", "TRUE", "00", "1e5"]
)


def words(most: int) -> st.SearchStrategy[str]:
    """Any text that Excel's length rule takes; not `_x0041_`, which programs spell otherwise and openpyxl does not."""
    parts = st.lists(st.one_of(TRICKY, st.text(PLAIN_TEXT, max_size=12)), max_size=8).map("".join)
    return parts.filter(lambda text: len(text) <= most and not re.search("_x[0-9A-Fa-f]{4}_", text))


def ask(label: str, row: str = "") -> CellContext:
    """The cell of June's form under this header, in the row of this key."""
    snapshot = returns.snapshot()
    columns: dict[str, Column] = {}
    rows: dict[str, Row] = {}
    for sheet in snapshot.layout.sheets:
        columns |= {column.label: column for column in (*sheet.heading_inputs, *sheet.columns)}
        rows |= {each.key: each for each in snapshot.assignment.rows(sheet, returns.unit())}
    return CellContext(columns[label], days_by_name(2022, snapshot.period), snapshot.period, rows.get(row))


def read(label: str, raw: object, row: str = "") -> Parsed:
    cell = ask(label, row)
    return FIELD_KINDS[cell.column.kind].parse(raw, cell)


@st.composite
def answers(draw: st.DrawFn) -> dict[InputKey, object]:
    """Something lawful in every input: what the rules of the cells take, whatever the cells together say."""
    drawn: dict[InputKey, object] = {}
    june = returns.snapshot()
    cells: list[tuple[Column, Row | None]] = [(column, None) for column in june.layout.sheets[0].heading_inputs]
    for sheet in june.layout.sheets:
        cells += [
            (column, row) for row in june.assignment.rows(sheet, returns.unit()) for column in sheet.input_columns
        ]
    for column, row in cells:
        cell = CellContext(column, days_by_name(2022, june.period), june.period, row)
        if column.kind == "text":
            value: object = draw(words(column.max))
        elif column.kind == "choice":
            value = draw(st.sampled_from([option.text for option in offered_options(column, row, june.period)]))
        else:
            value = draw(st.dates(cell.days[column.earliest], cell.days[column.latest]))
        drawn[row.key if row else "", column.label] = value
    return drawn


def shown(example: Example) -> str:
    return f"{example.ask.column.kind}-{example.raw!r:.40}-{example.format or ''}"


@pytest.mark.parametrize("example", [example for table in tables() for example in table.examples], ids=shown)
def test_what_stands_in_a_cell_ends_as_the_manual_says(example: Example) -> None:
    """docs/fields.yaml is this table, and docs/fields.md shows it; a sentence that needs a fact more cannot be said."""
    assert example.outcome == example.wanted
    assert not (example.outcome.why or example.outcome.code) or example.sentence.text


def test_every_reason_for_a_repair_has_its_words_and_its_example() -> None:
    """Where a word is missing, the sentence cannot be said; the examples say them all."""
    reasons = {example.reading.repair for table in tables() for example in table.examples}
    assert reasons == {*get_args(Repair)}


ASKS = {f"{table.kind} {number}": table.ask for number, table in enumerate(tables(), 1)}
"""The cells of the examples; a broken law names one, and does not print all that it is asked with."""
ANYTHING = st.one_of(
    st.text(max_size=12),
    st.from_regex("[-+]?[0-9０-９,.]{1,6} ?[%％万亿元人成分]{0,2}", fullmatch=True),
    st.from_regex(
        "[0-9０-９〇一二十]{1,4}[-/.年][0-9一十]{1,2}[-/.月][0-9一十]{0,2}[日号]?[ T0:]{0,6}", fullmatch=True
    ),
    st.sampled_from(
        [option.text + end for ask in ASKS.values() for option in ask.column.options for end in ("", "。", "吗")]
    ),
    st.floats(),
    st.floats(-2, 110),
    st.integers(),
    st.integers(-2, 110),
    st.booleans(),
    st.dates(),
    st.dates(date(2021, 12, 1), date(2024, 1, 31)),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
FORMATS = st.sampled_from([None, "General", "0%", '0"%"', "yyyy-mm-dd", "@", "#,##0.00%;[红色]-0", "\\"])


@settings(max_examples=600)
@given(st.sampled_from([*ASKS]), ANYTHING, FORMATS)
@example("text 1", "፩", None)  # a digit to Python, but not to int()
@example("text 1", 10**5000, "0%")
@example("choice 2", 10**5000, None)
@example("date 4", "፩፩፩፩፩", None)
@example("date 4", "9" * 5000, None)
@example("date 4", 10**5000, None)
@example("number 6", 10**5000, None)
@example("number 6", "1." + "1" * 30_000 + "亿元", None)
@example("number 6", "0.36亿元", None)  # 3600, and nobody shall see 3.6E+3
@example("number 6", -0.0, None)
def test_what_excels_rule_refuses_is_never_accepted_silently(
    where: str, raw: object, number_format: str | None
) -> None:
    """Whatever stands in a cell, of whatever kind: accepted as the rule would, or a repair or a problem is told.

    There is nothing to tell where a person saw in the cell just what counts: the day of a text 2022-06-20.
    A number is seen as far as Excel shows it, without the noise of binary arithmetic.
    """
    ask = ASKS[where]
    kind = FIELD_KINDS[ask.column.kind]
    reading = kind.parse(raw, ask._replace(number_format=number_format))
    quiet = round(raw, 9) if isinstance(raw, float) and isfinite(raw) else raw
    rule = kind.validation("E5", ask)
    is_told = reading.problem or reading.repair
    assert is_told or lets_in(rule, quiet) or is_seen_as(raw, number_format, reading.value)
    if reading.value is not None and not reading.problem:
        assert acceptable(ask, reading.value)
        assert not (isinstance(reading.value, Decimal) and set(str(reading.value)) & {"-", "E"})


def is_seen_as(raw: object, number_format: str | None, value: Answer) -> bool:
    """Whether a cell shows the words of an answer; signs of a percent and what takes no room aside."""
    shown = shown_words(raw, number_format) if number_format is not None else None
    return clean_text(shown or display_text(raw)).removesuffix("%") == display_text("" if value is None else value)


def acceptable(ask: CellContext, value: Answer) -> bool:
    """Whether an accepted value is one that the rule of the cell would have taken."""
    return lets_in(
        FIELD_KINDS[ask.column.kind].validation("E5", ask), float(value) if isinstance(value, Decimal) else value
    )


@given(st.data(), st.sampled_from([*ASKS]))
def test_what_excels_rule_takes_is_read_as_the_same_value(data: st.DataObject, where: str) -> None:
    """Of every kind, in the number format in which its cell is issued; of numbers, those with as many decimals."""
    ask = ASKS[where]
    kind, column = FIELD_KINDS[ask.column.kind], ask.column
    look = load_template_yaml(returns.ROOT / "templates/styles.yaml")[kind.style]
    expected: Answer
    raw: object
    if column.kind == "text":
        raw = data.draw(words(column.max).filter(lambda text: not damage_code(text)))
        expected = clean_text(raw) or None
    elif column.kind == "choice":
        raw = expected = data.draw(st.sampled_from([*kind.validation("E5", ask).options]))
    elif column.kind == "date":
        raw = expected = data.draw(st.dates(ask.days[column.earliest], ask.days[column.latest]))
    else:
        expected = data.draw(st.decimals(*allowed_range(column, ask.row), places=column.places))
        raw = float(expected)
    assert lets_in(kind.validation("E5", ask), raw)
    assert kind.parse(raw, ask._replace(number_format=look.get("format", "General"))) == Parsed(
        expected, meaning=meaning(ask, raw)
    )


def meaning(ask: CellContext, raw: object) -> str:
    return next((option.means for option in ask.column.options if option.text == raw), "")


@settings(max_examples=20)
@given(answers())
def test_what_a_unit_may_lawfully_type_is_read_back_as_the_same_value(typed: dict[InputKey, object]) -> None:
    """Typed by openpyxl into the unlocked cells of the issued form, then read as compile reads it.

    Text comes back without what cannot be seen (`tidy`); only where an answer may be owed is a mere stroke no answer.
    A bare `#N/A` is none either, whoever typed it.
    """
    taken = parse_return(edited(blank_form(), type_values(typed)))
    expected = {where: _meant(where, value) for where, value in typed.items()}
    assert {where: taken.answer(*where) for where in typed} == expected


def _meant(where: InputKey, value: object) -> object:
    if not isinstance(value, str):
        return value
    if damage_code(value):
        return None
    column = ask(where[1]).column
    may_be_owed = column.required != "no" or bool(column.required_when)
    return None if may_be_owed and is_placeholder(value) else clean_text(value) or None


@given(st.text(PLAIN_TEXT, max_size=40))
def test_tidying_leaves_everything_that_can_be_seen(text: str) -> None:
    """All but white space, format characters and leading apostrophes stays, in its order."""
    shown = [c for c in unicodedata.normalize("NFC", text) if not c.isspace() and unicodedata.category(c) != "Cf"]
    left = [c for c in clean_text(text) if not c.isspace() and unicodedata.category(c) != "Cf"]
    assert "".join(left).lstrip("'") == "".join(shown).lstrip("'")


def test_no_number_of_another_shape_becomes_digits() -> None:
    """Of all characters, only digits of another width or hand do: 1200① is not 12001, and 10² not 102."""
    signs = [sign for sign in map(chr, range(sys.maxunicode + 1)) if not sign.isdecimal()]
    shaped = [sign for sign in signs if any(letter.isdecimal() for letter in unicodedata.normalize("NFKC", sign))]
    unfolded = [sign for sign in shaped if to_half_width(sign) == sign]
    assert set(shaped) - set(unfolded) <= set("㍸㍹㎟㎠㎡㎢㎣㎤㎥㎦㎨㎯")  # units
    assert len(unfolded) > 200
    assert to_half_width("８０％（１）") == "80%(1)"


@given(st.text(max_size=12))
@example("_x000D_")
def test_what_looks_tidy_at_once_is(text: str) -> None:
    """The quick look, which nearly every cell passes, and the long way agree."""
    assert not is_clean_text(text) or clean_untidy_text(text) == text


@given(words(40))
@example("''新区")  # two apostrophes: one would be taken off at each reading
@example("'　新区")
def test_what_was_tidied_stays_as_it_is_when_it_is_read_again(text: str) -> None:
    """A correction copy shows the tidied words; they come back untouched, and must still be the same words."""
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("length", "problem", "doubt"),
    [(300, "", ""), (301, "", "text-too-long"), (2000, "", "text-too-long"), (2001, "text-far-too-long", "")],
)
def test_a_text_over_its_length_stands_and_is_asked_about_and_is_never_cut(
    length: int, problem: str, doubt: str
) -> None:
    """Pasting goes round Excel's rule; only what no report has room for is sent back."""
    reading = read("进展情况", "字" * length, "2")
    assert (reading.problem, reading.doubt) == (problem, doubt)
    assert reading.value == (None if problem else "字" * length)


def test_blanks_that_excels_rule_counts_are_nothing_to_tell() -> None:
    assert read("进展情况", "字" * 299 + "  ", "2") == Parsed("字" * 299)


def test_a_word_that_is_no_choice_is_told_what_is_offered() -> None:
    assert str(read("节点情况", "推进中", SEPTEMBER).facts["options"]).startswith("已按期完成、")


@pytest.mark.parametrize(
    ("number_format", "shows"),
    [
        *((code, True) for code in ("0%", "0.00%", "0%;[Red]-0%", '"约"0%', "_ * #,##0.0%_ ")),
        *((code, False) for code in ("General", '0"%"', r"0\%", "@", "", None, "0_%", "[$%-804]0", "0*%")),
    ],
)
def test_only_a_sign_that_is_not_quoted_multiplies(number_format: str | None, shows: bool) -> None:  # noqa: FBT001
    assert is_percent_format(number_format) is shows


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
    batch = replace(cell.period, start=date(2022, 1, 1), end=filing)
    row = replace(cell.row, milestone=replace(cell.row.milestone, due=due, filing=filing))
    reading = FIELD_KINDS["choice"].parse("能按期完成", cell._replace(row=row, period=batch))
    assert (reading.problem, reading.value is None) == (problem, bool(problem))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # not even Excel's rule was asked: these were pasted, or typed with the rule gone
        ({("2", "进展情况"): "字" * 301}, ["进展情况表!F5 text-too-long"]),
        ({("2", "进展情况"): None}, ["进展情况表!F5 missing"]),
        ({("2", "进展情况"): "  "}, ["进展情况表!F5 says-nothing"]),
        ({("2", "进展情况"): "无"}, ["进展情况表!F5 says-nothing"]),  # 无 answers nothing where an answer is owed
        ({("2", "进展情况"): "/"}, ["进展情况表!F5 says-nothing"]),
        ({("2", "进展情况"): "——"}, ["进展情况表!F5 says-nothing"]),
        ({("2", "进展情况"): "同上"}, ["进展情况表!F5 says-nothing"]),  # never filled in with what stands above
        ({("2", "进展情况"): 80}, []),  # a person saw 80
        ({("2", "存在问题和下一步工作计划"): "无"}, []),  # no problem may be said so
        ({("", "填报人"): "/"}, ["进展情况表!F3 says-nothing"]),
        ({("", "填报人"): None}, ["进展情况表!F3 missing"]),
        ({("", "填报日期"): "6月18日"}, ["进展情况表!H3 repaired"]),
        ({("", "填报日期"): "2021-06-18"}, ["进展情况表!H3 date-out-of-range"]),
        ({(JUNE, "节点情况"): None}, ["节点确认!G5 missing"]),
        ({(JUNE, "节点情况"): "推进中"}, ["节点确认!G5 not-a-choice"]),
        ({(JUNE, "节点情况"): "能按时完成"}, ["节点确认!G5 repaired"]),
        ({(BEFORE_ISSUE, "节点情况"): "能按期完成"}, ["节点确认!G4 choice-past-due"]),
        ({(SEPTEMBER, "节点情况"): "推进中"}, ["节点确认!G6 not-a-choice"]),  # also where none is owed
        ({(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): date(2022, 7, 5), (JUNE, "原因"): "征地"}, []),
        # what would owe a reason is not answered by a stroke either
        (
            {(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): date(2022, 7, 5), (JUNE, "原因"): "/"},
            ["节点确认!J5 says-nothing"],
        ),
        (
            {(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): "7月底", (JUNE, "原因"): "征地"},
            ["节点确认!I5 repaired"],
        ),
        (
            {(JUNE, "节点情况"): "有困难", (JUNE, "预计完成日期"): "近期", (JUNE, "原因"): "征地"},
            ["节点确认!I5 not-a-date"],
        ),
    ],
)
def test_a_cell_that_is_not_as_it_should_be_is_told_where_it_stands(
    cells: Mapping[InputKey, object], found: list[str]
) -> None:
    assert parse_return(filled_form_except(cells)).finding_lines == found


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_not_taken_for_a_blank(error: str) -> None:
    """The fast reader shows both alike; the second look tells them apart, in a cell where blank would be right."""

    def broken(book: Workbook) -> None:
        cell = book["节点确认"]["K5"]
        cell.value, cell.data_type = error, "e"

    taken = parse_return(edited(filled_form(), broken))
    assert taken.finding_lines == ["节点确认!K5 cell-error"]
    assert error in returns.message_text(taken.findings[0]) or taken.findings[0].facts["error"] == error


@pytest.mark.parametrize("content", ["#REF!", '="已"&"部署"'])
def test_an_error_or_a_formula_never_becomes_words_on_its_way_through_a_correction_copy(content: str) -> None:
    """Sent back and returned as it is: what could not be read is still no answer."""

    def broken(book: Workbook) -> None:
        for cell in (book["进展情况表"]["F5"], book["节点确认"]["K5"]):
            cell.value, cell.data_type = content, "e" if content.startswith("#") else "f"

    taken = parse_return(edited(filled_form(), broken))
    again = parse_return(returns.book_bytes(returns.correction_copy(taken)))
    assert (again.answer("2", "进展情况"), again.answer(JUNE, "佐证材料")) == (None, None)
    assert again.problem_lines


def test_a_formula_that_was_never_worked_out_is_not_taken_for_a_blank() -> None:
    def formula(book: Workbook) -> None:
        book["进展情况表"]["F5"].value = '="已"&"部署"'

    assert parse_return(edited(filled_form(), formula)).finding_lines == ["进展情况表!F5 cell-unworked"]


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
    sheet = replace(june.layout.sheets[0], columns=(*shown, *NUMBERS.values()))
    tasks = [replace(each, weight=WEIGHTS.get(each.number)) for each in june.plan.tasks]
    plan: Plan = replace(june.plan, tasks=tuple(tasks))
    layout = replace(june.layout, sheets=(sheet, *june.layout.sheets[1:]))
    return Snapshot(
        plan=plan,
        directory=june.directory,
        layout=layout,
        config=june.config,
        cycle=june.cycle,
        period=june.period,
    )


def number_ask(label: str, row: str = "2") -> CellContext:
    """One of the cells for numbers. A row is about a task, of which 完成值 asks for the investment."""
    june = scored()
    task = next(each for each in june.plan.tasks if each.number == row)
    target = INVESTED if label == "完成值" else None
    asked = replace(june.assignment.task_row(task), target=target)
    shows = '0"%"' if label == "完成比例" else "General"
    return CellContext(NUMBERS[label], days_by_name(2022, june.period), june.period, asked, shows)


def number(label: str, raw: object, row: str = "2") -> Parsed:
    cell = number_ask(label, row)
    return FIELD_KINDS[cell.column.kind].parse(raw, cell)


def test_the_most_that_may_be_scored_is_the_rows_own_weight() -> None:
    """Six points are too many for one task and fine for the next; Excel's rules say the same."""
    assert number("自评得分", 6.0, "2").problem == "number-out-of-range"
    assert number("自评得分", 6.0, "3") == Parsed(Decimal(6))
    assert [FIELD_KINDS["score"].validation("E5", number_ask("自评得分", row)).high for row in ("2", "3")] == [2.5, 10]


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
    taken = lets_in(FIELD_KINDS[cell.column.kind].validation("E5", cell), value)
    reading = number(label, float(value))
    if taken and value == round(value, cell.column.places):
        assert (reading.value, reading.repair, reading.problem) == (value, "", "")
    else:
        assert (reading.value, bool(reading.problem)) == (None, True)


@given(st.sampled_from([*NUMBERS]), st.decimals(0, 200, places=2))
def test_a_number_reads_the_same_from_a_cell_and_from_its_words(label: str, value: Decimal) -> None:
    """But for a share up to 1: what is said without its sign may be a part of one."""
    assume(label != "完成比例" or not 0 < value <= 1)
    asked, said = number(label, float(value)), number(label, format_number(value))
    assert (said.value, said.problem) == (asked.value, asked.problem)


@given(st.sampled_from([*NUMBERS]), st.one_of(st.floats(), st.integers(), st.text(max_size=8), st.booleans()))
@example("完成值", 1e300)
@example("完成值", 10**400)
@example("完成值", "٣")  # a digit, and none that we can be sure of
def test_whatever_stands_in_a_cell_is_a_number_inside_its_bounds_or_refused(label: str, raw: object) -> None:
    reading = number(label, raw)
    low, high = allowed_range(NUMBERS[label], number_ask(label).row)
    if reading.problem:
        assert reading.value is None
    else:
        assert isinstance(reading.value, Decimal)
        assert low <= reading.value <= high


@pytest.mark.parametrize(
    ("number", "words"),
    [("3600", "3600"), ("3600.50", "3600.5"), ("1E+3", "1000"), ("0.10", "0.1"), ("100", "100"), ("-0.00", "0")],
)
def test_a_number_is_written_as_people_write_it(number: str, words: str) -> None:
    assert format_number(Decimal(number)) == words
    assert render_text("{{ number }}", number=Decimal(number)) == words  # and no sentence writes another


def test_numbers_go_through_a_form_and_come_back() -> None:
    """Issued, typed by another program, returned: exact values, and a finding for each cell that is not sound."""
    june = scored()
    issue = FormBatch(june, june.digest, returns.workspace().messages)
    typed: dict[InputKey, object] = {
        ("2", "完成值"): 0.1 + 0.2,
        ("2", "完成比例"): "８０％",
        ("2", "自评得分"): 2.6,
        ("3", "完成值"): "约80",
        ("3", "完成比例"): "0%",
        ("3", "自评得分"): 2.6,
    }
    data = edited(returns.book_bytes(design_form(issue, returns.unit())), type_values(typed))
    grid = read_file(data)
    seal = identify_form(grid).form_id
    assert seal
    intake = parse_form(grid, FILE, "", seal, returns.expected_forms(issued_from=june))
    keys = [column.key for column in NUMBERS.values()]
    said = {row: [intake.submission.records[row].answer(key) for key in keys] for row in ("2", "3")}
    expected: dict[str, list[Answer]] = {
        "2": [Decimal("0.3"), Decimal(80), None],
        "3": [None, Decimal(0), Decimal("2.6")],
    }
    assert said == expected
    told = [returns.message_text(finding) for finding in intake.findings if finding.column in keys]
    assert told == [
        "“完成比例”由“８０％”规范为“80”（去掉百分号）",
        "“自评得分”填写的2.6不在0至2.5之间",
        "“完成值”填写的“约80”不是一个数",
    ]
    assert {finding.place.sheet for finding in intake.findings if finding.column in keys} == {TASK_SHEET}


@pytest.mark.parametrize(
    ("number_format", "value", "found"),
    [
        ("0%", Decimal(80), []),
        ('0"%"', None, ["percent-or-fraction"]),
        ("", None, ["percent-or-fraction"]),  # it cannot be told
    ],
)
def test_the_number_format_of_a_cell_is_asked_for_only_where_it_decides(
    number_format: str, value: Answer, found: list[str]
) -> None:
    """0.8 pasted over a cell for percents: the first pass names the cell, the second knows its format."""
    june = scored()
    issue = FormBatch(june, june.digest, returns.workspace().messages)
    typed: dict[InputKey, object] = {("2", "完成比例"): 0.8, ("3", "完成比例"): 80, ("3", "完成值"): 0.8}
    grid = read_file(edited(returns.book_bytes(design_form(issue, returns.unit())), type_values(typed)))
    seal = identify_form(grid).form_id
    assert seal
    wanted = parse_form(grid, FILE, "", seal, returns.expected_forms(issued_from=june)).cells_needing_format
    assert {sheet: len(cells) for sheet, cells in wanted.items()} == {TASK_SHEET: 1}
    looks = {
        (sheet, cell): CellLook(number_format) for sheet, cells in wanted.items() for cell in cells if number_format
    }
    intake = parse_form(replace(grid, cell_looks=looks), FILE, "", seal, returns.expected_forms(issued_from=june))
    assert intake.submission.records["2"].answer("share") == value
    assert [finding.code for finding in intake.findings if finding.column == "share"] == found


def test_a_number_in_a_column_of_words_is_no_longer_than_words_may_be() -> None:
    june = returns.snapshot()
    column = Column(key="mark", label="编号", kind="text", max=3)
    cell = CellContext(column, days_by_name(2022, june.period), june.period)
    assert FIELD_KINDS["text"].parse(12345, cell).doubt == "text-too-long"
    assert FIELD_KINDS["text"].parse(123, cell).value == "123"


def test_a_bound_that_a_row_does_not_have_is_none() -> None:
    """Such as one of the milestone, in a row about a whole task."""
    june = returns.snapshot()
    row = june.assignment.rows(june.layout.sheets[0], returns.unit())[0]
    assert (resolve_number("milestone.key", row), resolve_number("12.5", row)) == (None, Decimal("12.5"))


@pytest.mark.parametrize(
    ("raw", "was", "example"),
    [
        # typed as 6.18 into a cell for days: an hour of the sixth of January 1900
        (datetime.fromisoformat("1900-01-06T04:19:12"), "6.18", date(2022, 6, 18)),
        (datetime.fromisoformat("1900-01-20"), "20", date(2022, 6, 5)),  # which month nobody can say
        (date(1900, 1, 6), "6", date(2022, 6, 5)),
    ],
)
def test_a_small_number_in_a_cell_for_days_is_told_as_it_was_typed(raw: object, was: str, example: date) -> None:
    reading = read("实际完成日期", raw, BEFORE_ISSUE)
    assert (reading.problem, reading.facts) == ("not-a-date", {"was": was, "example": example})


def test_the_example_of_a_day_is_one_that_could_be_answered() -> None:
    """In the allowed span, and to come where it is asked until when."""
    june = returns.snapshot()
    for row in (BEFORE_ISSUE, JUNE, SEPTEMBER):
        until, done = (read(label, "近期", row).facts["example"] for label in ("预计完成日期", "实际完成日期"))
        due = ask("预计完成日期", row).row.due  # type: ignore[union-attr]
        assert isinstance(until, date)
        assert isinstance(done, date)
        assert until > max(due or june.period.due, june.period.due)
        assert done >= (due or date.max)
    assert read("填报日期", "近期").facts["example"] == june.period.due


def test_no_bound_that_is_not_meant_for_people_is_told() -> None:
    """Where the layout sets none, a number is not negative, and that is all that is said."""
    june = returns.snapshot()
    cell = CellContext(Column(key="n", label="完成数", kind="number"), days_by_name(2022, june.period), june.period)
    for raw in ("约80", "多", -3, 10**13, datetime.fromisoformat("1900-01-06T04:19:12")):
        reading = FIELD_KINDS["number"].parse(raw, cell)
        facts = {"label": "完成数", "was": str(raw), **reading.facts}
        told = returns.workspace().messages.message(Finding(reading.problem, Place(""), facts))
        assert "至1000000000000" not in told.text + told.hint
        assert raw == 10**13 or "不小于0" in told.hint


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("9月30日", date(2022, 9, 30)),  # the last day that the form takes
        ("1月1日", date(2022, 1, 1)),  # the first
        ("10月1日", None),
    ],
)
def test_the_first_and_the_last_allowed_day_need_no_year(words: str, day: date | None) -> None:
    assert read("实际完成日期", words, BEFORE_ISSUE).value == day

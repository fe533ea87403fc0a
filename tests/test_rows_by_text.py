"""Keys that were lost: rows are found by their words, a person confirms, and nothing in doubt is decided."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.formats.opening import read_workbook
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.returns.expected_form import ExpectedForms
from duban.returns.owner_guess import guess_owner
from duban.tables.similarity import RowWords, pair_rows, pair_texts
from duban.value_object import replace
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid
from tests import returns
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    YEAR_END,
    filled_form,
    parse_grid,
    parse_return,
)

RowChange = Callable[[list[list[CellValue]]], object]
FILLED = read_workbook(filled_form())
FORM_ID = parse_return(filled_form()).submission.form_id


def with_changed_rows(grid: WorkbookGrid, name: str, change: RowChange) -> WorkbookGrid:
    """The grid after a change to the rows of one sheet."""
    sheets = []
    for sheet in grid.sheets:
        rows = [list(row) for row in sheet.rows]
        if sheet.name == name:
            change(rows)
        sheets.append(replace(sheet, rows=rows, merged_areas=()))  # merged areas do not move with the rows
    return replace(grid, sheets=tuple(sheets))


def without_keys(grid: WorkbookGrid, *, keep_code: bool = True) -> WorkbookGrid:
    """As when the cells of the tables were copied into a new workbook without the hidden column."""

    def cell(raw: CellValue) -> CellValue:
        lost = isinstance(raw, str) and FORM_ID.code in raw and ("/" in raw or not keep_code)
        return "" if lost else raw

    kept = [sheet for sheet in grid.sheets if sheet.name in (TASK_SHEET, MILESTONE_SHEET)]
    sheets = [replace(sheet, rows=[[cell(raw) for raw in row] for row in sheet.rows]) for sheet in kept]
    return WorkbookGrid(tuple(sheets))


KEYLESS = without_keys(FILLED)
RETYPED = returns.office().plan.tasks[1].printed.replace("。", "；").replace("关键", "主要")


def retype(row: int, column: int, value: CellValue) -> RowChange:
    return lambda rows: rows[row].__setitem__(column, value)


# ---- with the code still there ----


def test_rows_that_lost_their_keys_wait_for_a_person() -> None:
    """All six are found by their words; none of them counts."""
    parsed = parse_grid(KEYLESS)
    assert parsed.problem_lines == ["rows-unconfirmed"]
    assert parsed.row_match == OwnerGuess(FORM_ID.code, 6, 0, 0)
    assert parsed.submission.damaged_rows == {"2", "3", BEFORE_ISSUE, JUNE, SEPTEMBER, YEAR_END}


def test_answers_in_rows_without_keys_are_kept() -> None:
    """For the correction copy, and for the person who confirms."""
    assert parse_grid(KEYLESS).submission.answers() == parse_return(filled_form()).submission.answers()


def test_cells_of_rows_without_keys_are_told_at_once() -> None:
    """The correction copy has the answers in their rows: what is wrong with them is asked together with the keys."""
    grid = with_changed_rows(KEYLESS, MILESTONE_SHEET, retype(4, 6, "大概完成"))
    assert parse_grid(grid).problem_lines == ["rows-unconfirmed", f"{MILESTONE_SHEET}!G5 not-a-choice"]
    assert parse_grid(grid, by_text=True).problem_lines == [f"{MILESTONE_SHEET}!G5 not-a-choice"]


def test_cells_of_rows_that_are_only_alike_wait_until_the_rows_count() -> None:
    """They may be those of another row."""
    retyped = with_changed_rows(KEYLESS, TASK_SHEET, retype(4, 3, RETYPED))
    grid = with_changed_rows(retyped, TASK_SHEET, retype(4, 5, "字" * 2001))
    assert "text-far-too-long" not in " ".join(parse_grid(grid).problem_lines)
    assert "text-far-too-long" in " ".join(parse_grid(grid, by_text=True).problem_lines)


def test_rows_count_once_a_person_has_confirmed_them() -> None:
    parsed = parse_grid(KEYLESS, by_text=True)
    assert (parsed.problem_lines, parsed.finding_lines) == ([], ["rows-by-text"])
    assert parsed.submission.answers() == parse_return(filled_form()).submission.answers()
    assert parsed.submission.damaged_rows == frozenset()


def test_a_row_that_was_retyped_is_found_by_its_number_and_its_likeness() -> None:
    """Both texts are shown; what else differs in it is not told again."""
    grid = with_changed_rows(KEYLESS, TASK_SHEET, retype(4, 3, RETYPED))
    parsed = parse_grid(grid, by_text=True)
    assert parsed.row_match == OwnerGuess(FORM_ID.code, 5, 1, 0)
    assert parsed.finding_lines == [f"{TASK_SHEET}!A5 row-by-text", "rows-by-text"]
    assert RETYPED[:10].replace("\n", " ") in returns.message_text(parsed.findings[0])
    assert parsed.answer("2", "进展情况") == "方案已出台"


def test_a_row_that_stands_twice_counts_neither_time() -> None:
    """Nobody knows which of the two counts."""
    grid = with_changed_rows(KEYLESS, TASK_SHEET, lambda rows: rows.insert(5, list(rows[4])))
    later: dict[bool, list[str]] = {False: ["rows-unconfirmed"], True: []}
    for by_text, waiting in later.items():
        parsed = parse_grid(grid, by_text=by_text)
        assert parsed.problem_lines == [f"{TASK_SHEET}!A5 row-unsure", f"{TASK_SHEET}!A6 row-unsure", *waiting]
        assert "2" in parsed.submission.damaged_rows
        assert "2" not in parsed.submission.records


def test_a_row_that_is_not_there_is_counted_as_missing() -> None:
    grid = with_changed_rows(KEYLESS, MILESTONE_SHEET, lambda rows: rows.pop(4))
    assert parse_grid(grid).row_match == OwnerGuess(FORM_ID.code, 5, 0, 1)
    assert JUNE in parse_grid(grid, by_text=True).submission.damaged_rows


def test_a_table_with_its_keys_counts_unconfirmed_although_another_lost_them() -> None:
    keys = {sheet.name: sheet for sheet in FILLED.sheets}
    grid = replace(KEYLESS, sheets=(KEYLESS.sheets[0], keys[MILESTONE_SHEET]))
    parsed = parse_grid(grid)
    assert parsed.submission.damaged_rows == {"2", "3"}
    assert parsed.row_match == OwnerGuess(FORM_ID.code, 2, 0, 0)


# ---- with no code at all ----


def candidates() -> tuple[ExpectedForms, list[FormId]]:
    """Every form that the small office issues in June."""
    issue = returns.form_batch()
    return returns.expected_forms(), [issue.form_id(unit) for unit in issue.snapshot.assignment.units]


BARE = without_keys(FILLED, keep_code=False)


def test_a_workbook_without_any_code_is_proposed_as_the_form_that_it_looks_like() -> None:
    assert guess_owner(BARE, *candidates()) == OwnerGuess(FORM_ID.code, 6, 0, 0)


def test_one_table_of_a_form_is_enough_for_the_proposal() -> None:
    grid = replace(BARE, sheets=BARE.sheets[1:])
    assert guess_owner(grid, *candidates()) == OwnerGuess(FORM_ID.code, 4, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        retype(3, 4, "本月工作进展情况及成效"),  # one header more or less decides nothing
        retype(4, 3, RETYPED),
        lambda rows: rows.pop(5),
    ],
    ids=["header", "retyped", "row-gone"],
)
def test_small_changes_do_not_change_the_proposal(change: RowChange) -> None:
    found = guess_owner(with_changed_rows(BARE, TASK_SHEET, change), *candidates())
    assert found is not None
    assert found.form_code == FORM_ID.code


def test_of_two_units_that_match_equally_none_is_proposed() -> None:
    """The heading no longer says whose it is, and the rows that are left are of both."""

    def mixed(rows: list[list[CellValue]]) -> None:
        rows[2][0] = ""
        rows[4][0:3] = ["1", "新校区", returns.office().plan.tasks[0].printed]
        rows[5][0:3] = ["2", "双减", returns.office().plan.tasks[1].printed]

    both = replace(BARE, sheets=BARE.sheets[:1])
    assert guess_owner(with_changed_rows(both, TASK_SHEET, mixed), *candidates()) is None


def test_rows_of_one_unit_under_the_name_of_another_are_no_proposal() -> None:
    words = replace(BARE, sheets=BARE.sheets[:1])
    assert guess_owner(words, *candidates()) == OwnerGuess(FORM_ID.code, 2, 0, 0)
    assert guess_owner(with_changed_rows(words, TASK_SHEET, retype(2, 0, "填报股室：基财股")), *candidates()) is None


def test_a_workbook_of_somebody_elses_is_proposed_as_nothing() -> None:
    """Its headers are not ours: no words are compared."""
    rows: list[list[CellValue]] = [["姓名", "编号", "电话"], ["张三", "2", "12345"]]
    assert guess_owner(WorkbookGrid((SheetGrid("通讯录", visible=True, rows=rows),)), *candidates()) is None
    assert guess_owner(WorkbookGrid((SheetGrid("空", visible=True, rows=[]),)), *candidates()) is None


# ---- pairing ----

WORD = st.text("甲乙丙丁戊己庚辛", max_size=6)
ROWS = st.lists(st.tuples(st.sampled_from(["1", "2"]), WORD), max_size=6)


@given(ROWS, ROWS)
def test_no_row_and_no_line_is_used_twice(wanted: list[RowWords], given_: list[RowWords]) -> None:
    pairs = pair_rows({str(at): words for at, words in enumerate(wanted)}, dict(enumerate(given_)))
    used = [*pairs.exact.values(), *pairs.similar.values()]
    assert len(used) == len(set(used))
    assert not pairs.exact.keys() & pairs.similar.keys()
    assert not pairs.ambiguous & set(used)


@given(ROWS, ROWS, st.randoms())
def test_the_order_of_lines_pairs_nothing_else(wanted: list[RowWords], lines: list[RowWords], chance: Random) -> None:
    given_ = dict(enumerate(lines))
    shuffled = list(given_.items())
    chance.shuffle(shuffled)
    rows = {str(at): words for at, words in enumerate(wanted)}
    assert pair_rows(rows, given_) == pair_rows(rows, dict(shuffled))


@pytest.mark.parametrize(
    ("label", "headers", "found"),
    [
        ("进展情况", ["工作进展情况"], 0),
        ("进展情况", ["节点情况"], None),  # another column
        ("完成时限", ["完成时间"], 0),
        ("实际完成日期", ["完成日期", "实际完成日"], 1),
        ("完成日期", ["实际完成日期", "预计完成日期"], None),  # as near to both
        ("备注", ["说明"], None),
        ("备注", [], None),
    ],
)
def test_a_header_is_known_by_its_likeness_only_where_one_is_clearly_nearest(
    label: str, headers: list[str], found: int | None
) -> None:
    assert pair_texts({"x": label}, dict(enumerate(headers))).similar.get("x") == found

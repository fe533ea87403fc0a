"""What people do to a table: told once, where it shows, and what follows from it is not told again."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.formats.opening import read_workbook
from duban.forms import design_form
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.model.decision import ClerkEdit
from duban.model.form_id import FormId
from duban.model.submission import ExtraContent
from duban.returns.edits import apply_edits
from duban.returns.expected_form import ExpectedForms, count_tables
from duban.returns.identify import FORM_CODE_PROPERTY, identify_form, restrict_to_form
from duban.returns.own_texts import OwnTexts
from duban.returns.parse import parse_form
from duban.value_object import replace
from duban.workbook.book import cell_address
from duban.workbook.grid import WorkbookGrid
from duban.workspace.yaml_file import load_template_yaml
from tests import returns
from tests.offices import TEMPLATES
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    ParsedReturn,
    blank_form,
    edited,
    filled_form,
    filled_form_except,
    message_text,
    parse_grid,
    parse_return,
)

Change = Callable[[Workbook], object]
RETURN = filled_form()
SAID = parse_return(RETURN).submission.answers()


def after(*changes: Change, data: bytes = RETURN) -> ParsedReturn:
    return parse_return(edited(data, *changes))


def notes(taken: ParsedReturn) -> list[str]:
    """The notes, by code."""
    return [finding.code for finding in taken.findings if returns.severity_of(finding) is Severity.NOTE]


def put(name: str, cell: str, value: object) -> Change:
    return lambda book: setattr(book[name][cell], "value", value)


def insert_column(name: str, at: int, header: str, **cells: str) -> Change:
    """A column of their own, all to its right moved; cells by their row: r5="…"."""

    def change(book: Workbook) -> None:
        sheet = book[name]
        for merged in list(sheet.merged_cells):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(at)
        sheet.cell(4 if name == TASK_SHEET else 3, at).value = header
        for row, value in cells.items():
            sheet.cell(int(row[1:]), at).value = value

    return change


def texts(extras: Sequence[ExtraContent]) -> list[tuple[str, str, str, str]]:
    """Cell, text, row key and column of what was kept."""
    return [(extra.place.cell, extra.text, extra.row_key, extra.column_label) for extra in extras]


# ---- headers ----


@pytest.mark.parametrize(
    ("cell", "header"),
    [
        ("F4", "进展 情况"),
        ("F4", "进展\n情况"),
        ("F4", "进展情况（300字以内）"),
        ("F4", "【进展情况】"),
        ("F4", "工作进展情况"),
        ("G4", "存在问题及下一步工作计划"),
        ("H4", "备 注*"),
    ],
)
def test_a_header_that_was_retyped_is_known_and_told(cell: str, header: str) -> None:
    """By the same word without width, spaces and brackets, or by likeness; old and new are shown."""
    taken = after(put(TASK_SHEET, cell, header))
    assert (taken.problem_lines, taken.finding_lines) == ([], [f"{TASK_SHEET}!{cell} header-retyped"])
    assert taken.submission.answers() == SAID
    assert " ".join(header.split()) in message_text(taken.findings[0])


def test_two_headers_that_are_as_near_are_not_guessed_between() -> None:
    """Both 实际 and 预计完成日期 became 完成日期: nobody knows which is which, and no cell of them is judged."""
    taken = after(put(MILESTONE_SHEET, "H3", "完成日期"), put(MILESTONE_SHEET, "I3", "完成日期 "))
    assert taken.problem_lines == [f"{MILESTONE_SHEET} header-unsure", f"{MILESTONE_SHEET} header-unsure"]
    assert JUNE in taken.submission.damaged_rows


def test_a_header_that_is_quite_another_word_is_a_missing_column() -> None:
    assert after(put(TASK_SHEET, "F4", "经办人")).problem_lines == [f"{TASK_SHEET} column-missing"]


def test_a_table_without_its_header_is_told_as_that() -> None:
    """The sheet is not missing: its rows are there."""
    taken = after(lambda book: book[MILESTONE_SHEET].delete_rows(3))
    assert taken.problem_lines == [f"{MILESTONE_SHEET} header-missing"]


def test_a_label_of_the_heading_may_have_lost_its_colon() -> None:
    taken = after(put(TASK_SHEET, "G3", "填报 日期"))
    assert (taken.finding_lines, taken.submission.answers()) == ([], SAID)


# ---- columns ----


def test_a_column_of_their_own_is_named_and_kept_with_its_rows() -> None:
    taken = after(insert_column(TASK_SHEET, 3, "经办人意见", r5="已核", r6="待核"))
    assert (taken.problem_lines, notes(taken)) == ([], ["column-extra"])
    assert texts(taken.submission.extra_content) == [
        ("C5", "已核", "2", "经办人意见"),
        ("C6", "待核", "3", "经办人意见"),
    ]
    assert taken.submission.answers() == SAID


def test_what_a_person_saw_in_a_column_of_their_own_is_kept() -> None:
    """0.8 as a percent, a day of which only the month is shown; under the table and on another sheet too."""

    def change(book: Workbook) -> None:
        insert_column(TASK_SHEET, 3, "自评")(book)
        own = book.create_sheet("附表")
        for cell, value, shown in (
            (book[TASK_SHEET]["C5"], 0.8, "0%"),
            (book[TASK_SHEET]["C6"], date(2022, 6, 1), 'yyyy"年"m"月"'),
            (book[TASK_SHEET]["B10"], 125000, '0.0,"千元"'),
            (own["A1"], 0.925, "0.0%"),
        ):
            cell.value, cell.number_format = value, shown

    taken = after(change)
    assert [content.text for content in taken.submission.extra_content] == ["125.0千元", "80%", "2022年6月", "92.5%"]
    quoted = {finding.code: finding.facts["was"] for finding in taken.findings if "was" in finding.facts}
    assert quoted == {"column-extra": "80%　2022年6月", "sheet-extra": "92.5%", "extras-found": "125.0千元"}


def test_a_column_of_their_own_between_a_label_and_its_answer_is_passed_over() -> None:
    taken = after(insert_column(TASK_SHEET, 5, "自查情况", r5="已查"))
    assert (taken.problem_lines, notes(taken), taken.submission.answers()) == ([], ["column-extra"], SAID)


def test_a_column_of_their_own_that_is_empty_is_nothing_to_tell() -> None:
    assert after(insert_column(MILESTONE_SHEET, 4, "经办人意见")).finding_lines == []


def test_our_own_columns_are_no_columns_of_theirs() -> None:
    """The checks and the messages stand beside the table: a correction copy that comes back adds nothing."""
    copy = returns.book_bytes(returns.correction_copy(parse_return(filled_form_except({("2", "进展情况"): None}))))
    taken = parse_return(edited(copy, returns.type_values(returns.heading_inputs(returns.COMPLETE_HEADING))))
    assert taken.submission.extra_content == ()


def test_the_check_column_is_known_by_the_texts_that_the_office_chose() -> None:
    """Its header is worded anew: what stands in it is no column of the department, whether all is done or not."""
    reworded = {"check-done": "好", "count-done": "检查：全部填好", "count-owing": "检查：还差{{ count }}处"}
    texts = Messages(*map(load_template_yaml, sorted((TEMPLATES / "texts").glob("*.yaml"))), reworded)
    batch = replace(returns.form_batch(), messages=texts)
    expected = ExpectedForms(returns.snapshot(), OwnTexts.of(texts))
    blank, complete = (
        design_form(batch, returns.unit()),
        design_form(batch, returns.unit(), parse_return(filled_form()).submission),
    )
    for book, header in ((blank, "检查：还差4处"), (complete, "检查：全部填好")):
        grid = read_workbook(returns.book_bytes(book))
        assert any(header in row for sheet in grid.sheets for row in sheet.rows)
        parsed = parse_form(grid, returns.FILE, "", seal_of(OURS), expected)
        assert "column-extra" not in [finding.code for finding in parsed.findings]
        assert parsed.submission.extra_content == ()


def test_a_header_of_their_own_that_only_begins_like_the_check_column_is_theirs() -> None:
    own_texts = OwnTexts.of(returns.workspace().messages)
    assert [own_texts.is_check_header(header) for header in ("待补3处", "✓已填好", "待补材料", "✓")] == [
        True,
        True,
        False,
        False,
    ]


# ---- rows ----


def copy_rows(sheet: Worksheet, rows: Sequence[int], to: int) -> None:
    for at, row in enumerate(rows, to):
        for number, cell in enumerate(sheet[row], 1):
            sheet.cell(at, number).value = cell.value


def twice(book: Workbook) -> None:
    """The whole table once more below itself, header and all."""
    copy_rows(book[TASK_SHEET], (4, 5, 6), 9)


def put_all_keys(book: Workbook) -> None:
    """Keys of rows that were never issued."""
    for row in range(4, 8):
        book[MILESTONE_SHEET].cell(row, 13).value = seal_of(OURS).row_key(f"X{row}")


def test_a_table_that_was_filled_twice_is_told_once() -> None:
    taken = after(twice)
    assert taken.problem_lines == [f"{TASK_SHEET}!A10 rows-twice"]
    assert {"2", "3"} <= taken.submission.damaged_rows
    assert len(taken.submission.extra_content) == 4  # all four lines are kept: none of them was read


@pytest.mark.parametrize(
    "change", [lambda book: book[MILESTONE_SHEET].delete_rows(4, 4), put_all_keys], ids=["gone", "foreign"]
)
def test_a_table_without_any_of_its_rows_is_told_once(change: Change) -> None:
    """And nobody is asked to confirm that there is nothing."""
    taken = after(change)
    assert [each for each in taken.problem_lines if "missing" in each] == [f"{MILESTONE_SHEET} rows-missing"]
    assert (taken.row_match, JUNE in taken.submission.damaged_rows) == (None, True)


def test_a_row_that_they_added_is_quoted_as_a_whole() -> None:
    """A task of their own: nothing of it is lost."""

    def change(book: Workbook) -> None:
        book[TASK_SHEET].unmerge_cells("A7:H7")  # openpyxl leaves the line under the table where it was
        book[TASK_SHEET].insert_rows(6)
        book[TASK_SHEET].merge_cells("A8:H8")
        for cell, value in {
            "A6": "4",
            "B6": "新增任务",
            "F6": "已开工\n正在验收",
            "H6": "请列入",
            "I6": "TS2022-4",
        }.items():
            book[TASK_SHEET][cell].value = value

    taken = after(change)
    assert taken.problem_lines == [f"{TASK_SHEET}!F6 row-added"]
    assert "“4　新增任务　已开工 正在验收　请列入”" in message_text(
        taken.findings[0]
    )  # on one line, without a hidden key
    assert texts(taken.submission.extra_content) == [("F6", "4　新增任务　已开工\n正在验收　请列入", "", "")]
    assert taken.submission.answers() == SAID


# ---- sheets ----


def again(**cells: object) -> Change:
    """A copy of the first sheet, some cells changed."""

    def change(book: Workbook) -> None:
        copied = book.copy_worksheet(book[TASK_SHEET])
        for cell, value in cells.items():
            copied[cell].value = value

    return change


def test_a_copied_sheet_that_says_the_same_is_only_told() -> None:
    taken = after(again())
    assert (taken.problem_lines, notes(taken)) == ([], ["sheet-again"])
    assert taken.submission.answers() == SAID


@pytest.mark.parametrize(
    "cells", [{"F5": "另一种说法"}, {"F3": "李四"}, {"F4": "进展"}], ids=["cell", "name", "header"]
)
def test_a_copied_sheet_that_says_something_else_is_not_guessed(cells: dict[str, object]) -> None:
    """Even where its header was damaged: it holds the rows of the form."""
    taken = after(again(**cells))
    assert taken.problem_lines == [f"{TASK_SHEET} Copy sheet-twice"]
    assert {"2", "3"} <= taken.submission.damaged_rows


def test_two_copies_that_both_lost_their_keys_are_compared_by_their_lines() -> None:
    def bare(book: Workbook) -> None:
        for sheet in (book[TASK_SHEET], book[f"{TASK_SHEET} Copy"]):
            for row in (5, 6):
                sheet.cell(row, 9).value = None

    assert "sheet-again" in after(again(), bare).finding_lines[-1]
    assert after(again(F5="另一种说法"), bare).problem_lines == [f"{TASK_SHEET} Copy sheet-twice"]


def test_a_sheet_of_their_own_is_named_and_its_beginning_is_kept() -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("情况说明", 0)
        sheet["B2"].value = "因疫情推迟"

    taken = after(change)
    assert (taken.problem_lines, notes(taken)) == ([], ["sheet-extra"])
    assert [(extra.place.sheet, extra.place.cell, extra.text) for extra in taken.submission.extra_content] == [
        ("情况说明", "B2", "因疫情推迟")
    ]


def test_the_guide_is_no_sheet_of_theirs_even_under_another_name() -> None:
    assert after(lambda book: setattr(book["填报说明"], "title", "说明")).finding_lines == []


# ---- notes around a table ----


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        (TASK_SHEET, "A12"),
        (MILESTONE_SHEET, "R2"),
        (MILESTONE_SHEET, "R5"),
        (TASK_SHEET, "B2"),
        (MILESTONE_SHEET, "A1"),
    ],
    ids=["below", "above", "right", "beside-code", "title"],
)
def test_notes_around_a_table_are_kept_and_told_once(name: str, cell: str) -> None:
    def change(book: Workbook) -> None:
        for merged in list(book[name].merged_cells):
            book[name].unmerge_cells(str(merged))
        book[name][cell].value = "以上情况属实"

    taken = after(change)
    assert (taken.problem_lines, taken.finding_lines) == ([], [f"{name}!{cell} extras-found"])
    assert [(extra.place.cell, extra.text) for extra in taken.submission.extra_content] == [(cell, "以上情况属实")]
    assert taken.submission.answers() == SAID


def test_many_notes_are_one_note() -> None:
    """It quotes them all: the first may be of no weight, and the second ask for help."""
    taken = after(put(TASK_SHEET, "A12", "一"), put(TASK_SHEET, "A13", "二"), put(MILESTONE_SHEET, "C12", "三"))
    assert taken.finding_lines == [f"{TASK_SHEET}!A12 extras-found"]
    assert (taken.findings[0].facts["count"], taken.findings[0].facts["was"]) == (3, "一　二　三")


def test_a_return_as_it_should_be_holds_nothing_else() -> None:
    """Title, code, labels, foot, checks and keys are ours: a form and a full return have no extras."""
    assert parse_return(blank_form()).submission.extra_content == parse_return(RETURN).submission.extra_content == ()


# ---- merged inputs ----


def merged(name: str, *areas: tuple[int, int, int, int], data: bytes = RETURN) -> ParsedReturn:
    return parse_grid(merged_grid(name, *areas, data=data))


def merged_grid(name: str, *areas: tuple[int, int, int, int], data: bytes = RETURN) -> WorkbookGrid:
    """As a file with merged cells is read: the value stands in the first one."""
    grid = read_workbook(data)
    sheets = []
    for sheet in grid.sheets:
        if sheet.name == name:
            rows = [list(row) for row in sheet.rows]
            for top, left, bottom, right in areas:
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        if (row, column) != (top, left):
                            rows[row][column] = ""
            sheet = replace(sheet, rows=rows, merged_areas=areas)  # noqa: PLW2901 — the sheet as it came back
        sheets.append(sheet)
    return replace(grid, sheets=tuple(sheets))


def test_what_merged_cells_swallowed_the_clerk_may_fill_in() -> None:
    """She asked by phone: the cells are merged no more, and each has its own answer."""
    edit = ClerkEdit(MILESTONE_SHEET, "G5", "", "能按期完成", "王五")
    grid, _ = apply_edits(merged_grid(MILESTONE_SHEET, (3, 6, 4, 6)), returns.FILE, [edit])
    parsed = parse_grid(grid)
    assert parsed.problem_lines == []
    assert [parsed.answer(key, "节点情况") for key in (BEFORE_ISSUE, JUNE)] == ["已按期完成", "能按期完成"]


def test_merged_words_are_told_once_and_no_row_of_them_counts() -> None:
    """F5:F6: the answer stands in the first cell, the second is no answer that is missing."""
    taken = merged(TASK_SHEET, (4, 5, 5, 5))
    assert taken.problem_lines == [f"{TASK_SHEET}!F5 cells-merged"]
    assert "F5:F6" in message_text(taken.findings[0])
    assert {"2", "3"} <= taken.submission.damaged_rows


def test_a_merged_choice_counts_for_its_first_row_only_and_each_other_one_is_asked_for() -> None:
    taken = merged(MILESTONE_SHEET, (3, 6, 4, 6))
    assert taken.problem_lines == [f"{MILESTONE_SHEET}!G5 choices-merged"]
    assert taken.submission.records[BEFORE_ISSUE].answer("state") == "已按期完成"
    assert taken.submission.damaged_rows == {JUNE}
    three = merged(MILESTONE_SHEET, (3, 6, 5, 6)).findings
    assert [(finding.row, finding.place.cell) for finding in three] == [(JUNE, "G5"), (SEPTEMBER, "G6")]


def test_merged_cells_in_one_row_are_one_row_that_does_not_count() -> None:
    taken = merged(TASK_SHEET, (4, 5, 4, 7))
    assert taken.problem_lines == [f"{TASK_SHEET}!F5 cells-merged"]
    assert taken.submission.damaged_rows == {"2"}


def test_an_input_that_was_merged_into_locked_words_is_told() -> None:
    assert merged(TASK_SHEET, (5, 4, 5, 5)).problem_lines == [f"{TASK_SHEET}!E6 cells-merged"]


@pytest.mark.parametrize("area", [(4, 0, 5, 0), (0, 0, 0, 7), (6, 0, 6, 7)], ids=["locked", "title", "foot"])
def test_merged_cells_without_inputs_swallow_no_answer(area: tuple[int, int, int, int]) -> None:
    assert "cells-merged" not in [finding.code for finding in merged(TASK_SHEET, area).findings]


def test_an_empty_merged_cell_has_swallowed_nothing() -> None:
    """What is owed there is simply missing."""
    taken = merged(
        TASK_SHEET, (4, 5, 5, 5), data=filled_form_except({("2", "进展情况"): None, ("3", "进展情况"): None})
    )
    assert taken.problem_lines == [f"{TASK_SHEET}!F5 missing", f"{TASK_SHEET}!F6 missing"]


# ---- several forms in one file ----


def beside(*grids: WorkbookGrid) -> WorkbookGrid:
    """All their sheets in one file; a hidden one keeps its name, as a copied one does with a number."""
    sheets = [
        replace(sheet, name=sheet.name if not number else f"{sheet.name} ({number + 1})")
        for number, grid in enumerate(grids)
        for sheet in grid.sheets
    ]
    return WorkbookGrid(tuple(sheets))


OTHER = read_workbook(blank_form(name="基财股"))
OURS = read_workbook(RETURN)


def seal_of(grid: WorkbookGrid) -> FormId:
    seal = identify_form(grid).form_id
    assert seal is not None
    return seal


def tables(grid: WorkbookGrid) -> WorkbookGrid:
    return replace(grid, sheets=tuple(sheet for sheet in grid.sheets if sheet.name in (TASK_SHEET, MILESTONE_SHEET)))


@pytest.mark.parametrize("bring", [lambda grid: grid, tables], ids=["all", "tables"])
def test_two_whole_forms_in_one_file_are_two_forms(bring: Callable[[WorkbookGrid], WorkbookGrid]) -> None:
    """Each is read as if it had come alone; the sheets of one may have come without its hidden ones."""
    grid = beside(OURS, bring(OTHER))
    identity = identify_form(grid)
    assert (identity.form_id, identity.problem) == (None, "")
    assert identity.contained_forms == (seal_of(OURS), seal_of(OTHER))
    for seal in identity.contained_forms:
        assert identify_form(restrict_to_form(grid, seal)).form_id == seal
    mine = parse_form(restrict_to_form(grid, seal_of(OURS)), returns.FILE, "", seal_of(OURS), returns.expected_forms())
    assert mine.submission.answers() == SAID


def test_a_form_with_one_sheet_of_another_is_refused_and_says_which_is_which() -> None:
    """Only one of the other unit's two tables was copied in: it is no form, and no guess is made."""
    grid = beside(OURS, replace(OTHER, sheets=OTHER.sheets[:1]))
    for identity in (identify_form(grid), identify_form(grid, lambda _seal: 2)):
        assert (identity.problem, identity.contained_forms) == ("seals-differ", ())
        assert (identity.facts["own"], identity.facts["strange"]) == (seal_of(OURS).code, seal_of(OTHER).code)
        assert identity.facts["codes"] == f"{seal_of(OURS).code}、{seal_of(OTHER).code}"
        assert identity.problem_at == (f"{TASK_SHEET} (2)", "I4")


def test_who_knows_how_many_tables_a_form_has_can_tell_more() -> None:
    """A unit without milestones has one table, the other two: counting alone would refuse both."""
    grid = beside(OURS, replace(OTHER, sheets=OTHER.sheets[:1]))
    identity = identify_form(grid, lambda seal: 1 if seal == seal_of(OTHER) else 2)
    assert identity.contained_forms == (seal_of(OURS), seal_of(OTHER))


def test_a_snapshot_knows_how_many_tables_a_form_has() -> None:
    assert count_tables(returns.expected_forms(), seal_of(OURS).unit) == 2
    assert count_tables(returns.expected_forms(), "XYZ") == 0


def test_one_sheet_with_rows_of_two_forms_is_not_split() -> None:
    key = seal_of(OTHER).row_key("1")
    identity = identify_form(read_workbook(edited(RETURN, put(TASK_SHEET, "I6", key))))
    assert (identity.problem, identity.problem_at) == ("seals-differ", (TASK_SHEET, "I6"))
    assert identity.facts["own"] == seal_of(OURS).code
    told = Finding("seals-differ", returns.parse_return(RETURN).submission.heading["reporter"].place, identity.facts)
    assert seal_of(OTHER).code in message_text(told)


def test_the_property_is_a_carrier_like_the_others() -> None:
    """Enough alone, and a conflict where it says something else."""
    stripped = WorkbookGrid(
        tuple(replace(sheet, rows=[]) for sheet in OURS.sheets), properties={FORM_CODE_PROPERTY: seal_of(OURS).code}
    )
    assert identify_form(stripped).form_id == seal_of(OURS)
    conflict = replace(OURS, properties={FORM_CODE_PROPERTY: seal_of(OTHER).code})
    assert identify_form(conflict).problem == "seals-differ"


# ---- the law ----

COLUMNS = "ABCDEFGHIJKLM"
DAMAGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda name, row: lambda book: book[name].delete_rows(row),
        st.sampled_from((TASK_SHEET, MILESTONE_SHEET)),
        st.integers(3, 8),
    ),
    st.builds(
        lambda name, at: lambda book: book[name].delete_cols(at),
        st.sampled_from((TASK_SHEET, MILESTONE_SHEET)),
        st.integers(1, 9),
    ),
    st.builds(
        lambda name, at, row: put(name, cell_address(row, at), "?"),
        st.sampled_from((TASK_SHEET, MILESTONE_SHEET)),
        st.integers(1, 11),
        st.integers(3, 7),
    ),
    st.builds(
        lambda row, to: lambda book: copy_rows(book[TASK_SHEET], (row,), to), st.integers(4, 6), st.integers(7, 10)
    ),
    st.builds(
        lambda at, header: put(MILESTONE_SHEET, f"{COLUMNS[at]}3", header),
        st.integers(0, 11),
        st.sampled_from(("原因", "完成日期", "")),
    ),
    st.sampled_from((twice, again(), again(E5="另一种说法"))),
)
ROUGH = filled_form_except(
    {
        ("2", "进展情况"): "",
        (JUNE, "节点情况"): "完成了",
        (SEPTEMBER, "实际完成日期"): date(2022, 9, 1),
        (BEFORE_ISSUE, "节点情况"): "已逾期完成",
    }
)


def unmerged(book: Workbook) -> None:
    """So that every cell can be changed."""
    for sheet in book:
        for area in list(sheet.merged_cells):
            sheet.unmerge_cells(str(area))


@settings(max_examples=40)
@given(st.lists(DAMAGES, min_size=1, max_size=3))
def test_no_cell_is_told_of_where_something_larger_is_wrong(damages: list[Change]) -> None:
    """Neither of a row that is missing, double or in doubt, nor of a column, nor of a sheet; larger things first."""
    grid = read_workbook(edited(ROUGH, unmerged, *damages))
    identity = identify_form(grid)
    if identity.form_id is None:
        return
    intake = parse_form(grid, returns.FILE, "", identity.form_id, returns.expected_forms())
    structural = [finding for finding in intake.findings if finding.code in STRUCTURAL]
    cells = [finding for finding in intake.findings if finding.code in CELLS]
    assert [finding for finding in intake.findings if finding in structural or finding in cells] == structural + cells
    for larger in structural:
        for finding in cells:
            if larger.row:
                assert finding.row != larger.row or (larger.column and finding.column != larger.column)
            elif "column" in larger.facts:
                assert (finding.column, finding.place.sheet) != (larger.facts["column"], larger.place.sheet)
            elif larger.code in ("sheet-twice", "rows-twice", "rows-missing", "header-missing"):
                assert finding.place.sheet != larger.place.sheet


STRUCTURAL = {
    *("sheet-missing", "sheet-twice", "header-missing", "header-unsure", "column-twice", "column-missing"),
    *("label-missing", "row-missing", "rows-missing", "row-twice", "rows-twice", "row-unsure"),
    *("cells-merged", "choices-merged"),
}
CELLS = {
    *("missing", "says-nothing", "not-a-choice", "not-a-date", "date-out-of-range"),
    *("not-asked", "not-after", "text-too-long", "text-far-too-long"),
}

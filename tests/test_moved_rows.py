"""Rows that were sorted, shifted, cut or pasted without their hidden keys: no answer ever counts for another row."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.formats.opening import read_workbook
from duban.forms import FormBatch, design_form
from duban.model.form_id import FormId
from duban.model.period import Holidays, list_periods
from duban.model.snapshot import Snapshot
from duban.returns.expected_form import ExpectedForms, ExpectedTable
from duban.returns.own_texts import OwnTexts
from duban.returns.parse import ParsedForm, parse_form
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid
from duban.workspace.workspace import open_workspace
from tests import offices, returns
from tests.returns import BEFORE_ISSUE, JUNE, MILESTONE_SHEET, ROOT, SEPTEMBER, YEAR_END, parse_grid
from tests.test_rows_by_text import FILLED, with_changed_rows

PLANS = ("taishan-2022", "huarong-2021", "huizhou-2020", "quanzhou-2024", "sanshui-2020")
Lines = list[list[CellValue]]

# ---- one table as a person sees it: four milestones, keys in the last column ----

KEY, FIRST_INPUT = 12, 6
ISSUED = ["已按期完成", "能按期完成", "", ""]


def states(change: Callable[[Lines], object]) -> tuple[list[object], list[str]]:
    """What counts as 节点情况 of the four milestones after a change to their lines, and what is reported."""
    parsed = parse_grid(with_changed_rows(FILLED, MILESTONE_SHEET, lambda rows: put_back(rows, change)))
    records = parsed.submission.records
    answers = [records[key].filled for key in (BEFORE_ISSUE, JUNE, SEPTEMBER, YEAR_END) if key in records]
    codes = [finding.code for finding in parsed.findings if finding.code not in ("missing", "extras-found")]
    return [cells["state"].value if "state" in cells else "" for cells in answers], codes


def put_back(rows: Lines, change: Callable[[Lines], object]) -> None:
    lines = rows[3:7]
    change(lines)
    rows[3 : 3 + len(lines)] = lines


def sort_visible(lines: Lines) -> None:
    """Sorted by the words of the milestone, all columns but the hidden one."""
    keys = [line[KEY] for line in lines]
    lines.sort(key=lambda line: str(line[3]), reverse=True)
    for line, key in zip(lines, keys, strict=True):
        line[KEY] = key


def shift_keys(lines: Lines) -> None:
    """The first key cell was deleted, and those below moved up."""
    for line, key in zip(lines, [*(line[KEY] for line in lines[1:]), ""], strict=True):
        line[KEY] = key


def cut_and_paste(lines: Lines) -> None:
    """What is seen of the first line was cut and pasted over the third."""
    lines[2][:KEY], lines[0][:KEY] = lines[0][:KEY], [""] * KEY


def copy_and_paste(lines: Lines) -> None:
    lines[2][:KEY] = lines[0][:KEY]


def repeat_below(lines: Lines) -> None:
    """What is seen of the first line stands once more below the table, and says something else."""
    lines.append([*lines[0][:FIRST_INPUT], "有困难", *lines[0][FIRST_INPUT + 1 : KEY], ""])


def repeat_the_same(lines: Lines) -> None:
    lines.append([*lines[0][:KEY], ""])


def double_keys(lines: Lines) -> None:
    """A key was pasted over the next."""
    lines[1][KEY] = lines[0][KEY]


def reword(lines: Lines) -> None:
    lines[0][3] = f"{lines[0][3]}（改）"


def reword_and_sort(lines: Lines) -> None:
    reword(lines)
    sort_visible(lines)


@pytest.mark.parametrize(
    ("change", "answers", "codes"),
    [
        (list, ISSUED, []),
        (sort_visible, ISSUED, ["rows-moved"]),
        (shift_keys, ISSUED, ["rows-moved"]),
        (double_keys, ISSUED, ["rows-moved"]),
        (cut_and_paste, [*ISSUED[:2], ""], ["rows-moved", "row-missing"]),  # 巩固提升 was pasted over
        (copy_and_paste, ["能按期完成", ""], ["row-mixed", "row-mixed"]),  # twice the same words: neither counts
        (repeat_below, ISSUED[1:], ["row-twice"]),  # nobody can say which of the two counts
        (repeat_the_same, ISSUED, ["row-added"]),
        (reword, ISSUED, ["locked-edited"]),  # its own key and nearly its own words
        (reword_and_sort, ISSUED[1:], ["rows-moved", "row-mixed"]),
    ],
    ids=[
        "issued",
        "sorted",
        "shifted",
        "doubled",
        "cut",
        "copied",
        "repeated",
        "repeated-alike",
        "reworded",
        "reworded-and-sorted",
    ],
)
def test_answers_follow_the_words_beside_them(
    change: Callable[[Lines], object], answers: list[str], codes: list[str]
) -> None:
    counted, found = states(change)
    assert counted == answers
    assert [code for code in found if code not in ("milestone-first", "words-not-asked")] == codes


def test_rows_that_cannot_be_told_apart_say_so_in_the_correction_copy() -> None:
    """The copied line and the one that it covered stand in it again, empty, for the unit to answer."""
    grid = with_changed_rows(FILLED, MILESTONE_SHEET, lambda rows: put_back(rows, copy_and_paste))
    parsed = parse_grid(grid)
    assert parsed.submission.damaged_rows == {BEFORE_ISSUE, SEPTEMBER}
    assert "row-mixed" in [line.rpartition(" ")[2] for line in parsed.problem_lines]


# ---- every table of all five offices, mangled at random ----


def issued_form_bytes(plan: str) -> bytes:
    """The longest form of a plan's first period."""
    return _issued_form(plan)[0]


def issued_form(plan: str) -> tuple[WorkbookGrid, FormId, ExpectedForms]:
    """The longest form of a plan's first period, and what it asks."""
    data, form_id, expected = _issued_form(plan)
    return read_workbook(data), form_id, expected


@cache
def _issued_form(plan: str) -> tuple[bytes, FormId, ExpectedForms]:
    workspace = open_workspace(ROOT / "config.yaml", plan)
    loaded = offices.plan(plan)
    cycle = loaded.plan.cycles[0]
    layout = next(layout for layout in workspace.layouts.values() if layout.name == cycle.form)
    period = list_periods(loaded.plan, cycle, Holidays())[0]
    snapshot = Snapshot(
        plan=loaded.plan, directory=loaded.directory, layout=layout, config=workspace.config, cycle=cycle, period=period
    )
    expected = ExpectedForms(snapshot, OwnTexts.of(workspace.messages))
    unit = max(snapshot.assignment.units, key=lambda unit: sum(len(t.rows) for t in expected.tables_of_unit(unit)))
    batch = FormBatch(snapshot, snapshot.digest, workspace.messages)
    return returns.book_bytes(design_form(batch, unit)), batch.form_id(unit), expected


def mangled(lines: Lines, chance: st.DataObject) -> None:
    """What hands do to the rows of a table; an answer always stays beside the words that it was written for."""
    keys = [line[-1] for line in lines]
    how = chance.draw(st.sampled_from(["permuted", "up", "down", "dropped", "doubled", "one-swapped"]))
    at = chance.draw(st.integers(0, len(lines) - 1))
    other = chance.draw(st.integers(0, len(lines) - 1))
    if how == "permuted":
        keys = list(chance.draw(st.permutations(keys)))
    elif how == "up":
        keys = [*keys[:at], *keys[at + 1 :], ""]
    elif how == "down":
        keys = [*keys[:at], "", *keys[at:-1]]
    elif how == "dropped":
        keys[at] = ""
    elif how == "doubled":
        keys[at] = keys[other]
    else:
        keys[at], keys[other] = keys[other], keys[at]
    for line, key in zip(lines, keys, strict=True):
        line[-1] = key
    if chance.draw(st.booleans()):  # what is seen of a line is pasted over another
        lines[at][:-1] = lines[other][:-1]
    reworded = chance.draw(st.lists(st.integers(0, len(lines) - 1), max_size=2, unique=True))
    for line in (lines[number] for number in reworded):
        words = next(number for number, value in enumerate(line) if isinstance(value, str) and value)
        line[words] = f"{line[words]}※"


@pytest.mark.parametrize("plan", PLANS)
@settings(max_examples=40)
@given(chance=st.data())
def test_no_answer_counts_for_another_row(plan: str, chance: st.DataObject) -> None:
    grid, form_id, expected = issued_form(plan)
    unit = expected.snapshot.unit(form_id.unit)
    tables = [table for table in expected.tables_of_unit(unit) if len(table.rows) > 1]
    tables = [table for table in tables if table.columns.layout.rows != "unit"]  # rows without words of their own
    table = tables[chance.draw(st.integers(0, len(tables) - 1))]
    sheet = grid.sheet(table.columns.layout.name)
    assert sheet is not None
    rows = [list(row) for row in sheet.rows]
    header = next(number for number, row in enumerate(rows) if table.columns.inputs[0].label in row)
    column = next((column for column in table.columns.inputs if column.kind == "text"), table.columns.inputs[-1])
    input_at = rows[header].index(column.label)
    lines = rows[header + 1 : header + 1 + len(table.rows)]
    for line in lines:
        line[input_at] = f"答{str(line[-1]).partition('/')[2]}"
    mangled(lines, chance)
    rows[header + 1 : header + 1 + len(table.rows)] = lines
    changed = [SheetGrid(other.name, other.visible, rows if other is sheet else other.rows) for other in grid.sheets]
    parsed = parse_form(WorkbookGrid(tuple(changed)), "a.xlsx", "", form_id, expected)
    assert strangers(parsed, table, column.key) == []


def strangers(parsed: ParsedForm, table: ExpectedTable, column: str) -> list[str]:
    """Rows that count an answer which was written beside the words of another row."""
    words = {key: row.locked_values for key, row in table.rows.items()}
    records = {key: record for key, record in parsed.submission.records.items() if key in table.rows}
    raw = {key: str(record.filled[column].raw) for key, record in records.items() if column in record.filled}
    return [key for key, text in raw.items() if words[key] != words[text.removeprefix("答")]]


MIXED = ["row-mixed", "row-mixed"]


@pytest.mark.parametrize(
    ("plan", "name", "columns", "codes"),
    [
        ("taishan-2022", "进展情况表", ("number", "name"), MIXED),  # the long 内容 stood still
        ("taishan-2022", "进展情况表", ("name", "units"), MIXED),
        ("taishan-2022", "节点确认", ("number", "name"), MIXED),  # which all milestones of the other task share
        ("taishan-2022", "节点确认", ("number", "name", "due"), MIXED),
        ("quanzhou-2024", "自评表", ("number", "group", "units"), MIXED),
        ("taishan-2022", "进展情况表", ("units",), []),  # one cell may have been corrected
        ("taishan-2022", "节点确认", ("number",), []),
    ],
)
def test_a_row_with_several_words_of_another_counts_for_neither(
    plan: str, name: str, columns: tuple[str, ...], codes: list[str]
) -> None:
    """Some locked columns of the first and the last row changed places: nobody can say which task was answered."""
    grid, form_id, expected = issued_form(plan)
    tables = expected.tables_of_unit(expected.snapshot.unit(form_id.unit))
    table = next(table for table in tables if table.columns.layout.name == name)
    header_labels = {column.key: column.label for column in table.columns.layout.columns}
    text_label = next(column.label for column in table.columns.inputs if column.kind == "text")

    def move(rows: Lines) -> None:
        header = next(number for number, row in enumerate(rows) if text_label in row)
        first, last = rows[header + 1], rows[header + len(table.rows)]
        for label in (header_labels[key] for key in columns):
            at = rows[header].index(label)
            first[at], last[at] = last[at], first[at]
        first[rows[header].index(text_label)] = last[rows[header].index(text_label)] = "进展顺利"

    parsed = parse_form(with_changed_rows(grid, name, move), "a.xlsx", "", form_id, expected)
    first_key, *_, last_key = table.rows
    assert [finding.code for finding in parsed.findings if finding.code.startswith("row")] == codes
    assert parsed.submission.damaged_rows == ({first_key, last_key} if codes else set())


@pytest.mark.parametrize(
    ("plan", "name"), [("taishan-2022", "进展情况表"), ("taishan-2022", "节点确认"), ("quanzhou-2024", "自评小结")]
)
def test_rows_copied_from_the_form_of_another_unit_do_not_count(plan: str, name: str) -> None:
    """What is seen of another unit's first row, with its answer, was pasted over a row: the hidden key stayed."""
    grid, form_id, expected = issued_form(plan)
    own = expected.snapshot.unit(form_id.unit)
    other = next(unit for unit in reversed(expected.snapshot.assignment.units) if unit != own)
    table, others = (
        next(table for table in expected.tables_of_unit(unit) if table.columns.layout.name == name)
        for unit in (own, other)
    )
    labels = [column.label for column in table.columns.comparable]
    text_label = next(column.label for column in table.columns.inputs if column.kind == "text")

    def paste(rows: Lines) -> None:
        header = next(number for number, row in enumerate(rows) if text_label in row)
        words = dict(zip(labels, next(iter(others.rows.values())).locked_values, strict=True))
        for label, value in {**words, text_label: "进展顺利"}.items():
            rows[header + 1][rows[header].index(label)] = str(value or "")

    parsed = parse_form(with_changed_rows(grid, name, paste), "a.xlsx", "", form_id, expected)
    assert [finding.code for finding in parsed.findings if finding.code.startswith("row")] == ["row-mixed"]
    assert parsed.submission.damaged_rows == {next(iter(table.rows))}

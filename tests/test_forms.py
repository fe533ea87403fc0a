"""The form: what is locked, what prints, what is carried, and the copy that goes back to be corrected."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import rows_from_range
from openpyxl.worksheet.worksheet import Worksheet

from duban import value_object
from duban.forms import FormBatch, design_form
from duban.forms.table_columns import TableColumns
from duban.messages.finding import Finding, Place
from duban.model.form_id import CARRIED_SHEET, form_number
from duban.model.period import Holidays, list_periods
from duban.model.snapshot import Snapshot
from duban.model.submission import ExtraContent, History
from duban.workbook.book import Book, Cell, SheetRow
from duban.workspace.workspace import open_workspace
from tests import offices, returns
from tests.drawn import Golden, draw
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    ROOT,
    SEPTEMBER,
    TASK_SHEET,
    YEAR_END,
    InputKey,
    blank_form,
    book_bytes,
    correction_copy,
    drawn_cells,
    edited,
    filled_form,
    filled_form_except,
    parse_return,
    type_values,
)

FAULTY: Mapping[InputKey, object] = {
    ("2", "进展情况"): "字" * 301,
    ("3", "进展情况"): None,
    ("3", "备注"): "见\n附件",
    ("", "填报日期"): "6月底",
    (BEFORE_ISSUE, "节点情况"): "已逾期完成",
    (BEFORE_ISSUE, "实际完成日期"): "上旬",
    (JUNE, "节点情况"): "推进中",
    (JUNE, "需协调事项"): "请财政局支持",
    (SEPTEMBER, "节点情况"): "有困难",
    (SEPTEMBER, "预计完成日期"): date(2022, 10, 31),
}
"""A mistake of each kind: too long, left out, no day (twice), no choice, a reason forgotten; and much that is right."""
SECOND = "2022-07"
RETURNED = "退回说明"


def shown(book: Book) -> str:
    """The visible sheets as text; what depends on the hash of the templates is left open."""
    drawn = [f"{sheet.name}\n{draw(sheet)}" for sheet in book.sheets if sheet.visibility == "visible"]
    text = re.sub(r"(MJ2022-2022-\d\d-JZ-DDS)-[0-9A-F]{6}-[0-9A-F]{4}", r"\1-######-####", "\n\n".join(drawn))
    return re.sub(r"(表号：?)\d{6}", r"\1######", text)


def june(*tables: str) -> History:
    """What 督导室 said in June, accepted: all that was owed, and what the tables say."""
    return parse_return(filled_form(*tables)).history()


@cache
def issued(name: str) -> bytes:
    """A first form, a next one with June carried into it, and a correction copy."""
    if name == "correction":
        return book_bytes(correction_copy(parse_return(filled_form_except(FAULTY))))
    return blank_form() if name == "blank" else blank_form(SECOND, june())


ALL = ("blank", "next", "correction")


@pytest.mark.parametrize(
    ("name", "book"),
    [
        ("blank", lambda: design_form(returns.form_batch(), returns.unit())),
        ("carried", lambda: design_form(returns.form_batch(SECOND, june()), returns.unit())),
        ("correction", lambda: correction_copy(parse_return(filled_form_except({**FAULTY, ("2", "进展情况"): "/"})))),
    ],
)
def test_the_form_reads_as_it_should(name: str, book: Callable[[], Book], golden: Golden) -> None:
    """All of it at once: a change of words here is a change that every department sees."""
    golden(f"forms/{name}", shown(book()))


# ---- locks ----


@pytest.mark.parametrize("name", ALL)
def test_exactly_the_inputs_are_unlocked(name: str) -> None:
    """By header and by heading label, in the file; on the other sheets nothing is."""
    book = load_workbook(io.BytesIO(issued(name)))
    assert all(sheet.protection.sheet for sheet in book)
    unlocked = {sheet.title: _unlocked(sheet) for sheet in book}
    words, nodes = ("FGHJ", "GHIJKLN") if name == "correction" else ("FGH", "GHIJKL")  # with room for explanations
    assert unlocked.pop(TASK_SHEET) == {"H2", "F3", "H3"} | {f"{column}{row}" for column in words for row in (5, 6)}
    assert unlocked.pop(MILESTONE_SHEET) == {f"{column}{row}" for column in nodes for row in range(4, 8)}
    assert set().union(*unlocked.values()) == set()


def _unlocked(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


@pytest.mark.parametrize("name", ALL)
def test_whose_form_it_is_stands_where_nobody_sees_it_but_the_program(name: str) -> None:
    """Keys in a hidden column, sheets very hidden, and ASCII properties; the structure of the book is locked."""
    book = load_workbook(io.BytesIO(issued(name)))
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert states.pop(RETURNED, "visible") == "visible"
    assert states == {
        TASK_SHEET: "visible",
        MILESTONE_SHEET: "visible",
        "填报说明": "visible",
        "_meta": "veryHidden",
        "_last": "veryHidden",
    }
    assert book.security is not None
    assert book.security.lockStructure
    code = properties(issued(name))["duban_form"]
    assert code not in str(book[TASK_SHEET]["A2"].value)
    for sheet in (book[TASK_SHEET], book[MILESTONE_SHEET]):
        key = next(cell for row in sheet.iter_rows() for cell in row if returns.is_key(cell.value))
        assert str(key.value).startswith(code + "/")
        column = key.coordinate.rstrip("0123456789")
        assert sheet.column_dimensions[column].hidden, f"{sheet.title}: the keys are in sight"


@pytest.mark.parametrize("name", ALL)
def test_the_file_holds_nothing_that_old_programs_stumble_over(name: str) -> None:
    """No zip64, no extension lists, no macros, no links to elsewhere; no absolute day in it but our own."""
    data = issued(name)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        parts = {entry.filename: package.read(entry) for entry in entries}
    assert all(entry.extract_version <= 20 and entry.create_version <= 20 for entry in entries)
    assert b"PK\x06\x06" not in data  # the zip64 end record
    assert not any(name.startswith(("xl/externalLinks", "xl/vba", "xl/embeddings")) for name in parts)
    for part, text in parts.items():
        assert b"x14" not in text, part
        assert b"extLst" not in text, part
    assert b"<workbookProtection " in parts["xl/workbook.xml"]


def all_of(data: bytes) -> str:
    """Every part of the file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


def properties(data: bytes) -> dict[str, str]:
    """The custom properties of the file."""
    return dict(re.findall(r'<property [^>]*name="([^"]+)"><vt:lpwstr>([^<]*)<', all_of(data)))


# ---- paper ----


@pytest.mark.parametrize("name", ALL)
def test_all_that_is_filled_in_is_printed_and_nothing_else_is(name: str) -> None:
    """The official columns, the check column and the signature line print; the messages and the keys do not."""
    book = load_workbook(io.BytesIO(issued(name)))
    areas = {
        title: book[title].print_area.rpartition("!")[2].replace("$", "") for title in (TASK_SHEET, MILESTONE_SHEET)
    }
    assert areas == {TASK_SHEET: "A1:H7", MILESTONE_SHEET: "A1:L7"}
    explanations = {
        TASK_SHEET: {"J5", "J6"},
        MILESTONE_SHEET: {"N4", "N5", "N6", "N7"},
    }  # they speak to the office only
    for title, area in areas.items():
        assert _unlocked(book[title]) - set(_cells(area)) <= (explanations[title] if name == "correction" else set())


@pytest.mark.parametrize("name", ALL)
def test_each_page_says_whose_form_it_is_and_repeats_the_header(name: str) -> None:
    """A page that falls out of the pile can be put back. `&D` would print the day of printing."""
    book = load_workbook(io.BytesIO(issued(name)))
    number = form_number(properties(issued(name))["duban_form"])
    assert number in str(book[TASK_SHEET]["A2"].value)
    for footer in re.findall("<oddFooter>(.*?)</oddFooter>", all_of(issued(name))):
        assert number in footer
        assert "&amp;D" not in footer
        assert "&amp;T" not in footer
    for sheet, header, first_free in ((book[TASK_SHEET], 4, "D"), (book[MILESTONE_SHEET], 3, "F")):
        assert sheet.print_title_rows == f"${header}:${header}"
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes == f"{first_free}{header + 1}"


@pytest.mark.parametrize("name", ALL)
def test_a_list_of_choices_fits_into_the_cell_rule(name: str) -> None:
    """Excel takes 255 characters; the sentence that refuses is ours, in Chinese."""
    book = load_workbook(io.BytesIO(issued(name)))
    for sheet in (book[TASK_SHEET], book[MILESTONE_SHEET]):
        rules = sheet.data_validations.dataValidation
        assert rules
        for rule in rules:
            assert rule.type != "list" or len(rule.formula1.strip('"')) <= 255
            assert rule.error
            assert len(rule.error) <= 225
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32


def test_every_input_has_its_rule() -> None:
    """Words up to a length, a list, or a day inside a span; a list that only suggests lets any words in."""
    sheet = load_workbook(io.BytesIO(blank_form()))[MILESTONE_SHEET]
    rules = {cell: rule for rule in sheet.data_validations.dataValidation for cell in _cells(str(rule.sqref))}
    assert set(rules) == _unlocked(sheet)
    assert {rules[f"{column}4"].type for column in "JKL"} == {"textLength"}
    assert [rules[f"G{row}"].formula1.count("能按期完成") for row in (4, 5)] == [1, 2]  # 不能… alone, or both
    assert (rules["H4"].type, rules["H4"].formula1, rules["H4"].formula2) == ("date", "44562", "44834")
    remark = next(
        r
        for r in load_workbook(io.BytesIO(blank_form()))[TASK_SHEET].data_validations.dataValidation
        if "H5" in str(r.sqref)
    )
    assert not remark.showErrorMessage


def _cells(ranges: str) -> list[str]:
    found = []
    for each in ranges.split():
        found += [cell for row in rows_from_range(each) for cell in row]
    return found


def test_inputs_are_text_or_days_and_look_like_inputs() -> None:
    """`@` keeps what is typed; a day shows its year. A text cell never has a rule for numbers or days."""
    sheet = load_workbook(io.BytesIO(blank_form()))[MILESTONE_SHEET]
    formats = {column: sheet[f"{column}5"].number_format for column in "GHIJKL"}
    assert formats == {"G": "@", "H": "yyyy-mm-dd", "I": "yyyy-mm-dd", "J": "@", "K": "@", "L": "@"}
    fills = {sheet[f"{column}5"].fill.fgColor.rgb for column in "GHIJKL"}
    assert len(fills) == 1
    assert fills != {sheet["D5"].fill.fgColor.rgb}


def test_the_same_form_has_the_same_bytes() -> None:
    assert book_bytes(design_form(returns.form_batch(), returns.unit())) == blank_form()
    taken = parse_return(filled_form_except(FAULTY))
    assert book_bytes(correction_copy(taken)) == book_bytes(correction_copy(taken))


# ---- carrying ----


def carried(past: History) -> dict[InputKey, object]:
    """What stands in the inputs of July's form."""
    book = load_workbook(io.BytesIO(blank_form(SECOND, past)))
    labels = [column.label for sheet in returns.snapshot().layout.sheets for column in sheet.input_columns]
    places = returns._places(book)
    return {where: cell.value for where, cell in places.items() if where[1] in labels and cell.value is not None}


def test_the_last_accepted_words_are_carried_and_may_be_written_over() -> None:
    """Only the cumulative progress: problems and remarks were June's."""
    past = june("| 任务 | 存在问题和下一步工作计划 | 备注 |\n| 2 | 缺钱 | 见附件 |")
    words = {where: value for where, value in carried(past).items() if "@" not in where[0]}
    assert words == {("2", "进展情况"): "方案已出台", ("3", "进展情况"): "已部署"}
    taken = parse_return(
        edited(blank_form(SECOND, past), type_values({("2", "进展情况"): "方案已出台并培训"}))
    )  # it is not locked
    assert taken.answer("2", "进展情况") == "方案已出台并培训"


def test_answers_that_still_stand_are_carried_and_others_are_asked_again() -> None:
    """Finished: carried. Not due yet: carried. Due and not finished: asked afresh."""
    past = june(
        """
        | 节点   | 节点情况   | 实际完成日期 | 预计完成日期 | 原因 | 需协调事项 |
        | 2@0531 | 已逾期完成 | 2022-06-10   |              |      |            |
        | 2@0630 | 有困难     |              | 2022-07-31   | 征地 | 请财政支持 |
        | 2@0930 | 有困难     |              | 2022-10-31   | 缺人 |            |
        """
    )
    said = {where: value for where, value in carried(past).items() if "@" in where[0]}
    assert {key for key, _ in said} == {BEFORE_ISSUE, SEPTEMBER}
    assert said[BEFORE_ISSUE, "节点情况"] == "已逾期完成"
    assert said[SEPTEMBER, "原因"] == "缺人"


def test_what_was_carried_looks_carried_only_while_it_stands() -> None:
    """A rule of looks compares each such input with what the hidden sheet keeps of it, by a name: WPS takes no more."""
    past = june("| 节点 | 节点情况 |\n| 2@0930 | 有困难 |\n| 2@0531 | 已按期完成 |")
    book = load_workbook(io.BytesIO(blank_form(SECOND, past)))
    kept, places = book[CARRIED_SHEET], returns._places(book)
    for where, value in carried(past).items():
        cell = places[where]
        sheet = cell.parent
        assert isinstance(sheet, Worksheet)
        rules = [rule for area in sheet.conditional_formatting if cell.coordinate in area for rule in area.rules]
        [formula] = [rule.formula[0] for rule in rules if "EXACT" in rule.formula[0]]
        name, above, column = re.findall(r"INDEX\((\w+),ROW\(\)-(\d+),(\d+)\)", formula)[0]
        [(title, area)] = book.defined_names[name].destinations
        row = list(kept[area])[cell.row - int(above) - 1]
        assert (title, row[int(column) - 1].value) == (CARRIED_SHEET, value)
    assert CARRIED_SHEET + "_1" not in load_workbook(io.BytesIO(blank_form())).defined_names


def test_a_locked_column_in_which_no_row_has_anything_is_hidden() -> None:
    """Not where the heading has an input, nor where an earlier answer would stand."""
    sheet = offices.layout("tracking").sheets[0]
    columns = TableColumns(sheet, None)
    filled = {"stage": "推进中", "number": "1", "name": "任务", "due": "", "leaders": "", "units": ""}
    row = SheetRow([Cell(filled.get(column.key)) for column in sheet.columns])
    hidden = [sheet.columns[number - 1].key for number in columns.blank([row])]
    assert hidden == ["part"]


def test_finished_milestones_are_folded_away_by_the_filter_and_can_still_be_corrected() -> None:
    """Last on the sheet, hidden by a filter that the protected sheet lets a person change; not locked."""
    past = june()
    sheet = load_workbook(io.BytesIO(blank_form(SECOND, past)))[MILESTONE_SHEET]
    stages = [sheet[f"A{row}"].value for row in range(4, 8)]
    assert stages == ["本期应报", "尚未到期", "尚未到期", "已确认完成"]
    assert [row for row in range(4, 8) if sheet.row_dimensions[row].hidden] == [7]
    assert sheet.auto_filter.ref == "A3:M7"
    (column,) = sheet.auto_filter.filterColumn
    assert (column.colId, sorted(column.filters.filter)) == (0, sorted(["本期应报", "尚未到期"]))
    assert not sheet.protection.autoFilter  # False: not forbidden
    taken = parse_return(edited(blank_form(SECOND, past), type_values({(BEFORE_ISSUE, "节点情况"): "已逾期完成"})))
    assert taken.answer(BEFORE_ISSUE, "节点情况") == "已逾期完成"


def test_nothing_is_folded_where_nothing_is_finished() -> None:
    sheet = load_workbook(io.BytesIO(blank_form()))[MILESTONE_SHEET]
    assert not any(sheet.row_dimensions[row].hidden for row in range(1, 8))
    assert not sheet.auto_filter.filterColumn


def test_folded_rows_count_when_the_form_comes_back() -> None:
    taken = parse_return(blank_form(SECOND, june()))
    assert taken.answer(BEFORE_ISSUE, "节点情况") == "已按期完成"


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({}, ["进展情况表!F5 unchanged", "进展情况表!F6 unchanged"]),
        ({("2", "备注"): "本期无新进展"}, ["进展情况表!F6 unchanged"]),
        (
            {("2", "备注"): "见附件", ("3", "进展情况"): "已部署 "},
            ["进展情况表!F5 unchanged", "进展情况表!F6 unchanged"],
        ),  # a blank is no news
        ({("2", "进展情况"): "方案已出台并培训", ("3", "备注"): "本期无新进展"}, []),
    ],
)
def test_words_that_did_not_change_must_be_confirmed(cells: Mapping[InputKey, object], asked: list[str]) -> None:
    """The row's own check column says it while it is filled in; intake asks again."""
    past = june()
    assert parse_return(edited(blank_form(SECOND, past), type_values(cells))).history_lines(past) == asked


def test_what_a_form_carries_by_itself_is_never_wrong() -> None:
    """June's difficulty with September's milestone was to be over in June.

    Whoever leaves the carried answer as it stands must not be sent back for a day that July's own rule refuses.
    """
    past = june(
        """
        | 节点   | 节点情况 | 预计完成日期 | 原因 |
        | 2@0930 | 有困难   | 2022-06-28   | 缺人 |
        """
    )
    july = blank_form(SECOND, past)
    carried_badly = [found for found in parse_return(july).problem_lines if "date-out-of-range" in found]
    assert carried_badly == []


# ---- the guide ----


def first_forms(plan: str) -> Iterator[Book]:
    """The forms of the first period of each kind that a plan issues."""
    workspace, loaded = open_workspace(ROOT / "config.yaml", plan), offices.plan(plan)
    for cycle in loaded.plan.cycles:
        snapshot = Snapshot(
            plan=loaded.plan,
            directory=loaded.directory,
            layout=next(layout for layout in workspace.layouts.values() if layout.name == cycle.form),
            config=workspace.config,
            cycle=cycle,
            period=list_periods(loaded.plan, cycle, Holidays())[0],
        )
        batch = FormBatch(snapshot, snapshot.digest, workspace.messages)
        yield from (design_form(batch, unit) for unit in snapshot.assignment.units)


@pytest.mark.parametrize("plan", sorted(path.name for path in (ROOT / "plans").iterdir() if path.is_dir()))
def test_the_guide_speaks_only_of_what_the_form_has(plan: str) -> None:
    """Tables in which a unit is asked nothing are left out of its form, and not every table shows a stage."""
    for book in first_forms(plan):
        tables = {sheet.name: draw(sheet) for sheet in book.sheets}
        lines = tables.pop("填报说明").splitlines()
        columns = [match for line in lines if (match := re.match(r"\| 　· ([^“]+)“", line))]
        for match in columns:
            assert match[1] in tables, match.string
            stage = re.search(r"（“(.+?)”为“(.+?)”的必填）", match.string)
            assert not stage or f"| {stage[1]} " in tables[match[1]], match.string
        assert set(re.findall(r"“([^”]+)”表(?!的)", "".join(lines))) <= set(tables)
        assert columns
        assert "张表" not in "".join(lines)


# ---- the correction copy ----


def test_the_guide_of_a_correction_copy_says_which_cells_and_which_day_count() -> None:
    """The lines under it speak of yellow cells and of the day on which the form was due."""
    lines = {name: load_workbook(io.BytesIO(issued(name)))["填报说明"]["A2"].value for name in ALL}
    assert "以“退回说明”为准" in str(lines["correction"])
    assert lines["blank"] == lines["next"] != lines["correction"]


def test_a_correction_copy_shows_the_departments_own_values_marks_what_is_wrong_and_says_why() -> None:
    """Wrong cells are red with the sentence as a note; the message column filters; right cells look as ever."""
    taken = parse_return(filled_form_except(FAULTY))
    book = load_workbook(io.BytesIO(book_bytes(correction_copy(taken))))
    words, nodes = book[TASK_SHEET], book[MILESTONE_SHEET]
    assert words["F5"].value == "字" * 301
    assert words["H3"].value == "6月底"
    assert (nodes["G5"].value, nodes["H4"].value, nodes["L5"].value) == ("推进中", "上旬", "请财政局支持")
    assert words["H6"].value == "见\n附件"
    red = nodes["G5"].fill.fgColor.rgb
    marked = {(s.title, c) for s in (words, nodes) for c in _unlocked(s) if s[c].fill.fgColor.rgb == red}
    wrong = {(finding.place.sheet, finding.place.cell) for finding in taken.findings}
    assert marked == wrong
    for finding in taken.findings:
        note = book[finding.place.sheet][finding.place.cell].comment
        assert note is not None
        assert f"\n{returns.message_text(finding)}" in note.text  # on a line of its own, below what was read
    assert nodes["M3"].value == "校核意见"
    assert "推进中" in str(nodes["M5"].value)
    assert nodes.auto_filter.ref == "A3:O7"


def test_a_correction_copy_that_is_mended_is_clean() -> None:
    """Only the marked cells are filled again; old marks and messages are gone from the next reading."""
    taken = parse_return(filled_form_except(FAULTY))
    mended: dict[InputKey, object] = {
        ("2", "进展情况"): "字" * 300,
        ("3", "进展情况"): "已部署",
        ("", "填报日期"): date(2022, 6, 19),
        (BEFORE_ISSUE, "实际完成日期"): date(2022, 6, 10),
        (JUNE, "节点情况"): "能按期完成",
        (SEPTEMBER, "原因"): "缺人",
    }
    again = parse_return(edited(book_bytes(correction_copy(taken)), type_values(mended)))
    assert again.finding_lines == []
    assert again.answer(JUNE, "需协调事项") == "请财政局支持"
    assert again.answer("3", "备注") == "见\n附件"
    assert again.answer(SEPTEMBER, "预计完成日期") == date(2022, 10, 31)
    clean = load_workbook(io.BytesIO(book_bytes(correction_copy(again))))
    assert not any(cell.comment for sheet in clean for row in sheet.iter_rows() for cell in row)


def test_a_correction_copy_that_comes_back_untouched_says_the_same() -> None:
    """Same answers, same findings: the copy itself repairs nothing and spoils nothing."""
    taken = parse_return(filled_form_except(FAULTY))
    again = parse_return(book_bytes(correction_copy(taken)))
    assert again.problem_lines == taken.problem_lines
    assert again.submission.answers() == taken.submission.answers()


def test_what_is_mended_is_marked_no_more_and_the_rest_still_is() -> None:
    """Half of it mended: the second copy speaks of the other half alone, and is mended like the first."""
    taken = parse_return(filled_form_except(FAULTY))
    half = parse_return(
        edited(
            book_bytes(correction_copy(taken)), type_values({("3", "进展情况"): "已部署", (SEPTEMBER, "原因"): "缺人"})
        )
    )
    assert set(half.problem_lines) < set(taken.problem_lines)
    copy = load_workbook(io.BytesIO(book_bytes(correction_copy(half))))
    noted = {(sheet.title, c.coordinate) for sheet in copy for row in sheet.iter_rows() for c in row if c.comment}
    assert noted == {(finding.place.sheet, finding.place.cell) for finding in half.findings}
    assert sum(cell.hyperlink is not None for cell in copy[RETURNED]["D"]) == len(half.problem_lines)


# ---- the first sheet of the correction copy ----


def asks(*findings: Finding, cells: Mapping[InputKey, object] = FAULTY, extras: tuple[ExtraContent, ...] = ()) -> bytes:
    """A correction copy with some more to say."""
    taken = parse_return(filled_form_except(cells))
    submission = value_object.replace(taken.submission, extra_content=extras)
    return book_bytes(correction_copy(replace(taken, submission=submission), more_findings=findings))


UNCHANGED = Finding("unchanged", Place("回.xlsx", TASK_SHEET, "F5"), {"label": "进展情况"}, "2", "progress")


def test_the_first_sheet_lists_all_that_is_to_be_done_and_leads_there() -> None:
    """Each link ends in the cell that is marked, in this copy; the first line says what to do."""
    taken = parse_return(filled_form_except(FAULTY))
    book = load_workbook(io.BytesIO(asks(UNCHANGED)))
    sheet = book.worksheets[0]
    assert sheet.title == RETURNED
    assert sheet["A4"].value == (
        "共5处必须改、2处请改或说明，要改的格子标了红色，没有列出的不用改。改好后直接回传本表，收到后一个工作日内报局办公室。"
    )
    led = [str(cell.hyperlink.location) for cell in sheet["D"] if cell.hyperlink]
    assert sorted(led) == sorted(f"'{place.sheet}'!{place.cell}" for place in _places_of(taken.findings, UNCHANGED))
    for location in led:
        title, _, cell = location.rpartition("!")
        assert book[title.strip("'")][cell].comment
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.protection.sheet) == (9, "landscape", True)


def _places_of(*findings: Finding | Iterable[Finding]) -> list[Place]:
    return [each.place for some in findings for each in ([some] if isinstance(some, Finding) else some)]


def test_many_cells_with_one_problem_are_one_group() -> None:
    sheet = load_workbook(io.BytesIO(asks(cells={(BEFORE_ISSUE, "节点情况"): None, (JUNE, "节点情况"): None})))[
        RETURNED
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=8)]
    assert rows[0][0] == "缺“节点情况”：共2处"
    assert [(row[3], row[6], row[7]) for row in rows[1:]] == [
        ("G4", "（空白）", "缺“节点情况”"),
        ("G5", "（空白）", "同上"),
    ]


def test_what_was_written_where_nothing_was_asked_is_kept_in_sight() -> None:
    """It stands in no cell of the copy, so nothing leads to it; what is found in no cell of the form neither.

    Comments are told whole here, and cut short in the sentence.
    """
    note = ExtraContent(Place("回.xlsx", MILESTONE_SHEET, "N6"), "已报局长办公会，请协调。", JUNE, "附注")
    added = Finding("row-added", Place("回.xlsx", MILESTONE_SHEET, "G9"), {"line": 9, "was": "筹建分校"})
    remark = Finding("comments-found", Place("回.xlsx", TASK_SHEET, "F5"), {"was": "已完成。" * 40})
    sheet = load_workbook(io.BytesIO(asks(added, remark, extras=(note,))))[RETURNED]
    told = ["｜".join(str(cell.value) for cell in row if cell.value) for row in sheet.iter_rows()]
    assert told[-4:] == [
        "另写的内容（未计入，保留供参考）",
        "次序｜原表中的位置｜任务或节点｜内容",
        "1｜节点确认!N6｜2．双减：二是6月底前全面检查。｜附注：已报局长办公会，请协调。",
        f"2｜进展情况表!F5｜批注：{'已完成。' * 40}",
    ]
    assert any("原表G9" in line and "筹建分校" in line for line in told)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "https://example.com/", "'[x.xlsx]表'!A1", "<b>&amp;</b>"])
def test_foreign_words_stay_words(text: str) -> None:
    """On the first sheet, in comments and in messages: no formula, no link to elsewhere, no markup."""
    data = asks(
        Finding("row-added", Place("回.xlsx", MILESTONE_SHEET, "G9"), {"line": 9, "was": text}),
        cells={**FAULTY, (JUNE, "节点情况"): text},
        extras=(ExtraContent(Place("回.xlsx", text, "N6"), text),),
    )
    assert not re.search('TargetMode="External"', all_of(data))
    sheet = load_workbook(io.BytesIO(data))[RETURNED]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "n"}
    assert [cell.value for row in sheet.iter_rows() for cell in row].count(text) == 2  # what was read, what was added


def test_another_forms_code_on_the_first_sheet_makes_no_other_form_of_it() -> None:
    other = issue_of("基财股")
    extra = ExtraContent(Place("回.xlsx", MILESTONE_SHEET, "N6"), f"与{other}一并报送")
    taken = parse_return(asks(extras=(extra,), cells={}))
    assert taken.submission.form_id.unit == "DDS"


def issue_of(name: str) -> str:
    """The form code of a unit."""
    return returns.form_batch().form_id(returns.unit(name)).code


def test_no_table_has_a_header_of_the_first_sheet() -> None:
    """Else its rows might be taken for answers."""
    sheet = load_workbook(io.BytesIO(asks()))[RETURNED]
    heads = {str(cell.value) for cell in sheet[6]}
    assert "怎样改" in heads
    for layout in returns.workspace().layouts.values():
        assert heads.isdisjoint(column.label for each in layout.sheets for column in each.columns)


# ---- explaining ----


def test_only_a_correction_copy_asks_for_explanations() -> None:
    assert "explanation" not in parse_return(filled_form()).submission.records["2"].values
    heads = [cell.value for cell in load_workbook(io.BytesIO(blank_form()))[TASK_SHEET][4]]
    assert "说明" not in heads


def test_an_explanation_is_asked_where_one_will_do_and_comes_back() -> None:
    """The cell looks like an input in that row alone; what is written in it is an answer of the row."""
    copy = asks(UNCHANGED)
    sheet = load_workbook(io.BytesIO(copy))[TASK_SHEET]
    assert sheet["J4"].value == "说明"
    assert sheet["J5"].fill.fgColor.rgb != sheet["J6"].fill.fgColor.rgb
    assert "在“说明”栏写明原因" in str(sheet["I5"].value)
    explained = parse_return(edited(copy, type_values({("2", "说明"): " 确无新进展 "})))
    assert explained.submission.records["2"].answer("explanation") == "确无新进展"
    assert "explanation" not in explained.submission.records["3"].values
    again = parse_return(book_bytes(correction_copy(explained)))
    assert again.submission.records["2"].answer("explanation") == "确无新进展"
    assert again.submission.answers() == explained.submission.answers()


def test_an_explanation_has_its_length_and_is_marked_when_it_is_longer() -> None:
    copy = asks(UNCHANGED)
    rule = next(
        r for r in load_workbook(io.BytesIO(copy))[TASK_SHEET].data_validations.dataValidation if "J5" in str(r.sqref)
    )
    assert (rule.type, rule.formula2) == ("textLength", "200")
    wordy = parse_return(edited(copy, type_values({("2", "说明"): "字" * 201})))
    assert f"{TASK_SHEET}!J5 text-too-long" in wordy.problem_lines
    assert load_workbook(io.BytesIO(book_bytes(correction_copy(wordy))))[TASK_SHEET]["J5"].comment


def test_a_correction_copy_opens_what_was_folded() -> None:
    """A mistake in a finished milestone must be in sight."""
    past = june()
    taken = parse_return(edited(blank_form(SECOND, past), type_values({(BEFORE_ISSUE, "节点情况"): "已逾期完成"})))
    sheet = load_workbook(io.BytesIO(book_bytes(correction_copy(taken, past))))[MILESTONE_SHEET]
    assert not any(sheet.row_dimensions[row].hidden for row in range(1, 8))
    assert "缺“实际完成日期”" in str(sheet["M7"].value)


def test_a_correction_copy_tells_what_is_wrong_with_a_whole_row_and_with_the_heading() -> None:
    """A row that stands there twice, and a reporter who left no name: both are told where they will be seen."""
    taken = parse_return(filled_form_except({("", "填报人"): None}))
    twice = Finding("row-twice", Place("回.xlsx", TASK_SHEET, "A6"), {"number": "2", "name": "双减"}, "2")
    sheet = load_workbook(io.BytesIO(book_bytes(correction_copy(taken, more_findings=[twice]))))[TASK_SHEET]
    assert sheet["F3"].comment is not None
    assert "出现了两次" in str(sheet["I5"].value)


@pytest.mark.parametrize(
    "where", [("2", "进展情况"), (JUNE, "原因"), (BEFORE_ISSUE, "实际完成日期"), (JUNE, "节点情况"), ("", "填报日期")]
)
def test_the_most_that_a_cell_can_hold_still_makes_a_correction_copy(where: InputKey) -> None:
    """A whole document pasted into one cell (32,767 characters) must not stop the run for everybody else."""
    taken = parse_return(filled_form_except({where: "字" * 32_767}))
    assert taken.problem_lines
    assert parse_return(book_bytes(correction_copy(taken))).problem_lines == taken.problem_lines


def test_the_words_of_the_tasks_are_printed_as_they_were_issued() -> None:
    sheet = load_workbook(io.BytesIO(blank_form()))[TASK_SHEET]
    assert (
        sheet["D5"].value
        == "推进双减。\n关键节点：\n一是5月底前出台方案。\n二是6月底前全面检查。\n三是9月底前巩固提升。"
    )
    assert sheet["E5"].value == "督导室\n基财股"


def test_every_column_of_a_drawn_answer_is_one_of_the_forms() -> None:
    """The tests type by label: a label that is renamed in the layout must not go by unnoticed."""
    labels = {column.label for sheet in returns.snapshot().layout.sheets for column in sheet.input_columns}
    assert {
        label for drawn in (returns.COMPLETE_TASKS, returns.COMPLETE_MILESTONES) for _, label in drawn_cells(drawn)
    } <= labels
    assert YEAR_END in parse_return(filled_form()).submission.records

"""办公室登记: rows are added, nothing of hers is written over, and what she decided is read wherever she put it."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator

from duban.formats.opening import read_workbook
from duban.journeys.compile import CompileResult, compile_reports
from duban.journeys.context import Context, open_context
from duban.journeys.inbox import Inbox
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.register import load_decisions, update_register
from duban.journeys.register_workbook import parsed_contents, read_register, register_update
from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import ClerkEdit, Decisions, OwnerGuess, VersionChoices
from duban.model.form_id import FormId
from duban.model.register_layout import RegisterLayout
from duban.model.return_ import Outcome, Return
from duban.model.status import Status
from duban.model.submission import History
from duban.model.unit import Unit
from duban.model.unit_names import UnitNames
from duban.proofreading.templates import register_layout_errors
from duban.register.contents import RegisterContents, RegisterRow, RegisterTable
from duban.register.obedience import contradictory_decisions
from duban.register.parse_decisions import parse_register
from duban.register.parsed_register import ParsedRegister
from duban.register.questions import open_questions
from duban.register.register_book import RegisterDesign, design_register
from duban.register.sheet_rules import QuestionRow, RegisterCase
from duban.register.sheets import REQUIRED_COLUMNS
from duban.register.typed_rows import Lookups
from duban.reports.return_overview import return_overview
from duban.returns.edits import apply_edits
from duban.returns.identify import identify_form
from duban.returns.owner_guess import guess_scan_owner
from duban.returns.parse import parse_form
from duban.review.assess import StatusInputs
from duban.review.versions import choose_versions
from duban.store.ledger import KeptOriginal
from duban.store.publishing import publish
from duban.store.run_log import read_run_log
from duban.text.hashes import SHORT_HASH_LENGTH, sha256_hex
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from duban.value_object import replace
from duban.workbook.grid import SheetGrid, WorkbookGrid
from tests import returns
from tests.clerk import Clerk, taishan_answers
from tests.returns import (
    JUNE,
    MILESTONE_SHEET,
    TASK_SHEET,
    blank_form,
    edited,
    filled_form_except,
    office,
    parse_return,
    severity_of,
    snapshot,
    workspace,
)

Change = Callable[[Workbook], object]
Questions = Mapping[str, Sequence[QuestionRow]]

LAYOUT = workspace().register_layout
UNITS = ("基财股", "督导室")
MONDAY, TUESDAY = date(2022, 6, 20), date(2022, 6, 21)
A, B, C = "a" * SHORT_HASH_LENGTH, "b" * SHORT_HASH_LENGTH, "0123456789012345"
FORM_ID = FormId("MJ2022", "2022-06", "JZ", "DDS", "ABCDEF")

QUESTIONS: Questions = {
    "identity": [
        {
            "file": "2-回收/督导.xlsx",
            "mark": A,
            "received": MONDAY,
            "unit": "督导室",
            "code": FORM_ID.code,
            "grounds": "3行相同",
        }
    ],
    "versions": [
        {"file": "2-回收/一.xlsx", "mark": A, "received": MONDAY, "unit": "督导室", "differs": "有1处不同"},
        {"file": "2-回收/二.xlsx", "mark": B, "received": MONDAY, "unit": "督导室", "differs": "有1处不同"},
    ],
    "edits": [
        {
            "file": "2-回收/一.xlsx",
            "mark": A,
            "unit": "督导室",
            "sheet": MILESTONE_SHEET,
            "cell": cell,
            "label": "节点情况",
            "was": old_text,
            "problem": "不在选项之中",
        }
        for cell, old_text in (("F4", "完成"), ("F5", "=1+1"), ("F6", ""))
    ],
    "scans": [{"file": "2-回收/盖章.pdf", "mark": C, "received": MONDAY, "unit": "督导室"}],
}


def book(questions: Questions = QUESTIONS, clerk_book: bytes = b"") -> bytes:
    """The register as the program writes it: a new one, or with the rows that the clerk's lacks."""
    contents = parsed_contents(clerk_book, LAYOUT, LAYOUT.file) if clerk_book else RegisterContents()
    return written(design_register(LAYOUT, questions, contents, UNITS), clerk_book)


def written(design: RegisterDesign, clerk_book: bytes) -> bytes:
    path, styles = Path(LAYOUT.file), workspace().resolved_styles
    return register_update(path, design, styles, Path("former"), clerk_book).get(path, clerk_book)


@cache
def fresh() -> bytes:
    return book()


def contents_of(data: bytes, tmp_path: Path) -> RegisterContents:
    """What is read from a register."""
    path = tmp_path / LAYOUT.file
    path.write_bytes(data)
    return read_register(path, LAYOUT)


def writes(sheet: str, **cells: object) -> Change:
    """She writes into cells."""

    def change(book: Workbook) -> None:
        for name, value in cells.items():
            book[sheet][name].value = value

    return change


def rows(data: bytes, sheet: str) -> list[list[object]]:
    """The rows below the header that hold something, the hidden column left out."""
    worksheet = load_workbook(io.BytesIO(data))[sheet]
    assert isinstance(worksheet, Worksheet)
    labels = [cell.value for cell in worksheet[3]]
    shown = [at for at, label in enumerate(labels) if label != LAYOUT.tag]
    lines: list[list[object]] = [[row[at] for at in shown] for row in worksheet.iter_rows(min_row=4, values_only=True)]
    return [line for line in lines if any(value is not None for value in line)]


def decide(data: bytes, tmp_path: Path, named: Mapping[str, Sequence[str]] | None = None) -> ParsedRegister:
    codes = {"JCG": replace(FORM_ID, unit="JCG").code}
    files = named or {}
    lookups = Lookups(
        office().directory,
        lambda code, proposed: replace(proposed, unit=code).code if proposed else codes.get(code, ""),
        lambda name: files.get(name, ()),
        lambda: snapshot().assignment,
    )
    return parse_register(contents_of(data, tmp_path), LAYOUT, lookups)


def slips(data: bytes, tmp_path: Path, named: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    with pytest.raises(InputError) as raised:
        decide(data, tmp_path, named)
    assert all(workspace().messages.message(finding).hint for finding in raised.value.findings)
    return [f"{finding.place} {finding.code}" for finding in raised.value.findings]


# ---- rows are added, hers are kept ----


def test_unchanged_decisions_give_the_same_bytes_and_nothing_to_publish(tmp_path: Path) -> None:
    assert book() == fresh()
    design = design_register(LAYOUT, QUESTIONS, contents_of(fresh(), tmp_path), UNITS)
    path, styles = tmp_path / LAYOUT.file, workspace().resolved_styles
    assert register_update(path, design, styles, tmp_path / "keep", fresh()) == {}


def test_rows_in_which_she_wrote_nothing_are_refreshed() -> None:
    """In their old place when they say something else now; a new one takes the place of one that is settled."""
    first, second = QUESTIONS["versions"]
    changed: Questions = {"versions": [{"file": "2-回收/三.xlsx", "mark": C}, dict(second) | {"differs": "有2处不同"}]}
    after = book(changed, fresh())
    assert [row[:2] + row[4:5] for row in rows(after, "采用版本")] == [
        ["2-回收/三.xlsx", C, None],
        [second["file"], B, "有2处不同"],
    ]
    assert rows(after, "身份确认") == []
    assert first["mark"] == A


def test_the_day_on_which_a_refused_file_came_first_stays() -> None:
    later = {"scans": [dict(QUESTIONS["scans"][0]) | {"received": TUESDAY}]}
    once = book(later, fresh())
    assert load_workbook(io.BytesIO(once))["签字件"]["C4"].value.date() == MONDAY
    assert book(later, once) == once


@pytest.mark.parametrize("cell", ["I4", "K5", "B4", "H6", "M4"])
def test_a_row_with_something_of_hers_stays_for_ever(cell: str) -> None:
    """Whether she decided, remarked, wrote over our words, or wrote beside the table; offered again or not."""
    clerk_book = edited(fresh(), writes("代改", **{cell: "她写的"}))
    before = next(row for row in rows(clerk_book, "代改") if "她写的" in row)
    for questions, count in ((QUESTIONS, 3), ({}, 1)):
        after = rows(book(questions, clerk_book), "代改")
        assert [row for row in after if "她写的" in row] == [before]
        assert len(after) == count + (cell == "B4" and count > 1)  # of another file now: ours is offered beside it


def test_rows_columns_and_sheets_of_her_own_stay_in_her_order() -> None:
    def change(book: Workbook) -> None:
        sheet = book["代改"]
        assert isinstance(sheet, Worksheet)
        sheet.insert_cols(1)
        sheet["A3"].value, sheet["A5"].value = "经办", "小李"
        sheet["B9"].value, sheet["L9"].value, sheet["A9"].value = "我的.xlsx", "待核", 5
        own = book.create_sheet("往来", 0)
        own["A1"].value, own["C2"].value, own["B3"].value = "电话", 12.5, date(2022, 6, 1)

    clerk_book = edited(fresh(), change)
    once = book({}, clerk_book)
    assert rows(once, "代改") == [
        ["小李", *rows(fresh(), "代改")[1]],
        [5, "我的.xlsx", *[None] * 9, "待核"],
    ]
    assert load_workbook(io.BytesIO(once))["代改"]["A3"].value == "经办"
    own = load_workbook(io.BytesIO(once))["往来"]
    assert [own["A1"].value, own["C2"].value, own["B3"].value.date()] == ["电话", 12.5, date(2022, 6, 1)]
    assert book({}, once) == once


def test_a_zero_beside_the_table_stays() -> None:
    """In a column without a header in which nothing else stands."""
    clerk_book = edited(fresh(), writes("代改", O5=0))
    assert load_workbook(io.BytesIO(book(clerk_book=clerk_book)))["代改"]["O5"].value == 0


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.none(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABDEGIJKN"), st.integers(4, 12), CELLS), max_size=8))
def test_whatever_she_writes_is_written_again_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, typed: list[tuple[str, int, object]]
) -> None:
    folder = tmp_path_factory.mktemp("register")

    def change(book: Workbook) -> None:
        for column, row, value in typed:
            cell = book["代改"][f"{column}{row}"]
            returns.type_into(cell, value)

    program_rows = filled_cells(contents_of(fresh(), folder))
    clerk_book = edited(fresh(), change)
    before = contents_of(clerk_book, folder)
    once = book(QUESTIONS, clerk_book)
    after = contents_of(once, folder)
    assert [row for row in filled_cells(after) if row not in program_rows] == [
        row for row in filled_cells(before) if row not in program_rows
    ]
    assert book(QUESTIONS, once) == once


def filled_cells(register: RegisterContents) -> list[tuple[object, ...]]:
    """The filled cells of each row of 代改."""
    return [tuple(row.values.items()) for row in register.sheets["edits"].rows]


def test_a_version_that_is_replaced_is_kept_by_its_hash(tmp_path: Path) -> None:
    clerk_book = edited(fresh(), writes("代改", I4="已按期完成", J4="李四"))
    path = tmp_path / LAYOUT.file
    archive = tmp_path / "台账" / "登记" / "2022-06"
    path.write_bytes(clerk_book)
    same = design_register(LAYOUT, QUESTIONS, read_register(path, LAYOUT), UNITS)
    styles = workspace().resolved_styles
    assert register_update(path, same, styles, archive, clerk_book) == {}
    more = {**QUESTIONS, "scans": []}
    design = design_register(LAYOUT, more, read_register(path, LAYOUT), UNITS)
    assert register_update(path, design, styles, archive, clerk_book) == {
        path: book(more, clerk_book),
        archive / f"{sha256_hex(clerk_book)[:8]}.xlsx": clerk_book,
    }


def test_a_first_register_has_no_former_version(tmp_path: Path) -> None:
    assert read_register(tmp_path / LAYOUT.file, LAYOUT) == RegisterContents()
    path, design = tmp_path / LAYOUT.file, design_register(LAYOUT, QUESTIONS, RegisterContents(), UNITS)
    assert register_update(path, design, workspace().resolved_styles, tmp_path, b"") == {path: fresh()}


# ---- what she decided ----


def test_nothing_written_is_nothing_decided(tmp_path: Path) -> None:
    assert decide(fresh(), tmp_path) == ParsedRegister()


@pytest.mark.parametrize(
    ("sheet", "cells", "expected"),
    [
        ("身份确认", {"G4": "是"}, Decisions(confirmed_form_ids={A: FORM_ID.code})),
        ("身份确认", {"G4": "督导组"}, Decisions(confirmed_form_ids={A: FORM_ID.code})),  # an alias
        (
            "身份确认",
            {"G4": " 基财股"},
            Decisions(confirmed_form_ids={A: replace(FORM_ID, unit="JCG").code}),
        ),
        ("身份确认", {"G4": "否"}, Decisions(confirmed_form_ids={A: ""})),  # decided: it is nobody's
        ("身份确认", {"H4": "李四", "I4": "再问"}, Decisions()),  # not yet decided
        ("采用版本", {"F5": "是"}, Decisions(versions=VersionChoices(frozenset({B})))),
        (
            "采用版本",
            {"F4": "否", "F5": "是"},
            Decisions(versions=VersionChoices(frozenset({B}), excluded=frozenset({A}))),
        ),
        ("采用版本", {"F4": "是", "F5": "是"}, Decisions(versions=VersionChoices(frozenset({A, B})))),
        (
            "代改",
            {"I4": "已按期完成", "J4": "李四"},
            Decisions(edits={A: (ClerkEdit(MILESTONE_SHEET, "F4", "完成", "已按期完成", "李四"),)}),
        ),
        (
            "代改",
            {"I4": "清空", "J4": "李四"},
            Decisions(edits={A: (ClerkEdit(MILESTONE_SHEET, "F4", "完成", "", "李四"),)}),
        ),
        (
            "代改",
            {"I4": date(2022, 6, 1), "J4": "李"},
            Decisions(edits={A: (ClerkEdit(MILESTONE_SHEET, "F4", "完成", "2022-06-01", "李"),)}),
        ),
        (
            "代改",
            {"I4": 80.0, "J4": "李"},
            Decisions(edits={A: (ClerkEdit(MILESTONE_SHEET, "F4", "完成", "80", "李"),)}),
        ),
        ("代改", {"K4": "问过了"}, Decisions()),
        ("签字件", {"E4": "是"}, Decisions(scan_units={C: "DDS"})),
        ("签字件", {"E4": "基财股"}, Decisions(scan_units={C: "JCG"})),
        ("签字件", {"E4": "否"}, Decisions(scan_units={C: ""})),  # decided: it is nobody's
    ],
)
def test_a_decision_is_read(sheet: str, cells: Mapping[str, object], expected: Decisions, tmp_path: Path) -> None:
    parsed = decide(edited(fresh(), writes(sheet, **cells)), tmp_path)
    assert parsed.decisions == expected


def test_a_file_of_which_nothing_is_known_may_be_confirmed_by_the_name_of_a_unit(tmp_path: Path) -> None:
    """Its form is then the unit's form of this period; a unit that gets none is a slip."""
    own = writes("身份确认", A8="无号.xlsx", B8=B, G8="基财股")
    parsed = decide(edited(fresh(), own), tmp_path)
    assert parsed.decisions.confirmed_form_ids == {B: replace(FORM_ID, unit="JCG").code}
    assert slips(edited(fresh(), own, writes("身份确认", G8="督导室")), tmp_path) == [
        "办公室登记.xlsx:身份确认!G8 register-no-form"
    ]


OWN = {"A9": "二.xlsx", "D9": MILESTONE_SHEET, "E9": "$f$7", "G9": "2022.6", "I9": "2022-06-20", "J9": "李四"}
"""A row of 代改 that she added; the hash is left out."""


def test_a_row_of_her_own_names_its_file_where_only_one_is_called_so(tmp_path: Path) -> None:
    data = edited(fresh(), writes("代改", **OWN))
    parsed = decide(data, tmp_path, {"二.xlsx": [B]})
    assert parsed.decisions.edits == {B: (ClerkEdit(MILESTONE_SHEET, "F7", "2022.6", "2022-06-20", "李四"),)}
    assert slips(data, tmp_path, {"二.xlsx": [A, B]}) == ["办公室登记.xlsx:代改!A9 register-file-many"]
    assert slips(data, tmp_path) == ["办公室登记.xlsx:代改!A9 register-file-unknown"]


def test_a_hash_that_she_typed_and_that_no_file_has_is_told_once_all_files_are_known(tmp_path: Path) -> None:
    """One in a row of ours has only become moot: its file is gone."""
    in_program_row = writes("代改", I4="已按期完成", J4="李四")
    parsed = decide(edited(fresh(), in_program_row, writes("代改", **OWN, B9=B.upper())), tmp_path)
    status = status_of()
    unknown, known = RegisterCase(status, known_hashes={C}), RegisterCase(status, known_hashes={B})
    assert [str(finding.place) for finding in contradictory_decisions(parsed, unknown)] == ["办公室登记.xlsx:代改!B9"]
    assert [*contradictory_decisions(parsed, known)] == []


@pytest.mark.parametrize(
    ("sheet", "cells", "slip"),
    [
        ("身份确认", {"G4": "宣传股"}, "G4 register-unit"),
        ("签字件", {"E4": "宣传股"}, "E4 register-unit"),
        ("签字件", {"A9": "x.pdf", "B9": B, "E9": "是"}, "E9 register-no-proposal"),
        ("采用版本", {"F4": "对"}, "F4 register-answer"),
        ("代改", {"I4": "已按期完成"}, "J4 register-by"),
        ("代改", {"J4": "李四"}, "I4 register-now"),
        ("代改", {**OWN, "B9": B, "E9": "第7行"}, "E9 register-cell"),
        ("代改", {**OWN, "B9": B, "D9": None}, "D9 register-sheet"),
        ("代改", {**OWN, "B9": "1234ABCD"}, "B9 register-mark"),
        ("代改", {**OWN, "B9": 1.2e14}, "B9 register-mark"),
        ("代改", {"I4": "x", "J4": "李四", **OWN, "B9": A, "E9": "F4"}, "I9 register-edit-twice"),
    ],
)
def test_her_slips_are_told_at_their_cells(sheet: str, cells: Mapping[str, object], slip: str, tmp_path: Path) -> None:
    assert slips(edited(fresh(), writes(sheet, **cells)), tmp_path) == [f"办公室登记.xlsx:{sheet}!{slip}"]


def test_a_slip_says_the_head_of_a_long_text(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        decide(edited(fresh(), writes("采用版本", F4="对" * 32_767)), tmp_path)
    [slip] = raised.value.findings
    assert str(slip.facts["was"]) == "对" * 99 + "…"


@pytest.mark.parametrize("content", ["#REF!", "#N/A", "=1/3"])
def test_an_error_or_a_formula_without_a_value_is_told_and_is_not_blank(content: str, tmp_path: Path) -> None:
    """In her cells and in those that say what a row is about, and not in a column of her own."""
    written = writes("采用版本", F4=content, F5=content, B9=content, L4=content)
    expected = [f"办公室登记.xlsx:采用版本!{cell} register-cell-error" for cell in ("F4", "F5", "B9")]
    assert sorted(slips(edited(fresh(), written), tmp_path)) == sorted(expected)


TYPED_BY_KEY: dict[str, list[str]] = {
    "file": ["一.xlsx", "二.xlsx", "2-回收/一.xlsx", "没有.xlsx", "几份.xlsx"],
    "mark": [A, B.upper(), "0" * 16, "ABCD", "不是校验码"],
    "sheet": [MILESTONE_SHEET, "没有的表"],
    "cell": ["F4", "$f$5", "第7行"],
    "was": ["完成", "别的"],
    "unit": ["督导室", "没有的股"],
    "confirm": ["是", "否", "督导室", "火星股"],
    "belongs": ["是", "否", "基财股"],
    "choose": ["是", "否", "大概"],
    "now": ["已按期完成", "清空"],
    "by": ["李四"],
    "remark": ["电话问过"],
    "received": ["昨天"],
}
"""What she may write into the columns of a row of her own."""
DECIDES = {"confirm", "belongs", "choose", "now", "by"}
ROW = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in TYPED_BY_KEY.items()})


@given(sheet=st.sampled_from([*LAYOUT.sheets]), written=st.lists(ROW, min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_no_row_of_hers_is_passed_over(sheet: str, written: list[dict[str, str]]) -> None:
    """Whatever she adds: it decides, it is a slip, or it is told that it decides nothing. A remark may stand."""
    keys = [column.key for column in LAYOUT.columns_of(sheet)]
    rows = tuple(
        RegisterRow({key: value for key, value in row.items() if key in keys}, number)
        for number, row in enumerate(written, 4)
    )
    labels = {column.key: column.label for column in LAYOUT.columns_of(sheet)}
    table = RegisterTable(LAYOUT.sheets[sheet].name, labels, rows)
    hashes = {"一.xlsx": [A], "2-回收/一.xlsx": [A], "二.xlsx": [B], "几份.xlsx": [A, B]}
    contents = RegisterContents({sheet: table})
    assignment = snapshot().assignment
    lookups = Lookups(
        office().directory, lambda _code, _form: "", lambda name: hashes.get(name, []), lambda: assignment
    )
    try:
        parsed = parse_register(contents, LAYOUT, lookups)
        places = [decision.place for decision in parsed.decided] + [remark.place for remark in parsed.remarks]
    except InputError as error:
        slips_at = {finding.place.cell.lstrip("ABCDEFGHIJKLMN") for finding in error.findings}
        assert slips_at <= {str(row.row_number) for row in rows}
        return
    told_at = {place.cell.lstrip("ABCDEFGHIJKLMN") for place in places}
    for row in rows:
        is_to_be_told = bool(row.values.keys() & (DECIDES | {"file", "mark", "sheet", "cell"}))
        assert not is_to_be_told or str(row.row_number) in told_at, row


@pytest.mark.parametrize(
    ("sheet", "first", "second"),
    [
        ("采用版本", {"A8": "二.xlsx", "F8": "是"}, {"A9": "二.xlsx", "F9": "否"}),
        ("身份确认", {"A8": "二.xlsx", "G8": "否"}, {"A9": "二.xlsx", "G9": "基财股"}),
        ("签字件", {"A8": "二.xlsx", "E8": "督导室"}, {"A9": "二.xlsx", "E9": "基财股"}),
    ],
)
def test_two_decisions_about_one_file_are_a_slip(
    sheet: str, first: Mapping[str, object], second: Mapping[str, object], tmp_path: Path
) -> None:
    data = edited(fresh(), writes(sheet, **first), writes(sheet, **second))
    cell = [*second][1]
    assert slips(data, tmp_path, {"二.xlsx": [B]}) == [f"办公室登记.xlsx:{sheet}!{cell} register-row-twice"]


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    wrong = [writes("采用版本", F4="对"), writes("代改", I4="x", J5="y"), writes("身份确认", G4="某股")]
    assert len(slips(edited(fresh(), *wrong), tmp_path)) == 4


# ---- the workbook as other programs and she herself leave it ----


def test_columns_are_found_wherever_she_moved_them(tmp_path: Path) -> None:
    def move(book: Workbook) -> None:
        sheet = book["代改"]
        assert isinstance(sheet, Worksheet)
        sheet.move_range("I3:I20", cols=6)
        sheet["O3"].value = " 改　为 "
        sheet.delete_cols(9)
        sheet.insert_rows(1, 2)

    decision = writes("代改", I4="已按期完成", J4="李四")
    moved, fixed = edited(fresh(), decision, move), edited(fresh(), decision)
    assert decide(moved, tmp_path).decisions == decide(fixed, tmp_path).decisions


def test_a_sheet_that_she_renamed_is_known_by_its_headers(tmp_path: Path) -> None:
    def rename(book: Workbook) -> None:
        book["采用版本"].title = "版本"

    renamed = edited(fresh(), writes("采用版本", F5="是"), rename)
    assert decide(renamed, tmp_path).decisions.versions.chosen == {B}
    assert rows(book({}, renamed), "版本")[0][5] == "是"


def test_a_sheet_that_she_deleted_comes_anew() -> None:
    """It is made ready as the first time: lists, filter, printed area."""

    def delete(book: Workbook) -> None:
        del book["签字件"]

    anew, first = (
        load_workbook(io.BytesIO(data))["签字件"] for data in (book(clerk_book=edited(fresh(), delete)), fresh())
    )
    assert rows(book(clerk_book=edited(fresh(), delete)), "签字件") == rows(fresh(), "签字件")
    for sheet in (anew, first):
        assert isinstance(sheet, Worksheet)
        assert [
            sheet.auto_filter.ref,
            sheet.print_area,
            sheet.freeze_panes,
            len(sheet.data_validations.dataValidation),
        ] == [
            "A3:G4",
            "'签字件'!$A$1:$F$4",
            "B4",
            1,
        ]


def test_a_header_that_is_gone_or_a_sheet_that_stands_twice_is_told(tmp_path: Path) -> None:
    """A decision that cannot be found must not be lost without a word."""

    def twice(book: Workbook) -> None:
        for name in ("版本一", "版本二"):
            book.copy_worksheet(book["采用版本"]).title = name
        del book["采用版本"]

    assert slips(edited(fresh(), writes("代改", I3="正确内容"), twice), tmp_path) == [
        "办公室登记.xlsx:采用版本 register-sheet-twice",
        "办公室登记.xlsx:代改!A3 register-columns",
    ]


def test_a_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    assert slips(b"PK\x03\x04 half", tmp_path) == ["办公室登记.xlsx register-unreadable"]


def test_a_layout_that_lacks_a_column_is_a_slip() -> None:
    assert list(register_layout_errors(LAYOUT, REQUIRED_COLUMNS)) == []
    edits = LAYOUT.sheets["edits"]
    cut = replace(LAYOUT, sheets={"edits": replace(edits, columns=edits.columns[:-2]), "edit": edits})
    assert [(error.code, error.facts["key"]) for error in register_layout_errors(cut, REQUIRED_COLUMNS)] == [
        ("key-missing", "by"),
        ("key-unknown", "edit"),
    ]
    assert set(LAYOUT.sheets) == set(REQUIRED_COLUMNS)


def test_a_layout_of_an_earlier_edition_has_its_sheets_beside_the_other_keys_and_gets_new_ones_as_shipped() -> None:
    flat = plain_data(LAYOUT)
    sheets = flat.pop("sheets")
    flat |= {key: sheets[key] for key in ("identity", "versions", "edits")}
    own = validated(RegisterLayout, {**flat, "versions": {**sheets["versions"], "name": "版本"}})
    merged = own.merged_over(LAYOUT)
    assert [*merged.sheets] == [*LAYOUT.sheets]
    assert merged.sheets == {**LAYOUT.sheets, "versions": own.sheets["versions"]}


# ---- 代改, applied ----

GRID = WorkbookGrid(
    (
        SheetGrid("节点 确认", visible=True, rows=[["表", ""], ["a", "约八成 ", 80.0, date(2022, 6, 1)], ["b"]]),
        SheetGrid("另一张", visible=True, rows=[["字" * 100]]),
    )
)


@pytest.mark.parametrize(
    ("cell", "old_text", "new_text"),
    [
        ("B2", "约八成", "80"),  # blanks aside
        ("C2", "80", "81"),  # a number as it is seen
        ("D2", "2022-06-01", "2022-06-02"),
        ("D3", "", "补上"),  # beyond the end of a short row
        ("B2", "约八成", ""),  # cleared
    ],
)
def test_a_cell_that_still_shows_what_was_seen_is_put_right(cell: str, old_text: str, new_text: str) -> None:
    after, findings = apply_edits(GRID, "一.xlsx", [ClerkEdit("节点确认", cell, old_text, new_text, "李四")])
    column, row = "ABCD".index(cell[0]), int(cell[1]) - 1
    assert after.sheets[0].value_at(row, column) == new_text
    assert findings == (
        Finding(
            "clerk-edited",
            Place("一.xlsx", "节点 确认", cell),
            {"was": old_text, "now": new_text, "by": "李四", "before": GRID.sheets[0].value_at(row, column)},
        ),
    )
    assert GRID.sheets[0].value_at(1, 1) == "约八成 "  # what was read stays as it came


def test_a_long_text_is_known_by_its_head() -> None:
    for old_text in ("字" * 100, "字" * 60 + "…"):
        assert (
            apply_edits(GRID, "", [ClerkEdit("另一张", "A1", old_text, "短", "李")])[0].sheets[1].value_at(0, 0) == "短"
        )


@pytest.mark.parametrize(
    ("sheet", "cell", "old_text", "stands"),
    [
        ("节点确认", "B2", "约七成", "约八成 "),
        ("没有", "B2", "约八成", ""),
        ("节点确认", "B9999", "", ""),  # far below the table
        ("节点确认", "ZZZ2", "", ""),
    ],
)
def test_an_edit_whose_cell_shows_something_else_changes_nothing_and_is_told(
    sheet: str, cell: str, old_text: str, stands: str
) -> None:
    after, (finding,) = apply_edits(GRID, "一.xlsx", [ClerkEdit(sheet, cell, old_text, "80", "李四")])
    assert after == GRID
    assert (finding.code, finding.facts["stands"]) == ("edit-stale", stands)


# ---- 签字件 ----


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("2-回收/督导室盖章.pdf", "DDS"),
        ("2-回收/督 导 组 签字.jpg", "DDS"),  # an alias, spaces aside
        ("2-回收/基财股/扫描0001.pdf", "JCG"),  # its folder's name
        ("2-回收/基财股/督导室.pdf", "DDS"),  # its own name says more
        ("2-回收/基财股督导室.pdf", ""),  # two: nothing is guessed
        ("2-回收/督导室信息科.pdf", "XXK"),  # the longest name
        ("2-回收/附件.zip/扫描.pdf", "JCG"),  # the only form of its archive
        ("2-回收/多/扫描.pdf", ""),  # beside two forms
        ("2-回收/多/乙.PDF", "DDS"),  # of the same stem as one of them
        ("2-回收/空/扫描.pdf", ""),
        ("2-回收/微信图片.jpg", ""),  # beside the only form that came by now
        ("2-回收/7月/扫描.pdf", ""),
    ],
)
def test_a_scan_is_offered_to_the_unit_that_it_names_or_lies_beside(scan: str, code: str) -> None:
    names = UnitNames((*office().directory.units, Unit(name="督导室信息科", code="XXK")))
    forms = {"2-回收/附件.zip/表.xlsx": "JCG", "2-回收/多/甲.xlsx": "JCG", "2-回收/多/乙.xlsx": "DDS"}
    forms |= {"2-回收/回复.xlsx": "JCG", "2-回收/7月/表.xlsx": "JCG"}
    assert guess_scan_owner(scan, forms, names, was_packed=".zip/" in scan) == code


# ---- from returns to decisions and back ----

WRONG = filled_form_except({(JUNE, "节点情况"): "完成了一半"})
OTHER = filled_form_except({("2", "进展情况"): "方案已印发"})


def arrival(name: str, data: bytes) -> Return:
    taken = parse_return(data, name)
    return Return(
        name,
        sha256_hex(data),
        MONDAY,
        1,
        findings=taken.findings,
        submission=replace(taken.submission, digest=sha256_hex(data)),
    )


def status_of(*period_returns: Return) -> Status:
    issued = snapshot()
    return StatusInputs(
        assignment=issued.assignment,
        periods=returns.all_periods(),
        as_of=MONDAY,
        history=History(),
        related_histories={},
        records_to_correct={},
        returns=period_returns,
        light_rules=workspace().light_rules,
        messages=workspace().messages,
        layout=issued.layout,
    ).build_status()


def period_returns(chosen: frozenset[str] = frozenset(), *more: Return) -> tuple[Return, ...]:
    """督导室 sent two different forms at once, and a scan; a file without a code lies beside them."""
    settled = choose_versions(
        [arrival("甲.xlsx", WRONG), arrival("乙.xlsx", OTHER)], severity_of, choices=VersionChoices(chosen)
    )
    scan = Finding("scan-offered", Place("甲.pdf"), {"unit": "督导室"})
    lost = Finding("no-seal", Place("丙.xlsx"))
    return (
        *settled.returns,
        Return("甲.pdf", C * 4, MONDAY, 1, Outcome.IGNORED, (scan,), "DDS"),
        Return("丙.xlsx", B * 4, MONDAY, 1, Outcome.REJECTED, (lost,)),
        *more,
    )


def test_a_month_of_decisions(tmp_path: Path) -> None:
    """Two versions, one is chosen; its slip is put right by the clerk; and then nothing is left to decide."""
    wrong, path = sha256_hex(WRONG)[:SHORT_HASH_LENGTH], tmp_path / LAYOUT.file
    code = parse_return(blank_form()).submission.form_id.code
    owner_guesses = {B: OwnerGuess(code, 5, 1, 0)}

    first = book(open_questions(RegisterCase(status_of(*period_returns()), owner_guesses)))
    assert [row[0] for row in rows(first, "采用版本")] == ["乙.xlsx", "甲.xlsx"]
    assert str(rows(first, "采用版本")[1][4]).splitlines()[0] == "与“乙.xlsx”有2处不同（本文件共6行）："
    assert f"{MILESTONE_SHEET}!G5 节点情况：本文件“完成了一半”，另一份“能按期完成”" in str(
        rows(first, "采用版本")[1][4]
    )
    assert rows(first, "代改") == []  # neither counts yet
    assert rows(first, "身份确认")[0][3:6] == ["督导室", code, "5行相同，1行相近，0行没有对上"]
    assert rows(first, "签字件")[0][3] == "督导室"

    path.write_bytes(edited(first, writes("采用版本", F5="是"), writes("身份确认", G4="是")))
    choice = decide(path.read_bytes(), tmp_path).decisions
    assert choice == Decisions({B: code}, VersionChoices(frozenset({wrong})))
    after = status_of(*period_returns(choice.versions.chosen))
    second = book(open_questions(RegisterCase(after, owner_guesses)), path.read_bytes())
    assert rows(second, "代改")[0][:7] == ["甲.xlsx", wrong, "督导室", MILESTONE_SHEET, "G5", "节点情况", "完成了一半"]
    assert [row[5] for row in rows(second, "采用版本")] == [None, "是"]

    path.write_bytes(edited(second, writes("代改", I4="能按期完成", J4="李四")))
    edits = decide(path.read_bytes(), tmp_path).decisions.edits[wrong]
    grid, edit_findings = apply_edits(read_workbook(WRONG), "甲.xlsx", edits)
    seal = identify_form(grid).form_id
    assert seal is not None
    again = parse_form(grid, "甲.xlsx", "", seal, returns.expected_forms())
    assert again.submission.records[JUNE].answer("state") == "能按期完成"
    assert ([finding.code for finding in edit_findings], again.findings) == (["clerk-edited"], ())
    third = book(open_questions(RegisterCase(after, owner_guesses)), path.read_bytes())
    assert third == path.read_bytes()  # nothing new: her own file stays


def test_the_list_of_filings_says_who_sent_a_signed_copy() -> None:
    assert {row["unit"]: row["signed"] for row in return_overview(status_of(*period_returns()))} == {
        "基财股": "—",
        "督导室": "有",
    }


def test_two_periods_decisions_are_one() -> None:
    one, other = (
        Decisions(versions=VersionChoices(frozenset({A})), scan_units={A: "DDS"}),
        Decisions(versions=VersionChoices(frozenset({B})), confirmed_form_ids={C: "x"}),
    )
    assert one | other == Decisions({C: "x"}, VersionChoices(frozenset({A, B})), {}, {A: "DDS"})


# ---- on a desk ----

NO_INBOX = Inbox((), (), {})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clerk, Context, CompileResult]:
    """June at a clerk's desk: one unit sent two versions of its form."""
    clerk = Clerk(tmp_path_factory.mktemp("register") / "desk")
    clerk.build("2022-06", "2022-06-03")
    unit, answers = next(
        (unit, answers) for unit, answers in taishan_answers()["2022-06"].items() if "resend" not in answers
    )
    clerk.hand_in("2022-06", unit, answers, "甲.xlsx")
    clerk.hand_in("2022-06", unit, {**answers, "heading": {**answers["heading"], "reporter": "别人"}}, "乙.xlsx")
    day = date(2022, 6, 21)
    laid = open_context(clerk.folder / "config.yaml", None, None, "2022-06", day, None, compiling=True)
    return clerk, laid, compile_reports(laid, day)


def kept_originals(context: Context) -> dict[str, list[KeptOriginal]]:
    """The returns that the plan's ledger holds."""
    return originals_by_period(context, [read_run_log(context.ledger.folder)])


def test_the_register_lies_beside_the_period_s_folders_and_is_read_from_there(
    desk: tuple[Clerk, Context, CompileResult],
) -> None:
    """July knows what was decided in June; her slip in June's is told there by its folder."""
    clerk, june, compiled = desk
    path = clerk.period_folder("2022-06") / "办公室登记.xlsx"
    files, originals = [path for path, _ in compiled.handed_in], kept_originals(june)
    path.unlink()  # as if nothing had been compiled yet
    loaded = load_decisions(june, files, originals)
    assert (loaded.decisions, loaded.contents) == (Decisions(), RegisterContents())
    publish(update_register(june, compiled.status, NO_INBOX, loaded, originals).files, ledger=june.ledger.folder)
    first = path.read_bytes()
    assert [row[0] for row in rows(first, "采用版本")] == ["2-回收/乙.xlsx", "2-回收/甲.xlsx"]

    own = dict(zip(("A4", "D4", "E4", "I4", "J4"), ("甲.xlsx", TASK_SHEET, "E4", "新", "李四"), strict=True))
    path.write_bytes(edited(first, writes("采用版本", F5="是"), writes("代改", **own)))
    loaded = load_decisions(june, files, originals)
    first_hash = sha256_hex((clerk.returns_folder("2022-06") / "甲.xlsx").read_bytes())[:SHORT_HASH_LENGTH]
    assert loaded.decisions == Decisions(
        versions=VersionChoices(frozenset({first_hash})),
        edits={first_hash: (ClerkEdit(TASK_SHEET, "E4", "", "新", "李四"),)},
    )
    july = replace(june, period=june.series.periods[1])
    assert load_decisions(july, (), kept_originals(july)).decisions == loaded.decisions
    assert update_register(june, compiled.status, NO_INBOX, loaded, originals).files == {}

    path.write_bytes(edited(first, writes("采用版本", F5="行")))
    with pytest.raises(InputError) as raised:
        load_decisions(july, (), kept_originals(july))
    assert [str(finding.place) for finding in raised.value.findings] == ["2022-06/办公室登记.xlsx:采用版本!F5"]
    path.write_bytes(edited(first, writes("代改", **own, B4=B)))
    with pytest.raises(InputError):
        update_register(june, compiled.status, NO_INBOX, load_decisions(june, files, originals), originals)


def test_nothing_is_wrong_with_the_workbook(tmp_path: Path) -> None:
    """To the oldest Excel that must open it."""
    (tmp_path / LAYOUT.file).write_bytes(fresh())
    audit = OpenXmlValidator(file_format=FileFormat.OFFICE_2007, max_errors=0, schema_validation=True, strict=True)
    assert list(audit.validate(tmp_path / LAYOUT.file).errors) == []

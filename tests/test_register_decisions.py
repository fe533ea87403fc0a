"""What only a person can decide, by the commands: the clerk writes it into 办公室登记 and compiles again."""

import json
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.clerk import (
    MILESTONE_SHEET,
    PLAN,
    TASK_SHEET,
    Clerk,
    CommandResult,
    column_under,
    file_hashes,
    row_number_by_key,
    taishan_answers,
)
from tests.test_containers import zipped

JUNE, JULY = "2022-06", "2022-07"
ISSUED, DUE = "2022-06-03", "2022-06-21"
ANSWERS = taishan_answers()[JUNE]


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """A desk after June's forms went out."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, ISSUED)
    return clerk


def hand_in(clerk: Clerk, unit: str, name: str = "", by: str = "") -> Path:
    """The unit's answers of June. by: another name for who filled it in."""
    said = dict(ANSWERS[unit])
    said["heading"] = said["heading"] | ({"reporter": by} if by else {})
    return clerk.hand_in(JUNE, unit, said, name)


def compiled(clerk: Clerk) -> CommandResult:
    return clerk.compile(JUNE, DUE)


def decide(clerk: Clerk, sheet: str, holding: str, **written: str) -> None:
    """Write into the row that holds these words what belongs under the labels."""
    path = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(path)
    rows = list(book[sheet].iter_rows(min_row=3))
    rows_of_file = [row for row in rows[1:] if holding in str(row[0].value)]
    holding_rows = [row for row in rows[1:] if any(holding in str(cell.value) for cell in row)]
    row = (rows_of_file or holding_rows)[0]
    for label, cell in zip(rows[0], row, strict=True):
        if label.value in written:
            cell.value = written[str(label.value)]
    book.save(path)


def without_keys(path: Path) -> None:
    """The cells that people see, copied into a new workbook: no code, no keys, no hidden sheets."""
    old, new = load_workbook(path), Workbook()
    new.remove(new.worksheets[0])
    for name in (TASK_SHEET, MILESTONE_SHEET):
        sheet = old[name]
        copy = new.create_sheet(name)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and "TS2022-" not in str(cell.value) and not str(cell.value).startswith("="):
                    copy[cell.coordinate].value = cell.value
    new.save(path)


# ---- 身份确认 ----


def test_a_form_without_its_code_counts_when_a_person_vouches_for_it(clerk: Clerk) -> None:
    without_keys(hand_in(clerk, "人事股", "新建工作簿.xlsx"))
    told = compiled(clerk)
    assert (told.outcomes["新建工作簿.xlsx"], told.codes("新建工作簿.xlsx")) == (
        "rejected",
        ["no-seal", "identity-proposed"],
    )
    decide(clerk, "身份确认", "新建工作簿.xlsx", 确认="是", 确认人="王五")
    told = compiled(clerk)
    assert told.outcomes["新建工作簿.xlsx"] == "accepted-with-notes"
    assert {"identity-confirmed", "rows-by-text"} <= set(told.codes("新建工作簿.xlsx"))
    assert told.json["totals"]["filed"] == 1


def test_what_is_left_of_a_spoiled_code_is_no_word_of_the_unit(clerk: Clerk) -> None:
    """In its cell, as the header of the hidden column of keys, and in the keys."""
    path = hand_in(clerk, "人事股", "甲.xlsx")
    book = load_workbook(path)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, str):
            cell.value = re.sub(r"(TS2022-[-A-Z0-9]+)-[0-9A-F]{8}\b", r"\1-00000000", cell.value)
    book.save(path)
    compiled(clerk)
    decide(clerk, "身份确认", "甲.xlsx", 确认="是", 确认人="王五")
    assert {*compiled(clerk).codes("甲.xlsx")} & {"extras-found", "column-extra", "sheet-extra"} == set()


def test_the_clerk_may_say_that_it_is_another_unit_s(clerk: Clerk) -> None:
    """Then what is no row of that unit is told, and nothing of it is taken for one."""
    without_keys(hand_in(clerk, "人事股", "新建工作簿.xlsx"))
    compiled(clerk)
    decide(clerk, "身份确认", "新建工作簿.xlsx", 确认="卫健所", 确认人="王五")
    told = compiled(clerk)
    assert told.outcomes["新建工作簿.xlsx"] == "to-be-corrected"
    assert told.json["files"][0]["unit"] == "卫健所"


def test_where_the_clerk_gives_away_a_form_with_a_sound_code_its_note_says_so(clerk: Clerk) -> None:
    """She is obeyed; the code is not said to be missing."""
    hand_in(clerk, "人事股", "甲.xlsx")
    compiled(clerk)
    add_row(clerk, "身份确认", 文件="甲.xlsx", 确认="卫健所")
    told = compiled(clerk)
    assert told.json["files"][0]["unit"] == "卫健所"
    texts = [finding["sentence"] for finding in told.json["files"][0]["findings"]]
    assert "表号是人事股的，已由办公室确认是卫健所的表" in texts


# ---- 采用版本 ----


def test_of_two_versions_the_chosen_one_counts(clerk: Clerk) -> None:
    hand_in(clerk, "人事股", "甲.xlsx")
    hand_in(clerk, "人事股", "乙.xlsx", by="另一人")
    assert compiled(clerk).outcomes == {"甲.xlsx": "rejected", "乙.xlsx": "rejected"}
    decide(clerk, "采用版本", "乙.xlsx", 采用="是", 确认人="王五")
    told = compiled(clerk)
    assert told.outcomes == {"甲.xlsx": "rejected", "乙.xlsx": "accepted"}
    assert told.codes("甲.xlsx") == ["not-chosen"]


def add_row(clerk: Clerk, sheet: str, **written: str) -> None:
    """A row of her own under the table."""
    path = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(path)
    labels = {str(cell.value): number for number, cell in enumerate(book[sheet][3], 1)}
    empty = next(row for row in range(4, 99) if all(cell.value is None for cell in book[sheet][row]))
    for label, value in written.items():
        book[sheet].cell(empty, labels[label], value)
    book.save(path)


def answers_to(told: CommandResult) -> list[str]:
    """Cell and code of every answer to the clerk's decisions."""
    return [f"{each['place'].rpartition(':')[2]} {each['code']}" for each in told.json["register"]]


@pytest.fixture
def superseded(clerk: Clerk) -> Clerk:
    """人事股 reported, and again three days later."""
    hand_in(clerk, "人事股", "先.xlsx")
    clerk.compile(JUNE, "2022-06-18")
    hand_in(clerk, "人事股", "后.xlsx", by="另一人")
    assert compiled(clerk).outcomes == {"先.xlsx": "superseded", "后.xlsx": "accepted"}
    return clerk


def test_a_former_version_that_the_clerk_names_counts(superseded: Clerk) -> None:
    add_row(superseded, "采用版本", 文件="先.xlsx", 采用="是", 确认人="王五")
    told = compiled(superseded)
    assert told.outcomes == {"先.xlsx": "accepted", "后.xlsx": "rejected"}
    assert told.codes("后.xlsx") == ["not-chosen"]
    assert told.json["register"] == []


def test_a_version_that_the_clerk_excludes_does_not_count(superseded: Clerk) -> None:
    """Nor does a copy of it; the unit's earlier one counts, and at last none."""
    add_row(superseded, "采用版本", 文件="后", 采用="否", 确认人="王五")
    told = compiled(superseded)
    assert told.outcomes == {"先.xlsx": "accepted", "后.xlsx": "rejected"}
    assert told.codes("后.xlsx") == ["version-excluded"]
    hand_in(superseded, "人事股", "又.xlsx", by="另一人")
    assert compiled(superseded).outcomes["又.xlsx"] == "rejected"
    add_row(superseded, "采用版本", 文件="先.xlsx", 采用="否", 确认人="王五")
    told = compiled(superseded)
    assert set(told.outcomes.values()) == {"rejected"}
    assert told.json["register"] == []


def pack(clerk: Clerk, archive: str, *names: str) -> None:
    """Handed-in files go into a zip, each in a folder of its own."""
    folder = clerk.returns_folder(JUNE)
    with zipfile.ZipFile(folder / archive, "w") as packed:
        for number, name in enumerate(names):
            packed.write(folder / name, f"{number}/报表.xlsx")
            (folder / name).unlink()


def test_a_form_in_an_archive_is_named_by_its_own_name(clerk: Clerk) -> None:
    """Once it was compiled, for then the ledger keeps it; of several of that name the marks are listed."""
    hand_in(clerk, "人事股", "甲.xlsx")
    pack(clerk, "一.zip", "甲.xlsx")
    assert compiled(clerk).outcomes["报表.xlsx"] == "accepted"
    add_row(clerk, "采用版本", 文件="报表.xlsx", 采用="否")
    told = compiled(clerk)
    assert (told.outcomes["报表.xlsx"], told.json["register"]) == ("rejected", [])
    hand_in(clerk, "基安股", "乙.xlsx")
    pack(clerk, "二.zip", "乙.xlsx")
    compiled(clerk)
    told = compiled(clerk)
    (error,) = told.json["errors"]
    assert error["code"] == "register-file-many"
    assert len(re.findall("[0-9a-f]{16}", error["hint"])) == 2


def test_two_versions_cannot_both_be_pinned(superseded: Clerk) -> None:
    for name in ("先.xlsx", "后.xlsx"):
        add_row(superseded, "采用版本", 文件=name, 采用="是")
    told = compiled(superseded)
    assert told.exit == 2
    assert [error["code"] for error in told.json["errors"]] == ["register-pinned-twice"]


def test_to_refuse_one_of_two_is_to_take_the_other(clerk: Clerk) -> None:
    hand_in(clerk, "人事股", "甲.xlsx")
    hand_in(clerk, "人事股", "乙.xlsx", by="另一人")
    compiled(clerk)
    decide(clerk, "采用版本", "甲.xlsx", 采用="否")
    told = compiled(clerk)
    assert told.outcomes == {"甲.xlsx": "rejected", "乙.xlsx": "accepted"}


def test_to_take_both_of_two_decides_nothing_and_is_told(clerk: Clerk) -> None:
    hand_in(clerk, "人事股", "甲.xlsx")
    hand_in(clerk, "人事股", "乙.xlsx", by="另一人")
    compiled(clerk)
    decide(clerk, "采用版本", "甲.xlsx", 采用="是")
    decide(clerk, "采用版本", "乙.xlsx", 采用="是")
    told = compiled(clerk)
    assert set(told.outcomes.values()) == {"rejected"}
    assert answers_to(told) == ["采用版本!F4 register-no-effect", "采用版本!F5 register-no-effect"]


def test_a_sound_form_that_the_clerk_calls_nobodys_does_not_count(clerk: Clerk) -> None:
    hand_in(clerk, "人事股")
    compiled(clerk)
    add_row(clerk, "身份确认", 文件="人事股.xlsx", 确认="否")
    told = compiled(clerk)
    assert told.outcomes == {"人事股.xlsx": "rejected"}
    assert told.codes("人事股.xlsx") == ["identity-refused"]
    assert told.json["register"] == []


ROWS_OF_HERS: list[tuple[str, dict[str, str], str]] = [
    # sheet, what she writes, the answer
    ("采用版本", {"文件": "扫描.pdf", "采用": "是"}, "register-no-effect"),
    ("采用版本", {"文件": "别处.xlsx", "采用": "是"}, "register-file-unknown"),
    ("采用版本", {"校验码": "0" * 16, "采用": "否"}, "register-mark-unknown"),
    ("采用版本", {"文件": "人事股.xlsx"}, "register-no-answer"),
    ("采用版本", {"文件": "人事股.xlsx", "采用": "大概"}, "register-answer"),
    ("采用版本", {"采用": "是"}, "register-file-unknown"),
    ("身份确认", {"文件": "扫描.pdf", "确认": "人事股"}, "register-no-effect"),
    ("身份确认", {"文件": "人事股.xlsx", "确认": "是"}, "register-no-proposal"),
    ("身份确认", {"文件": "人事股.xlsx", "确认": "火星股"}, "register-unit"),
    ("身份确认", {"文件": "人事股.xlsx", "确认人": "王五"}, "register-no-answer"),
    (
        "代改",
        {"文件": "扫描.pdf", "工作表": "节点确认", "单元格": "F5", "改为": "1", "确认人": "王"},
        "register-no-effect",
    ),
    ("代改", {"文件": "人事股.xlsx", "工作表": "节点确认", "单元格": "F5"}, "register-no-answer"),
    ("代改", {"文件": "人事股.xlsx", "工作表": "没有", "单元格": "F5", "改为": "1", "确认人": "王"}, "edit-stale"),
    ("签字件", {"文件": "人事股.xlsx", "单位（确认）": "人事股"}, "register-no-effect"),
    ("签字件", {"文件": "人事股.xlsx", "单位（确认）": "否"}, "register-no-effect"),
    ("签字件", {"文件": "扫描.pdf"}, "register-no-answer"),
    ("签字件", {"文件": "扫描.pdf", "单位（确认）": "是"}, "register-no-proposal"),
]


@pytest.mark.parametrize(("sheet", "written", "answer"), ROWS_OF_HERS)
def test_every_row_of_hers_is_obeyed_or_answered(
    sheet: str, written: dict[str, str], answer: str, clerk: Clerk
) -> None:
    """What has no effect is told at its row, or at the cell of the return that it is about."""
    hand_in(clerk, "人事股")
    (clerk.returns_folder(JUNE) / "扫描.pdf").write_bytes(b"%PDF-1.7\n")
    compiled(clerk)
    add_row(clerk, sheet, **written)
    told = compiled(clerk)
    found = [error["code"] for error in told.json.get("errors", told.json.get("register", []))]
    assert [*found, *(told.codes("人事股.xlsx") if told.exit < 2 else [])] == [answer]
    assert told.exit in {1, 2}


def test_a_row_for_a_file_that_is_gone_is_told_once(clerk: Clerk) -> None:
    scan = clerk.returns_folder(JUNE) / "扫描0001.pdf"
    scan.write_bytes(b"%PDF-1.7\n")
    compiled(clerk)
    decide(clerk, "签字件", "扫描0001.pdf", **{"单位（确认）": "人事股"})
    scan.unlink()
    hand_in(clerk, "督导室")
    told = compiled(clerk)
    assert answers_to(told) == ["签字件!E4 register-files-unseen"]
    assert told.exit == 0


def test_what_is_written_over_in_a_row_of_the_program_is_told(clerk: Clerk) -> None:
    (clerk.returns_folder(JUNE) / "扫描0001.pdf").write_bytes(b"%PDF-1.7\n")
    compiled(clerk)
    decide(clerk, "签字件", "扫描0001.pdf", 收到="2022-06-01", **{"单位（确认）": "人事股"})
    assert answers_to(compiled(clerk)) == ["签字件!A4 register-written-over"]


# ---- a rehearsal ----


def test_a_rehearsal_gives_what_the_real_run_gives(clerk: Clerk, tmp_path: Path) -> None:
    """督导室 sends its form again, 人事股 two at once of which one is chosen; all after a first run."""
    hand_in(clerk, "人事股", "甲.xlsx")
    hand_in(clerk, "人事股", "乙.xlsx", by="另一人")
    for unit in ("督导室", "招考股"):
        hand_in(clerk, unit)
    clerk.compile(JUNE, "2022-06-18")
    decide(clerk, "采用版本", "乙.xlsx", 采用="是", 确认人="王五")
    hand_in(clerk, "督导室", by="又一人")
    hand_in(clerk, "基财股")
    rehearsing, out = clerk.copied_to(tmp_path / "rehearsing"), tmp_path / "out"
    before = file_hashes(rehearsing.folder)
    real, rehearsal = compiled(clerk), rehearsing.compile(JUNE, DUE, "--out", out)
    again = rehearsing.compile(JUNE, DUE, "--out", out)
    assert real.outcomes == rehearsal.outcomes == again.outcomes
    assert real.json["totals"] == rehearsal.json["totals"]
    reports = file_hashes(clerk.reports_folder(JUNE))
    assert reports
    assert {name: file_hashes(out).get(name) for name in reports} == reports
    assert file_hashes(rehearsing.folder) == before
    register = "办公室登记.xlsx"
    assert (out / register).read_bytes() == (clerk.period_folder(JUNE) / register).read_bytes()


# ---- 代改 ----


def test_a_slip_that_the_clerk_settled_counts_as_she_settled_it(clerk: Clerk) -> None:
    """招考股 wrote 约八成; she asked by phone. The return itself stays as it came."""
    path = clerk.hand_in(JUNE, "招考股", ANSWERS["招考股"])
    before = path.read_bytes()
    assert "not-a-choice" in compiled(clerk).codes("招考股.xlsx")
    decide(clerk, "代改", "约八成", 改为="能按期完成", 确认人="王五")
    codes = compiled(clerk).codes("招考股.xlsx")
    assert "not-a-choice" not in codes
    assert "clerk-edited" in codes
    assert path.read_bytes() == before


def test_a_slip_in_a_sheet_that_came_in_a_file_of_its_own_is_settled_there(clerk: Clerk) -> None:
    """招考股 sent its two sheets as two files: they are one form, and the slip stands in the second."""
    for name, left_out in (("招考股乙.xlsx", MILESTONE_SHEET), ("招考股甲.xlsx", TASK_SHEET)):
        path = clerk.hand_in(JUNE, "招考股", ANSWERS["招考股"], name)
        book = load_workbook(path)
        book.remove(book[left_out])
        book.save(path)
    told = compiled(clerk)
    assert told.outcomes == {"招考股乙.xlsx": "to-be-corrected", "招考股甲.xlsx": "accepted-with-notes"}
    assert "sheet-missing" not in told.codes("招考股乙.xlsx")
    decide(clerk, "代改", "约八成", 改为="能按期完成", 确认人="王五")
    told = compiled(clerk)
    assert "not-a-choice" not in told.codes("招考股乙.xlsx")
    assert "clerk-edited" in told.codes("招考股甲.xlsx")


@pytest.mark.parametrize("slip", ["推进中", None])
def test_a_slip_of_her_own_is_not_the_department_s(clerk: Clerk, slip: str | None) -> None:
    """What she wrote is no choice either: the department is shown what it wrote itself, and she is told, not 日志."""
    clerk.hand_in(JUNE, "招考股", ANSWERS["招考股"])
    compiled(clerk)
    decide(clerk, "代改", "约八成", 改为=slip or "清空", 确认人="王五")
    told = compiled(clerk)
    assert ("edit-refused" in told.codes("招考股.xlsx"), "clerk-edited" in told.codes("招考股.xlsx")) == (True, False)
    (copy,) = (path for path in (clerk.reports_folder(JUNE) / "退回修改").iterdir() if "招考股" in path.name)
    words = [str(cell.value) for sheet in load_workbook(copy) for row in sheet.iter_rows() for cell in row]
    assert any("填的是“约八成”" in text for text in words)
    assert "推进中" not in words
    log_entry = max((clerk.folder / "output" / PLAN / "台账" / "日志").glob("*.json"))
    assert json.loads(log_entry.read_text(encoding="utf-8"))["decided"] == []


def test_her_slips_are_told_at_their_cells_and_nothing_is_written(clerk: Clerk) -> None:
    hand_in(clerk, "人事股", "甲.xlsx")
    hand_in(clerk, "人事股", "乙.xlsx", by="另一人")
    compiled(clerk)
    decide(clerk, "采用版本", "乙.xlsx", 采用="对")
    told = clerk.run("compile", "--period", JUNE, "--as-of", DUE)
    assert told.exit == 2
    assert "办公室登记.xlsx:采用版本!" in told.output


# ---- 签字件, archives and mails ----


def test_what_is_in_archives_and_mails_is_read_like_any_file(clerk: Clerk) -> None:
    """A zip in a zip with a name in GBK, and a mail with a return and its signed scan."""
    folder = clerk.returns_folder(JUNE)
    one, two = hand_in(clerk, "人事股"), hand_in(clerk, "督导室")
    inner = zipped(("人事股.xlsx", one.read_bytes()))
    (folder / "合集.zip").write_bytes(zipped(("归档/内.zip".encode("gbk"), inner)))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.invalid", "c@d.invalid", "报送"
    mail.set_content("见附件")
    mail.add_attachment(two.read_bytes(), maintype="application", subtype="octet-stream", filename="督导室.xlsx")
    mail.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="盖章.pdf")
    (folder / "邮件.eml").write_bytes(mail.as_bytes())
    one.unlink()
    two.unlink()
    told = compiled(clerk)
    assert told.outcomes == {
        "合集.zip": "ignored",
        "内.zip": "ignored",
        "人事股.xlsx": "accepted",
        "邮件.eml": "ignored",
        "督导室.xlsx": "accepted",
        "盖章.pdf": "ignored",
    }
    assert told.codes("盖章.pdf") == ["scan-offered"]
    kept = clerk.folder / "output" / PLAN / "台账" / "原件" / JUNE
    assert sorted(path.name.rpartition("-")[2] for path in kept.iterdir()) == ["人事股.xlsx", "督导室.xlsx"]
    assert compiled(clerk).outcomes == told.outcomes


def test_a_scan_goes_to_the_unit_that_the_clerk_names(clerk: Clerk) -> None:
    (clerk.returns_folder(JUNE) / "扫描0001.pdf").write_bytes(b"%PDF-1.7\n")
    assert compiled(clerk).codes("扫描0001.pdf") == ["scan-unassigned"]
    decide(clerk, "签字件", "扫描0001.pdf", **{"单位（确认）": "人事股"})
    told = compiled(clerk)
    assert (told.codes("扫描0001.pdf"), told.json["files"][0]["unit"]) == (["scan-offered"], "人事股")


def test_what_the_clerk_said_no_to_is_not_asked_again(clerk: Clerk) -> None:
    (clerk.returns_folder(JUNE) / "扫描0001.pdf").write_bytes(b"%PDF-1.7\n")
    without_keys(hand_in(clerk, "人事股"))
    assert {*compiled(clerk).codes("人事股.xlsx")} == {"no-seal", "identity-proposed"}
    decide(clerk, "签字件", "扫描0001.pdf", **{"单位（确认）": "否"})
    decide(clerk, "身份确认", "人事股.xlsx", 确认="否")
    told = compiled(clerk)
    assert told.codes("扫描0001.pdf") == ["scan-refused"]
    assert {*told.codes("人事股.xlsx")} == {"no-seal", "identity-refused"}
    assert "要您决定" not in clerk.run("compile", "--period", JUNE, "--as-of", DUE).output


def test_forms_of_two_units_in_one_workbook_are_told_apart(clerk: Clerk) -> None:
    one, two = hand_in(clerk, "人事股"), hand_in(clerk, "督导室")
    book, other = load_workbook(one), load_workbook(two)
    for name in (TASK_SHEET, MILESTONE_SHEET):
        copy = book.create_sheet(f"{name}2")
        for row in other[name].iter_rows():
            for cell in row:
                copy[cell.coordinate].value = cell.value
    book.save(clerk.returns_folder(JUNE) / "两家.xlsx")
    one.unlink()
    two.unlink()
    files = compiled(clerk).json["files"]
    assert [(file["unit"], file["end"]) for file in files] == [
        ("", "ignored"),
        ("人事股", "accepted"),
        ("督导室", "accepted"),
    ]


# ---- editions ----


def test_an_older_edition_is_read_as_issued_and_given_back_as_the_newer_one(clerk: Clerk, tmp_path: Path) -> None:
    """A milestone was added since: the old form did not ask for it, the correction copy does."""
    old = tmp_path / "旧表.xlsx"
    old.write_bytes(clerk.form_path(JUNE, "人事股").read_bytes())
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    words = plan.read_text(encoding="utf-8")
    first = "6月底前: 完成上半年培训。"
    assert words.count(first) == 1
    plan.write_text(words.replace(first, f"{first[:-1]}一。\n      - 9月底前: 完成秋季培训。"), encoding="utf-8")
    clerk.build(JUNE, "2022-06-07", "--reissue")
    clerk.hand_in(JUNE, "人事股", ANSWERS["人事股"], source=old)
    told = compiled(clerk)
    assert told.outcomes["人事股.xlsx"] == "to-be-corrected"
    assert {"older-edition", "row-since"} <= set(told.codes("人事股.xlsx"))
    copy = load_workbook(next((clerk.reports_folder(JUNE) / "退回修改").iterdir()))
    new = load_workbook(clerk.form_path(JUNE, "人事股"))
    assert isinstance(copy[MILESTONE_SHEET], Worksheet)
    assert row_number_by_key(copy[MILESTONE_SHEET]).keys() == row_number_by_key(new[MILESTONE_SHEET]).keys()
    added = copy[MILESTONE_SHEET][row_number_by_key(copy[MILESTONE_SHEET])["4@0930"]]
    assert any("新增了" in str(cell.value) for cell in added), "told in its row"
    row = row_number_by_key(copy[TASK_SHEET])
    said = {key: copy[TASK_SHEET][f"{column_under(copy[TASK_SHEET], '进展情况')}{at}"].value for key, at in row.items()}
    assert said == {key: answers["progress"] for key, answers in ANSWERS["人事股"]["tasks"].items()}


# ---- what is no answer ----


def test_colours_and_formulas_in_inputs_are_told(clerk: Clerk) -> None:
    """Red for what is not done says nothing to the report; the sum counts, and is told."""
    path = hand_in(clerk, "人事股")
    book = load_workbook(path)
    sheet = book[MILESTONE_SHEET]
    row, state, reason = (
        row_number_by_key(sheet)["4@0331"],
        column_under(sheet, "节点情况"),
        column_under(sheet, "原因"),
    )
    sheet[f"{state}{row}"].fill = PatternFill("solid", fgColor="FF0000")
    sheet[f"{reason}{row}"].fill = PatternFill("solid", fgColor="FF0000")
    book.save(path)
    told = compiled(clerk)
    assert (told.outcomes["人事股.xlsx"], told.codes("人事股.xlsx")) == ("accepted-with-notes", ["colours-found"])
    (finding,) = told.json["files"][0]["findings"]
    assert "共2格" in finding["sentence"]
    assert finding["place"].endswith(f"{MILESTONE_SHEET}!{state}{row}")

"""A past report goes by what was decided when it was made; words of 办公室登记 of later change it no more."""

import json
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.journeys import compile as compile_journey
from duban.journeys import run_record
from duban.model.decision import ClerkEdit, Decisions, VersionChoices
from duban.model.run_entry import RunEntry
from duban.value_object import replace
from tests.clerk import MILESTONE_SHEET, PLAN, Clerk, column_under, file_hashes, row_number_by_key, taishan_answers
from tests.test_register_decisions import JULY, JUNE, add_row

AUGUST = "2022-08"
UNIT, MILESTONE = "督导室", "10@0531"
WORDS, LIGHT_OF_JUNE = "10．开展幼儿园办园行为专项督导评估工作：制定《", "● 绿灯"
DAYS = {JUNE: "2022-06-21", JULY: "2022-07-21", AUGUST: "2022-08-22"}
ANSWERS = taishan_answers()


def hand_in_twice(clerk: Clerk) -> None:
    """June's form of 督导室: first all is done, three days later a milestone is not; that counts in June's report."""
    clerk.build(JUNE, "2022-06-03")
    later = ANSWERS[JUNE][UNIT]
    done = {**later, "milestones": {**later["milestones"], MILESTONE: {"state": "已按期完成"}}}
    clerk.hand_in(JUNE, UNIT, done, "先.xlsx")
    clerk.compile(JUNE, "2022-06-18")
    clerk.hand_in(JUNE, UNIT, later, "后.xlsx")
    assert clerk.compile(JUNE, DAYS[JUNE]).outcomes == {"先.xlsx": "superseded", "后.xlsx": "accepted"}


def report_july_and_august(clerk: Clerk) -> None:
    clerk.build(JULY, "2022-07-04")
    clerk.hand_in(JULY, UNIT, ANSWERS[JULY][UNIT])
    clerk.compile(JULY, DAYS[JULY])
    clerk.compile(AUGUST, DAYS[AUGUST], "--none-returned")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Three reports, and nothing decided."""
    clerk = Clerk(tmp_path_factory.mktemp("then") / "desk")
    hand_in_twice(clerk)
    report_july_and_august(clerk)
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def cell_of_the_state(clerk: Clerk) -> str:
    sheet = load_workbook(clerk.returns_folder(JUNE) / "后.xlsx")[MILESTONE_SHEET]
    return f"{column_under(sheet, '节点情况')}{row_number_by_key(sheet)[MILESTONE]}"


def write(clerk: Clerk, sheet: str) -> None:
    """Each kind of decision after which June's milestone was done in time."""
    rows: Mapping[str, Mapping[str, str]] = {
        "采用版本": {"文件": "后.xlsx", "采用": "否"},
        "身份确认": {"文件": "后.xlsx", "确认": "否"},
        "代改": {
            "文件": "后.xlsx",
            "工作表": MILESTONE_SHEET,
            "单元格": cell_of_the_state(clerk),
            "原填": "有困难",
            "改为": "已按期完成",
        },
    }
    add_row(clerk, sheet, **rows[sheet], 确认人="王五")


def compiled_again(clerk: Clerk, period: str) -> dict[str, str]:
    """What the report's folder holds after one more compile as of its day."""
    told = clerk.compile(period, DAYS[period], *(["--none-returned"] if period == AUGUST else []))
    assert told.exit < 2, told.output
    return file_hashes(clerk.reports_folder(period))


def changes_told(clerk: Clerk, period: str) -> list[list[object]]:
    """What a report says in comparing itself with the last one, and each light from report to report.

    What is asked of leaders stands below: a request counts as long as the return in which it was made.
    """
    sheet = load_workbook(clerk.report(period))["与上期比较"]
    rows: list[list[object]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return list(takewhile(lambda row: not str(row[0]).startswith("四、"), rows))


def was_green_in_june(clerk: Clerk) -> bool:
    """Whether July's report says of the milestone, which was done meanwhile, that it was green in June, or nothing."""
    rows = (row for row in changes_told(clerk, JULY) if str(row[0]).startswith(WORDS))
    return all(LIGHT_OF_JUNE in row for row in rows)


@pytest.mark.parametrize("sheet", ["采用版本", "身份确认", "代改"])
def test_words_of_later_change_no_report_but_that_of_their_own_register(clerk: Clerk, sheet: str) -> None:
    """July's made anew as of its day is as it was; so are the lights of June in August's. June's own obeys her."""
    reports = {period: file_hashes(clerk.reports_folder(period)) for period in DAYS}
    changes = changes_told(clerk, AUGUST)
    assert not was_green_in_june(clerk)
    write(clerk, sheet)
    assert compiled_again(clerk, JULY) == reports[JULY]
    compiled_again(clerk, AUGUST)
    assert changes_told(clerk, AUGUST) == changes
    june = compiled_again(clerk, JUNE)
    assert june != reports[JUNE]
    assert compiled_again(clerk, JULY) == reports[JULY]
    assert compiled_again(clerk, JUNE) == june


def test_a_report_in_the_making_obeys_what_is_written_in_an_earlier_register(tmp_path: Path) -> None:
    """Before July's first report: July knows better than June, and June's light stays as it was reported."""
    clerk = Clerk(tmp_path / "desk")
    hand_in_twice(clerk)
    write(clerk, "采用版本")
    report_july_and_august(clerk)
    assert not was_green_in_june(clerk)
    july = file_hashes(clerk.reports_folder(JULY))
    delete_what_she_added(clerk)
    assert compiled_again(clerk, JULY) == july


def delete_what_she_added(clerk: Clerk) -> None:
    path = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(path)
    book["采用版本"].delete_rows(4)
    book.save(path)


def test_what_she_takes_back_later_still_holds_for_the_reports_that_obeyed_it(tmp_path: Path) -> None:
    """June's report was made without the later version; then she deletes that row, and August's June is as it was."""
    clerk = Clerk(tmp_path / "desk")
    hand_in_twice(clerk)
    write(clerk, "采用版本")
    clerk.compile(JUNE, DAYS[JUNE])
    report_july_and_august(clerk)
    reports = {period: file_hashes(clerk.reports_folder(period)) for period in DAYS}
    assert was_green_in_june(clerk)
    delete_what_she_added(clerk)
    assert compiled_again(clerk, JULY) == reports[JULY]


def test_a_ledger_whose_log_does_not_say_what_was_decided_goes_by_what_is_decided_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As all did before 日志 said it."""
    describe = run_record.describe_run

    def describe_as_before(*arguments: object) -> RunEntry:
        return replace(describe(*arguments), registers=None)  # type: ignore[arg-type]

    clerk = Clerk(tmp_path / "desk")
    with monkeypatch.context() as patched:
        patched.setattr(compile_journey, "describe_run", describe_as_before)
        hand_in_twice(clerk)
        report_july_and_august(clerk)
    write(clerk, "采用版本")
    compiled_again(clerk, JULY)
    assert was_green_in_june(clerk)


def test_an_entry_of_the_log_says_the_same_decisions_in_the_same_bytes() -> None:
    edit = ClerkEdit("节点确认", "G5", "有困难", "", "王五")
    choices = VersionChoices(frozenset("cba"), frozenset("ba"), frozenset("zyx"))
    decisions = Decisions({"a": "码", "b": ""}, choices, {"c": (edit, replace(edit, cell="F6"))}, {"d": ""})
    entry = RunEntry(
        number=1, before="", at="", who="", command="compile", version="", registers={"2022-06/JZ": decisions}
    )
    assert json.loads(entry.to_json())["registers"]["2022-06/JZ"]["versions"]["chosen"] == ["a", "b", "c"]
    assert RunEntry.parse(entry.to_json().encode()) == entry


def test_the_log_names_no_register_in_which_nothing_is_decided(desk: Clerk) -> None:
    folder = desk.folder / "output" / PLAN / "台账" / "日志"
    registers = [json.loads(path.read_bytes())["registers"] for path in sorted(folder.glob("*.json"))]
    assert registers == [None, {}, {}, None, {}, {}]

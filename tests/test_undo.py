"""The last run can be taken back, and days of arrival are real ones."""

import json
import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.journeys.compile import compile_reports
from duban.journeys.context import open_context
from duban.model.run_by import RunBy
from duban.store import publishing
from duban.store.ledger import Ledger
from duban.store.run_log import read_run_log
from duban.value_object import replace
from tests.clerk import PLAN, Clerk, CommandResult, file_hashes, taishan_answers
from tests.test_index import tables

JUNE, BUILT_ON, COMPILED_ON = "2022-06", "2022-06-10", "2022-06-21"
UNIT = "基安股"
NOT_TAKEN_BACK = ("日志", "上一次", "快照", "登记", "已撤销", "索引.sqlite", "锁")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms are issued and one came back. Nobody may change it: `clerk` is a copy."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "ws")
    assert clerk.build(JUNE, BUILT_ON, "--quiet").exit == 0
    clerk.hand_in(JUNE, UNIT, taishan_answers()[JUNE][UNIT])
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "ws")


def undo(clerk: Clerk) -> CommandResult:
    return clerk.run("duban", "undo", "--json")


def ledger_of(clerk: Clerk) -> Ledger:
    return Ledger(clerk.folder / "output" / PLAN / "台账")


def visible_files(clerk: Clerk) -> dict[str, str]:
    """All that a run makes and that taking it back concerns, by hash."""
    hashes = file_hashes(clerk.folder / "output" / PLAN)
    return {name: digest for name, digest in hashes.items() if not _is_kept(name)}


def _is_kept(name: str) -> bool:
    parts = Path(name).parts
    return parts[0] == "台账" and any(part.startswith(NOT_TAKEN_BACK) or part.startswith(".") for part in parts[1:])


def test_what_is_left_after_taking_back_holds_and_is_what_the_index_says(clerk: Clerk) -> None:
    clerk.compile(JUNE, COMPILED_ON, "--quiet")
    clerk.hand_in(JUNE, "人事股", taishan_answers()[JUNE]["人事股"])
    clerk.compile(JUNE, "2022-06-22", "--quiet")
    assert undo(clerk).exit == 0
    assert clerk.run("duban", "verify", "--json").json["findings"] == []
    index = ledger_of(clerk).folder / "索引.sqlite"
    before = tables(index)
    assert {str(row[0]).rpartition("-")[2] for row in before["submissions"]} == {f"{UNIT}.xlsx"}
    assert clerk.run("duban", "rebuild").exit == 0
    assert tables(index) == before


def test_a_compile_is_taken_back(clerk: Clerk) -> None:
    """Every file is as it was; what it had kept moves aside, and 日志 says which run was taken back."""
    before = visible_files(clerk)
    clerk.compile(JUNE, COMPILED_ON)
    assert visible_files(clerk) != before
    result = undo(clerk)
    assert (result.exit, result.json["command"], result.json["originals"]) == (0, "compile", 1)
    assert len(result.json["removed_files"]) == result.json["removed"]
    assert visible_files(clerk) == before
    assert len([*(ledger_of(clerk).folder / "已撤销" / "原件").rglob("*.xlsx")]) == 1
    entry = read_run_log(ledger_of(clerk).folder).entries[-1]
    assert (entry.command, entry.undone, entry.period) == ("undo", entry.number - 1, JUNE)
    verified = clerk.run("duban", "verify", "--json")
    assert (verified.exit, verified.json["findings"]) == (0, [])


def test_what_was_taken_back_can_be_done_again(clerk: Clerk) -> None:
    """With the right day: the return counts as what came in then."""
    clerk.compile(JUNE, "2022-06-30")
    undo(clerk)
    result = clerk.compile(JUNE, COMPILED_ON)
    assert result.outcomes == {f"{UNIT}.xlsx": "accepted"}
    assert [original.received_on for original in ledger_of(clerk).originals(JUNE)] == [date(2022, 6, 21)]


def test_a_killed_run_is_brought_to_its_end_and_taken_back(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was killed between two renames: the next command ends it first, whatever that command is."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = visible_files(clerk)
    with monkeypatch.context() as patched:
        patched.setattr(publishing, "_take_back", lambda _journal: None)
        patched.setattr(publishing, "_replace", interrupt)
        clerk.compile(JUNE, COMPILED_ON, "--quiet")
    result = undo(clerk)
    assert (result.exit, result.json["command"], result.json["originals"]) == (0, "compile", 1)
    assert visible_files(clerk) == before


def test_what_was_put_back_and_taken_away_is_named(clerk: Clerk) -> None:
    """And a second time, when nothing can be taken back, that nothing was changed."""
    clerk.compile(JUNE, COMPILED_ON)
    clerk.hand_in(JUNE, "人事股", taishan_answers()[JUNE]["人事股"])
    clerk.compile(JUNE, "2022-06-22")
    (put_back, taken_away) = clerk.run("duban", "undo").out.splitlines()[1:]
    assert ("恢复：" in put_back, "汇总报告（1—6月）.xlsx" in put_back) == (True, True)
    assert ("取走：" in taken_away, "人事股.xlsx" in taken_away) == (True, True)
    assert clerk.run("duban", "undo").output.endswith("共1处错误，什么也没有改。\n")


@pytest.mark.parametrize("command", ["undo", "verify", "rebuild", "renew-key"])
def test_what_looks_after_the_ledger_says_that_it_waits_for_the_plan(clerk: Clerk, command: str) -> None:
    """It is told the plan's mistakes alone otherwise, of which somebody who wants to undo has not asked."""
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("名称:", "名成:", 1), encoding="utf-8")
    before = file_hashes(clerk.folder / "output")
    result = clerk.run("duban", command)
    assert result.exit == 2
    assert "[key-unknown]" in result.output
    assert f"duban {command}: 提醒：还没有做" in result.output
    assert file_hashes(clerk.folder / "output") == before


def test_only_one_run_is_taken_back(clerk: Clerk) -> None:
    clerk.compile(JUNE, COMPILED_ON)
    assert undo(clerk).exit == 0
    before = file_hashes(clerk.folder / "output")
    result = undo(clerk)
    assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["undo-nothing"])
    assert file_hashes(clerk.folder / "output") == before


def test_nothing_is_taken_back_after_a_run_of_another_kind(clerk: Clerk) -> None:
    """README says so: verify has put a file back, or a key was made anew."""
    clerk.compile(JUNE, COMPILED_ON)
    next((ledger_of(clerk).folder / "原件" / JUNE).iterdir()).unlink()
    assert [found["code"] for found in clerk.run("duban", "verify", "--json").json["findings"]] == ["kept-restored"]
    assert undo(clerk).exit == 2
    clerk.compile(JUNE, COMPILED_ON)
    (ledger_of(clerk).folder / "表号密钥.json").unlink()
    assert clerk.run("duban", "renew-key").exit == 0
    assert undo(clerk).exit == 2


def test_a_build_is_taken_back(clerk: Clerk) -> None:
    """Its forms go, what they were issued from stays: some may have been sent."""
    snapshots = ledger_of(clerk).snapshot_digests()
    before = visible_files(clerk)
    clerk.build("2022-07", "2022-07-04")
    sent = clerk.folder / "sent.xlsx"
    shutil.copy(clerk.form_path("2022-07", UNIT), sent)
    result = undo(clerk)
    assert (result.exit, result.json["command"]) == (0, "build")
    assert visible_files(clerk) == before
    assert set(ledger_of(clerk).snapshot_digests()) > set(snapshots)
    clerk.returns_folder("2022-07")
    shutil.copy(sent, clerk.returns_folder("2022-07") / "回.xlsx")
    (file,) = clerk.compile("2022-07", "2022-07-21").json["files"]
    assert file["unit"] == UNIT


def test_what_was_edited_since_stays(clerk: Clerk) -> None:
    """Her decisions in the register and in a report: told, and not touched."""
    clerk.compile(JUNE, COMPILED_ON)
    edited = [clerk.period_folder(JUNE) / "办公室登记.xlsx", next(clerk.reports_folder(JUNE).glob("*.xlsx"))]
    for path in edited:
        book = load_workbook(path)
        book.worksheets[0]["Z90"] = "改"
        book.save(path)
    hashes = [path.read_bytes() for path in edited]
    result = undo(clerk)
    assert (result.exit, {found["code"] for found in result.json["findings"]}) == (1, {"undo-edited"})
    assert len(result.json["findings"]) == 2
    assert all("台账/登记" in found["hint"] for found in result.json["findings"])  # where the former registers are
    assert [path.read_bytes() for path in edited] == hashes


@pytest.mark.parametrize("damage", ["list", "file", "none"])
def test_what_is_not_all_kept_is_not_taken_back(clerk: Clerk, damage: str) -> None:
    """The files of before were deleted or changed: nothing is half taken back."""
    clerk.compile(JUNE, COMPILED_ON)
    clerk.compile(JUNE, "2022-06-22")  # replaces the reports of the day before
    former = ledger_of(clerk).folder / "上一次"
    if damage == "list":
        (former / "清单.json").unlink()
    elif damage == "file":
        next(path for path in former.iterdir() if path.name != "清单.json").write_bytes(b"?")
    else:
        shutil.rmtree(former)
    before = visible_files(clerk)
    result = undo(clerk)
    assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["undo-unknown"])
    assert visible_files(clerk) == before


def test_there_is_nothing_to_take_back_before_the_first_run(tmp_path: Path) -> None:
    result = undo(Clerk(tmp_path / "ws"))
    assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["undo-nothing"])


# ---- days ----


def test_no_return_arrives_after_the_day_on_which_it_is_read(clerk: Clerk) -> None:
    """A compile as of a day to come: a report of today still knows what came in, and 日志 has both days."""
    at = datetime(2022, 6, 21, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    context = open_context(
        *(clerk.folder / "config.yaml", str(clerk.folder / "plans" / PLAN), None, JUNE, date(2022, 7, 21), None),
        compiling=True,
        run_by=RunBy("王@办公室", at),
    )
    compile_reports(context, date(2022, 7, 21))
    (original,) = ledger_of(clerk).originals(JUNE)
    assert original.arrival == (date(2022, 6, 21), 1)
    entry = read_run_log(ledger_of(clerk).folder).entries[-1]
    assert (entry.as_of, entry.at[:10], entry.who) == ("2022-07-21", "2022-06-21", "王@办公室")
    result = compile_reports(replace(context, run_by=RunBy()), date(2022, 6, 22))
    assert [return_.unit_code for _, return_ in result.handed_in if return_.submission] == ["JAG"]


def test_an_earlier_report_does_not_know_what_came_in_later(clerk: Clerk) -> None:
    """As ever: the as-of day is the earlier one."""
    clerk.compile(JUNE, "2022-06-22")
    result = clerk.compile(JUNE, COMPILED_ON, "--any-day")
    assert result.codes(f"{UNIT}.xlsx") == ["received-later"]
    assert json.dumps(result.json, ensure_ascii=False).count("截至日请写那天或以后") == 1

"""`duban status`: who has returned, who owes what, what waits, and what to type next; it reads and writes nothing."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.model.run_by import RunBy
from duban.store.lock import ledger_lock
from tests.clerk import PLAN, Clerk, column_under, file_hashes, taishan_answers
from tests.drawn import Golden

JUNE, JULY = "2022-06", "2022-07"
ANSWERS = taishan_answers()


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A desk after June was compiled; nobody may write into it."""
    clerk = Clerk(tmp_path_factory.mktemp("june") / "desk")
    clerk.build(JUNE, "2022-06-06", "--quiet")
    clerk.hand_in_all(JUNE, ANSWERS[JUNE])
    clerk.compile(JUNE, "2022-06-21", "--quiet")
    return clerk


@pytest.fixture(scope="module")
def july(june: Clerk, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """July's forms are out, and nothing came back."""
    clerk = june.copied_to(tmp_path_factory.mktemp("july") / "desk")
    clerk.build(JULY, "2022-07-04", "--quiet")
    return clerk


@pytest.fixture
def desk(july: Clerk, tmp_path: Path) -> Clerk:
    return july.copied_to(tmp_path / "desk")


def seen(clerk: Clerk, day: str, *more: str) -> dict[str, object]:
    return clerk.run("duban", "status", "--as-of", day, "--json", *more).json


def test_the_day_after_reads_as_an_office_would_write_it(desk: Clerk, golden: Golden) -> None:
    """21 July in Taishan: nine of ten filed, and one sent June's form again."""
    desk.hand_in_all(JULY, ANSWERS[JULY])
    desk.compile(JULY, "2022-07-21", "--quiet")
    said = desk.run("duban", "status", "--as-of", "2022-07-21")
    golden("status/july", said.output.rstrip("\n"))
    assert said.exit == 1
    texts = desk.run("duban", "status", "--as-of", "2022-07-21", "--texts").output.rstrip("\n")
    golden("status/july-texts", re.sub("(?<=校验码)[0-9a-f]{8}", "0" * 8, texts))  # openpyxl writes when it saved


@pytest.mark.parametrize(
    ("day", "steps", "code"),
    [
        ("2022-07-13", ["wait"], 0),  # a week before the day July is the period that is looked at
        ("2022-07-14", ["wait"], 0),
        ("2022-07-15", ["remind"], 1),  # the third working day before it
        ("2022-07-20", ["remind"], 1),  # nobody is late yet
        ("2022-07-21", ["chase", "check"], 1),
    ],
)
def test_what_to_do_next_follows_the_days(july: Clerk, day: str, steps: list[str], code: int) -> None:
    said = july.run("duban", "status", "--as-of", day, "--json")
    assert (said.json["period"], said.json["next"], said.exit) == (JULY, steps, code)


@pytest.mark.parametrize("day", ["2022-07-15", "2022-07-25"])  # before its due day and after it
def test_before_its_forms_are_out_a_period_is_to_be_built(june: Clerk, day: str) -> None:
    """Nobody owes a form that was not sent: no unit is named, chased or spoken of in a notice, and no text is ready."""
    by_hand = ("--period", JULY)
    found = seen(june, day, *by_hand)
    assert (found["next"], found["missing"], found["check_back"]) == (["build"], [], [])
    said = june.run("duban", "status", "--as-of", day, *by_hand).output
    assert "本期的表还没有下发（10家应报）" in said
    assert "尚未报送" not in said
    assert june.run("duban", "status", "--as-of", day, "--texts", *by_hand).output.strip() == "今天没有要发的文字。"


def test_an_office_that_begins_after_a_due_day_stays_with_the_period_that_it_issues(tmp_path: Path) -> None:
    """What `status` looks at, `build` issues, and then status and compile go on with it; nobody was asked for June."""
    clerk, day = Clerk(tmp_path / "desk"), "2022-06-25"
    assert (seen(clerk, day)["period"], seen(clerk, day)["next"]) == (JULY, ["build"])
    assert clerk.run("build", "--as-of", day, "--json", "--quiet").json["period"] == JULY
    later = seen(clerk, day, "--any-day")  # July has not begun on it
    assert (later["period"], later["next"]) == (JULY, ["wait"])
    assert clerk.run("compile", "--as-of", "2022-07-05", "--json", "--none-returned").json["period"] == JULY


def test_what_no_compile_has_read_is_named_and_not_read(desk: Clerk) -> None:
    """Not even opened: what hangs or floods a reader cannot hold up a look. Once compiled it is no news."""
    (desk.returns_folder(JULY) / "~$人事股.xlsx").write_bytes(b"a lock of Excel's")
    (desk.returns_folder(JULY) / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    desk.hand_in(JULY, "人事股", ANSWERS[JULY]["人事股"])
    before = seen(desk, "2022-07-19")
    assert before["new_files"] == ["2-回收/人事股.xlsx", "2-回收/坏.xlsx"]
    assert (before["filed"], before["next"]) == (0, ["compile"])
    desk.compile(JULY, "2022-07-19", "--quiet")
    after = seen(desk, "2022-07-19")
    assert (after["new_files"], after["filed"], after["next"]) == ([], 1, ["remind"])


def test_nobody_is_asked_back_about_what_an_unread_file_may_have_settled(desk: Clerk) -> None:
    desk.compile(JULY, "2022-07-21", "--none-returned", "--quiet")
    assert seen(desk, "2022-07-21")["next"] == ["chase", "check"]
    desk.hand_in(JULY, "人事股", ANSWERS[JULY]["人事股"])
    assert seen(desk, "2022-07-21")["next"] == ["compile", "chase"]


@pytest.mark.parametrize("day", ["2022-07-19", "2022-07-25"])  # before the due day and after it
def test_before_the_first_compile_nobody_is_known_to_owe_while_files_lie_unread(desk: Clerk, day: str) -> None:
    """No unit is named, chased or spoken of in a notice, and no text is ready."""
    desk.hand_in(JULY, "人事股", ANSWERS[JULY]["人事股"])
    found = seen(desk, day)
    assert [found[key] for key in ("next", "missing", "awaited", "check_back")] == [["compile"], [], [], []]
    said = "2-回收有1个文件还没有汇总，汇总后才知道还差谁"
    assert said in desk.run("duban", "status", "--as-of", day).output
    assert desk.run("duban", "status", "--as-of", day, "--texts").output.strip() == said


def test_what_was_taken_back_is_new_again(desk: Clerk) -> None:
    desk.hand_in(JULY, "人事股", ANSWERS[JULY]["人事股"])
    desk.compile(JULY, "2022-07-19", "--quiet")
    assert desk.run("duban", "undo").exit == 0
    assert seen(desk, "2022-07-19")["new_files"] == ["2-回收/人事股.xlsx"]


def test_her_word_is_to_be_compiled_until_a_compile_has_seen_it(desk: Clerk) -> None:
    """Two versions at once: she says which counts. A width that she changed is no word."""
    answers = ANSWERS[JULY]["人事股"]
    for number, name in enumerate(("人事股一.xlsx", "人事股二.xlsx")):
        words = answers["tasks"]["4"]["progress"] + "又" * number
        desk.hand_in(JULY, "人事股", {**answers, "tasks": {"4": {"progress": words}}}, name)
    desk.compile(JULY, "2022-07-19", "--quiet")
    asked = seen(desk, "2022-07-19")
    assert [row["sheet"] for row in asked["decisions"]] == ["versions", "versions"]  # type: ignore[attr-defined]
    assert asked["next"] == ["decide", "remind", "chase"]
    path = desk.period_folder(JULY) / "办公室登记.xlsx"
    book = load_workbook(path)
    sheet = book["采用版本"]
    sheet.column_dimensions["A"].width = 40
    book.save(path)
    assert "compile" not in seen(desk, "2022-07-19")["next"]  # type: ignore[operator]
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "2-回收/人事股二.xlsx")
    sheet[f"{column_under(sheet, '采用')}{row}"] = "是"
    book.save(path)
    assert "compile" in seen(desk, "2022-07-19")["next"]  # type: ignore[operator]
    desk.compile(JULY, "2022-07-19", "--quiet")
    assert seen(desk, "2022-07-19")["next"] == ["remind"]


def test_a_look_writes_nothing(desk: Clerk) -> None:
    """Nor does it wait for the turn of another command, as all that write do."""
    desk.hand_in(JULY, "人事股", ANSWERS[JULY]["人事股"])
    desk.compile(JULY, "2022-07-19", "--quiet")
    folder = desk.folder / "output" / PLAN
    before = file_hashes(folder)
    runs = len(list((folder / "台账" / "日志").iterdir()))
    with ledger_lock(folder / "台账", RunBy("另一人")):
        for how in ((), ("--texts",), ("--json",)):
            assert desk.run("duban", "status", "--as-of", "2022-07-21", *how).exit == 1
    assert file_hashes(folder) == before
    assert len(list((folder / "台账" / "日志").iterdir())) == runs


def test_what_is_missing_in_the_ledger_is_told(desk: Clerk) -> None:
    folder = desk.folder / "output" / PLAN / "台账"
    shutil.rmtree(folder / "原件")
    said = desk.run("duban", "status", "--as-of", "2022-07-13")
    assert "kept-missing" in said.output
    assert said.exit == 1


def test_duban_alone_is_a_status_inside_a_workspace_and_help_elsewhere(july: Clerk, tmp_path: Path) -> None:
    alone = july.run("duban")
    assert alone.output.startswith("台山市教育系统2022年重点工作任务（")
    empty = tmp_path / "empty"
    empty.mkdir()
    elsewhere = Clerk(empty).run("duban")
    assert "用法：" in elsewhere.output
    assert "status" in elsewhere.output


def test_a_mistake_of_the_office_is_told_as_by_every_command(desk: Clerk) -> None:
    plan = desk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("牵头: 基财股", "牵头: 无此股"), encoding="utf-8")
    said = desk.run("duban", "status", "--as-of", "2022-07-13")
    assert said.exit == 2
    assert "unit-unknown" in said.output


def test_status_says_what_an_earlier_period_still_owes(july: Clerk) -> None:
    """卫健所 never sent June's form, and 招考股 did not mend its own; July's returns settle neither."""
    found = seen(july, "2022-07-21")
    assert found["earlier"] == [{"period": "2022-06", "missing": ["卫健所"], "to_correct": ["招考股"]}]
    assert (
        "往期还差　1—6月：卫健所未报或没有采用；招考股没有改好"
        in july.run("duban", "status", "--as-of", "2022-07-21").output
    )


def test_what_an_earlier_period_still_owes_is_handed_over(desk: Clerk) -> None:
    desk.hand_in_all(JULY, ANSWERS[JULY])
    desk.compile(JULY, "2022-07-21", "--quiet")
    lines = [
        [str(cell) for cell in line if cell is not None]
        for line in load_workbook(desk.papers(JULY))["交接单"].iter_rows(values_only=True)
    ]
    matters = {line[1]: line[2] for line in lines if len(line) == 3}
    assert matters["往期未报或没有采用、还要补报的1份"] == "卫健所（1—6月）"
    assert matters["往期退回修改、还没有改好的1份"] == "招考股（1—6月）"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2022-08-20", "（1—7月）　8月20日 周六（截止日已过31天）"),
        ("2022-08-21", "（1—7月）　8月21日 周日（2022年7月20日截止）"),
        ("2024-03-01", "（1—7月）　2024年3月1日 周五（2022年7月20日截止）"),
    ],
)
def test_a_day_long_past_is_named_and_not_counted(july: Clerk, day: str, words: str) -> None:
    said = july.run("duban", "status", "--period", JULY, "--as-of", day, "--any-day").output
    assert words in said.splitlines()[0]

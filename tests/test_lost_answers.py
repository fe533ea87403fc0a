"""Answers are never lost without a word: after a change in place, and where a folder is empty or misnamed."""

import shutil
from pathlib import Path

import pytest

from tests.clerk import PLAN, ROOT, Clerk, CommandResult, taishan_answers

JUNE, DUE = "2022-06", "2022-06-21"
FIRST = "6月底前: 完成上半年培训。"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A desk on which 人事股 reported for June."""
    clerk = Clerk(tmp_path_factory.mktemp("lost") / "desk")
    clerk.build(JUNE, "2022-06-03")
    clerk.hand_in(JUNE, "人事股", taishan_answers()[JUNE]["人事股"])
    assert clerk.compile(JUNE, DUE).json["lost"] == []
    return clerk


@pytest.fixture
def clerk(reported: Clerk, tmp_path: Path) -> Clerk:
    return reported.copied_to(tmp_path / "desk")


def change_plan(clerk: Clerk, old: str, new: str) -> None:
    path = clerk.folder / "plans" / PLAN / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def lost(told: CommandResult) -> list[str]:
    """The sentences about lost answers."""
    findings = told.json.get("lost", told.json.get("findings", []))
    return [finding["sentence"] for finding in findings if finding["code"] == "answers-lost"]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("9月底前: 完成上半年培训。", "没有了"),  # the day is the row's key
        ("6月底前: 全市普通高中招生录取工作平稳结束，录取名单已公布", "改成了"),  # the same key, something else
    ],
)
def test_an_answer_that_lost_its_row_is_named_by_check_build_and_compile(clerk: Clerk, new: str, words: str) -> None:
    change_plan(clerk, FIRST, new)
    for told in (
        clerk.run("duban", "check", "--json"),
        clerk.build("2022-07", "2022-07-05", "--json"),
        clerk.compile(JUNE, DUE),
    ):
        (sentence,) = lost(told)
        assert told.exit == 1  # a warning is something to look at
        assert "第4项" in sentence
        assert words in sentence
        assert "人事股已报的内容（6月）" in sentence


@pytest.mark.parametrize("handed_in", [True, False])
def test_a_due_day_that_was_changed_in_place_is_named_though_nobody_answered_yet(
    tmp_path: Path,
    handed_in: bool,  # noqa: FBT001
) -> None:
    """督导室 is silent; what was due in May and 待核实 would read as not due. A day that was put off says so itself."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, "2022-06-03")
    if handed_in:
        clerk.hand_in(JUNE, "人事股", taishan_answers()[JUNE]["人事股"])
    assert lost(clerk.compile(JUNE, DUE, "--none-returned")) == []
    change_plan(clerk, "5月底前: 制定《台山市幼儿园", "9月底前: 制定《台山市幼儿园")
    told = clerk.compile(JUNE, DUE, "--none-returned")
    assert told.exit == 1
    (sentence,) = lost(told)
    assert "5月底前制定《台山市幼儿园" in sentence
    assert "没有了，还没有单位报过" in sentence


def test_a_decision_and_a_better_wording_lose_nothing(clerk: Clerk) -> None:
    change_plan(clerk, FIRST, "6月底前: 完成上半年教师培训。")
    path = clerk.folder / "plans" / PLAN / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    amendment = "  - {日期: 2022-06-20, 类型: 延期, 任务: 4, 原节点: 6月底前, 改为: 9月底前, 依据: 会议}\n"
    path.write_text(f"{text}调整:\n{amendment}" if "\n调整:" not in text else f"{text}{amendment}", encoding="utf-8")
    assert lost(clerk.build("2022-07", "2022-07-05", "--json")) == []
    assert lost(clerk.compile(JUNE, DUE)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("units.yaml", "代码: RSG", "代码: RSK", "unit-code-gone"),
        ("plan.yaml", "周期: 每月", "周期: 季度", "period-gone"),
    ],
)
def test_a_unit_s_code_and_the_periods_stay_what_they_were(
    clerk: Clerk, file: str, old: str, new: str, code: str
) -> None:
    path = clerk.folder / "plans" / PLAN / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = clerk.run("duban", "check", "--json")
    assert code in {finding["code"] for finding in told.json["findings"]}


# ---- nothing came in ----


def test_an_empty_or_missing_folder_asks(tmp_path: Path) -> None:
    """Nobody is chased because the clerk's folder has another name."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, "2022-06-03")
    folder = clerk.returns_folder(JUNE)
    (folder / ".DS_Store").write_bytes(b"x")
    told = clerk.run("compile", "--period", JUNE, "--as-of", DUE)
    assert told.exit == 2
    assert "--none-returned" in told.output
    shutil.move(folder, folder.with_name("2-回收表"))
    told = clerk.run("compile", "--period", JUNE, "--as-of", DUE)
    assert told.exit == 2
    assert "2-回收表" in told.output
    assert not clerk.reports_folder(JUNE).exists()
    told = clerk.run("compile", "--period", JUNE, "--as-of", DUE, "--none-returned")
    assert told.exit == 0
    assert (clerk.reports_folder(JUNE) / "文字稿.txt").is_file()


def test_a_folder_that_was_emptied_after_a_run_asks_nothing(clerk: Clerk) -> None:
    """What came is kept; only a folder that is gone asks."""
    folder = clerk.returns_folder(JUNE)
    (folder / "人事股.xlsx").unlink()
    assert clerk.compile(JUNE, DUE).exit < 2
    folder.rmdir()
    assert clerk.run("compile", "--period", JUNE, "--as-of", DUE).exit == 2


# ---- what would change in an issued form ----


def test_a_form_that_would_change_says_what_would(clerk: Clerk) -> None:
    """The plan is as it was; what 人事股 said in June came after July's forms had gone out."""
    late = Clerk(clerk.folder.parent / "late")
    late.build(JUNE, "2022-06-03")
    late.build("2022-07", "2022-07-05")
    late.hand_in(JUNE, "人事股", taishan_answers()[JUNE]["人事股"])
    late.compile(JUNE, "2022-07-06")
    told = late.run("build", "--period", "2022-07", "--as-of", "2022-07-07")
    assert told.exit == 2
    assert "计划没有改，变的是带出的上期内容" in told.output
    assert "原为空，现为“" in told.output
    change_plan(clerk, FIRST, "6月底前: 完成上半年培训八百人次。")
    told = clerk.run("build", "--period", JUNE, "--as-of", "2022-06-25")
    assert "计划没有改" not in told.output
    assert "培训八百人次" in told.output


def test_a_form_stands_when_only_the_program_s_own_words_are_others(clerk: Clerk) -> None:
    """A hint reads better in a new version: what was issued is not issued anew for that."""
    texts = clerk.folder / "templates" / "texts"
    texts.mkdir(parents=True)
    words = (ROOT / "templates/texts/words.yaml").read_text(encoding="utf-8")
    assert "check-done:" in words
    (texts / "words.yaml").write_text(words.replace("check-done:", "check-done: 已填"), encoding="utf-8")
    told = clerk.build(JUNE, "2022-06-20", "--json")
    assert {form["state"] for form in told.json["forms"]} == {"same"}

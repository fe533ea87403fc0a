"""审定: the light that a leader or a meeting ruled is the report's, with its basis, beside the proposed one."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.messages.finding import Place
from duban.model.row import Row
from duban.model.status import MilestoneStatus
from duban.model.submission import AnswerCell, Record
from duban.model.unit import UNASSIGNED_UNIT
from duban.model.verdict import Light, Ruling, Verdict
from duban.review.approval import ruled_task, ruled_verdict, with_task_ruling
from duban.review.judging import judge_task
from duban.value_object import replace
from tests import returns
from tests.clerk import Clerk, CommandResult, file_hashes, taishan_answers
from tests.test_register_decisions import JULY, JUNE

REGISTER = "办公室登记.xlsx"
DAY = {JUNE: "2022-06-21", JULY: "2022-07-21"}
RULES = returns.workspace().light_rules
LETTERS = {"R": Light.RED, "Y": Light.YELLOW, "G": Light.GREEN, "-": Light.NONE, "?": Light.GREY}
DONE = Record("", {"state": AnswerCell("已按期完成", "已按期完成", Place(""), "done")})
CODES = {"R": "overdue", "Y": "trouble", "G": "done", "-": "not-due", "?": "unverified"}


def milestone(words: str) -> Verdict:
    """`R`, or what was ruled behind it: `R>Y`."""
    proposed, _, ruled = words.partition(">")
    ruling = Ruling(LETTERS[ruled], f"basis of {words}") if ruled else None
    return ruled_verdict(Verdict(LETTERS[proposed], CODES[proposed]), ruling)


@pytest.mark.parametrize(
    ("milestones", "ruled", "light", "proposed"),
    [
        ("R -", "", "R", ""),
        ("R -", "Y", "Y", "R"),  # the task's own word
        ("R>Y -", "", "Y", "R"),  # the milestone's, and through it the task's
        ("R>Y -", "G", "G", "R"),  # the task's own word wins
        ("R>Y R", "", "R", ""),  # another one is red all the same
        ("Y R>Y", "", "Y", "R"),  # yellow by another one, and red without the ruling
        ("R>G -", "", "G", "R"),  # nothing is finished, and all is well by ruling
        ("R>G ?", "", "?", "R"),  # nobody knows of the other
        ("G>R G", "", "R", "G"),
        ("R>R -", "", "R", "R"),  # ruled as it was proposed
        ("G>G G", "", "G", ""),
    ],
)
def test_a_task_has_its_own_ruling_or_what_follows_from_those_of_its_milestones(
    milestones: str, ruled: str, light: str, proposed: str
) -> None:
    verdicts = list(map(milestone, milestones.split()))
    finished = sum(verdict.code == "done" for verdict in verdicts)

    def judge(some: object) -> Verdict:
        return judge_task(list(some), finished, RULES, {})  # type: ignore[call-overload]

    found = ruled_task(judge, verdicts, Ruling(LETTERS[ruled], "basis") if ruled else None)
    assert (found.light, found.proposed) == (LETTERS[light], LETTERS.get(proposed))
    assert not found.is_adjusted or found.ruling


@pytest.mark.parametrize(
    ("milestones", "ruled", "expected"),
    [
        ("R Y -", "Y", "Y Y -"),  # none is worse than the task
        ("R Y -", "G", "G G -"),
        ("Y - -", "R", "R - -"),  # one is as bad: the worst of those that are not finished
        ("G - -", "Y", "G Y -"),
        ("G G G", "Y", "Y G G"),
        ("? - -", "G", "? - -"),  # nobody knows more than before
        ("R>G Y -", "R", "G R -"),  # what was ruled of a milestone itself stands
        ("R>Y Y -", "Y", "Y Y -"),
        ("R - -", "R", "R - -"),
    ],
)
def test_a_ruling_of_a_task_decides_the_lights_of_its_milestones_that_nobody_ruled(
    milestones: str, ruled: str, expected: str
) -> None:
    task = returns.office().plan.tasks[0]
    row = Row("", returns.office().plan, returns.office().directory, UNASSIGNED_UNIT, task)
    records = {"G": DONE}
    parts = [
        MilestoneStatus(
            replace(row, key=str(place)),
            UNASSIGNED_UNIT,
            records.get(words),
            milestone(words),
            awaits_correction=False,
        )
        for place, words in enumerate(milestones.split())
    ]
    found = with_task_ruling(parts, Ruling(LETTERS[ruled], "basis"))
    letters = {light: letter for letter, light in LETTERS.items()}
    assert " ".join(letters[part.verdict.light] for part in found) == expected
    assert with_task_ruling(parts, None) == tuple(parts)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's report of 基财股 and 督导室: three yellow milestones, of tasks 1, 2 and 10."""
    clerk = Clerk(tmp_path_factory.mktemp("approved") / "desk")
    clerk.build(JUNE, "2022-06-03")
    for unit in ("基财股", "督导室"):
        clerk.hand_in(JUNE, unit, taishan_answers()[JUNE][unit])
    compiled(clerk)
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def compiled(clerk: Clerk, period: str = JUNE) -> CommandResult:
    return clerk.compile(period, DAY[period])


def rows_of_sheet(clerk: Clerk, period: str = JUNE) -> list[dict[str, str]]:
    """What stands in 审定, by header."""
    lines = [*load_workbook(clerk.period_folder(period) / REGISTER)["审定"].iter_rows(min_row=3, values_only=True)]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return [{str(key): str(value or "") for key, value in row.items()} for row in rows if row["任务"] or row["序号"]]


def rule(clerk: Clerk, number: str, part: str = "", period: str = JUNE, **written: str) -> None:
    """Write into the row of a task, or of its milestone that begins so; into a new one where there is none."""
    path = clerk.period_folder(period) / REGISTER
    book = load_workbook(path)
    sheet = book["审定"]
    column = {str(cell.value): number for number, cell in enumerate(sheet[3], 1)}
    rows = range(4, sheet.max_row + 1)
    wanted = (number, part)

    def named(row: int) -> tuple[str, str]:
        texts = [str(sheet.cell(row, column[label]).value or "") for label in ("序号", "节点")]
        return texts[0], texts[1][: len(part)] if part else texts[1]

    row = next((row for row in rows if named(row) == wanted), 0)
    if not row:
        row = next(row for row in rows if all(cell.value is None for cell in sheet[row]))
        written = {"序号": number, "节点": part} | written
    for label, value in written.items():
        sheet.cell(row, column[label]).value = value or None
    book.save(path)


def report_cells(clerk: Clerk, sheet: str, period: str = JUNE) -> list[list[str]]:
    cells = load_workbook(clerk.report(period))[sheet].iter_rows(values_only=True)
    return [[str(value) for value in line if value is not None] for line in cells]


def answers_to(told: CommandResult) -> list[str]:
    findings = told.json.get("errors") or told.json["register"]
    return [f"{each['place'].rpartition(':')[2]} {each['code']}" for each in findings]


BASIS = "局长办公会议纪要〔2022〕8号"


def test_red_and_yellow_tasks_and_milestones_are_asked(clerk: Clerk) -> None:
    rows = rows_of_sheet(clerk)
    assert [(row["序号"], row["节点"][:6], row["拟亮灯"]) for row in rows] == [
        *(("1", "", "黄灯"), ("1", "二是6月底前", "黄灯")),
        *(("2", "", "黄灯"), ("2", "二是6月底前", "黄灯")),
        *(("10", "", "黄灯"), ("10", "一是5月底前", "黄灯")),
    ]
    assert all(row["责任单位"] and row["拟亮灯的原因"] for row in rows)


def test_the_ruled_light_counts_everywhere_and_the_proposed_one_stands_beside_it(clerk: Clerk) -> None:
    """Task 1 is ruled red, a milestone of task 10 green."""
    rule(clerk, "1", 审定灯色="红灯", 依据=BASIS, 确认人="王五")
    rule(clerk, "10", "一是", 审定灯色="绿", 依据="局长批示")
    told = compiled(clerk)
    assert answers_to(told) == []
    assert {light: told.json["totals"]["lights"].get(light, 0) for light in ("red", "yellow")} == {
        "red": 1,
        "yellow": 1,
    }
    overview = "\n".join(text for row in report_cells(clerk, "总览") for text in row)
    assert "经审定调整亮灯：任务2项、节点2个（第1项黄灯改红灯，第10项黄灯改绿灯）" in overview
    attention = report_cells(clerk, "红黄灯与协调清单")
    listed = attention[next(place for place, row in enumerate(attention) if row and row[0].startswith("四、")) :]
    assert any("■ 红灯\n经审定调整\n拟亮灯▲黄灯" in row and BASIS in row for row in listed)
    assert any("● 绿灯\n经审定调整\n拟亮灯▲黄灯" in row and "局长批示" in row for row in listed)
    summary = "\n".join(text for row in report_cells(clerk, "汇总表") for text in row)
    assert f"经审定调整（依据{BASIS}）。拟亮灯：黄灯，责任单位" in summary
    assert "王五" not in summary + overview


def test_a_unit_is_asked_back_about_a_light_as_it_was_ruled(clerk: Clerk) -> None:
    """Else a notice would say of a milestone that was ruled yellow that it was finished in time, and nothing else."""
    rule(clerk, "2", "一是", 审定灯色="黄灯", 依据=BASIS)
    rule(clerk, "10", "一是", 审定灯色="绿灯", 依据=BASIS)
    compiled(clerk)
    cells = load_workbook(clerk.papers(JUNE))["通报前核对"]["C"]
    asked = [str(cell.value) for cell in cells if str(cell.value).startswith("第")]
    assert any(words.startswith("第2项") and "：经审定亮黄灯，" in words for words in asked)
    assert not any(words.startswith("第10项") for words in asked)
    assert sum("经审定" in words for words in asked) == 1
    assert BASIS not in "".join(asked)


def test_a_text_for_above_says_which_light_was_ruled(clerk: Clerk) -> None:
    """Else it would say only that something was ruled, and not how the task stands."""
    rule(clerk, "2", "一是", 审定灯色="黄灯", 依据=BASIS)
    compiled(clerk)
    told = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "第2项经审定亮黄灯" in told
    assert "经审定调整" not in told


def test_a_ruling_that_agrees_is_said_and_changes_no_light(clerk: Clerk) -> None:
    before = compiled(clerk).json["totals"]["lights"]
    rule(clerk, "2", 审定灯色="黄灯", 依据=BASIS)
    told = compiled(clerk)
    assert told.json["totals"]["lights"] == before
    summary = [text for row in report_cells(clerk, "汇总表") for text in row]
    assert "▲ 黄灯\n自报有困难\n经审定" in summary
    assert "经审定调整亮灯" not in "".join(text for row in report_cells(clerk, "总览") for text in row)


def test_where_every_worry_was_ruled_the_report_says_so(clerk: Clerk) -> None:
    foot = "亮灯为初判，以领导审定为准"
    assert any(foot in text for row in report_cells(clerk, "总览") for text in row)
    for number in ("1", "2", "10"):
        rule(clerk, number, 审定灯色="黄灯", 依据=BASIS)
    compiled(clerk)
    overview = "".join(text for row in report_cells(clerk, "总览") for text in row)
    assert foot not in overview
    assert "红灯、黄灯均已审定" in overview


@pytest.mark.parametrize(
    ("number", "part", "written", "told"),
    [
        ("1", "", {"审定灯色": "红灯"}, "审定!H4 register-basis"),  # the office rules nothing in its own name
        ("1", "", {"依据": BASIS}, "审定!G4 register-light"),
        ("1", "", {"审定灯色": "紫灯", "依据": BASIS}, "审定!G4 register-light"),
        ("99", "", {"审定灯色": "红灯", "依据": BASIS}, "审定!G10 register-no-effect"),
        ("1", "没有这个节点", {"审定灯色": "红灯", "依据": BASIS}, "审定!G10 register-no-effect"),
        ("1", "开展", {"审定灯色": "红灯", "依据": BASIS}, "审定!C10 register-task-many"),
        ("1", "", {"确认人": "王五"}, "审定!G4 register-no-answer"),
    ],
)
def test_every_word_is_obeyed_or_answered(
    clerk: Clerk, number: str, part: str, written: dict[str, str], told: str
) -> None:
    rule(clerk, number, part, **written)
    assert answers_to(compiled(clerk)) == [told]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("增加学位供给", ["审定!B10 register-task-contradiction"]),  # task 2's
        ("增加学位", ["审定!B10 register-task-contradiction"]),
        ("打扫卫生", ["审定!B10 register-task-contradiction"]),  # nobody's
        ("own", []),
        ("own…", []),
    ],
)
def test_number_and_name_that_contradict_each_other_are_a_slip(clerk: Clerk, name: str, expected: list[str]) -> None:
    own = next(row["任务"] for row in rows_of_sheet(clerk) if row["序号"] == "1")
    rule(clerk, "1", "2", 任务=name.replace("own", own[:6]), 审定灯色="红灯", 依据=BASIS)
    assert answers_to(compiled(clerk)) == expected


def test_a_row_of_hers_names_a_milestone_by_its_place_or_by_some_of_its_words(clerk: Clerk) -> None:
    rule(clerk, "9", "2", 审定灯色="黄灯", 依据=BASIS)
    rule(clerk, "12", "质量监测实施工作", 审定灯色="红灯", 依据=BASIS)
    told = compiled(clerk)
    assert answers_to(told) == []
    assert (told.json["totals"]["lights"]["red"], told.json["totals"]["lights"]["yellow"]) == (1, 4)


def test_two_rows_that_rule_otherwise_are_a_slip(clerk: Clerk) -> None:
    rule(clerk, "1", 审定灯色="红灯", 依据=BASIS)
    rule(clerk, "1 ", 审定灯色="绿灯", 依据=BASIS)
    assert answers_to(compiled(clerk)) == ["审定!G10 register-ruled-twice"]


def test_she_is_obeyed_and_told_where_another_light_is_proposed_than_when_she_typed(clerk: Clerk) -> None:
    """督导室 reports anew that it is done."""
    rule(clerk, "10", "一是", 审定灯色="红灯", 依据=BASIS)
    answers = taishan_answers()[JUNE]["督导室"]
    done = {**answers, "milestones": {**answers["milestones"], "10@0531": {"state": "已按期完成"}}}
    clerk.hand_in(JUNE, "督导室", done, "新报.xlsx")
    told = clerk.compile(JUNE, "2022-06-22")
    assert "审定!G9 register-proposed-otherwise" in answers_to(told)
    assert told.json["totals"]["lights"]["red"] == 1
    assert told.exit in {0, 1}


def test_a_ruling_holds_for_its_period_and_the_next_report_remembers_it(clerk: Clerk) -> None:
    """June's task 10 was ruled red; July proposes yellow anew, says so, and compares with what was ruled."""
    rule(clerk, "10", "一是", 审定灯色="红灯", 依据=BASIS)
    compiled(clerk)
    clerk.build(JULY, "2022-07-04")
    for unit in ("基财股", "督导室"):
        clerk.hand_in(JULY, unit, taishan_answers()[JULY][unit])
    compiled(clerk, JULY)
    changes = report_cells(clerk, "与上期比较", JULY)
    assert any("■ 红灯" in row and any("上期经审定为红灯" in text for text in row) for row in changes)
    july = file_hashes(clerk.reports_folder(JULY))
    rule(clerk, "10", "一是", 审定灯色="绿灯", 依据=BASIS)  # in June's register, after July's report
    compiled(clerk, JULY)
    assert file_hashes(clerk.reports_folder(JULY)) == july


def test_a_ruling_of_a_milestone_that_was_put_off_since_is_not_lost(clerk: Clerk) -> None:
    """June's row names it by its first day."""
    rule(clerk, "1", "二是", 审定灯色="红灯", 依据=BASIS)
    compiled(clerk)
    plan = clerk.folder / "plans" / clerk.plan / "plan.yaml"
    postponed = "{日期: 2022-07-02, 类型: 延期, 任务: 1, 原节点: 6月底前, 改为: 9月底前, 依据: 局务会}"
    plan.write_text(plan.read_text(encoding="utf-8") + f"调整:\n  - {postponed}\n", encoding="utf-8")
    clerk.build(JULY, "2022-07-04")
    told = clerk.compile(JULY, DAY[JULY], "--none-returned")
    assert "register-decision-lost" not in str(told.json)


def test_an_older_register_gets_the_sheet_and_keeps_what_is_hers(clerk: Clerk) -> None:
    path = clerk.period_folder(JUNE) / REGISTER
    book = load_workbook(path)
    del book["审定"]
    book["采用版本"]["J9"].value = "我的备忘"
    book.save(path)
    compiled(clerk)
    assert rows_of_sheet(clerk)
    assert load_workbook(path)["采用版本"]["J9"].value == "我的备忘"

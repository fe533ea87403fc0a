"""Both journeys by their commands: what a clerk does in June and July, and what must never happen to her."""

import calendar
import os
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.clerk import (
    MILESTONE_SHEET,
    PLAN,
    ROOT,
    TASK_SHEET,
    Clerk,
    CommandResult,
    column_under,
    file_hashes,
    read_table,
    row_number_by_key,
    taishan_answers,
)

JUNE, JULY = "2022-06", "2022-07"
STEPS = {JUNE: ("2022-06-03", "2022-06-21"), JULY: ("2022-07-04", "2022-07-21")}
UNITS = [
    *("基财股", "职终股", "基安股", "人事股", "督导室"),
    *("教育装备中心", "教师发展中心", "机关党委", "招考股", "卫健所"),
]
ANSWERS = taishan_answers()


@dataclass(frozen=True)
class Stage:
    """The desk as it stood after a period was compiled, and what the commands said."""

    clerk: Clerk
    built: CommandResult
    compiled: CommandResult


def play(clerk: Clerk, period: str) -> Stage:
    """Build, let the departments of the demo fill in, compile."""
    issued, day = STEPS[period]
    built = clerk.build(period, issued, "--json")
    clerk.hand_in_all(period, ANSWERS[period])
    return Stage(clerk, built, clerk.compile(period, day))


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """Nobody may write into these; `clerk` is a copy to work in."""
    folder = tmp_path_factory.mktemp("stages")
    june = play(Clerk(folder / "june"), JUNE)
    return {JUNE: june, JULY: play(june.clerk.copied_to(folder / "july"), JULY)}


@pytest.fixture
def clerk(stages: dict[str, Stage], tmp_path: Path) -> Clerk:
    """A desk after June was compiled."""
    return stages[JUNE].clerk.copied_to(tmp_path / "desk")


@pytest.fixture
def issued(stages: dict[str, Stage], tmp_path: Path) -> Clerk:
    """A desk after June's forms went out and before anything came back."""
    clerk = stages[JUNE].clerk.copied_to(tmp_path / "desk")
    for gone in (
        clerk.returns_folder(JUNE),
        clerk.reports_folder(JUNE),
        clerk.folder / "output" / PLAN / "台账" / "原件",
    ):
        shutil.rmtree(gone)
    for file in ("日志/000002.json", "索引.sqlite"):
        (clerk.folder / "output" / PLAN / "台账" / file).unlink()
    return clerk


# ---- from June to July


def test_the_forms_of_july_carry_what_june_accepted(stages: dict[str, Stage]) -> None:
    """督导室's words stand unlocked in their cells; what it finished is folded away and can still be corrected."""
    book = load_workbook(stages[JULY].clerk.form_path(JULY, "督导室"))
    said = ANSWERS[JUNE]["督导室"]
    words, nodes = book[TASK_SHEET], book[MILESTONE_SHEET]
    at = column_under(words, "进展情况")
    carried = {key: words[f"{at}{row}"] for key, row in row_number_by_key(words).items()}
    assert {key: cell.value for key, cell in carried.items()} == {
        key: answers["progress"] for key, answers in said["tasks"].items()
    }
    assert not any(cell.protection.locked for cell in carried.values())
    finished = {key for key, answers in said["milestones"].items() if answers["state"] in FINISHED}
    rows = row_number_by_key(nodes)
    assert {key for key, row in rows.items() if nodes.row_dimensions[row].hidden} == finished
    state = column_under(nodes, "节点情况")
    assert {key: nodes[f"{state}{rows[key]}"].value for key in finished} == {
        key: said["milestones"][key]["state"] for key in finished
    }
    assert not any(nodes[f"{state}{row}"].protection.locked for row in rows.values())
    actual = nodes[f"{column_under(nodes, '实际完成日期')}{rows['11@0430']}"].value
    assert actual.date() == date(2022, 5, 13)
    book.close()


def test_a_place_for_what_comes_back_is_made_with_the_forms(clerk: Clerk) -> None:
    """Not where the forms are only looked at."""
    aside = clerk.folder / "看样"
    clerk.build(JULY, "2022-07-15", "--quiet", "--out", aside)
    assert not clerk.period_folder(JULY).exists()
    assert aside.is_dir()
    clerk.build(JULY, "2022-07-15", "--quiet")
    assert list((clerk.period_folder(JULY) / "2-回收").iterdir()) == []


def test_what_june_did_not_accept_is_not_carried(stages: dict[str, Stage]) -> None:
    """招考股 forgot its progress and a day; 卫健所 said nothing."""
    book = load_workbook(stages[JULY].clerk.form_path(JULY, "招考股"))
    words, nodes = book[TASK_SHEET], book[MILESTONE_SHEET]
    rows, state = row_number_by_key(nodes), column_under(nodes, "节点情况")
    assert words[f"{column_under(words, '进展情况')}{row_number_by_key(words)['15']}"].value is None
    assert [nodes[f"{state}{rows[key]}"].value for key in ("15@0331", "15@0531", "15@0630")] == [
        None,
        "已逾期完成",
        None,
    ]
    book.close()


def test_every_file_has_one_end_and_its_reasons(stages: dict[str, Stage]) -> None:
    told = stages[JUNE].compiled
    assert told.exit == 1
    assert told.outcomes == {
        unit + ".xlsx": "to-be-corrected" if unit == "招考股" else "accepted" for unit in ANSWERS[JUNE]
    }
    assert sorted(told.codes("招考股.xlsx")) == ["missing", "missing", "not-a-choice", "repaired"]
    july = stages[JULY].compiled
    assert july.outcomes["职终股.xlsx"] == "rejected"
    assert july.codes("职终股.xlsx") == ["other-period"]
    assert july.outcomes["卫健所.xlsx"] == "accepted"


def test_only_those_who_owe_something_are_written_to(stages: dict[str, Stage]) -> None:
    clerk = stages[JUNE].clerk
    words = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    chased, _, checked = words.partition("———— 通报前核对")
    assert [unit for unit in UNITS if f"【{unit}】局办公室" in chased] == ["招考股", "卫健所"]
    named = [unit for unit in UNITS if f"【{unit}】局办公室：拟在" in checked]
    assert named == ["基财股", "督导室", "教育装备中心", "招考股", "卫健所"]
    assert [unit for unit in UNITS if f"【{unit}】回执" in words] == [unit for unit in UNITS if unit != "卫健所"]
    assert "“招考股.xlsx”，截至2022年6月21日已收到，第" in words
    assert "项已登记，待更正或说明3处（文件校验码" in words
    copies = [path.name for path in (clerk.reports_folder(JUNE) / "退回修改").iterdir()]
    assert copies == ["招考股-进展情况表-2022年6月-退回修改.xlsx"]


# ---- figures, counted by hand

FINISHED = {"已按期完成", "已逾期完成"}
WORRIED = {"有困难", "不能按期完成", "申请调整"}
SYMBOLS = {"■": "red", "▲": "yellow", "◇": "blue", "●": "green", "◐": "green", "○": "none", "×": "grey"}
ISSUED = date(2022, 6, 2)


@dataclass(frozen=True)
class Count:
    """Lights by hand: milestone key → light, task number → light. states: key → what was last accepted."""

    milestones: dict[str, str]
    tasks: dict[str, str]
    states: dict[str, str]
    due: dict[str, date]


def count_by_hand(period: str) -> Count:
    """Straight from the plan's and the answers' YAML, with no line of the program."""
    plan = yaml.safe_load((ROOT / "plans" / PLAN / "plan.yaml").read_text(encoding="utf-8"))
    aliases = {"督导组": "督导室"}
    day = date.fromisoformat(STEPS[period][1])
    due: dict[str, date] = {}
    of_task: dict[str, list[str]] = {}
    lead: dict[str, str] = {}
    for task in plan["任务"]:
        number = str(task["序号"])
        lead[number] = aliases.get(task["牵头"], task["牵头"])
        for line in task["节点"]:
            month = int(next(iter(line)).removesuffix("月底前"))
            last = calendar.monthrange(2022, month)[1]
            due[f"{number}@{month:02}{last:02}"] = date(2022, month, last)
            of_task.setdefault(number, []).append(f"{number}@{month:02}{last:02}")
    states: dict[str, str] = {}
    said_in: dict[str, str] = {}
    for each in (JUNE, JULY)[: 1 + (period == JULY)]:
        for said in ANSWERS[each].values():
            for key, answer in said.get("milestones", {}).items():
                state = answer["state"]
                if state in WORRIED | FINISHED | {"能按期完成"} and (state != "已逾期完成" or "actual" in answer):
                    states[key], said_in[key] = state, each
    filed = {unit for unit, said in ANSWERS[period].items() if "resend" not in said}
    milestones = {}
    for key, at in due.items():  # an answer of June knows nothing of what fell due at its end
        told = bool(states.get(key)) and f"{at:%Y-%m}" < said_in[key]
        milestones[key] = light_by_hand(at, states.get(key, ""), day, period, told_since=told)
    tasks = {}
    for number, keys in of_task.items():
        lights = {milestones[key] for key in keys}
        done = [key for key in keys if states.get(key) in FINISHED]
        worst = next((light for light in ("red", "yellow", "blue") if light in lights), "")
        silent = "grey" if lead[number] not in filed or "grey" in lights else ""
        all_done = "green" if len(done) == len(keys) else ""
        tasks[number] = worst or all_done or silent or ("green" if done else "none")
    return Count(milestones, tasks, states, due)


def light_by_hand(due: date, state: str, day: date, period: str, *, told_since: bool) -> str:
    """On the day after the due day of the returns: nothing is awaited any more."""
    if state in FINISHED:
        return "green"
    if due < day:
        late = "yellow" if due < ISSUED and period == JUNE else "red"
        if told_since or state in {"不能按期完成", "申请调整"}:
            return late
        return "yellow" if state in WORRIED else "grey"
    if state in WORRIED:
        return "yellow"
    return "blue" if (due - day).days <= 7 else "none"


@pytest.mark.parametrize("period", [JUNE, JULY])
def test_every_figure_agrees_with_a_hand_count(stages: dict[str, Stage], period: str) -> None:
    stage, count = stages[period], count_by_hand(period)
    totals = stage.compiled.json["totals"]
    assert (len(count.tasks), len(count.milestones)) == (19, 62)
    assert (totals["tasks"], totals["milestones"]) == (19, 62)
    assert totals["lights"] == dict(Counter(count.tasks.values()))
    filed = sum("resend" not in said for said in ANSWERS[period].values())
    unusable = sum("resend" in said for said in ANSWERS[period].values())
    assert (totals["units"], totals["filed"], totals["unusable"]) == (10, filed, unusable)
    assert totals["owing"] == 10 - filed - unusable
    assert totals["files"] == len(ANSWERS[period])

    report = load_workbook(stage.clerk.report(period))
    behind = load_workbook(stage.clerk.papers(period))
    rows = read_table(report["汇总表"], "编号")
    assert {str(row["编号"]): SYMBOLS[row["拟亮灯"][0]] for row in rows} == count.tasks
    rows = read_table(behind["节点"], "序号")
    assert [SYMBOLS[row["拟亮灯"][0]] for row in rows] == list(count.milestones.values())
    assert [row["自报"] or "" for row in rows] == [count.states.get(key, "") for key in count.milestones]
    check_overview(report["总览"], count, date.fromisoformat(STEPS[period][1]))
    worries = [row for row in read_table(report["红黄灯与协调清单"], "序号") if row["序号"] != ""]
    assert Counter(SYMBOLS[row["拟亮灯"][0]] for row in worries) == Counter(
        light for light in count.milestones.values() if light in ("red", "yellow", "blue")
    )
    report.close()
    behind.close()


def check_overview(sheet: Worksheet, count: Count, day: date) -> None:
    """Counts of lights, what is due, and each unit's line on the leaders' page."""
    plan = yaml.safe_load((ROOT / "plans" / PLAN / "plan.yaml").read_text(encoding="utf-8"))
    issued = plan["计划"]["印发日期"]
    lines = [[cell for cell in line if cell is not None] for line in sheet.iter_rows(values_only=True)]
    heads = {str(line[0]): index for index, line in enumerate(lines) if line}
    symbols = [str(word)[0] for word in lines[heads["任务亮灯"]][2:]]
    shown = dict(zip(symbols, lines[heads["任务亮灯"] + 1][2:], strict=True))
    assert shown == {symbol: list(count.tasks.values()).count(SYMBOLS[symbol]) for symbol in shown}
    due = [key for key, at in count.due.items() if issued <= at <= day]
    early = [key for key, at in count.due.items() if at < issued]
    in_time = [key for key in due if count.states.get(key) == "已按期完成"]
    counted = [line for line in lines[heads["到期时间"] + 1 :] if len(line) == len(lines[heads["到期时间"]])]
    since = next((line for line in counted if "印发前" not in str(line[0])), None)
    before = next(line for line in counted if "印发前" in str(line[0]))
    assert (since[1:3] if since else []) == ([len(due), len(in_time) or "—"] if due else [])
    assert before[1] == len(early)
    check_units(sheet, count, plan)


def check_units(sheet: Worksheet, count: Count, plan: dict[str, Any]) -> None:
    """Each unit that is listed has its tasks by their lights; two units stand in a line."""
    lead = {str(task["序号"]): task["牵头"].replace("督导组", "督导室") for task in plan["任务"]}
    lines = [[cell for cell in line if cell is not None] for line in sheet.iter_rows(values_only=True)]
    halves = [line[start : start + 8] for line in lines for start in (0, 8) if line[start : start + 1]]
    listed = {half[0]: half[1:7] for half in halves if half[0] in UNITS and len(half) == 8}
    assert listed
    for unit, shown in listed.items():
        own = [light for number, light in count.tasks.items() if lead[number] == unit]
        wanted = [own.count(light) for light in ("red", "yellow", "blue", "green", "none")]
        assert shown[:5] == [number or "—" for number in wanted]


# ---- the same again


def test_the_same_year_gives_the_same_bytes(stages: dict[str, Stage], tmp_path: Path) -> None:
    """Another desk, the same returns: every file that was written is equal, the ledger's too."""
    first, other = stages[JULY].clerk, Clerk(tmp_path / "another" / "desk")
    for period, (issued, day) in STEPS.items():
        other.build(period, issued)
        for path in first.returns_folder(period).iterdir():
            shutil.copy(path, other.returns_folder(period))
        other.compile(period, day)
    assert file_hashes(other.folder / "output") == file_hashes(first.folder / "output")


def test_building_and_compiling_again_changes_nothing(clerk: Clerk, stages: dict[str, Stage]) -> None:
    before = file_hashes(clerk.folder)
    again = clerk.build(JUNE, STEPS[JUNE][0], "--json")
    assert {form["state"] for form in again.json["forms"]} == {"same"}
    told, first = clerk.compile(JUNE, STEPS[JUNE][1]).json, stages[JUNE].compiled.json
    assert file_hashes(clerk.folder) == before
    assert told["totals"] == first["totals"]
    assert [anywhere(file) for file in told["files"]] == [anywhere(file) for file in first["files"]]


def anywhere(file: dict[str, Any]) -> dict[str, Any]:
    """What became of a file, wherever its folder lies."""
    cut = len(file["path"]) - len(Path(file["path"]).name)
    findings = [finding | {"place": finding["place"][cut:]} for finding in file["findings"]]
    return file | {"path": Path(file["path"]).name, "findings": findings}


def test_the_order_of_the_files_changes_nothing(issued: Clerk, stages: dict[str, Stage], tmp_path: Path) -> None:
    done = stages[JUNE].clerk
    for path in done.returns_folder(JUNE).iterdir():
        shutil.copy(path, issued.returns_folder(JUNE))
    other = issued.copied_to(tmp_path / "other")
    there = sorted(path.relative_to(issued.folder) for path in issued.returns_folder(JUNE).iterdir())
    one = issued.compile(JUNE, STEPS[JUNE][1], *there)
    two = other.compile(JUNE, STEPS[JUNE][1], *reversed(there))
    assert one.outcomes == two.outcomes
    assert file_hashes(issued.folder / "output") == file_hashes(other.folder / "output")


# ---- returns as they come


def test_a_corrected_return_supersedes(clerk: Clerk) -> None:
    """招考股 mends its correction copy and sends it on the 22nd under another name."""
    copy = clerk.reports_folder(JUNE) / "退回修改" / "招考股-进展情况表-2022年6月-退回修改.xlsx"
    mended: dict[str, dict[str, dict[str, Any]]] = {
        "tasks": {"15": {"progress": "6月7日至9日设考点4个、考场147个，顺利完成普通高考。"}},
        "milestones": {
            "15@0331": {"state": "已逾期完成", "actual": date(2022, 4, 12)},
            "15@0531": {"state": "已逾期完成", "actual": date(2022, 6, 5)},
            "15@0630": {"state": "能按期完成"},
        },
    }
    clerk.hand_in(JUNE, "招考股", mended, "招考股（改）.xlsx", copy)
    told = clerk.compile(JUNE, "2022-06-22")
    assert told.exit == 1  # what was wrong on the 21st is still told
    assert told.outcomes["招考股.xlsx"] == "superseded"
    assert told.outcomes["招考股（改）.xlsx"] == "accepted"
    book = load_workbook(clerk.report(JUNE))
    row = next(row for row in read_table(book["汇总表"], "编号") if str(row["编号"]) == "15")
    assert row["进展情况"] == mended["tasks"]["15"]["progress"]
    assert row["拟亮灯"].startswith("●")
    book.close()
    words = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "【招考股】局办公室" not in words
    assert "“招考股（改）.xlsx”，截至2022年6月22日已收到，第" in words
    back = clerk.compile(JUNE, STEPS[JUNE][1])
    assert back.outcomes["招考股（改）.xlsx"] == "ignored", "as of the 21st it had not come"
    assert back.outcomes["招考股.xlsx"] == "to-be-corrected"


def test_a_correction_copy_that_is_no_longer_needed_does_not_stay_among_the_reports(clerk: Clerk) -> None:
    """Else the clerk would send 招考股 back what it has already put right."""
    copy = clerk.reports_folder(JUNE) / "退回修改" / "招考股-进展情况表-2022年6月-退回修改.xlsx"
    said = ANSWERS[JULY]["招考股"]["milestones"]
    mended: dict[str, dict[str, dict[str, Any]]] = {
        "tasks": {"15": {"progress": "顺利完成普通高考。"}},
        "milestones": said | {"15@0630": {"state": "能按期完成"}},
    }
    clerk.hand_in(JUNE, "招考股", mended, "招考股（改）.xlsx", copy)
    assert clerk.compile(JUNE, "2022-06-22").outcomes["招考股（改）.xlsx"] == "accepted"
    assert not copy.exists()


def test_a_report_of_an_earlier_day_knows_nothing_of_what_came_later(clerk: Clerk) -> None:
    told = clerk.compile(JUNE, "2022-06-20", "--any-day")
    assert set(told.outcomes.values()) == {"ignored"}
    assert all(told.codes(name) == ["received-later"] for name in told.outcomes)
    assert told.json["totals"]["filed"] == 0
    assert told.json["totals"]["owing"] == 0, "on the due day itself nobody owes"


def test_two_different_versions_together_count_neither(issued: Clerk) -> None:
    said = ANSWERS[JUNE]["人事股"]
    issued.hand_in(JUNE, "人事股", said, "人事股.xlsx")
    other = said | {"tasks": {"4": said["tasks"]["4"] | {"progress": "截至6月15日办班10期。"}}}
    issued.hand_in(JUNE, "人事股", other, "人事股最终版.xlsx")
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert told.exit == 1
    assert told.outcomes == {"人事股.xlsx": "rejected", "人事股最终版.xlsx": "rejected"}
    assert all(told.codes(name) == ["versions-differ"] for name in told.outcomes)
    assert (told.json["totals"]["versions_differ"], told.json["totals"]["owing"]) == (1, 9)


def test_two_versions_after_a_return_that_counts_are_told_to_all_and_hide_no_request(issued: Clerk) -> None:
    """The first one counts on; leaders, clerk and unit hear of the others, and what one of them asks for shows."""
    said = ANSWERS[JUNE]["人事股"]
    issued.hand_in(JUNE, "人事股", said, "人事股.xlsx")
    assert issued.compile(JUNE, "2022-06-16").json["totals"]["filed"] == 1
    more = {"4@0630": {"state": "有困难", "reason": "缺教师", "help": "请协调场地"}}
    issued.hand_in(JUNE, "人事股", said | {"milestones": more}, "人事股二稿.xlsx")
    issued.hand_in(JUNE, "人事股", said | {"tasks": {"4": {"progress": "办班10期。"}}}, "人事股三稿.xlsx")
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert told.json["totals"]["filed"] == 1
    assert told.outcomes == {"人事股.xlsx": "accepted", "人事股二稿.xlsx": "rejected", "人事股三稿.xlsx": "rejected"}
    page = words_of(issued.report(JUNE), "总览")
    assert "1家已报" in page
    assert "已报的1家另有后报的待确认：人事股" in page
    assert "请协调场地（待核实" in page
    assert "两个版本待确认" in words_of(issued.report(JUNE), "红黄灯与协调清单")
    assert "办班10期" not in page
    register = words_of(issued.period_folder(JUNE) / "办公室登记.xlsx", "采用版本")
    assert all(name in register for name in ("人事股二稿", "人事股三稿"))
    letters = (issued.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "请告诉汇总人以哪一份为准" in letters.partition("回执")[0]


def words_of(path: Path, sheet: str) -> str:
    book = load_workbook(path)
    words = "\n".join(str(cell) for row in book[sheet].values for cell in row if cell is not None)
    book.close()
    return words


def test_the_same_return_twice_counts_once(issued: Clerk) -> None:
    first = issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"], "人事股.xlsx")
    shutil.copy(first, first.with_name("人事股 (1).xlsx"))
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert sorted(told.outcomes.values()) == ["accepted", "ignored"]
    assert told.json["totals"]["filed"] == 1


def test_a_unit_is_known_by_its_form_and_not_by_the_name_of_the_file(issued: Clerk) -> None:
    issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"], "督导室.xlsx")
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert [file["unit"] for file in told.json["files"]] == ["人事股"]


def foreign_workbook(path: Path) -> None:
    book = Workbook()
    book.active.append(["单位", "电话"])  # type: ignore[union-attr]
    book.save(path)


JUNK = [
    # the name, its bytes (None: a workbook of somebody else's), its end, and the code of the reason
    ("~$人事股.xlsx", b"\x05Admin" + b" " * 50, "ignored", "junk"),
    ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ignored", "junk"),
    ("空.xlsx", b"", "ignored", "empty-file"),
    ("说明.xlsx", "这是文本文件，改了扩展名。".encode("gb18030"), "rejected", "plain-text"),
    ("盖章件.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "ignored", "scan-unassigned"),
    ("通讯录.xlsx", None, "rejected", "no-seal"),
]


def test_whatever_lies_in_the_folder_is_named_with_a_reason(issued: Clerk) -> None:
    """And one good return among it is read all the same."""
    folder = issued.returns_folder(JUNE)
    for name, data, _, _ in JUNK:
        if data is None:
            foreign_workbook(folder / name)
        else:
            (folder / name).write_bytes(data)
    issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"])
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert told.outcomes == {name: end for name, _, end, _ in JUNK} | {"人事股.xlsx": "accepted"}
    assert {name: told.codes(name) for name, *_ in JUNK} == {name: [code] for name, _, _, code in JUNK}
    sentences = [finding for file in told.json["files"] for finding in file["findings"]]
    assert all(finding["sentence"] and finding["hint"] for finding in sentences)
    book = load_workbook(issued.papers(JUNE))
    listed = [Path(row["文件"]).name for row in read_table(book["问题清单"], "文件")]
    book.close()
    assert sorted(listed) == sorted(told.outcomes), "every file stands once in the list of problems"


def test_a_return_may_have_the_longest_name_there_is(issued: Clerk) -> None:
    """255 bytes: one odd file may not stop the run."""
    name = "督导室" * 27 + "1234567.xlsx"
    assert len(name.encode()) == 255
    issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"], name)
    issued.hand_in(JUNE, "督导室", ANSWERS[JUNE]["督导室"])
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert told.exit == 0, told.output
    assert told.outcomes == {name: "accepted", "督导室.xlsx": "accepted"}
    assert issued.compile(JUNE, STEPS[JUNE][1]).outcomes == told.outcomes


def test_nothing_handed_in_is_no_mistake(issued: Clerk) -> None:
    """Once the clerk says that she means it."""
    told = issued.compile(JUNE, "2022-06-10", "--none-returned")
    assert (told.exit, told.outcomes) == (0, {})
    assert told.json["totals"]["owing"] == 0


def test_returned_files_are_not_touched(issued: Clerk) -> None:
    issued.hand_in_all(JUNE, ANSWERS[JUNE])
    files = sorted(issued.returns_folder(JUNE).iterdir())
    for path in files:
        os.utime(path, ns=(1_655_700_000_000_000_000, 1_655_700_000_000_000_123))
    before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in files]
    issued.compile(JUNE, STEPS[JUNE][1])
    assert sorted(issued.returns_folder(JUNE).iterdir()) == files
    assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in files] == before


def test_a_report_that_the_clerk_edited_is_kept(clerk: Clerk) -> None:
    """She wrote a remark into the report; the next run may not lose it."""
    report = clerk.report(JUNE)
    book = load_workbook(report)
    book["总览"]["A3"] = "请刘局长阅示。"
    book.save(report)
    book.close()
    edited = report.read_bytes()
    clerk.compile(JUNE, "2022-06-22")
    beside = [path for path in clerk.reports_folder(JUNE).glob("*.xlsx") if path.read_bytes() == edited]
    assert len(beside) == 1
    assert "手改留存" in beside[0].name
    assert report.read_bytes() != edited
    clerk.compile(JUNE, "2022-06-22")
    assert beside[0].read_bytes() == edited


def test_reports_put_elsewhere_leave_the_plans_own_folder_alone(clerk: Clerk, tmp_path: Path) -> None:
    before = file_hashes(clerk.folder / "output")
    told = clerk.compile(JUNE, "2022-06-30", "--out", tmp_path / "试算")
    assert file_hashes(clerk.folder / "output") == before
    assert (tmp_path / "试算" / clerk.report(JUNE).name).is_file()
    assert told.json["as_of"] == "2022-06-30"


# ---- forms once issued


def change_plan(clerk: Clerk, old: str, new: str) -> None:
    path = clerk.folder / "plans" / PLAN / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_form_that_went_out_is_replaced_only_when_told(issued: Clerk) -> None:
    """The words of one of 人事股's milestones change: its form alone is concerned, and not silently."""
    before = file_hashes(issued.folder / "output")
    change_plan(issued, "6月底前: 完成上半年培训。", "6月底前: 完成上半年培训800人。")
    told = issued.build(JUNE, "2022-06-07")
    assert told.exit == 2
    assert "人事股" in told.output
    assert not any(unit in told.output for unit in UNITS if unit != "人事股")
    assert file_hashes(issued.folder / "output") == before

    told = issued.build(JUNE, "2022-06-07", "--reissue", "--json")
    assert told.exit == 0
    states = {form["unit"]: form["state"] for form in told.json["forms"]}
    assert states == {unit: "changed" if unit == "人事股" else "same" for unit in UNITS}
    after = file_hashes(issued.folder / "output")
    forms = [path for path in before if "进展情况表-" in path]
    assert [path for path in forms if after[path] != before[path]] == [
        f"taishan-2022/2022-06/1-下发/人事股-{TASK_SHEET}-2022年6月.xlsx"
    ]


def test_returns_of_both_issues_are_read_after_a_reissue(issued: Clerk, tmp_path: Path) -> None:
    """人事股 answered the old form, 督导室 the new one's neighbour: each with what it was issued from."""
    old = tmp_path / "旧表.xlsx"
    shutil.copy(issued.form_path(JUNE, "人事股"), old)
    change_plan(issued, "6月底前: 完成上半年培训。", "6月底前: 完成上半年培训800人。")
    issued.build(JUNE, "2022-06-07", "--reissue")
    issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"], source=old)
    issued.hand_in(JUNE, "督导室", ANSWERS[JUNE]["督导室"])
    told = issued.compile(JUNE, STEPS[JUNE][1])
    assert told.outcomes == {"人事股.xlsx": "accepted-with-notes", "督导室.xlsx": "accepted"}
    assert told.codes("人事股.xlsx") == ["older-edition"]


def test_only_the_named_units_get_a_form(tmp_path: Path) -> None:
    """督导组 is another name of 督导室."""
    clerk = Clerk(tmp_path / "desk")
    told = clerk.build(JUNE, STEPS[JUNE][0], "--unit", "督导组", "--unit", "人事股", "--json")
    assert told.exit == 0
    assert [form["unit"] for form in told.json["forms"]] == ["人事股", "督导室"]
    there = {path.name for path in (clerk.period_folder(JUNE) / "1-下发").glob("*-进展情况表-*")}
    assert there == {clerk.form_path(JUNE, unit).name for unit in ("人事股", "督导室")}
    told = clerk.build(JUNE, STEPS[JUNE][0], "--json")
    states = {form["unit"]: form["state"] for form in told.json["forms"]}
    assert states == {unit: "same" if unit in ("督导室", "人事股") else "new" for unit in UNITS}


def test_the_zip_holds_all_that_is_handed_out(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, STEPS[JUNE][0], "--zip")
    folder = clerk.period_folder(JUNE) / "1-下发"
    with zipfile.ZipFile(folder / "TS2022-2022-06-下发.zip") as package:
        inside = {info.filename: package.read(info) for info in package.infolist()}
    beside = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".zip"}
    assert inside == beside
    assert len(inside) == 12


# ---- what the commands say


def test_json_is_one_object_on_standard_output(stages: dict[str, Stage]) -> None:
    built = stages[JUNE].built.json
    assert (built["plan"], built["period"], built["due"], built["as_of"]) == (
        "TS2022",
        JUNE,
        "2022-06-20",
        "2022-06-03",
    )
    assert [form["unit"] for form in built["forms"]] == UNITS
    assert all(Path(form["path"]).is_file() and form["code"] for form in built["forms"])
    compiled = stages[JUNE].compiled.json
    assert {"plan", "period", "as_of", "totals", "files"} <= compiled.keys()
    assert (compiled["plan"], compiled["period"], compiled["as_of"]) == ("TS2022", JUNE, "2022-06-21")
    for file in compiled["files"]:
        assert file.keys() >= {"path", "end", "unit", "findings"}
        for finding in file["findings"]:
            assert finding.keys() >= {"code", "place", "severity", "sentence"}
            assert finding["place"].startswith(file["path"])


def test_quiet_says_nothing(issued: Clerk) -> None:
    assert issued.build(JUNE, STEPS[JUNE][0], "--quiet").output == ""
    issued.hand_in_all(JUNE, ANSWERS[JUNE])
    told = issued.compile(JUNE, STEPS[JUNE][1], "--quiet")
    assert (told.exit, told.output) == (1, "")


@pytest.mark.parametrize(
    ("units", "end"),
    [
        (["人事股", "督导室"], 0),  # nothing to find
        (["人事股", "招考股"], 1),  # four mistakes
    ],
)
def test_the_exit_says_whether_there_is_something_to_do(issued: Clerk, units: list[str], end: int) -> None:
    for unit in units:
        issued.hand_in(JUNE, unit, ANSWERS[JUNE][unit])
    assert issued.compile(JUNE, STEPS[JUNE][1]).exit == end


def test_what_a_person_is_told_names_the_cell_and_the_way_out(issued: Clerk) -> None:
    issued.hand_in(JUNE, "招考股", ANSWERS[JUNE]["招考股"])
    told = issued.run("compile", "--period", JUNE, "--as-of", STEPS[JUNE][1])
    lines = told.output.splitlines()
    assert lines[0] == "2-回收/招考股.xlsx　招考股　退回修改：3处必须改，另有提示1处"
    assert (
        "  退回必改　“节点确认”G6：“节点情况”填的是“约八成”，不在选项之中。请从下拉框中选择：已按期完成、"
        in told.output
    )
    assert lines[4].startswith("  提示　“节点确认”H5：")
    assert "10家应报，1家已报" in told.output


@pytest.mark.parametrize(
    ("command", "day", "period"),
    [
        ("build", "2022-06-03", "2022-06"),  # before the first due day
        ("build", "2022-06-20", "2022-06"),  # on it
        ("build", "2022-06-21", "2022-07"),  # the day after, the next one is open
        ("build", "2023-01-20", "2022-YE"),  # long after the year
        ("compile", "2022-06-21", "2022-06"),  # what came back is June's still
        ("compile", "2022-07-05", "2022-06"),
        ("compile", "2022-07-18", "2022-07"),  # July's are due in two days
    ],
)
def test_without_a_period_the_calendar_tells_it(tmp_path: Path, command: str, day: str, period: str) -> None:
    clerk = Clerk(tmp_path / "desk")
    confirmed = ["--none-returned"] if command == "compile" else []
    assert clerk.run(command, "--as-of", day, "--json", *confirmed).json["period"] == period


def test_of_many_files_each_is_one_line_and_below_it_only_what_is_to_be_done(issued: Clerk) -> None:
    """Notes are counted; what is no return says in its line why."""
    for unit in ("招考股", "人事股"):
        issued.hand_in(JUNE, unit, ANSWERS[JUNE][unit])
    (issued.returns_folder(JUNE) / "Thumbs.db").write_bytes(b"-")
    told = issued.run("compile", "--period", JUNE, "--as-of", STEPS[JUNE][1]).output
    lines = told[: told.index("台山市教育系统")].splitlines()
    assert [line.removeprefix("2-回收/") for line in lines if line[0] != " "] == [
        "Thumbs.db　未计入（系统临时文件，已忽略）",
        "人事股.xlsx　人事股　采用",
        "招考股.xlsx　招考股　退回修改：3处必须改，另有提示1处",
    ]
    assert len(lines) == 3 + 3


def test_in_the_end_the_clerk_is_told_what_to_send_and_what_to_decide(issued: Clerk) -> None:
    """Two versions of one form: the department is asked which, and is not told of the office's own register."""
    silent = issued.run(
        "compile", "--period", JUNE, "--as-of", STEPS[JUNE][1], "--none-returned", "--out", "试算"
    ).output
    assert "\n  催报、退回和回执的文字在“文字稿.txt”\n" in silent
    path = issued.hand_in(JUNE, "招考股", ANSWERS[JUNE]["招考股"])
    book = load_workbook(path)
    book.worksheets[0]["B20"].value = "请领导协调车辆"
    book.save(path)
    issued.hand_in(JUNE, "人事股", ANSWERS[JUNE]["人事股"])
    said = ANSWERS[JUNE]["人事股"]
    progress = said["tasks"]["4"]["progress"] + "又培训3人。"
    issued.hand_in(JUNE, "人事股", {**said, "tasks": {"4": {"progress": progress}}}, "人事股（新）.xlsx")
    told = issued.run("compile", "--period", JUNE, "--as-of", STEPS[JUNE][1]).output
    assert "要退回的1份在“退回修改”" in told
    assert "有1处写在批注、表外等地方的内容没有计入" in told
    assert "要您决定的在“办公室登记.xlsx”：采用版本2个文件；填好、保存后再汇总一次" in told
    assert "核实后在办公室登记“采用版本”中选定" in told
    letters = (issued.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "与“人事股.xlsx”是同一张表的不同版本" in letters
    assert "办公室登记" not in letters
    register = load_workbook(issued.period_folder(JUNE) / "办公室登记.xlsx")["采用版本"]
    assert "又培训3人" in str(register["E4"].value)  # the texts are long, and alike up to here


def test_check_reads_the_plan_and_names_its_lines(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "desk")
    told = clerk.run("duban", "check")
    assert told.exit == 1
    assert "19项任务，62个节点，10个填报单位" in told.output
    lines = (clerk.folder / "plans" / PLAN / "plan.yaml").read_text(encoding="utf-8").splitlines()
    findings: list[dict[str, Any]] = clerk.run("duban", "check", "--json").json["findings"]
    assert {finding["severity"] for finding in findings} == {"warning"}
    places = {
        code: [lines[int(finding["place"].rpartition(":")[2]) - 1] for finding in findings if finding["code"] == code]
        for code in {finding["code"] for finding in findings}
    }
    guesses = [line for line in lines if "牵头待确认" in line]
    assert places["lead-uncertain"] == guesses
    assert len(places["due-before-issue"]) == 1
    assert "印发日期" in places["due-before-issue"][0]
    assert "erratum-open" in places


@pytest.fixture
def started(tmp_path: Path) -> Clerk:
    home = Clerk(tmp_path / "home")
    told = home.run("duban", "init", tmp_path / "新单位")
    assert told.exit == 0
    return Clerk(tmp_path / "新单位")


def test_a_new_office_can_begin_at_once(started: Clerk) -> None:
    told = started.run("duban", "check")
    assert told.exit in (0, 1), told.output
    told = started.run("build", "--json", "--quiet")
    assert told.exit == 0, told.output
    assert told.json["forms"]
    assert all(Path(form["path"]).is_file() for form in told.json["forms"])
    assert started.run("duban", "init", started.folder).exit == 2


def test_an_original_that_was_damaged_in_the_ledger_is_told(clerk: Clerk) -> None:
    """It was accepted once; now nobody can read it, and the unit must not silently seem never to have answered."""
    kept = next((clerk.folder / "output" / PLAN / "台账/原件" / JUNE).glob("*-人事股.xlsx"))
    kept.write_bytes(kept.read_bytes()[:500])
    (clerk.returns_folder(JUNE) / "人事股.xlsx").unlink()
    clerk.compile(JUNE, STEPS[JUNE][1])
    book = load_workbook(clerk.papers(JUNE))
    told = [row for row in book["问题清单"].iter_rows(values_only=True) if kept.name[-8:] in str(row)]
    assert any("台账/" in str(row) and "与收到时不同" in str(row) for row in told)

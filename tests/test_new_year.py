"""The plan of the next year: what is done stays behind, what is open is carried, and what is old is pointed at."""

import re
import shutil
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from chinese_calendar.constants import holidays

from duban.model.unit import Directory
from duban.plan_source.next_year import NextTask, next_tasks
from duban.plan_source.resolve import read_plan
from duban.text.dates import Deadline, parse_deadline
from duban.text.year_shift import deadline_a_year_later, former_years, promised_deadline, year_moved
from duban.validation.reading import validated
from duban.workspace.yaml_file import parse_yaml
from tests.clerk import PLAN, ROOT, Clerk, CommandResult, taishan_answers
from tests.test_register_decisions import JUNE, decide, without_keys

# ---- days and years


@pytest.mark.parametrize(
    ("text", "year", "promised", "every_year"),
    [
        ("6月底前", 2022, "6月底前", "6月底前"),  # the plan's year moves it
        ("2022-06-30", 2022, "2023-06-30", "2023-06-30"),
        ("2022年第二季度", 2022, "2023年第二季度", "2023年第二季度"),
        ("22.6.15", 2022, "23.6.15", "23.6.15"),
        ("20220615", 2022, "20230615", "20230615"),
        ("44727", 2022, "6月15日前", "6月15日前"),  # the number of a day, as Excel has it
        ("6月15日（周三）", 2022, "6月15日前", "6月15日前"),  # no Wednesday any more
        ("次年3月底前", 2022, "3月底前", "次年3月底前"),  # a promise for next year is this year's now
        ("2023年1月5日", 2022, "2023年1月5日", "2024年1月5日"),
        ("2024年底", 2022, "2024年底", "2025年底"),
        ("2月29日", 2024, "2月底前", "2月底前"),
        ("2024-02-29", 2024, "2月底前", "2月底前"),
        ("2月底前", 2023, "2月底前", "2月底前"),  # a day longer in 2024
        ("20日", 2022, "20日", "20日"),  # of every month
        ("期末后5工作日", 2022, "期末后5工作日", "期末后5工作日"),
        ("", 2022, "", ""),
    ],
)
def test_days_move_by_a_year(text: str, year: int, promised: str, every_year: str) -> None:
    assert (promised_deadline(text, year), deadline_a_year_later(text, year)) == (promised, every_year)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 15, 28])
@pytest.mark.parametrize(
    "spelling", ["{m}月{d}日", "2022-{m:02}-{d:02}", "2022年{m}月{d}日前", "{m}.{d}", "22/{m}/{d}"]
)
def test_every_spelling_of_a_day_means_the_same_day_a_year_later(month: int, day: int, spelling: str) -> None:
    deadline = parse_deadline(promised_deadline(spelling.format(m=month, d=day), 2022), 2023)
    assert deadline == Deadline(date(2023, month, day))


@pytest.mark.parametrize(
    ("text", "moved", "former"),
    [
        ("某局2022年重点工作", "某局2023年重点工作", ["2022"]),
        ("2022年度", "2023年度", ["2022"]),
        ("规划（2021-2025年）", "规划（2021-2025年）", []),  # a span that holds the new year
        ("(2012-2020年)", "(2012-2020年)", ["2020"]),
        ("台教〔2022〕5号", "台教〔2023〕5号", ["2022"]),
        ("举办2019年、2019年舞蹈展演", "举办2019年、2019年舞蹈展演", ["2019"]),
        ("如2020-09-30", "如2020-09-30", ["2020"]),
        ("2023年", "2023年", []),
        ("投资2022万元", "投资2023万元", []),  # titles hold no amounts
    ],
)
def test_years_in_words(text: str, moved: str, former: list[str]) -> None:
    assert (year_moved(text, 2022), former_years(text, 2023)) == (moved, former)


# ---- a whole plan


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June and July of Taishan, compiled."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "office")
    for period in ("2022-06", "2022-07"):
        clerk.build(period, f"{period}-06")
        clerk.hand_in_all(period, taishan_answers()[period])
        clerk.compile(period, f"{period}-21")
    return clerk


def made(desk: Clerk, name: str, amendments: str = "", *options: str) -> tuple[CommandResult, dict[str, Any], str]:
    """What the command says, the new plan as data, and its text."""
    clerk = desk.copied_to(desk.folder.with_name(name))
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + dedent(amendments), encoding="utf-8")
    result = clerk.run("duban", "new-year", "next", "--json", *options)
    assert result.exit != 2, result.output
    text = (clerk.folder / "plans" / "next" / "plan.yaml").read_text(encoding="utf-8")
    return result, parse_yaml(text, "").data, text


def task(data: dict[str, Any], number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(task for task in data["任务"] if task["序号"] == number)
    return found


def test_what_is_done_stays_behind_and_what_is_open_is_carried(desk: Clerk) -> None:
    """Of the second task March and June are done; of the fifteenth all is."""
    result, data, text = made(desk, "plain")
    assert result.json["finished"] == ["15"]
    assert [list(milestone) for milestone in task(data, "2")["节点"]] == [["10月底前"]]
    assert "  # 2022年第2项结转；已完成、没有结转的节点：3月底前、6月底前\n  - 序号: 2\n" in text
    assert "# 没有结转（已完成）：第15项 做好“平安高考”相关工作\n" in text


def test_what_the_office_decided_of_returns_counts_in_the_next_year(tmp_path: Path) -> None:
    """A form that lost its codes, and whose it is stands in 办公室登记; without that word nothing of it is known."""
    clerk = Clerk(tmp_path / "office")
    clerk.build(JUNE, "2022-06-06")
    form = clerk.hand_in(JUNE, "基财股", taishan_answers()[JUNE]["基财股"])
    without_keys(form)
    clerk.compile(JUNE, "2022-06-21")
    decide(clerk, "身份确认", form.name, 确认="是", 确认人="王五")
    assert clerk.compile(JUNE, "2022-06-21").outcomes == {form.name: "accepted-with-notes"}
    _, data, _ = made(clerk, "confirmed")
    assert [list(milestone) for milestone in task(data, "2")["节点"]] == [["6月底前"], ["10月底前"]]
    (clerk.period_folder(JUNE) / "办公室登记.xlsx").unlink()
    _, data, _ = made(clerk, "forgotten")
    assert [list(milestone) for milestone in task(data, "2")["节点"]] == [["3月底前"], ["6月底前"], ["10月底前"]]


def test_all_tasks_are_carried_where_somebody_wants_them(desk: Clerk) -> None:
    result, data, _ = made(desk, "all", "", "--all-tasks")
    assert (len(data["任务"]), result.json["finished"]) == (19, [])


def test_the_head_is_the_new_years_and_what_is_not_known_is_left_to_a_person(desk: Clerk) -> None:
    _, data, text = made(desk, "head")
    head = data["计划"]
    assert (head["名称"], head["年度"], head["编号"]) == ("台山市教育系统2023年重点工作任务一览表", "2023", "TS2023")
    assert data["填报"][0]["标题"] == "台山市教育系统2023年重点工作推进项目进展情况表"
    assert "印发日期" not in head
    assert "  # 印发日期: " in text


def test_comments_and_what_does_not_change_stay_as_they_were_typed(desk: Clerk) -> None:
    """Lines go with finished tasks and milestones, and with the errata about these; only the head is in other words."""
    _, _, text = made(desk, "comments")
    before = (desk.folder / "plans" / PLAN / "plan.yaml").read_text(encoding="utf-8")
    without_15 = re.sub(r"  - 序号: 15\n.*?(?=  - 序号: 16\n)", "", before, flags=re.DOTALL)
    lost = [line for line in without_15.splitlines() if line not in text.splitlines()]
    in_the_head = r"  (?:名称|年度|编号|印发日期|  标题): .*"
    finished = r"      - \d月底前: .*|    勘误:|      - \{位置: 节点.*"
    assert [line for line in lost if not re.fullmatch(f"{in_the_head}|{finished}", line)] == []


AMENDED = """
    调整:
      - {日期: 2022-06-03, 类型: 延期, 任务: 18, 原节点: 8月底前, 改为: 次年3月底前, 依据: 局务会}
      - {日期: 2022-06-03, 类型: 分工, 任务: 1, 牵头: 职终股, 协办: [基财股], 依据: 局务会}
      - {日期: 2022-06-03, 类型: 取消, 任务: 19, 依据: 局务会}
      - {日期: 2022-06-03, 类型: 暂缓, 任务: 17, 依据: 局务会}
      - 日期: 2022-06-03
        类型: 新增
        任务内容: {序号: 20, 名称: 防汛备汛, 牵头: 基安股, 节点: [{2022-09-30: 演练。}]}
        依据: 局务会
    """


def test_what_was_decided_during_the_year_is_in_the_tasks(desk: Clerk) -> None:
    result, data, text = made(desk, "amended", AMENDED)
    assert "调整" not in data
    assert (task(data, "1")["牵头"], task(data, "1")["协办"]) == ("职终股", ["基财股"])
    assert "3月底前" in [next(iter(milestone)) for milestone in task(data, "18")["节点"]]
    assert result.json["cancelled"] == ["19"]
    assert "17" in result.json["carried"]
    assert "  # 2022年第17项结转（当年暂缓）" in text
    assert task(data, "20") == {"序号": "20", "名称": "防汛备汛", "牵头": "基安股", "节点": [{"2023-09-30": "演练。"}]}


def test_the_units_are_those_of_the_years_end(desk: Clerk) -> None:
    """One has another name, one became part of another, one was parted from a third; what did not change stays."""
    clerk = desk.copied_to(desk.folder.with_name("units"))
    units = clerk.folder / "plans" / PLAN / "units.yaml"
    before = units.read_text(encoding="utf-8")
    changes = """
        变更:
          - {日期: 2022-09-01, 单位: 基财股, 名称: 财务建设股, 依据: 编办批复}
          - {日期: 2022-09-01, 单位: 职终股, 并入: 基安股, 依据: 编办批复}
          - {日期: 2022-09-01, 单位: 人事股, 分出: {名称: 师资股, 代码: SZG}, 依据: 编办批复}
          - {日期: 2022-09-01, 单位: 督导室, 分管领导: 赵六, 联络员: {姓名: 钱七, 电话: "000-0000000"}, 依据: 分工}
        """
    units.write_text(before + dedent(changes), encoding="utf-8")
    result = clerk.run("duban", "new-year", "next", "--json")
    assert result.exit != 2, result.output
    text = (clerk.folder / "plans" / "next" / "units.yaml").read_text(encoding="utf-8")
    data = parse_yaml(text, "").data
    assert "变更" not in data
    assert "# 上一年的“变更”（4条）已写进上面的“机构”；新的一年有变动再写\n" in text
    by_code = {unit["代码"]: unit for unit in data["机构"]}
    assert by_code["JCG"] == {"名称": "财务建设股", "代码": "JCG", "别名": ["基财股"]}
    assert "ZZG" not in by_code
    assert by_code["JAG"]["别名"] == ["职终股"]
    assert by_code["DDS"]["联络员"] == {"姓名": "钱七", "电话": "000-0000000"}
    assert data["机构"][-1] == {"名称": "师资股", "代码": "SZG"}
    assert "  - {名称: 人事股, 代码: RSG}\n" in text
    assert clerk.run("duban", "check", "--plan", "next", "--json").exit != 2
    plan = parse_yaml((clerk.folder / "plans" / "next" / "plan.yaml").read_text(encoding="utf-8"), "").data
    assert {one["牵头"] for one in plan["任务"]} & {"基财股", "职终股"} == set()


def test_rows_of_the_office_above_keep_the_tasks_that_are_carried(desk: Clerk) -> None:
    """Task 15 is done: it goes from its row, and the row that had no other goes with it."""
    rows = """
        上报:
          - {行: 3, 任务: [1, 15]}
          - {行: 4, 表: 民生实事, 任务: 15}
        """
    result, data, _ = made(desk, "upward", rows)
    assert result.exit != 2
    assert data["上报"] == [{"行": "3", "任务": ["1"]}]


def test_where_only_added_tasks_are_open_they_are_the_plan(desk: Clerk) -> None:
    cancelled = "".join(f"  - {{日期: 2022-06-03, 类型: 取消, 任务: {number}}}\n" for number in range(1, 20))
    added = "  - {日期: 2022-06-03, 类型: 新增, 任务内容: {序号: 20, 名称: 防汛备汛, 牵头: 基安股}}\n"
    _, data, _ = made(desk, "added", f"调整:\n{cancelled}{added}")
    assert [entry["序号"] for entry in data["任务"]] == ["20"]


def test_named_days_are_those_of_the_new_year(desk: Clerk) -> None:
    """The folder was refused for the name of a day that this year's plan had well understood."""
    nodes = "节点: [{时限: 国庆节前, 内容: 演练}, {时限: 每月, 内容: 巡查}, {时限: 10月—11月, 内容: 总结}]"
    added = f"调整: [{{日期: 2022-06-03, 类型: 新增, 任务内容: {{序号: 20, 名称: 防汛, 牵头: 基安股, {nodes}}}}}]\n"
    _, data, _ = made(desk, "named", added)
    lines = task(data, "20")["节点"]
    assert [line.get("时限") or next(iter(line)) for line in lines] == ["国庆节前", "每月", "10月—11月"]


def test_a_holiday_that_nobody_knows_yet_is_asked_for_at_its_line(desk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In spring the notice of the next year is not published: that stopped the command."""
    known = {day: name for day, name in holidays.items() if day.year < 2023}
    monkeypatch.setattr("duban.workspace.plan_folder.holidays", known)
    new_task = "{序号: 20, 名称: 防汛, 牵头: 基安股, 节点: [{时限: 国庆节前, 内容: 演练}, {时限: 每月, 内容: 巡查}]}"
    added = f"调整: [{{日期: 2022-06-03, 类型: 新增, 任务内容: {new_task}}}]\n"
    result, _, text = made(desk, "unknown", added)
    [asked] = [finding for finding in result.json["findings"] if finding["code"] == "next-year-day-unknown"]
    assert "国庆节前" in text.splitlines()[int(asked["place"].rpartition(":")[2]) - 1]


def test_a_rest_day_is_pointed_at_and_not_moved(desk: Clerk) -> None:
    """30 September 2023 is a holiday."""
    result, _, text = made(desk, "rest", AMENDED)
    [rest] = [finding for finding in result.json["findings"] if finding["code"] == "next-year-rest-day"]
    assert text.splitlines()[int(rest["place"].rpartition(":")[2]) - 1].strip() == "- 2023-09-30: 演练。"


def test_a_plan_of_which_all_is_done_is_not_carried(desk: Clerk) -> None:
    clerk = desk.copied_to(desk.folder.with_name("cancelled"))
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    numbers = [str(entry["序号"]) for entry in yaml.safe_load(plan.read_text(encoding="utf-8"))["任务"]]
    lines = "".join(f"  - {{日期: 2022-06-03, 类型: 取消, 任务: {number}, 依据: 会}}\n" for number in numbers)
    plan.write_text(f"{plan.read_text(encoding='utf-8')}\n调整:\n{lines}", encoding="utf-8")
    result = clerk.run("duban", "new-year", "next")
    assert (result.exit, "next-year-nothing" in result.output) == (2, True)
    assert not (clerk.folder / "plans" / "next").exists()


SMALL = """
    计划: {名称: 某局2022年工作, 年度: 2022, 单位: 某局, 编号: MJ2022}
    填报: [{表: 进展情况表, 周期: 每月, 截止: 20日}]
    任务:
      - 序号: 1
        名称: 修路
        牵头: 甲股
        节点: [{3月底前: 招标。}, {6月底前: 开公。}, {9月底前: 完公。}]
        勘误:
          - {位置: 节点1, 原文: 招标, 应为: 招标工作}
          - {位置: 节点3, 原文: 完公, 应为: 完工}
          - {位置: 名称, 原文: 修路, 应为: 修桥}
      - {序号: 2, 名称: 架桥, 牵头: 甲股, 分项: [东桥, 西桥]}
    """


@pytest.mark.parametrize(
    ("finished", "keys"),
    [
        ({}, [{}, {}]),
        ({0: [0]}, [{"gone": (0,), "勘误": ["节点2", "名称"]}, {}]),
        ({0: [1]}, [{"gone": (1,), "勘误": ["节点1", "节点2", "名称"]}, {}]),
        ({0: [2]}, [{"gone": (2,), "勘误": ["节点1", "名称"]}, {}]),
        ({1: [0]}, [{}, {"分项": ["西桥"]}]),
    ],
)
def test_what_is_carried_of_a_task_stays_right_in_itself(
    finished: dict[int, list[int]], keys: list[dict[str, Any]]
) -> None:
    """Slips are told at the new numbers of their milestones, and parts that are done are not asked again."""
    data = parse_yaml(dedent(SMALL), "").data
    directory = validated(Directory, {"机构": [{"名称": "甲股", "代码": "JG"}]})
    typed, plan, mistakes = read_plan(data, directory)
    assert typed is not None
    assert plan is not None
    assert mistakes == ()
    done = {plan.tasks[task].milestones[index].key for task, indices in finished.items() for index in indices}
    tasks = next_tasks(plan, typed, {entry["序号"]: entry for entry in data["任务"]}, done, all_tasks=False)
    assert [shown(next_task) for next_task in tasks] == keys


def shown(next_task: NextTask) -> dict[str, Any]:
    gone = {"gone": next_task.gone} if next_task.gone else {}
    errata = {"勘误": [erratum["位置"] for erratum in next_task.changed.get("勘误", ())]}
    return gone | dict(next_task.changed) | (errata if errata["勘误"] else {})


@pytest.mark.parametrize(("kind", "is_open"), [("延期, 原节点: 2020-12-31, 改为: 次年1月底前", False), ("取消", True)])
def test_only_what_changes_the_sum_of_points_opens_them(kind: str, is_open: bool, tmp_path: Path) -> None:  # noqa: FBT001
    clerk = office(tmp_path / "office", "sanshui-2020")
    plan = clerk.folder / "plans" / "sanshui-2020" / "plan.yaml"
    amendment = f"\n调整:\n  - {{日期: 2020-06-03, 类型: {kind}, 任务: 7, 依据: 局务会}}\n"
    plan.write_text(plan.read_text(encoding="utf-8") + amendment, encoding="utf-8")
    result = clerk.run("duban", "new-year", "next", "--json")
    assert ("next-year-scores" in [finding["code"] for finding in result.json["findings"]]) is is_open


def test_files_in_another_encoding_are_carried(tmp_path: Path) -> None:
    """A clerk's Notepad may have saved them so; the plan is written in UTF-8."""
    clerk = office(tmp_path / "office", "sanshui-2020")
    for name in ("plan.yaml", "units.yaml", "forms/plan.yaml"):
        path = clerk.folder / "plans" / "sanshui-2020" / name
        path.write_text(path.read_text(encoding="utf-8"), encoding="gb18030")
    assert clerk.run("duban", "new-year", "next").exit == 1
    assert clerk.run("duban", "check", "--plan", "next").exit == 1


OFFICES = {
    "taishan-2022": 2023,
    "sanshui-2020": 2021,
    "huarong-2021": 2022,
    "huizhou-2020": 2021,
    "quanzhou-2024": 2025,
}


@pytest.mark.parametrize(("plan", "year"), OFFICES.items())
def test_the_new_plan_of_every_office_is_sound_and_can_be_issued(plan: str, year: int, tmp_path: Path) -> None:
    """`check` warns and refuses nothing, every line that is pointed at is there, and build issues forms."""
    clerk = office(tmp_path / "office", plan)
    result = clerk.run("duban", "new-year", "next", "--json", "--plan", plan)
    lines = (clerk.folder / "plans" / "next" / "plan.yaml").read_text(encoding="utf-8").splitlines()
    former = [finding for finding in result.json["findings"] if finding["code"] == "next-year-former"]
    numbers = [int(place.rpartition(":")[2]) for finding in former if "plan.yaml" in (place := finding["place"])]
    assert [number for number in numbers if not former_years(lines[number - 1], year)] == []
    assert result.exit == (1 if result.json["findings"] else 0)
    assert clerk.run("duban", "check", "--plan", "next").exit in {0, 1}
    assert clerk.run("build", "--plan", "next", "--as-of", f"{year}-06-10", "--quiet").exit == 0


def office(folder: Path, plan: str) -> Clerk:
    folder.mkdir()
    shutil.copytree(ROOT / "plans" / plan, folder / "plans" / plan)
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text(f"计划: plans/{plan}\n", encoding="utf-8")
    return Clerk(folder)


def test_the_year_that_was_left_in_is_found(tmp_path: Path) -> None:
    """三水 printed 2019 in its plan of 2020."""
    result = office(tmp_path / "office", "sanshui-2020").run("duban", "new-year", "next", "--json")
    sentences = [finding["sentence"] for finding in result.json["findings"] if finding["code"] == "next-year-former"]
    assert sum("往年的年份2019" in sentence for sentence in sentences) == 2


def test_every_line_of_a_former_year_is_printed(desk: Clerk) -> None:
    """The command cannot be run again into the same folder, so nothing is left for a second time."""
    printed = desk.copied_to(desk.folder.with_name("printed")).run("duban", "new-year", "next").output
    findings = made(desk, "counted")[0].json["findings"]
    assert len(findings) > 10
    assert printed.count("[next-year-former]") == sum(each["code"] == "next-year-former" for each in findings)


def test_points_that_no_longer_add_up_are_left_to_a_person(tmp_path: Path) -> None:
    """A goal of 三水 that is cancelled takes its points along: without them the plan would be refused."""
    clerk = office(tmp_path / "office", "sanshui-2020")
    plan = clerk.folder / "plans" / "sanshui-2020" / "plan.yaml"
    cancelled = "\n调整:\n  - {日期: 2020-06-03, 类型: 取消, 任务: 7, 依据: 局务会}\n"
    plan.write_text(plan.read_text(encoding="utf-8") + cancelled, encoding="utf-8")
    result = clerk.run("duban", "new-year", "next", "--json")
    data = parse_yaml((clerk.folder / "plans" / "next" / "plan.yaml").read_text(encoding="utf-8"), "").data
    assert "next-year-scores" in [finding["code"] for finding in result.json["findings"]]
    assert ("满分" in data["计划"], any("分值" in heading for heading in data["类别"])) == (False, False)


def test_the_same_desk_gives_the_same_plan_whatever_the_folder_is_called(desk: Clerk) -> None:
    assert made(desk, "one")[2] == made(desk, "two")[2]


def test_the_next_plan_is_made_beside_this_one_and_nothing_else_is_touched(desk: Clerk) -> None:
    clerk = desk.copied_to(desk.folder.with_name("beside"))
    before = {path for path in clerk.folder.rglob("*") if path.is_file()}
    clerk.run("duban", "new-year", "next")
    new = {path.relative_to(clerk.folder).as_posix() for path in clerk.folder.rglob("*") if path.is_file()} - {
        path.relative_to(clerk.folder).as_posix() for path in before
    }
    assert {name for name in new if not name.startswith("plans/next/")} == set()
    assert clerk.run("duban", "new-year", "next").exit == 2

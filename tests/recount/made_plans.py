"""Plans made up at random, and what is decided of them in the midst of the year."""

import random
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

UNITS = ("甲股", "乙股", "丙股", "丁股")
CODES = ("JIA", "YI", "BING", "DING")
NEW_NAMES = {"丙股": "中股"}
PART = {"名称": "戊股", "代码": "WU"}
"""What is parted from the second unit; nobody there sends anything."""
WORDS = ("完成摸底", "印发方案", "召开会议", "完成验收", "开展培训", "通报结果")
MONTHS = (4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class Shape:
    """A kind of office.

    months: in which milestones fall due; none: tasks are asked about as a whole. duties: what comes due again, goes on
    all the year, or is several units' to answer for. filler: who fills forms in.
    """

    form: str
    code: str
    cycle: Mapping[str, Any]
    periods: tuple[tuple[str, date, date], ...]
    months: tuple[int, ...]
    shared: bool = False
    targets: bool = False
    ranks_units: bool = False
    duties: bool = False
    filler: str = "牵头"


SHAPES = {
    "monthly": Shape(
        "进展情况表",
        "JZ",
        {"周期": "每月", "从": "6月", "到": "12月", "截止": "20日", "累计": "是"},
        (("2022-06", date(2022, 6, 6), date(2022, 6, 21)), ("2022-07", date(2022, 7, 4), date(2022, 7, 21))),
        MONTHS,
    ),
    "quarterly": Shape(
        "进展跟踪表",
        "GZ",
        {"周期": "季度", "截止": "期末后5工作日", "累计": "是"},
        (("2022-Q2", date(2022, 6, 27), date(2022, 7, 8)), ("2022-Q3", date(2022, 9, 26), date(2022, 10, 14))),
        (3, 6, 9, 12),
        targets=True,
        ranks_units=True,
    ),
    "whole": Shape(
        "调度表",
        "DD",
        {"周期": "双月", "从": "1月", "到": "12月", "截止": "期末后5工作日", "累计": "是"},
        (("2022-B2", date(2022, 4, 27), date(2022, 5, 12)), ("2022-B3", date(2022, 6, 27), date(2022, 7, 8))),
        (),
        shared=True,
    ),
    "duties": Shape(
        "进展跟踪表",
        "GZ",
        {"周期": "双月", "截止": "期末", "累计": "是"},
        (("2022-B2", date(2022, 4, 27), date(2022, 5, 6)), ("2022-B3", date(2022, 6, 27), date(2022, 7, 8))),
        (),
        duties=True,
        filler="每家",
    ),
}
DAYS = ("5月底前", "6月20日前", "3—9月")
SCHEDULES = ("每月至少1次", "每月至少2次", "每周1次", "每季度末", "每半年1次", "全年推进", *DAYS)


def made_plan(shape: Shape, chance: random.Random) -> dict[str, Any]:
    tasks = [_task(shape, chance, number) for number in range(1, 9)]
    head = {"名称": "某局2022年重点工作一览表", "年度": 2022, "单位": "某局", "编号": "MJ2022", "汇总单位": "甲股"}
    if shape.code == "JZ":
        head["印发日期"] = date(2022, 6, 1)
    cycle = {"表": shape.form, "标题": f"某局2022年重点工作{shape.form}", **shape.cycle, "填报对象": shape.filler}
    return {"计划": head, "填报": [cycle], "默认": {"完成时限": "年底"}, "任务": tasks}


def _task(shape: Shape, chance: random.Random, number: int) -> dict[str, Any]:
    lead = chance.choice(UNITS)
    task: dict[str, Any] = {"序号": number, "名称": f"第{number}件工作", "牵头": lead, "权重": 10}
    task["来源"] = chance.sample(["市政府工作报告", "民生实事", "局党组会议"], chance.randint(0, 2))
    task = {key: value for key, value in task.items() if value}
    if shape.shared:
        task["责任领导"] = [chance.choice(("张三", "李四", "王五"))]
        task["协办"] = chance.sample([unit for unit in UNITS if unit != lead], chance.randint(0, 2))
        if number == 1:
            task["牵头"] = "有关股室"
    if shape.targets:
        task["指标"] = [{"名称": "新增学位", "目标": chance.randint(50, 500), "单位": "个"}]
    if shape.months:
        months = sorted(chance.sample(shape.months, chance.randint(1, 3)))
        task["节点"] = [{f"{month}月底前": f"{chance.choice(WORDS)}。"} for month in months]
    return {**task, **(_duty(chance, lead) if shape.duties else {})}


def _duty(chance: random.Random, lead: str) -> dict[str, Any]:
    """Who answers for a task, by when, and how much of it: of one unit, of two alike, or of each of a group."""
    another = chance.choice([unit for unit in UNITS if unit != lead])
    duty: dict[str, Any] = {"牵头": chance.choice((lead, f"{lead}、{another}", "各股"))}
    if duty["牵头"] == lead:
        duty["协办"] = chance.choice(([], [another], ["各股"]))
    way = chance.choice(("whole", "whole", "milestones", "parts"))
    if way == "whole":
        duty["完成时限"] = chance.choice(SCHEDULES)
    if way == "milestones":
        first, second = sorted(chance.sample(MONTHS, 2))
        of_another = {"时限": f"{second}月底前", "内容": f"{chance.choice(WORDS)}。", "牵头": another}
        duty["节点"] = [{f"{first}月底前": f"{chance.choice(WORDS)}。"}, of_another]
    if way == "parts":
        first_part = {"内容": f"①{WORDS[0]}", "时限": chance.choice(SCHEDULES)}
        duty["分项"] = [first_part, {"内容": f"②{WORDS[1]}", "牵头": "各股"}]
    if chance.random() < 1 / 2:
        duty["指标"] = [{"名称": "新增学位", "目标": 400, "单位": "个", "口径": chance.choice(("累计", "本期"))}]
        if duty["牵头"] == "各股":
            duty["指标"][0]["分解"] = dict.fromkeys(UNITS, 100)
    return duty


def amend(path: Path, chance: random.Random, day: date) -> None:
    """One task is put off, one dropped, and one added, each from a day on."""
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    late, dropped, divided, taken, heavier, given = chance.sample(plan["任务"], 6)
    put_off = {"类型": "延期", "任务": late["序号"], "改为": "11月15日"}
    added = {"序号": 9, "名称": "第9件工作", "牵头": chance.choice(UNITS)}
    if "节点" in late:
        put_off["原节点"] = next(iter(late["节点"][0]))
        added["节点"] = [{"10月底前": "印发方案。"}]
    part = {**deepcopy(added), "序号": 10, "名称": "第10件工作", "权重": 5}
    has_day = "节点" in late or ("分项" not in late and late.get("完成时限", "年底") in ("年底", *DAYS))
    kinds = (
        *([put_off] if has_day else []),
        {"类型": "取消", "任务": dropped["序号"]},
        {"类型": "新增", "任务内容": added},
        {"类型": "拆分", "任务": divided["序号"], "任务内容": part},
        {"类型": "合并", "任务": taken["序号"], "并入": heavier["序号"]},
        {"类型": "改权重", "任务": heavier["序号"], "权重": 15},
        {"类型": "分工", "任务": given["序号"], "牵头": PART["名称"]},
    )
    plan["调整"] = [{"日期": day - timedelta(days=3), "依据": "局务会纪要", **decided} for decided in kinds]
    path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")


def rename(path: Path, day: date) -> None:
    """One unit gets another name from a day on, and a part of another one becomes a unit."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    since = {"日期": day - timedelta(days=3), "依据": "编办批复"}
    renamed = [{"单位": unit, "名称": name, **since} for unit, name in NEW_NAMES.items()]
    listed["变更"] = [*renamed, {"单位": UNITS[1], "分出": PART, **deepcopy(since)}]
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")

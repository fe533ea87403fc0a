"""Offices made up at random: a plan, its units, and returns with gaps, mistakes and doubles, played by the commands."""

import contextlib
import io
import random
import shutil
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from examples.demo import ROOT, build_command, compile_command, run  # type: ignore[attr-defined]
from tests.recount.records import Run
from tests.recount.returned import Layout, read_layouts

UNITS = ("甲股", "乙股", "丙股", "丁股")
CODES = ("JIA", "YI", "BING", "DING")
NEW_NAMES = {"丙股": "中股"}
PART = {"名称": "戊股", "代码": "WU"}
"""What is parted from the second unit; nobody there sends anything."""
WORDS = ("完成摸底", "印发方案", "召开会议", "完成验收", "开展培训", "通报结果")
MONTHS = (4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class Shape:
    """A kind of office. months: in which milestones fall due; none: tasks are asked about as a whole."""

    form: str
    code: str
    cycle: Mapping[str, Any]
    periods: tuple[tuple[str, date, date], ...]
    months: tuple[int, ...]
    shared: bool = False
    targets: bool = False
    ranks_units: bool = False


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
}


def play_office(name: str, seed: int, folder: Path) -> tuple[Run, ...]:
    """Play two periods of an office that a seed makes up."""
    chance, shape = random.Random(seed), SHAPES[name]
    own = folder / "plans" / "office"
    own.mkdir(parents=True)
    (own / "plan.yaml").write_text(yaml.safe_dump(_plan(shape, chance), allow_unicode=True), encoding="utf-8")
    units = [{"名称": unit, "代码": code} for unit, code in zip(UNITS, CODES, strict=True)]
    groups = {"有关股室": {"填报": UNITS[0]}}
    text = yaml.safe_dump({"机构": units, "群组": groups}, allow_unicode=True)
    (own / "units.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    config = {"计划": "plans/office", "输出": ".", "单位排序": "按亮灯" if shape.ranks_units else "按计划"}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        runs = tuple(_step(shape, chance, folder, place) for place in range(len(shape.periods)))
        return *runs, _decided(shape, chance, folder)


def _plan(shape: Shape, chance: random.Random) -> dict[str, Any]:
    tasks = [_task(shape, chance, number) for number in range(1, 9)]
    head = {"名称": "某局2022年重点工作一览表", "年度": 2022, "单位": "某局", "编号": "MJ2022", "汇总单位": "甲股"}
    if shape.code == "JZ":
        head["印发日期"] = date(2022, 6, 1)
    cycle = {"表": shape.form, "标题": f"某局2022年重点工作{shape.form}", **shape.cycle, "填报对象": "牵头"}
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
    return task


def _step(shape: Shape, chance: random.Random, folder: Path, place: int) -> Run:
    """Build, let the units fill in as they like, compile, and keep what then lies on the desk."""
    period, issued, compiled = shape.periods[place]
    if place:
        _amend(folder / "plans" / "office" / "plan.yaml", chance, issued)
        _rename(folder / "plans" / "office" / "units.yaml", issued)
    which = ["--config", str(folder / "config.yaml"), "--form", shape.form, "--period", period]
    run(build_command, [*which, "--as-of", issued.isoformat()])
    desk = folder / "office" / period
    layout = read_layouts(ROOT / "templates/forms")[shape.code]
    returns = desk / "2-回收"
    returns.mkdir(exist_ok=True)
    for former in UNITS:
        unit = NEW_NAMES.get(former, former) if place else former
        form = next((desk / "1-下发").glob(f"{unit}-*.xlsx"), None)
        fate = chance.choice(("once", "once", "silent", "twice", "old", "nil"))
        if form is None or fate == "silent":
            continue
        before = folder / "office" / shape.periods[0][0] / "2-回收" / f"{former}.xlsx"
        if fate == "old" and place and before.is_file():
            shutil.copy(before, returns / f"{unit}.xlsx")
            continue
        if fate == "nil" and place:
            tick(form, returns / f"{unit}.xlsx", issued)
            continue
        fill(form, returns / f"{unit}.xlsx", layout, chance, issued)
        if fate == "twice":
            fill(form, returns / f"{unit}（改）.xlsx", layout, chance, issued)
    return _compile(shape, folder, period, compiled)


def _compile(shape: Shape, folder: Path, period: str, day: date) -> Run:
    desk, kept = folder / "office" / period, folder / f"kept{day}"
    kept.mkdir()
    register = desk / "办公室登记.xlsx"
    before = Path(shutil.copy(register, kept)) if register.is_file() else None
    arguments = ["--config", str(folder / "config.yaml"), "--form", shape.form, "--period", period]
    run(compile_command, [*arguments, "--as-of", day.isoformat()])
    office = shutil.copytree(folder / "plans" / "office", kept / "plan")
    returns, reports = (shutil.copytree(desk / name, kept / name) for name in ("2-回收", "3-汇总"))
    return Run(shape.form, period, day, office, returns, reports, before, ranks_units=shape.ranks_units)


def _decided(shape: Shape, chance: random.Random, folder: Path) -> Run:
    """Of versions that came together one is taken or refused; of other returns one is pinned, one refused."""
    period, issued, compiled = shape.periods[-1]
    desk = folder / "office" / period
    register = load_workbook(desk / "办公室登记.xlsx")
    sheet = register["采用版本"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(place for place, line in enumerate(lines, 1) if line[0] == "文件")
    columns = {str(label): place for place, label in enumerate(lines[head - 1], 1)}
    asked = [place for place, line in enumerate(lines, 1) if place > head and line[0]]
    for row in asked[::2]:
        sheet.cell(row, columns["采用"]).value = chance.choice(("是", "否"))
    waiting = {str(sheet.cell(row, columns["文件"]).value).removeprefix("2-回收/") for row in asked}
    single = [path for path in sorted((desk / "2-回收").iterdir()) if path.name not in waiting]
    decided = dict(zip(chance.sample(single, min(2, len(single))), ("是", "否"), strict=False))
    for row, (path, word) in enumerate(decided.items(), max(asked, default=head) + 1):
        mark = sha256(path.read_bytes()).hexdigest()[:16]
        words = {"文件": f"2-回收/{path.name}", "校验码": mark, "采用": word}
        for label, value in words.items():
            sheet.cell(row, columns[label]).value = value
    layout = read_layouts(ROOT / "templates/forms")[shape.code]
    for path in [path for path, word in decided.items() if word == "是"]:
        form = next((desk / "1-下发").glob(f"{path.stem}-*.xlsx"))
        fill(form, path.with_stem(f"{path.stem}（又报）"), layout, chance, issued)
    if lost := next((unit for unit in UNITS if _is_silent(desk, unit)), ""):
        damaged = desk / "2-回收" / f"{lost}.xlsx"
        fill(next((desk / "1-下发").glob(f"{lost}-{shape.form}-*.xlsx")), damaged, layout, chance, issued)
        _damage(damaged)
        mark = sha256(damaged.read_bytes()).hexdigest()[:16]
        register["身份确认"].append([f"2-回收/{damaged.name}", mark, None, None, None, None, lost, "张三"])
    register.save(desk / "办公室登记.xlsx")
    return _compile(shape, folder, period, compiled + timedelta(days=3))


def _is_silent(desk: Path, unit: str) -> bool:
    return any((desk / "1-下发").glob(f"{unit}-*.xlsx")) and not any((desk / "2-回收").glob(f"{unit}*.xlsx"))


def _damage(path: Path) -> None:
    """Spoil the check part of the form's code wherever it stands."""
    book = load_workbook(path)
    code = str(book["_meta"]["B1"].value)
    for cell in [cell for sheet in book for line in sheet.iter_rows() for cell in line]:
        if isinstance(cell.value, str):
            cell.value = cell.value.replace(code, f"{code.rpartition('-')[0]}-00000000")
    book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    book.save(path)
    book.close()


def _amend(path: Path, chance: random.Random, day: date) -> None:
    """One task is put off, one dropped, and one added, each from a day on."""
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    late, dropped, divided, taken, heavier, given = chance.sample(plan["任务"], 6)
    put_off = {"类型": "延期", "任务": late["序号"], "改为": "11月15日"}
    added = {"序号": 9, "名称": "第9件工作", "牵头": chance.choice(UNITS)}
    if "节点" in late:
        put_off["原节点"] = next(iter(late["节点"][0]))
        added["节点"] = [{"10月底前": "印发方案。"}]
    part = {**deepcopy(added), "序号": 10, "名称": "第10件工作", "权重": 5}
    kinds = (
        put_off,
        {"类型": "取消", "任务": dropped["序号"]},
        {"类型": "新增", "任务内容": added},
        {"类型": "拆分", "任务": divided["序号"], "任务内容": part},
        {"类型": "合并", "任务": taken["序号"], "并入": heavier["序号"]},
        {"类型": "改权重", "任务": heavier["序号"], "权重": 15},
        {"类型": "分工", "任务": given["序号"], "牵头": PART["名称"]},
    )
    plan["调整"] = [{"日期": day - timedelta(days=3), "依据": "局务会纪要", **decided} for decided in kinds]
    path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")


def _rename(path: Path, day: date) -> None:
    """One unit gets another name from a day on, and a part of another one becomes a unit."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    since = {"日期": day - timedelta(days=3), "依据": "编办批复"}
    renamed = [{"单位": unit, "名称": name, **since} for unit, name in NEW_NAMES.items()]
    listed["变更"] = [*renamed, {"单位": UNITS[1], "分出": PART, **deepcopy(since)}]
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")


def fill(form: Path, target: Path, layout: Layout, chance: random.Random, day: date) -> None:
    """Every open cell of a form as chance will have it: right, blank, or wrong."""
    book = load_workbook(form)
    for sheet in layout.sheets:
        if sheet["name"] in book.sheetnames:
            _fill_sheet(book[sheet["name"]], sheet, chance, day)
    book.save(target)
    book.close()


def _fill_sheet(sheet: Worksheet, typed: Mapping[str, Any], chance: random.Random, day: date) -> None:
    columns = {column["label"]: column for column in typed["columns"] if column.get("kind")}
    header = next(line for line in sheet.iter_rows() if str(line[0].value) == typed["columns"][0]["label"])
    for line in sheet.iter_rows(max_row=(header[0].row or 1) - 1):
        for before, cell in pairwise(line):
            if not cell.protection.locked and str(before.value or "").endswith("："):
                cell.value = _heading_answer(str(before.value), chance, day)
    labels = [str(cell.value or "") for cell in header]
    for line in sheet.iter_rows(min_row=(header[0].row or 0) + 1):
        if "/" not in str(line[-1].value or ""):
            continue
        state = ""
        for label, cell in zip(labels, line, strict=True):
            if not cell.protection.locked and label in columns:
                value = _answer(columns[label], state, chance, day)
                cell.value = value
                state = str(value) if columns[label]["key"] == "state" else state


def _heading_answer(label: str, chance: random.Random, day: date) -> Any:  # noqa: ANN401
    """Who, when, and now and then that nothing changed, whatever the rows say."""
    if "无变化" in label:
        return chance.choice(("是", "否", None, None, None, None))
    return "张三" if "人" in label else day + timedelta(days=chance.randint(3, 12))


def tick(form: Path, target: Path, day: date) -> None:
    """A form that comes back as it was issued, but for who, when, and that nothing changed."""
    book = load_workbook(form)
    for line in (line for sheet in book for line in sheet.iter_rows(max_row=5)):
        for before, cell in pairwise(line):
            if not cell.protection.locked and str(before.value or "").endswith("："):
                label = str(before.value)
                cell.value = "是" if "无变化" in label else "张三" if "人" in label else day + timedelta(days=5)
    book.save(target)
    book.close()


def _answer(column: Mapping[str, Any], state: str, chance: random.Random, day: date) -> Any:  # noqa: ANN401
    """An answer; one in eight is left out, one choice in twelve is none of those offered."""
    if chance.random() < 1 / 8:
        return None
    if column["kind"] == "choice":
        return "基本完成" if chance.random() < 1 / 12 else chance.choice(column["options"])["text"]
    when = column.get("only_when", {}).get("state")
    if when and state not in when:
        return None
    if column["kind"] == "date":
        return day - timedelta(days=1) if column["key"] == "actual" else day + timedelta(days=chance.randint(60, 150))
    if column["kind"] == "number":
        return chance.randint(0, 600)
    return (
        None
        if column.get("suggest")
        else f"已{chance.choice(WORDS)}{chance.randint(2, 90)}项，参加{chance.randint(100, 900)}人"
    )

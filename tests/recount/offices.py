"""Offices made up at random: a plan, its units, and returns with gaps, mistakes and doubles, played by the commands."""

import contextlib
import io
import random
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from examples.demo import ROOT, build_command, compile_command, run  # type: ignore[attr-defined]
from tests.recount.made_plans import CODES, NEW_NAMES, SHAPES, UNITS, WORDS, Shape, amend, made_plan, rename
from tests.recount.records import Run
from tests.recount.returned import Layout, read_layouts


def play_office(name: str, seed: int, folder: Path) -> tuple[Run, ...]:
    """Play two periods of an office that a seed makes up."""
    chance, shape = random.Random(seed), SHAPES[name]
    own = folder / "plans" / "office"
    own.mkdir(parents=True)
    (own / "plan.yaml").write_text(yaml.safe_dump(made_plan(shape, chance), allow_unicode=True), encoding="utf-8")
    units = [{"名称": unit, "代码": code} for unit, code in zip(UNITS, CODES, strict=True)]
    groups = {"有关股室": {"填报": UNITS[0]}, "各股": {"包含": list(UNITS), "各自填报": "是"}}
    text = yaml.safe_dump({"机构": units, "群组": groups}, allow_unicode=True)
    (own / "units.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    config = {"计划": "plans/office", "输出": ".", "单位排序": "按亮灯" if shape.ranks_units else "按计划"}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        runs = tuple(_step(shape, chance, folder, place) for place in range(len(shape.periods)))
        return *runs, _decided(shape, chance, folder)


def _step(shape: Shape, chance: random.Random, folder: Path, place: int) -> Run:
    """Build, let the units fill in as they like, compile, and keep what then lies on the desk."""
    period, issued, compiled = shape.periods[place]
    if place and not shape.duties:
        amend(folder / "plans" / "office" / "plan.yaml", chance, issued)
        rename(folder / "plans" / "office" / "units.yaml", issued)
    which = ["--config", str(folder / "config.yaml"), "--form", shape.form, "--period", period]
    run(build_command, [*which, "--as-of", issued.isoformat()])
    desk = folder / "office" / period
    layout = read_layouts(ROOT / "templates/forms")[shape.code]
    returns = desk / "2-回收"
    returns.mkdir(exist_ok=True)
    for former in UNITS:
        unit = NEW_NAMES.get(former, former) if place and not shape.duties else former
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
    is_silent = not any((desk / "2-回收").iterdir())
    run(compile_command, [*arguments, "--as-of", day.isoformat(), *(["--none-returned"] if is_silent else [])])
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

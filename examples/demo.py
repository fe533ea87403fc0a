"""The main job on a real year: June's forms go out, come back and are compiled; then July's, with June remembered.

`python examples/demo.py [PLAN]` writes everything below output/demo/ and starts afresh each time.
Returns are filled in with openpyxl in the unlocked cells of the issued files, as a department would by hand.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from duban.cli import build_forms, compile_reports  # noqa: E402 — also where nothing was installed

DEMO = ROOT / "output" / "demo"
FORM = "进展情况表"


@dataclass(frozen=True)
class Step:
    """One period of the demo: when its forms go out, and as of which day they are compiled."""

    period: str
    issued: date
    compiled: date


STEPS = {
    "taishan-2022": [
        Step("2022-06", date(2022, 6, 6), date(2022, 6, 21)),
        Step("2022-07", date(2022, 7, 4), date(2022, 7, 21)),
    ],
}


def main(plan: str = "taishan-2022") -> None:
    """Play a plan's periods one after the other and say where to look."""
    answers = yaml.safe_load((ROOT / "examples" / plan / "answers.yaml").read_text(encoding="utf-8"))
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir(parents=True)
    config = DEMO / "config.yaml"
    config.write_text(f"计划: ../../plans/{plan}\n输出: .\n节假日: ../../plans/holidays.yaml\n", encoding="utf-8")
    common = ["--config", str(config)]
    for step in STEPS[plan]:
        period = ["--period", step.period]
        build_forms([*common, *period, "--as-of", step.issued.isoformat()], standalone_mode=False)
        folder = DEMO / plan / step.period
        fill_in(folder, DEMO / plan, answers[step.period])
        run(compile_reports, [*common, *period, "--as-of", step.compiled.isoformat()])
        print()
    print(f"看一看：{(DEMO / plan).relative_to(ROOT)}")


def run(command: Any, arguments: list[str]) -> None:  # noqa: ANN401 — a click command
    """Compiling ends with exit 1 where a return has findings; here some always have."""
    try:
        command(arguments, standalone_mode=False)
    except SystemExit as end:
        if end.code not in (0, 1):
            raise


def fill_in(folder: Path, plan_folder: Path, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Every unit's answers into a copy of its issued form, put where the clerk drops what came back."""
    returns = folder / "2-回收"
    returns.mkdir(exist_ok=True)
    for unit, said in answers.items():
        if "resend" in said:
            before = plan_folder / said["resend"] / "2-回收" / f"{unit}.xlsx"
            shutil.copy(before, returns / f"{unit}.xlsx")
            continue
        issued = next((folder / "1-下发").glob(f"*-{FORM}-{unit}.xlsx"))
        book = load_workbook(issued)
        fill_heading(book[FORM], said["heading"])
        fill_rows(book[FORM], said.get("tasks", {}))
        fill_rows(book["节点确认"], said.get("milestones", {}))
        book.save(returns / f"{unit}.xlsx")


def fill_heading(sheet: Worksheet, said: Mapping[str, Any]) -> None:
    """The inputs beside 填报人 and 填报日期."""
    labels = {"填报人：": "reporter", "填报日期：": "reported_on"}
    for row in sheet.iter_rows(max_row=4):
        for cell in row:
            if cell.value in labels:
                write(sheet, cell.row, cell.column + 1, said.get(labels[str(cell.value)]))


def fill_rows(sheet: Worksheet, said: Mapping[str, Mapping[str, Any]]) -> None:
    """The inputs of each row, found by the row key in the hidden last column."""
    columns = {
        "进展情况": "progress",
        "存在问题和下一步工作计划": "problems",
        "备注": "remark",
        "节点情况": "state",
        "实际完成日期": "actual",
        "预计完成日期": "expected",
        "原因": "reason",
        "佐证材料": "evidence",
        "需协调事项": "help",
    }
    places = dict(headers(sheet, columns))
    for row in sheet.iter_rows(min_row=4):
        key = str(row[-1].value or "").partition("/")[2]
        for name, value in said.get(key, {}).items():
            write(sheet, row[0].row, places[name], value)


def headers(sheet: Worksheet, columns: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The name and the number of each input column."""
    for row in sheet.iter_rows(max_row=6):
        for cell in row:
            if cell.value in columns:
                yield columns[str(cell.value)], cell.column or 0


def write(sheet: Worksheet, row: int | None, column: int, value: object) -> None:
    """Into an unlocked cell only: a department cannot do more."""
    cell = sheet.cell(row or 0, column)
    if cell.protection.locked:
        message = f"{sheet.title}!{cell.coordinate} is locked"
        raise ValueError(message)
    cell.value = value  # type: ignore[assignment]


if __name__ == "__main__":
    main(*sys.argv[1:])

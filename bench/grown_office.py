"""An office of any size on disk: a clerk's workspace, the same plan as a plain table, and June's answers to both.

Ten units are Taishan's own plan. More have three of its tasks each, dealt out again and again under new numbers; names,
lines and long answers begin with the unit's name, so that texts repeat no more than in a real plan. Offices too large
to type that share three tasks, which each unit answers for itself.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook

from bench import plain_build
from bench.scaled import unit_code, work_out
from duban.model.layout import Layout
from duban.workspace.workspace import open_workspace
from examples.demo import ROOT, RowAnswers, Stage, fill_form

PLAN, FORM = "taishan-2022", "progress.yaml"
OWN_UNITS, PRINTED_TASKS, TASKS_A_UNIT = 10, 19, 3
MOST_DEALT = 2000
"""Units that tasks are dealt out to: more would not go into one plan.yaml."""
_GROUP, _SHARED_TASKS = "各股", (5, 6, 7)
_OF_THE_PRINT = {"勘误", "牵头待确认", "来源", "节点引语"}
_LETTERS = 40
"""Of a dealt task's content, for the same reason."""
_LONG_ANSWERS = {"progress", "problems", "reason", "help"}
_HEADING = {"reporter": "陈小明", "reported_on": date(2022, 6, 17)}


@dataclass(frozen=True)
class GrownOffice:
    """What was made.

    workspace: a folder with config.yaml, as before the first build. table: the plan as the plain script reads it.
    answers: of each unit that leads a task, as `fill_form` takes them. rows: how many of tasks and
    of milestones its units have together.
    """

    workspace: Path
    table: Path
    layout: Layout
    answers: Mapping[str, RowAnswers]
    rows: tuple[int, int]

    def hand_in(self, forms: Path, returns: Path) -> None:
        """Our forms, filled in and saved by openpyxl, into a new folder."""
        self._in_processes(partial(_fill_form, self.layout), forms, returns)

    def hand_in_plain(self, forms: Path, returns: Path) -> None:
        """The plain script's forms with the same answers."""
        labels = {column.key: column.label for sheet in self.layout.sheets for column in sheet.columns}
        self._in_processes(partial(_fill_plain_form, labels), forms, returns)

    def _in_processes(self, fill: Callable[[Path, Path, RowAnswers], None], forms: Path, returns: Path) -> None:
        returns.mkdir(parents=True, exist_ok=True)
        form_by_unit = {form.stem.partition("-")[0]: form for form in forms.glob("*.xlsx")}
        sources = [form_by_unit[unit] for unit in self.answers]
        targets = [returns / f"{unit}.xlsx" for unit in self.answers]
        with ProcessPoolExecutor() as pool:
            list(pool.map(fill, sources, targets, self.answers.values(), chunksize=8))


def grow_office(folder: Path, units: int) -> GrownOffice:
    """Make an office in which so many units report, in a new folder."""
    stage = Stage(PLAN, folder / "workspace")
    stage.set_up()
    if units != OWN_UNITS:
        _deal_out(stage.own, units)
    workspace = open_workspace(stage.config, str(stage.own))
    plan, directory = workspace.loaded_plan.plan, workspace.loaded_plan.directory
    printed_rows = _june_rows()
    answers: dict[str, dict[str, Any]] = {}
    table = []
    for task in plan.tasks:
        of_task = [task.number, task.name, task.content]
        units_of_task = "\n".join([task.lead, *task.supports])
        for unit in (unit.name for unit in directory.find_leads(task.lead)):
            rows = answers.setdefault(unit, {"heading": _HEADING, "rows": {}})["rows"]
            rows |= _renumbered(printed_rows, task.number, "" if units == OWN_UNITS else unit)
            table += [[unit, *of_task, step.line, step.due, units_of_task] for step in task.milestones]
    _write_table(table, folder / "一览表.xlsx")
    rows_in_all = len({(line[0], line[1]) for line in table}), len(table)
    return GrownOffice(stage.folder, folder / "一览表.xlsx", workspace.layouts[FORM], answers, rows_in_all)


def _deal_out(folder: Path, units: int) -> None:
    """Put a larger plan in the place of Taishan's own."""
    typed = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))
    names = [f"第{number}股" for number in range(1, units + 1)]
    listed = [{"名称": name, "代码": unit_code(number), "类型": "股室"} for number, name in enumerate(names, 1)]
    directory: dict[str, Any] = {"机构": listed}
    if units <= MOST_DEALT:
        printed = enumerate(islice(cycle(typed["任务"]), units * TASKS_A_UNIT), 1)
        typed["任务"] = [_dealt(task, number, names, (number - 1) // TASKS_A_UNIT) for number, task in printed]
    else:
        directory["群组"] = {_GROUP: {"包含": "全部股室", "各自填报": "是"}}
        shared = [task for task in typed["任务"] if task["序号"] in _SHARED_TASKS]
        typed["任务"] = [_dealt(task, task["序号"], [_GROUP], 0) for task in shared]
    for name, content in (("plan.yaml", typed), ("units.yaml", directory)):
        text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
        (folder / name).write_text(text, encoding="utf-8")


def _dealt(task: Mapping[str, Any], number: int, names: Sequence[str], lead: int) -> dict[str, Any]:
    """A task of the plan under another number and other units; misprints and sources are not dealt out with it."""
    unit = names[lead]
    supports = [names[(lead + step) % len(names)] for step in range(1, len(task.get("协办", ())) + 1)]
    lines = [{day: f"{unit}{line}" for day, line in milestone.items()} for milestone in task["节点"]]
    copied = {key: deepcopy(value) for key, value in task.items() if key not in _OF_THE_PRINT}  # or YAML has aliases
    name, content = f"{task['名称']}（{unit}）", f"{unit}{task['内容'].strip()[:_LETTERS]}"
    own = {"序号": number, "名称": name, "内容": content, "牵头": unit}
    return {**copied, **own, "协办": supports, "节点": lines}


def _june_rows() -> Mapping[str, RowAnswers]:
    """Every row of the printed plan as the demo's departments answered it: in June, or in July who was silent then."""
    script = yaml.safe_load((ROOT / "examples" / PLAN / "answers.yaml").read_text(encoding="utf-8"))
    june, july = (script["answers"][f"进展情况表/{month}"] for month in ("2022-06", "2022-07"))
    by_unit = {**july, **june}
    return {key: row for unit in by_unit.values() for key, row in unit.get("rows", {}).items()}


def _renumbered(printed_rows: Mapping[str, RowAnswers], number: str, name: str) -> dict[str, RowAnswers]:
    """The answers about the task of the print that a task was dealt from. name: what long ones begin with."""
    printed = str((int(number) - 1) % PRINTED_TASKS + 1)
    rows: dict[str, RowAnswers] = {}
    for key, row in printed_rows.items():
        task, sign, due = key.partition("@")
        if task == printed:
            rows[f"{number}{sign}{due}"] = {
                column: f"{name}{text}" if column in _LONG_ANSWERS and text else text for column, text in row.items()
            }
    return rows


def _write_table(rows: Sequence[Sequence[object]], path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("一览表")
    for row in [("责任股室", "编号", "项目名称", "主要内容", "节点", "完成时限", "责任股室和协办"), *rows]:
        sheet.append(row)
    book.save(path)


def _fill_form(layout: Layout, form: Path, target: Path, answers: RowAnswers) -> None:
    fill_form(form, target, layout, answers)
    work_out(target)


def _fill_plain_form(labels: Mapping[str, str], form: Path, target: Path, answers: RowAnswers) -> None:
    """Type into the columns by their labels; rows are known by number, and by due day where there is one."""
    book = load_workbook(form)
    for sheet in book.worksheets:
        header, *lines = sheet.iter_rows(min_row=plain_build.HEADER_ROW)
        places = {str(cell.value): index for index, cell in enumerate(header)}
        due = places.get("完成时限")
        for line in lines:
            key = str(line[0].value)
            if due is not None:
                key = f"{key}@{line[due].value:%m%d}"
            for column, value in answers["rows"].get(key, {}).items():
                line[places[labels[column]]].value = value
    book.save(target)

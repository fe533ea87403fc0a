"""Taishan's plan with many units: each answers for nine real tasks with some thirty milestones."""

import re
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import yaml
from openpyxl import load_workbook

from duban.forms import FormBatch
from duban.journeys.issued import IssuedSnapshots
from duban.journeys.return_reader import ReturnReader
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.snapshot import Issuer, all_series
from duban.model.unit import Directory, Unit
from duban.returns.own_texts import OwnTexts
from duban.store.ledger import Ledger
from duban.value_object import replace
from duban.workspace.workspace import open_workspace
from examples.demo import fill_heading, fill_rows

ROOT = Path(__file__).resolve().parents[1]
PLAN = "taishan-2022"
TASKS_A_UNIT = 9
_UNWORKED = re.compile(rb"<c([^>]*)><f>([^<]*)</f><v ?(?:/>|></v>)</c>")


class Office:
    """An office with so many units, ready to issue June's forms and to read what comes back.

    folder: an empty one, where it keeps the snapshot as a build does.
    """

    def __init__(self, units: int, folder: Path) -> None:
        workspace = open_workspace(ROOT / "config.yaml", PLAN)
        plan, self.directory = scaled(workspace.loaded_plan.plan, units)
        every = all_series(plan, workspace.layouts.used_by(plan), workspace.holidays)
        issuer = Issuer(plan, self.directory, workspace.config, every)
        self.snapshot = issuer.snapshot(every[0], every[0].periods[0])
        digest, ledger = self.snapshot.digest, Ledger(folder)
        snapshot_path = ledger.snapshot_path(digest)
        snapshot_path.parent.mkdir(parents=True)
        snapshot_path.write_bytes(self.snapshot.json.encode())
        self.styles = workspace.resolved_styles
        self.issue = FormBatch(self.snapshot, digest, workspace.messages)
        self.reader = ReturnReader(IssuedSnapshots(issuer, ledger, OwnTexts.of(workspace.messages)))


def scaled(plan: Plan, units: int) -> tuple[Plan, Directory]:
    """The plan's tasks dealt out again and again, nine to a unit, and the units that answer for them.

    A task keeps its number behind the unit's: the twelfth unit's `12-7` is the plan's 7.
    """
    tasks_again = cycle(plan.tasks)
    directory = [Unit(name=f"第{index + 1}股", code=unit_code(index + 1)) for index in range(units)]
    tasks = [
        _numbered(task, f"{index}-{task.number}", unit)
        for index, unit in enumerate(directory, 1)
        for task in islice(tasks_again, TASKS_A_UNIT)
    ]
    return replace(plan, tasks=tuple(tasks)), Directory(units=tuple(directory))


def fill_in(form: Path) -> None:
    """Answer a form as the demo's departments answered the same tasks; what they left blank stays blank."""
    answers = _Answers(_june_answers())
    book = load_workbook(form)
    for sheet in open_workspace(ROOT / "config.yaml", PLAN).layouts["progress.yaml"].sheets:
        if sheet.name not in book.sheetnames:
            continue  # a unit that supports nobody has no sheet for it
        fill_heading(book[sheet.name], sheet, {"reporter": "陈小明", "reported_on": "2022-06-17"})
        fill_rows(book[sheet.name], sheet, answers)
    book.save(form)
    work_out(form)


def work_out(form: Path) -> None:
    """Give every formula a value: openpyxl saves them without, the departments' own programs do not."""
    with ZipFile(form) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with ZipFile(form, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, _UNWORKED.sub(rb'<c\1 t="str"><f>\2</f><v>-</v></c>', data))


class _Answers(dict[str, Mapping[str, Any]]):
    """Row key → answers; a scaled key finds those of the real row."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401
        return super().get(key.partition("-")[2], default)


def _june_answers() -> dict[str, Mapping[str, Any]]:
    """What all departments answered in June, by row key."""
    script = yaml.safe_load((ROOT / "examples" / PLAN / "answers.yaml").read_text(encoding="utf-8"))
    answers: dict[str, Mapping[str, Any]] = {}
    for unit in script["answers"]["进展情况表/2022-06"].values():
        answers |= unit["rows"]
    return answers


def _numbered(task: Task, number: str, unit: Unit) -> Task:
    milestones = tuple(_keyed(milestone, number) for milestone in task.milestones)
    return replace(task, number=number, lead=unit.name, milestones=milestones)


def _keyed(milestone: Milestone, number: str) -> Milestone:
    return replace(milestone, key=f"{number}@{milestone.key.partition('@')[2]}")


def unit_code(number: int) -> str:
    """1 → UAAB, 27 → UABB."""
    return "U" + "".join(chr(ord("A") + number // power % 26) for power in (676, 26, 1))

"""A county of so many schools and so many tasks, and what they reported: Taishan's tasks, dealt out again and again.

All of it is in memory and the same each time: the first school's first task is the plan's first, and every school
answers as the department did that had the task in Taishan. Every twentieth sent nothing in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import cycle, islice
from typing import Any

from duban.model.assignment import Assignment
from duban.model.form_id import FormId
from duban.model.milestone import Milestone
from duban.model.period import Period, list_periods
from duban.model.plan import Plan, Task
from duban.model.return_ import Outcome, Return
from duban.model.status import Status
from duban.model.submission import Submission
from duban.model.unit import Directory, Unit
from duban.review.assess import StatusInputs
from duban.value_object import replace
from duban.workspace.plan_folder import load_holidays
from tests import offices
from tests.clerk import taishan_answers

TAISHAN, FORM, AS_OF = "taishan-2022", "progress", date(2022, 7, 21)
_TOWNS = re.findall("..", "台城大江水步四九白沙三合冲蒌斗山都斛赤溪端芬广海海宴汶村深井北陡川岛")
_NAMES = re.findall("..", "中心第一第二实验新宁培英敬修居正端华侨中育才任远武溪培正兴华联合海侨")
_KINDS = ["小学", "初级中学", "幼儿园", "九年一贯制学校", "职业技术学校"]
_SILENT = 20


@dataclass(frozen=True)
class County:
    """An office above many units, in the second period of its year."""

    plan: Plan
    directory: Directory

    @property
    def periods(self) -> tuple[Period, ...]:
        holidays = load_holidays(offices.ROOT / "plans/holidays.yaml", "holidays.yaml")
        return tuple(list_periods(self.plan, self.plan.cycles[0], holidays))

    def status(self) -> Status:
        """As of 21 July, with what was accepted for June and July."""
        kind, periods = offices.layout(FORM), self.periods
        assignment = Assignment(self.plan, self.directory, self.plan.cycles[0], periods[1], kind)
        return StatusInputs(
            assignment=assignment,
            periods=periods,
            as_of=AS_OF,
            history=offices.history_of(FORM, dict(self._answers()), periods[1].code, periods[1].due),
            related_histories={},
            records_to_correct={},
            returns=tuple(_return(assignment, unit) for unit in self._filed(assignment)),
            light_rules=offices.rules(),
            messages=offices.texts(),
            layout=kind,
        ).build_status()

    def _filed(self, assignment: Assignment) -> Iterator[Unit]:
        return (unit for number, unit in enumerate(assignment.units, 1) if number % _SILENT)

    def _answers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Row key → what was answered for it, of the units that reported."""
        silent = {unit.name for number, unit in enumerate(self.directory.units, 1) if not number % _SILENT}
        answers = _taishan_rows()
        for task in self.plan.tasks:
            for key in (task.number, *(milestone.key for milestone in task.milestones)):
                if task.lead not in silent and (row := answers.get(key.partition("-")[2])):
                    yield key, row


def county(units: int, tasks: int) -> County:
    """A county.

    Args:
        units: how many schools it has.
        tasks: how many are dealt out to them, one after the other.
    """
    loaded = offices.plan(TAISHAN)
    directory = tuple(Unit(name=_name(at), code=_code(at), kind="学校") for at in range(units))
    dealt = islice(cycle(loaded.plan.tasks), tasks)
    again = tuple(_dealt(task, f"{at + 1}-{task.number}", directory[at % units]) for at, task in enumerate(dealt))
    return County(replace(loaded.plan, tasks=again), Directory(units=directory))


@cache
def _taishan_rows() -> Mapping[str, Mapping[str, Any]]:
    """Row key → what the departments of Taishan answered last, but what only openpyxl would understand."""
    rows: dict[str, Mapping[str, Any]] = {}
    for units in taishan_answers().values():
        for answers in units.values():
            rows |= {**answers.get("tasks", {}), **answers.get("milestones", {})}
    return {key: {name: _typed(said) for name, said in row.items()} for key, row in rows.items()}


def _typed(said: object) -> object:
    if isinstance(said, str):
        try:
            return date.fromisoformat(said)
        except ValueError:
            return said
    return Decimal(str(said)) if isinstance(said, float) else said


def _name(at: int) -> str:
    """A school's name; the first few thousand are all different."""
    town, name, kind = at % len(_TOWNS), at // len(_TOWNS), at // (len(_TOWNS) * len(_NAMES))
    again = kind // len(_KINDS)
    return f"{_TOWNS[town]}{_NAMES[name % len(_NAMES)]}{_KINDS[kind % len(_KINDS)]}{again + 1 if again else ''}"


def _code(at: int) -> str:
    """0 → UAAA."""
    return "U" + "".join(chr(65 + at // 26**power % 26) for power in (2, 1, 0))


def _dealt(task: Task, number: str, unit: Unit) -> Task:
    milestones = tuple(_keyed(milestone, number) for milestone in task.milestones)
    changes = {"number": number, "lead": unit.name, "supports": (), "milestones": milestones}
    return replace(task, **changes)


def _keyed(milestone: Milestone, number: str) -> Milestone:
    return replace(milestone, key=f"{number}@{milestone.key.partition('@')[2]}")


def _return(assignment: Assignment, unit: Unit) -> Return:
    file, kind = f"{unit.name}.xlsx", offices.layout(FORM).code
    form_id = FormId(assignment.plan.code, assignment.period.code, kind, unit.code, "ABCDEF")
    submission = Submission(form_id, file, file, {}, {})
    return Return(file, file, assignment.period.due, 1, Outcome.ACCEPTED, (), unit.code, submission)

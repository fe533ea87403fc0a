"""An imported plan beside the plan made by hand: what differs, and whether the clerk was told of it at that row.

It gets texts alone: plan.yaml, units.yaml and the printed lines. A difference is *told* where a comment in the task's
lines of plan.yaml, or a printed line that names the task, its row or its number, asks for a look (`DOUBT`).
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import yaml

from tests.imports.asked import DOUBT, asked_numbers, comments, offered_numbers
from tests.imports.kept_words import lost_words, table_words
from tests.imports.records import HEADING_NUMBER, Step, Target, TaskRecord, fold, records, unit_names
from tests.imports.source import Document

WORD_FIELDS = ("heading", "name", "content")
PLAIN_FIELDS = (*WORD_FIELDS, "leads", "supports", "leaders", "contacts", "sources", "weight", "due", "project")


@dataclass(frozen=True)
class Expected:
    """What an import should come to.

    Attributes:
        plan: plan.yaml made by hand, as YAML reads it.
        units: units.yaml likewise; of a task that names no leader, the leaders of its units.
        doubtful: by task number, what a clerk must be asked there; by "" what she must be asked once for all.
        left_out: texts that are no value of the plan: they must stand in a comment, or be listed as left out.
        rows: by task number, its rows in the file, counted from 1: of a sheet, a Word table, or the lines of a text.
        by_choice: by task number and field, why the hand wrote something that the table does not say there.
    """

    plan: Mapping[str, Any]
    units: Mapping[str, Any]
    doubtful: Mapping[str, str]
    left_out: tuple[str, ...]
    rows: Mapping[str, Sequence[int]] = dataclasses.field(default_factory=dict)
    by_choice: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that the two plans say differently about a task.

    `field` is a field of `TaskRecord`, `step 2`, `target`, `step target`, `target name`, `division` (the same words,
    parted otherwise into heading, name and content), `task` (one plan lacks it), `unit` (units.yaml does not know a
    name), `plan name` or `year`.
    """

    number: str
    field: str
    expected: str
    imported: str
    told: bool = False
    reason: str = ""
    """Why the hand's choice here binds nobody; empty for nearly all."""


@dataclass(frozen=True)
class Comparison:
    """Of one import.

    `rows` are the expected tasks, `told` the numbers of those at which the clerk is asked (牵头待确认 asks, too), and
    `needless` those of them at which the plan by hand knows no doubt and nothing differs.
    """

    rows: int
    told: frozenset[str]
    needless: frozenset[str]
    differences: tuple[Difference, ...]
    untold: tuple[str, ...]
    """Doubts that the table leaves and nobody told: `number: what`."""
    unlisted: tuple[str, ...]
    """Texts that were left out and not listed."""
    lost: tuple[str, ...]
    """Words of the table that stand nowhere: not in a value, a comment, a unit or a printed line."""

    @property
    def silent(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if not difference.told and not difference.reason)

    def __str__(self) -> str:
        counts = {"asked": self.told, "needlessly": self.needless, "differ": self.differences, "silent": self.silent}
        lines = [", ".join([f"rows {self.rows}", *(f"{name} {len(found)}" for name, found in counts.items())])]
        lines += [
            f"  {'told' if d.told else d.reason or 'SILENT'} {d.number} {d.field}: {d.expected!r} / {d.imported!r}"
            for d in self.differences
        ]
        lines += [f"  NOT ASKED {each}" for each in self.untold]
        lines += [f"  NOT LISTED {each}" for each in self.unlisted]
        lines += [f"  LOST {each}" for each in self.lost]
        return "\n".join(lines)


def compare(document: Document, expected: Expected, plan: str, units: str, printed: Sequence[str]) -> Comparison:
    """An import beside what it should be.

    Args:
        document: the table that was imported.
        expected: the plan by hand and what goes with it.
        plan: the text of plan.yaml that the import wrote, comments included; empty where it wrote none.
        units: likewise of units.yaml.
        printed: the lines that the clerk saw.
    """
    plan_data, unit_data = (yaml.load(text, yaml.BaseLoader) or {} for text in (plan, units))  # 4.30 is a day
    by_hand, imported = records(expected.plan, expected.units), records(plan_data, unit_data)
    everything = fold(plan + units + "\n".join(printed))
    noted = {fold(task.get("序号")) for task in plan_data.get("任务") or () if task.get("牵头待确认")}
    told = asked_numbers(expected.rows, by_hand, plan, printed) | noted
    found = [
        *head_differences(document, expected.plan, yaml.safe_load(plan) or {}),
        *task_differences(by_hand, imported),
    ]
    found += odd_target_names(document, by_hand, imported)
    found += unknown_units(imported, {fold(name) for name in unit_names(unit_data)})
    offered = offered_numbers(plan)
    columns = re.findall("栏目“(.+?)”", "\n".join(printed))
    asked_once = any(DOUBT.search(line) for line in [*printed, *comments(plan)])
    return Comparison(
        rows=len(by_hand),
        told=told,
        needless=told - expected.doubtful.keys() - {difference.number for difference in found},
        differences=tuple(
            replace(
                one,
                told=one.number in told or is_told(one, offered, columns),
                reason=expected.by_choice.get((one.number, one.field), ""),
            )
            for one in found
        ),
        untold=tuple(
            f"{number}: {what}"
            for number, what in expected.doubtful.items()
            if number not in told and not (number == "" and asked_once)
        ),
        unlisted=tuple(text for text in expected.left_out if fold(text) not in everything),
        lost=tuple(lost_words(document, plan_data, unit_data, [*comments(plan), *comments(units), *printed])),
    )


def is_told(difference: Difference, offered: Collection[str], columns: Collection[str]) -> bool:
    """Whether a difference was told otherwise than by a doubt at its row.

    Args:
        difference: of one task.
        offered: numbers of the tasks above which the numbers of their texts are listed.
        columns: headers that were asked about once for all rows.
    """
    if difference.field in {"target", "step target"}:
        return difference.number in offered
    return difference.field == "project" and any(f"{header}=" in difference.imported for header in columns)


def head_differences(
    document: Document, by_hand: Mapping[str, Any], imported: Mapping[str, Any]
) -> Iterator[Difference]:
    """What the plan is called, where the document says so, and its year."""
    expected, head = by_hand.get("计划", {}), imported.get("计划", {})
    texts = [fold(block) for sheet in document.sheets for block in sheet.blocks if isinstance(block, str)]
    name = fold(expected.get("名称"))
    if any(name in text for text in texts) and name != fold(head.get("名称")):
        yield Difference("", "plan name", name, fold(head.get("名称")))
    if expected.get("年度") != head.get("年度"):
        yield Difference("", "year", str(expected.get("年度")), str(head.get("年度")))


def task_differences(by_hand: Sequence[TaskRecord], imported: Sequence[TaskRecord]) -> Iterator[Difference]:
    """Task by task, found by number, and by name where no number is the same."""
    left = list(imported)
    for task in by_hand:
        match = next((one for one in left if one.number == task.number), None)
        match = match or next((one for one in left if one.name == task.name), None)
        if match is None:
            yield Difference(task.number, "task", task.name, "")
        else:
            left.remove(match)
            yield from differences_of(task, match)
    yield from (Difference(task.number, "task", "", task.name) for task in left)


def differences_of(task: TaskRecord, imported: TaskRecord) -> Iterator[Difference]:
    """Field by field; where the same words are only parted otherwise, that is one difference."""
    fields: Collection[str] = PLAIN_FIELDS
    if any(getattr(task, field) != getattr(imported, field) for field in WORD_FIELDS) and words(task) == words(
        imported
    ):
        yield Difference(task.number, "division", task.name, imported.name)
        fields = [field for field in PLAIN_FIELDS if field not in WORD_FIELDS]
    for field in fields:
        expected, found = getattr(task, field), getattr(imported, field)
        if expected != found:
            yield Difference(task.number, field, shown(expected), shown(found))
    for index, (step, other) in enumerate(zip_longest(task.steps, imported.steps), 1):
        if without_targets(step) != without_targets(other):
            yield Difference(task.number, f"step {index}", step_shown(step), step_shown(other))
        elif step and other:
            yield from target_differences(task.number, "step target", step.targets, other.targets, step.words)
    yield from target_differences(task.number, "target", task.targets, imported.targets)


def words(task: TaskRecord) -> str:
    """All words of a task but its steps, as they follow each other in a row."""
    return task.heading + HEADING_NUMBER.sub("", task.name) + task.content


def without_targets(step: Step | None) -> Step | None:
    return step and replace(step, targets=())


def target_differences(
    number: str, field: str, by_hand: Sequence[Target], imported: Sequence[Target], said: str = ""
) -> Iterator[Difference]:
    """Numbers by comparator, value and unit; what a number is called is looked at on its own.

    Args:
        number: of the task.
        field: what a difference is called.
        by_hand: expected.
        imported: found.
        said: words that may be taken as a number although nobody did so by hand: of a step.
    """
    expected, found = (Counter(target.promise for target in targets) for targets in (by_hand, imported))
    for promise in (expected - found).elements():
        yield Difference(number, field, target_shown(by_hand, promise), "")
    for promise in (found - expected).elements():
        if re.sub(r"^\W+", "", promise) not in said.replace(",", ""):
            yield Difference(number, field, "", target_shown(imported, promise))


def odd_target_names(
    document: Document, by_hand: Sequence[TaskRecord], imported: Sequence[TaskRecord]
) -> Iterator[Difference]:
    """Names of numbers that stand nowhere in the table, nor are made of their task's words or chosen by hand."""
    text = fold("".join(table_words(document)))
    chosen = {name for task in by_hand for name in target_names(task)}
    for task in imported:
        own = words(task) + "".join(step.words for step in task.steps)
        for name in target_names(task):
            if name not in chosen and name not in text and any(letter not in own for letter in name):
                yield Difference(task.number, "target name", "", name)


def target_names(task: TaskRecord) -> list[str]:
    """What its numbers are called, and those of its steps."""
    targets = [*task.targets, *(target for step in task.steps for target in step.targets)]
    return [target.name for target in targets]


def unknown_units(imported: Sequence[TaskRecord], names: set[str]) -> Iterator[Difference]:
    """Names of units in the plan that units.yaml does not know."""
    for task in imported:
        parties = [*task.leads, *task.supports, *(unit for step in task.steps for unit in (*step.lead, *step.supports))]
        yield from (Difference(task.number, "unit", "", name) for name in dict.fromkeys(parties) if name not in names)


def shown(value: str | Collection[str]) -> str:
    return value if isinstance(value, str) else "、".join(sorted(value) if isinstance(value, frozenset) else value)


def step_shown(step: Step | None) -> str:
    return "" if step is None else " ".join([step.due, step.words, *step.lead, *step.supports, step.standard]).strip()


def target_shown(targets: Sequence[Target], promise: str) -> str:
    return next(f"{target.name}{promise}" for target in targets if target.promise == promise)

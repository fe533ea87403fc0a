"""Numbers and units in the milestones of a task, as they were found in its words."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT
from duban.importing.quantities import promised_numbers, read_targets
from duban.importing.step_draft import StepDraft


def numbers_in(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The numbers in the words of milestones."""
    for entry in entries:
        if "指标" not in entry:
            yield from promised_numbers(str(entry.get("内容") or next(iter(entry.values()))))


def units_in(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The names of units that answer for single milestones."""
    for entry in entries:
        for key in (LEAD, RESPONSIBLE, SUPPORT):
            yield from entry.get(key, ())


def give_numbers(steps: StepDraft, names: Collection[str]) -> None:
    """A milestone whose words are a number of the task's own (利润总额800万元) asks for that number.

    Args:
        steps: of the task.
        names: of its numbers.
    """
    for at, entry in enumerate(steps.entries):
        ((_, words),) = entry.items() if len(entry) == 1 else [("", "")]
        targets = read_targets(words, "") if words else []
        if targets and all(target["名称"] in names for target in targets):
            ((due, _),) = entry.items()
            steps.entries[at] = {"时限": due, "内容": words, "指标": targets}

"""Numbers and units in the milestones of a task, as they were found in its words."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT
from duban.importing.quantities import promised_numbers, read_targets
from duban.importing.step_draft import StepDraft, long_form


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


def hand_down(targets: Sequence[Mapping[str, Any]], steps: StepDraft) -> bool:
    """Several numbers of a task go to its milestones, where each is about one of them, and none is without one.

    Args:
        targets: the numbers of the task.
        steps: of the task.

    Returns:
        Whether they did: 新建食堂3个 and 改造村道6公里 of a task that builds ①新建村级食堂 and then ②改造村道.
    """
    entries = [long_form(entry) for entry in steps.entries]
    places = [[at for at, entry in enumerate(entries) if _is_about(entry["内容"], one["名称"])] for one in targets]
    if len(entries) == 1 or sorted(places) != [[at] for at in range(len(entries))]:
        return False
    for (at,), target in zip(places, targets, strict=True):
        entries[at]["指标"] = [target]
    steps.entries[:] = entries
    return True


def _is_about(words: str, name: str) -> bool:
    """Whether the letters of a number's name stand in the words of a milestone, in their order."""
    letters = iter(words)
    return all(letter in letters for letter in name)

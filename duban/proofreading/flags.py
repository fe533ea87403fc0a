"""A flag that one task lacks though all its neighbours carry it."""

from collections.abc import Iterator

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.plan import Task
from duban.proofreading.rule import PlanProof, lint

_FEWEST = 3
"""So many others must carry a flag before the one without it looks odd."""


@lint("flag-against-category")
def flag_against_category(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """All other tasks of a category or group carry a flag, and one does not."""
    told: set[tuple[str, str]] = set()
    for name, tasks in _together(proof).items():
        for flag in dict.fromkeys(flag for _, task in tasks for flag in task.flags):
            without = [(loc, task) for loc, task in tasks if flag not in task.flags]
            if len(without) != 1 or len(tasks) <= _FEWEST or (without[0][1].number, flag) in told:
                continue
            loc, task = without[0]
            told.add((task.number, flag))
            facts = {"number": task.number, "flag": flag, "name": name, "count": len(tasks) - 1}
            yield UnplacedFinding("flag-against-category", (*loc, "标识"), facts)


def _together(proof: PlanProof) -> dict[str, list[tuple[KeyPath, Task]]]:
    """Category or number of the group → its tasks."""
    found: dict[str, list[tuple[KeyPath, Task]]] = {}
    for loc, task in proof.active_tasks:
        for name in filter(None, dict.fromkeys((task.category, task.group))):
            found.setdefault(name, []).append((loc, task))
    return found

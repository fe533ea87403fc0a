"""Numbers by which 调整 and 上报 refer to tasks: read as the tasks print them, 1 for 1. or ①."""

from collections.abc import Mapping, Sequence
from typing import Any

from duban.plan_source.typed_plan import mapping_at, mapping_entries
from duban.text.lists import plain_item_number, split_outside_brackets

_SIGNS = "、，,；; \n"


def with_printed_numbers(typed: Any) -> Any:  # noqa: ANN401  typed data can be anything
    """Plain typed data of plan.yaml in which each reference to a task has the number that the task prints.

    A number that no task has, or that may mean several tasks, stays as it is.
    """
    if not isinstance(typed, Mapping):
        return typed
    tasks = [task for _, task in mapping_entries(typed, "任务")]
    tasks += [mapping_at(amendment, "任务内容") for _, amendment in mapping_entries(typed, "调整")]
    printed: dict[str, list[str]] = {}
    for number in (str(task["序号"]) for task in tasks if task.get("序号")):
        printed.setdefault(plain_item_number(number), []).append(number)
    read = {**typed}
    for section, key in (("调整", "任务"), ("调整", "并入"), ("上报", "任务")):
        if isinstance(read.get(section), list):
            read[section] = [_with_reference(entry, key, printed) for entry in read[section]]
    return read


def _with_reference(entry: Any, key: str, printed: Mapping[str, Sequence[str]]) -> Any:  # noqa: ANN401
    if not isinstance(entry, Mapping) or key not in entry:
        return entry
    value = entry[key]
    if isinstance(value, str) and "行" in entry:  # a row of the form above may have several tasks
        value = split_outside_brackets(value, _SIGNS)
    if isinstance(value, list):
        return {**entry, key: [_printed_number(number, printed) for number in value]}
    return {**entry, key: _printed_number(value, printed)}


def _printed_number(value: Any, printed: Mapping[str, Sequence[str]]) -> Any:  # noqa: ANN401
    """The number that is meant, as its task prints it; as it is where none or several may be.

    Args:
        value: as typed.
        printed: a number without marks → the numbers of tasks that are it.
    """
    numbers = printed.get(plain_item_number(value), ()) if isinstance(value, str) else ()
    return numbers[0] if len(numbers) == 1 else value

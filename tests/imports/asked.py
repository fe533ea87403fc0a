"""Where an import has asked the clerk for a look: in a comment of plan.yaml, or in a printed line."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tests.imports.records import TaskRecord, fold

DOUBT = re.compile("核对|核实|确认|存疑|疑|看不准|不确定|不清|不明|认不出|未识别|请|补|缺|没有|没写|重复|推定|？")
ROWS = re.compile(r"第([\d、,，—\-–~至]+)行|![$]?[A-Z]{1,3}[$]?(\d+)|\.(?:csv|txt|docx)[:：](\d+)(?=\D|$)")


def asked_numbers(
    rows: Mapping[str, Sequence[int]], tasks: Sequence[TaskRecord], plan: str, printed: Sequence[str]
) -> frozenset[str]:
    """The numbers of the tasks at which something was asked.

    Args:
        rows: of each task in the imported file, by its number.
        tasks: the expected ones.
        plan: plan.yaml with its comments.
        printed: the lines that the clerk saw.
    """
    lines = plan.splitlines()
    spans = task_spans(lines)
    doubts = [message for message in messages(printed) if DOUBT.search(message)]
    asked = {number for number, span in spans.items() if asks(lines[span.start : span.stop])}
    for task in tasks:
        places = rows.get(task.number, ()), spans.get(task.number, range(0))
        if any(names_task(message, task, *places) for message in doubts):
            asked.add(task.number)
    return frozenset(asked & {task.number for task in tasks})


def offered_numbers(plan: str) -> frozenset[str]:
    """The numbers of the tasks above which a comment lists the numbers of their texts, for the clerk to choose from."""
    lines = plan.splitlines()
    spans = task_spans(lines)
    return frozenset(number for number, span in spans.items() if any("文中的数字" in lines[at] for at in span))


def asks(lines: Sequence[str]) -> bool:
    return any(DOUBT.search(comment) for comment in comments("\n".join(lines)))


def messages(printed: Sequence[str]) -> list[str]:
    """Printed lines, a hint with the line that it belongs to."""
    found = list[str]()
    for line in printed:
        if found and re.match(r"\s+\S|→", line):
            found[-1] += line
        else:
            found.append(line)
    return found


def names_task(message: str, task: TaskRecord, rows: Sequence[int], span: range) -> bool:
    """Whether a message speaks of a task: by its rows, its lines in plan.yaml, its number or its name's beginning."""
    spoken = {row for match in ROWS.finditer(message) for row in row_numbers(next(filter(None, match.groups())))}
    plan_lines = {int(line) - 1 for line in re.findall(r"plan\.yaml[:：](\d+)", message)}
    number = re.escape(task.number)
    by_number = re.search(rf"(?:任务|序号|编号|第)\s*[“「]?{number}(?![\d\-])\s*(?!行|张)", message)
    by_place = bool(spoken & set(rows)) or bool(plan_lines & set(span))
    return by_place or bool(by_number) or task.name[:12] in fold(message)


def row_numbers(text: str) -> Iterator[int]:
    """5—8 and 5、7 are rows, too."""
    for part in re.split("[、,，]", text):
        ends = [int(digits) for digits in re.findall(r"\d+", part)]
        yield from range(min(ends, default=0), max(ends, default=-1) + 1)


def task_spans(lines: Sequence[str]) -> dict[str, range]:
    """The lines of each task in plan.yaml, counted from 0, by its number; with the comments right above it."""
    starts = {
        index: fold(match[1]).strip("\"'")
        for index, line in enumerate(lines)
        if (match := re.match(r"\s*-\s*\{?\s*序号[:：]\s*([^,}#]+)", line))
    }
    first = [index - comments_above(lines, index) for index in starts]
    last = next((at for at in range(max(starts, default=0), len(lines)) if lines[at].startswith("#")), len(lines))
    ends = [*first, last][1:]
    return {number: range(start, end) for number, start, end in zip(starts.values(), first, ends, strict=True)}


def comments_above(lines: Sequence[str], index: int) -> int:
    above = 0
    while above < index and lines[index - above - 1].lstrip().startswith("#"):
        above += 1
    return above


def comments(text: str) -> list[str]:
    """What stands behind a # in YAML text; a # inside quotation marks is none."""
    return [
        match[1]
        for line in text.splitlines()
        if (match := re.search(r"""^(?:[^"'#]|"[^"]*"|'[^']*'|\S#)*?(?:^|\s)#(.*)""", line))
    ]

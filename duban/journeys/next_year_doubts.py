"""What a person has to look at in the plan of a new year."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from duban.messages.finding import Finding, KeyPath, Place, UnplacedFinding
from duban.model.period import Holidays
from duban.model.plan import Task
from duban.plan_source.typed_plan import PlanFile
from duban.text.dates import parse_day, parse_deadline
from duban.text.display import shorten
from duban.text.year_shift import former_years
from duban.workspace.yaml_file import YamlDocument

_ABOUT_FORMER_TEXTS = {"勘误", "依据", "原时限"}
"""Keys under which a former year is meant."""
_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?$")
_BEFORE = re.compile("(?:之?前|以前)$")
_LONGEST_EXCERPT = 24
_LEAP_DAY = (2, 29)


def former_year_doubts(document: YamlDocument, year: int) -> Iterator[Finding]:
    """Every line whose words name a year before the new one, or a document of such a year."""
    for path, text in _texts(document.data, ()):
        if _ABOUT_FORMER_TEXTS.isdisjoint(path):
            first = document.line_of(path)
            first += bool(first <= len(document.source) and _BLOCK.search(document.source[first - 1]))
            for offset, line in enumerate(text.splitlines()):
                if years := former_years(line, year):
                    excerpt = shorten(line, _LONGEST_EXCERPT, _LONGEST_EXCERPT)
                    facts = {"years": years, "text": excerpt, "year": year}
                    yield Finding("next-year-former", Place(document.path, line=first + offset), facts)


def _texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401 - typed data can be anything
    """Every text with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _texts(item, (*path, index))
    elif isinstance(data, str):
        yield path, data


def carried_doubts(
    typed: PlanFile, carried: Sequence[Task], full_score: Decimal | None, holidays: Holidays
) -> Iterator[UnplacedFinding]:
    """Days that are days of rest in the new year, days that it does not have, and points that are open.

    Args:
        typed: the new plan.
        carried: its tasks as they stood in the old one, in the same order.
        full_score: of the old one.
        holidays: of all years that are known.
    """
    year = typed.head.year
    if full_score is not None and typed.head.full_score is None:
        yield UnplacedFinding("next-year-scores", ("计划",), {"full": full_score})
    for index, (task, former) in enumerate(zip(typed.tasks, carried, strict=True)):
        for milestone in former.milestones:
            if _is_day(milestone.due_text) and (milestone.due.month, milestone.due.day) == _LEAP_DAY:
                yield UnplacedFinding("next-year-day-gone", ("任务", index), {"number": task.number, "year": year})
        yield from _rest_day(("任务", index, "完成时限"), task.number, task.due_text, year, holidays)
        for position, planned in enumerate(task.milestones):
            for text in (planned.due_text, planned.filing_text):
                yield from _rest_day(("任务", index, "节点", position), task.number, text, year, holidays)


def _is_day(text: str) -> bool:
    """Whether words name one day, and not the end of a month or quarter."""
    return parse_day(text) is not None or parse_day(_BEFORE.sub("", text)) is not None


def _rest_day(path: KeyPath, number: str, text: str, year: int, holidays: Holidays) -> Iterator[UnplacedFinding]:
    """A day, not the end of a month or quarter, on which nobody works."""
    deadline = parse_deadline(text, year)
    if deadline and _is_day(text) and not holidays.is_working_day(deadline.day):
        yield UnplacedFinding("next-year-rest-day", path, {"number": number, "text": text, "due": deadline.day})

"""What a person has to look at in the plan of a new year."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from duban.key_path import KeyPath
from duban.messages.finding import Finding, Place, UnplacedFinding
from duban.model.period import Holidays
from duban.model.plan import Task
from duban.plan_source.typed_plan import PlanFile, TypedTask
from duban.text.dates import parse_day, parse_deadline
from duban.text.display import shorten
from duban.text.lazy_pattern import lazy_pattern
from duban.text.schedule import DaysByName, parse_schedule
from duban.text.year_shift import former_years
from duban.workspace.yaml_file import YamlDocument

_ABOUT_FORMER_TEXTS = {"勘误", "依据", "原时限"}
"""Keys under which a former year is meant."""
_BLOCK = lazy_pattern(r"[|>][-+\d]*\s*(?:#.*)?$")
_BEFORE = lazy_pattern("(?:之?前|以前)$")
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
    typed: PlanFile,
    carried: Sequence[Task],
    full_score: Decimal | None,
    holidays: Holidays,
    named_days: DaysByName,
) -> Iterator[UnplacedFinding]:
    """Days that are of rest in the new year, that it does not have or that nobody knows yet, and points that are open.

    Args:
        typed: the new plan.
        carried: its tasks as they stood in the old one, in the same order.
        full_score: of the old one.
        holidays: of all years that are known.
        named_days: what the calendar and the office call days of the new year, as far as they are known.
    """
    year = typed.head.year
    if full_score is not None and typed.head.full_score is None:
        yield UnplacedFinding("next-year-scores", ("计划",), {"full": full_score})
    for index, (task, former) in enumerate(zip(typed.tasks, carried, strict=True)):
        for milestone in former.milestones:
            if _is_day(milestone.due_text) and (milestone.due.month, milestone.due.day) == _LEAP_DAY:
                yield UnplacedFinding("next-year-day-gone", ("任务", index), {"number": task.number, "year": year})
        for path, text in _due_texts(("任务", index), task):
            yield from _rest_day(path, task.number, text, year, holidays)
            if text and parse_schedule(text, year, named_days) is None:
                yield UnplacedFinding("next-year-day-unknown", path, {"number": task.number, "text": text})


def _due_texts(path: KeyPath, task: TypedTask) -> Iterator[tuple[KeyPath, str]]:
    """The words of every day of a task, and where they stand."""
    yield (*path, "完成时限"), task.due_text
    for key, lines in (("节点", task.milestones), ("分项", task.parts)):
        for index, line in enumerate(lines):
            yield (*path, key, index), line.due_text
            yield (*path, key, index), line.filing_text


def _is_day(text: str) -> bool:
    """Whether words name one day, and not the end of a month or quarter."""
    return parse_day(text) is not None or parse_day(_BEFORE.sub("", text)) is not None


def _rest_day(path: KeyPath, number: str, text: str, year: int, holidays: Holidays) -> Iterator[UnplacedFinding]:
    """A day, not the end of a month or quarter, on which nobody works."""
    deadline = parse_deadline(text, year)
    if deadline and _is_day(text) and not holidays.is_working_day(deadline.day):
        yield UnplacedFinding("next-year-rest-day", path, {"number": number, "text": text, "due": deadline.day})

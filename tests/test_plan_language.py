"""docs/plan-language.md shows no way to say when something is due that the program reads otherwise."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from duban.text.schedule import ScheduleKind, parse_schedule

PAGE = (Path(__file__).parents[1] / "docs" / "plan-language.md").read_text(encoding="utf-8")
CONTINUING = {"全年", "全年推进", "持续推进", "常态化", "长期坚持", "贯穿全年"}
NAMED_DAYS = dict.fromkeys(
    ("春节", "清明节", "五一", "国庆节", "次年春节", "汛期", "高考", "秋季开学"), date(2025, 4, 15)
)


def phrases() -> Iterator[str]:
    """What stands in the first column of the table of schedules."""
    table = PAGE.partition("## 什么时候")[2].partition("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("| `"):
            yield from re.findall("`([^`]+)`", line.split("|")[1])


def test_the_page_has_its_table() -> None:
    assert set(phrases()) >= {*CONTINUING, "每周1次", "6—9月", "次年春节前"}


@pytest.mark.parametrize("phrase", tuple(phrases()))
def test_every_phrase_of_the_page_is_read(phrase: str) -> None:
    """What recurs begins with 每 or lists days; what goes on all the year is one of six words; all else is due once."""
    comes_again = phrase.startswith("每") or re.search("[、和]", phrase)
    kind = ScheduleKind.RECURRING if comes_again else ScheduleKind.ONCE
    schedule = parse_schedule(phrase, 2025, NAMED_DAYS)
    assert schedule
    assert schedule.kind is (ScheduleKind.CONTINUING if phrase in CONTINUING else kind)

"""How much of its lists a letter's text holds."""

import pytest

from duban.model.letter_kind import ListLines
from duban.reports.letters.list_room import list_room

LINES = ListLines(together=10, overdue=4, before_issue=3, risks=4, owing=2, unexplained=3, requests=2.5)


@pytest.mark.parametrize(
    ("counts", "room"),
    [
        ({"overdue": 1, "requests": 1}, {"overdue": 1, "requests": 1}),
        ({"overdue": 5}, {"overdue": 2}),  # eight lines; a third item would make twelve
        ({"overdue": 3, "owing": 3}, {"overdue": 2, "owing": 1}),  # one of each, then the first list's next
        ({"overdue": 2, "risks": 2, "unexplained": 2}, {"overdue": 1, "risks": 1, "unexplained": 1}),  # never none
        ({"overdue": 0}, {"overdue": 0}),
    ],
)
def test_one_of_each_list_stands_in_the_text_and_then_what_has_room(
    counts: dict[str, int], room: dict[str, int]
) -> None:
    facts = {name: ["item"] * count for name, count in counts.items()}
    assert list_room(LINES, facts) == room
    assert list_room(None, facts) == counts


def test_facts_that_are_no_such_lists_have_no_room() -> None:
    assert list_room(LINES, {"units": ["a"], "next_due": None}) == {}

"""Days and years in the words of a plan, as the plan of the next year would say them."""

import re
from datetime import date

from duban.text.dates import add_months, format_deadline, parse_deadline
from duban.text.lazy_pattern import lazy_pattern

_MONTHS = 12
_FOUR_DIGITS = lazy_pattern(r"(?<!\d)\d{4}(?=\D|$)|(?<!\d)(?:19|20)\d\d(?=\d{4}(?!\d))")
_TWO_DIGITS = lazy_pattern(r"^\d\d(?=[-/.年])")
_NEXT_YEAR = lazy_pattern("次年|明年|翌年|下一年")
_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:[-—–－~～至]|——)\s*((?:19|20)\d\d)(?!\d)")
_YEAR_IN_WORDS = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)(?=年|学年|[-/.]\d{1,2}[-/.]\d|\s*[)）\]］】﹞〕])")


def deadline_a_year_later(text: str, plan_year: int) -> str:
    """The words of a day that comes every year: `20日` stays, `2022-12-30` is 2023-12-30, `次年1月5日` stays.

    Args:
        text: as the plan of `plan_year` says it; what names no day stays as it is.
        plan_year: the year of that plan.

    Returns:
        29 February is the 28th where the next year has none.
    """
    deadline = parse_deadline(text, plan_year)
    if deadline is None:
        return text
    wanted = add_months(deadline.day, _MONTHS)
    spellings = (text, _FOUR_DIGITS.sub(_one_more, text), _TWO_DIGITS.sub(_one_more, text))
    return _first_that_means(spellings, wanted, plan_year + 1)


def promised_deadline(text: str, plan_year: int) -> str:
    """The words of a day on which something must be true.

    In the plan's own year it comes again a year later. A day that was promised for a later year stays that day:
    `次年3月底前` is `3月底前` in the plan of the next year.

    Args:
        text: as the plan of `plan_year` says it; what names no day stays as it is.
        plan_year: the year of that plan.
    """
    deadline = parse_deadline(text, plan_year)
    if deadline is None or deadline.day.year <= plan_year:
        return deadline_a_year_later(text, plan_year)
    return _first_that_means((_NEXT_YEAR.sub("", text), text), deadline.day, plan_year + 1)


def _first_that_means(spellings: tuple[str, ...], wanted: date, year: int) -> str:
    """The first spelling of a day or of its month's end; else the day as plans word it."""
    for spelling in spellings:
        deadline = parse_deadline(spelling, year)
        if deadline and (deadline.day.year, deadline.day.month) == (wanted.year, wanted.month):
            return spelling
    return format_deadline(wanted, year)


def _one_more(year: re.Match[str]) -> str:
    return f"{int(year[0]) + 1:0{len(year[0])}}"


def year_moved(text: str, year: int) -> str:
    """A title with the next year in the place of a year; spans of years stay as they are."""
    spans = [match.span() for match in _SPAN.finditer(text)]

    def moved(match: re.Match[str]) -> str:
        is_in_span = any(first <= match.start() < end for first, end in spans)
        return match[0] if is_in_span or int(match[0]) != year else str(year + 1)

    return _YEAR.sub(moved, text)


def former_years(text: str, year: int) -> list[str]:
    """The years before a year that a text names, with 年, in a day or in a document's number (〔2021〕), each once.

    Spans that hold the year are passed over.
    """
    current = [match.span() for match in _SPAN.finditer(text) if int(match[1]) <= year <= int(match[2])]
    years = (
        match[1]
        for match in _YEAR_IN_WORDS.finditer(text)
        if int(match[1]) < year and not any(first <= match.start() < end for first, end in current)
    )
    return list(dict.fromkeys(years))

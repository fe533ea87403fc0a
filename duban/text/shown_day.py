"""The words of a cell's day where what its format shows of it is none in a plan: 15-Aug-26, 8/15/26, 2026-8."""

from datetime import date

from duban.text.dates import month_end, parse_deadline
from duban.text.display import display_text, short_date_text
from duban.text.number_format import shown_day_parts


def readable_day(day: date, shown: str, number_format: str) -> str:
    """What a cell shows of a day, where that can be read as this day; else the same parts of it, in words.

    Args:
        day: the value of the cell, perhaps with a time.
        shown: its words.
        number_format: by which it shows them.
    """
    parts = shown_day_parts(number_format)
    if "month" not in parts or _says(shown, day, is_whole="day" in parts):
        return shown
    if "day" not in parts:
        return f"{day.year}年{day.month}月" if "year" in parts else f"{day.month}月"
    return display_text(day) if "year" in parts else short_date_text(day)


def _says(shown: str, day: date, *, is_whole: bool) -> bool:
    """Whether words are those of a day, or of its month."""
    deadline = parse_deadline(shown, day.year)
    meant = date(day.year, day.month, day.day) if is_whole else month_end(day.year, day.month)
    return deadline is not None and deadline.day == meant

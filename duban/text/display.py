"""How values, days, periods, numerals and long texts are shown: what a person saw, the head of what has no room."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate

from duban.text.lazy_pattern import lazy_pattern

_DIGITS = 15
"""So many digits of a number a spreadsheet program keeps and shows; the rest is the noise of binary arithmetic."""
_LONGEST_LIST = 2000
"""So many characters of a list of texts are shown: a page of names, which is as much as anybody reads."""
_STOPS = "。；，,;"
_ENDS = ("。", "；", "！", "？", ";", "：")
_PAIRS = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("‘", "’"), ("〔", "〕"))
_INNER_QUOTES = str.maketrans("“”", "‘’")
_NUMERALS = "〇一二三四五六七八九"
_NAMED_PERIODS = {
    **{f"Q{number}": f"{numeral}季度" for number, numeral in enumerate("一二三四", 1)},
    "H1": "上半年",
    "H2": "下半年",
    "YE": "年终补报",
    "": "全年",
}
_PERIOD_CODE = lazy_pattern(r"\d{4}-?((?P<letter>[A-Z]*)(?P<digits>\d*))")


def format_number(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros behind the point, no sign before zero."""
    words = f"{number:f}" if number else "0"  # never -0
    return words.rstrip("0").rstrip(".") if "." in words else words


def shorten(text: str, longest: int, head: int | None = None, mark: str = "…") -> str:
    """A text with its end cut off where it is too long.

    Args:
        longest: so many characters may stand whole.
        head: characters left of a longer text, before the mark; by default so many that `longest` is kept to.
        mark: what says that something was cut off.
    """
    if len(text) <= longest:
        return text
    return text[: longest - len(mark) if head is None else head] + mark


def leading_clauses(text: str, longest: int, mark: str = "") -> str:
    """As many whole clauses as have room, without the stop behind the last one.

    Args:
        text: of one sentence or several.
        longest: so many characters may stand. Where not even one clause has room, the text is cut with a mark.
        mark: stands where something is left out; none in an official text. With a mark, clauses that fill less than
            half of the room give way to a cut text.

    Example:
        ``leading_clauses("新建学校19所（含续建，迁建），增加学位2万个", 20)``: 新建学校19所（含续建，迁建）
    """
    text = text.strip().rstrip(_STOPS)
    if len(text) <= longest:
        return text
    unclosed, end = dict.fromkeys(_PAIRS, 0), 0
    for place, character in enumerate(text[: longest - len(mark) + 1]):
        if character in _STOPS and not any(unclosed.values()):
            end = place
        for pair in unclosed:
            unclosed[pair] += (character == pair[0]) - (character == pair[1])
    is_enough = end >= longest // 2 if mark else end > 0
    return text[:end] + mark if is_enough else shorten(text, longest)


def one_paragraph(text: str) -> str:
    """The lines of a text one behind the other, with a stop at the end of each that goes on."""
    words = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        words += f"；{line}" if words and not words.endswith(_ENDS) else line
    return words


def text_for_quotes(text: str) -> str:
    """The text as it stands between “ and ”: quotes within are ‘ and ’."""
    return text.translate(_INNER_QUOTES)


def join_list(texts: Iterable[object], separator: str = "、", longest: int = _LONGEST_LIST) -> str:
    """Texts as one: those that have room, and behind them how many there are in all.

    Args:
        texts: of any number and length; the first is always there.
        separator: between two of them.
        longest: so many characters have room.

    Example:
        ``join_list(names)`` of 2,000 bureaus: 甲局、乙局、…等2000个
    """
    entries = [str(text) for text in texts]
    ends = accumulate(len(entry) + len(separator) for entry in entries)
    fitting = sum(end <= longest for end in ends) or 1
    listed = separator.join(entries[:fitting])
    if fitting >= len(entries):
        return listed
    return f"{listed}{separator if separator.isspace() else ''}等{len(entries)}个"


def long_date_text(day: date) -> str:
    """2022-06-05 as an official letter writes it: 2022年6月5日, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date_text(day: date) -> str:
    """6月5日, where the year is plain from the page."""
    return f"{day.month}月{day.day}日"


def day_text(day: date, year: int) -> str:
    """6月5日; with its year, where that is another one than the reader has in mind."""
    return short_date_text(day) if day.year == year else long_date_text(day)


def weekday_character(day: date) -> str:
    """The one character that follows 周."""
    return "一二三四五六日"[day.weekday()]


def period_words(code: str) -> str:
    """A period's code in words, without its year: 2022-06 is 6月, 2022-Q2 二季度; what is no code stays as it is."""
    match = _PERIOD_CODE.fullmatch(code)
    if match is None:
        return code
    number = int(match["digits"] or 0)
    match match["letter"]:
        case "" if number:
            return f"{number}月"
        case "B":
            return f"{2 * number - 1}—{2 * number}月"
        case "D" | "N" as letter:
            return f"{'次年' if letter == 'N' else ''}{number // 100}月{number % 100}日填报"
    return _NAMED_PERIODS.get(match[1], code)


def chinese_numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; up to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones else "")


def display_text(value: object) -> str:
    """A value of a cell in the words in which a person saw it there.

    Returns:
        Numbers without exponents and noise, days as 2022-06-20, yes and no in capitals, a span of time in hours.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format_number(Decimal(f"{value:.{_DIGITS}g}"))
    if isinstance(value, int | Decimal):
        return format_number(Decimal(value))  # unlike str, of any length
    if isinstance(value, date | time | timedelta):
        return _time_text(value)
    return str(value)


def _time_text(value: date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        seconds = abs(value) // timedelta(seconds=1)
        sign = "-" if value < timedelta() else ""
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, time):
        return value.isoformat(_finest(value))
    if not isinstance(value, datetime):
        return value.isoformat()
    clock = value.time()
    return value.isoformat(" ", _finest(clock)) if clock != time() else value.date().isoformat()


def _finest(clock: time) -> str:
    """Seconds are shown where there are any."""
    return "seconds" if clock.second else "minutes"


def join_texts(texts: Iterable[str]) -> str:
    """Texts one below the other, a blank line between them; empty where there are none."""
    joined = "\n\n".join(text.strip() for text in texts)
    return joined + "\n" if joined else ""

"""By when, in words, as a comparison needs it: two ways of saying a day are one; what names no day stays words."""

import calendar
import re
from collections.abc import Callable
from datetime import date

TRADITIONAL = str.maketrans("長堅續開進貫徹節學慶業雙個項終結後時間實當", "长坚续开进贯彻节学庆业双个项终结后时间实当")
NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"十一": 11, "十二": 12}
CONTINUING = {
    "全年",
    "全年推进",
    "持续推进",
    "常态化",
    "常态化推进",
    "长期坚持",
    "长期",
    "贯穿全年",
    "全年开展",
    "长期推进",
}
MONTH = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
YEAR = r"(?:(\d{4})年|(次年)|(?:今年|本年|当年))?"


def folded_due(words: object, year: int) -> str:
    """A due day as ISO, or the words without what does not matter.

    Args:
        words: as typed in a plan: text, or a day that YAML has read.
        year: of the plan.

    Returns:
        ``2025-06-30`` for 6月底前, 上半年, 第二季度, 2025/6/30; ``continuing`` for 长期坚持 and its like; ``6-9月`` for
        a span; otherwise the words.
    """
    if isinstance(words, date):
        return words.isoformat()
    text = re.sub(r"\s", "", str(words)).translate(TRADITIONAL).replace("；", "").rstrip("。，,")
    if text in CONTINUING:
        return "continuing"
    if span := re.fullmatch(rf"{YEAR}{MONTH}月?[—–\-至~～到、]+{MONTH}月(?:底前?)?", text):
        return f"{number(span[3])}-{number(span[4])}月"
    day = day_of(re.sub(r"(?<=.)(之前|以前|前|完成)$", "", text), year)
    return day.isoformat() if day else re.sub(r"[\-–~～至]", "—", re.sub(r"前$", "", text))


def day_of(text: str, year: int) -> date | None:
    """The last day that such words allow."""
    for pattern, month_of in LAST_DAYS.items():
        if match := re.fullmatch(f"{YEAR}{pattern}", text):
            return last_day(year_of(match, year), month_of(match[3] or ""))
    if match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text):
        return date(*map(int, match.groups()))
    if match := re.fullmatch(rf"{YEAR}{MONTH}(?:月(?=\d+[日号])|\.(?=\d+$))(\d{{1,2}})[日号]?", text):
        return date(year_of(match, year), number(match[3]), int(match[4]))
    return None


def year_of(match: re.Match[str], year: int) -> int:
    return int(match[1]) if match[1] else year + bool(match[2])


def number(words: str) -> int:
    return int(words) if words.isdecimal() else NUMERALS[words]


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


LAST_DAYS: dict[str, Callable[[str], int]] = {
    rf"{MONTH}月(?:份|底|末)?": number,
    "第?([一二三四1-4])季度[末底]?": lambda quarter: 3 * number(quarter),
    "(上|下)半年[末底]?": lambda half: 6 if half == "上" else 12,
    "((?:年|全年|年度)?[底末内])": lambda _: 12,
}
"""Spans of a year, of which the last day counts, and the month in which it falls."""

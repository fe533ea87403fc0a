"""What a cell shows of a number or a day: the number formats of spreadsheet programs, as far as people use them."""

import operator
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from duban.text.display import chinese_numeral, display_text, weekday_character
from duban.text.lazy_pattern import lazy_pattern

DayPart = Literal["year", "month", "day"]

_TOKEN = lazy_pattern(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<blank>_.|\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<clock>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<day>y+|e+|m+|d+|a{3,4}|h+|s+)|(?P<digit>[0#?])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_LONG_DAY_MARK = lazy_pattern(r"\[\$-(?:x-sysdate|0*F800)\]", re.IGNORECASE)
"""Of 长日期: the letters behind it say nothing, each computer shows the long day of its own language."""
_LONG_DAY = 'yyyy"年"m"月"d"日"'
_CONDITION = lazy_pattern(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_TESTS = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones
_LAST_SERIAL = 2_958_465
_PART_BY_LETTER: dict[str, DayPart] = {"y": "year", "e": "year", "m": "month", "d": "day"}
_DIGITS_AS_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXACT = Context(prec=2000)
_MOST_DIGITS = 400
"""No program keeps a larger number."""
_NOON = 12
_KEPT_DIGITS = 15
"""Programs show no more of a number: the rest is the noise of binary arithmetic."""
_THOUSANDS = lazy_pattern(r"(?<=[0-9])(?=(?:[0-9]{3})+(?![0-9]))")
_ABOVE_ZERO = lazy_pattern("[1-9]")
_WITH_ZERO = 3
"""A third section says what zero looks like."""
_WITH_TEXTS = 4
"""A fourth section says what texts look like."""


class _Token(NamedTuple):
    """A piece of a format: its kind, and its letters."""

    kind: str
    text: str


_Section = tuple[_Token, ...]


@lru_cache(maxsize=256)
def shown_day_parts(number_format: str) -> frozenset[DayPart]:
    """What of a day a cell of this format shows; nothing where it shows no day."""
    letters = [token.text[0].lower() for token in _sections(number_format)[0] if token.kind == "day"]
    parts = {_PART_BY_LETTER[letter] for letter in letters if letter in _PART_BY_LETTER}
    is_clock = "month" in parts and not {"year", "day"} & parts and bool({"h", "s"} & set(letters))
    return frozenset() if is_clock else frozenset(parts)


def shown_words(value: object, number_format: str) -> str | None:
    """The words that a cell shows of a number or a day.

    Args:
        value: of the cell. A truth value, a span of time and a text are shown as they are, if at all.
        number_format: as Excel writes it, such as `0.0%` or `yyyy"年"m"月"`.

    Returns:
        Without outer blanks; empty where the format hides the value. None where it cannot be told, as of fractions.
    """
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
        return _moment_words(moment, _sections(number_format)[0])
    if isinstance(value, str) and _hides_texts(_sections(number_format)):
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return display_text(value)
    number = Decimal(f"{value:.{_KEPT_DIGITS}g}" if isinstance(value, float) else value)
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        return None
    return _words_of_number(number, _sections(number_format))


def _words_of_number(number: Decimal, sections: Sequence[_Section]) -> str | None:
    """A number, or the day that has this number."""
    section, is_unsigned = _choose_section(number, sections)
    if any(token.kind == "day" for token in section):
        return _moment_words(_EPOCH + timedelta(days=float(number)), section) if 0 <= number <= _LAST_SERIAL else None
    return _number_words(abs(number) if is_unsigned else number, section)


@lru_cache(maxsize=256)
def _sections(number_format: str) -> list[_Section]:
    """The parts between semicolons: of numbers above zero, below, of zero, and of texts."""
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(_LONG_DAY if _LONG_DAY_MARK.match(number_format) else number_format):
        token = _Token(match.lastgroup or "", match[match.lastgroup or 0])
        if token == ("sign", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return [tuple(section) for section in sections]


def _hides_texts(sections: Sequence[_Section]) -> bool:
    """Whether there is a section for texts in which nothing stands, as in `;;;`."""
    return len(sections) == _WITH_TEXTS and not sections[-1]


def _choose_section(number: Decimal, sections: Sequence[_Section]) -> tuple[_Section, bool]:
    """The section for a number, and whether the number's sign is left to it."""
    tests = [_test(section) for section in sections]
    if any(tests):
        suitable = (section for section, test in zip(sections, tests, strict=True) if _holds(test, number))
        return next(suitable, sections[-1]), False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2 if number == 0 and len(sections) >= _WITH_ZERO else 0], False


def _test(section: _Section) -> re.Match[str] | None:
    """The condition of a section, such as [>=10000]."""
    tests = (_CONDITION.fullmatch(token.text) for token in section if token.kind == "bracket")
    return next(filter(None, tests), None)


def _holds(test: re.Match[str] | None, number: Decimal) -> bool:
    return test is None or bool(_TESTS[test[1]](number, Decimal(test[2])))


def _number_words(number: Decimal, section: _Section) -> str | None:
    """A number as a section shows it."""
    kinds = {token.kind for token in section}
    if any(token.kind == "bracket" and token.text.upper().startswith("DBNUM") for token in section):
        return None
    if "digit" not in kinds:
        words = [display_text(number) if _is_general(token) else _literal(token) for token in section]
        return "".join(words).strip()
    if ("sign", "/") in section:
        return None
    return _with_sign(number, _filled(abs(number), section)).strip()


def _with_sign(number: Decimal, shown: str) -> str:
    """What is shown of a number without its sign; what rounds to zero has none."""
    return f"-{shown}" if number < 0 and _ABOVE_ZERO.search(shown) else shown


def _is_general(token: _Token) -> bool:
    return token.kind == "general" or token == ("sign", "@")


def _literal(token: _Token) -> str:
    """What a piece shows that stands for nothing of the value; of a currency its sign."""
    if token.kind == "bracket":
        return token.text[1:].partition("-")[0] if token.text.startswith("$") else ""
    return "" if token.kind in ("blank", "digit", "exponent") or token == ("sign", ",") else token.text


def _filled(number: Decimal, section: _Section) -> str:
    """A number without its sign in the places of a section."""
    point = next((at for at, token in enumerate(section) if token == ("sign", ".")), len(section))
    before, behind = section[:point], section[point + 1 :]
    if any(token.kind == "exponent" for token in section):
        places = sum(1 for token in behind[: _first(behind, "exponent")] if token.kind == "digit")
        return _power_words(number, places, section[_first(section, "exponent") :])
    power = 2 * section.count(_Token("sign", "%")) - 3 * _count_scaling(section)
    places = sum(1 for token in behind if token.kind == "digit")
    rounded = number.scaleb(power, _EXACT).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
    digits, _, decimals = f"{rounded:f}".partition(".")
    shown_decimals = _decimal_words(decimals, behind)
    return _whole_words(digits.lstrip("0"), before) + ("." if point < len(section) else "") + shown_decimals


def _power_words(number: Decimal, places: int, exponent: _Section) -> str:
    """A number as 1.23E+05.

    Args:
        number: without its sign.
        places: digits behind the point.
        exponent: how the power is shown: E+ with its sign always, E- only below zero, and its least digits.
    """
    digits, _, power = f"{number:.{places}E}".partition("E")
    power_number = int(power) if number else 0  # a zero of Decimal has a power of its own
    sign = "-" if power_number < 0 else exponent[0].text[1:].strip("-")
    least = sum(1 for token in exponent if token.kind == "digit")
    return f"{digits}E{sign}{abs(power_number):0{least}}"


def _first(section: _Section, kind: str) -> int:
    return next((at for at, token in enumerate(section) if token.kind == kind), len(section))


def _count_scaling(section: _Section) -> int:
    """How many commas stand behind the last digit of the whole or of the decimal part: each shows thousands."""
    count, behind_digit = 0, False
    for token in section:
        if token == ("sign", ","):
            count += behind_digit
        elif token.kind == "digit":
            count, behind_digit = 0, True
        elif token == ("sign", "."):
            behind_digit = count > 0
    return count


def _whole_words(digits: str, section: _Section) -> str:
    """The digits before the point, from the right; the first place takes all that are left."""
    places = [at for at, token in enumerate(section) if token.kind == "digit"]
    if not places:
        return "".join(map(_literal, section)) + digits
    words = list(map(_literal, section))
    for at in reversed(places):
        word, digits = (digits, "") if at == places[0] else (digits[-1:], digits[:-1])
        words[at] = word or ("0" if section[at].text == "0" else "")
    is_grouped = _Token("sign", ",") in section[places[0] : places[-1]]
    return _THOUSANDS.sub(",", "".join(words)) if is_grouped else "".join(words)


def _decimal_words(decimals: str, section: _Section) -> str:
    """The digits behind the point; zeros that need not be shown are left out."""
    places = [at for at, token in enumerate(section) if token.kind == "digit"]
    words = list(map(_literal, section))
    for number, at in enumerate(places):
        is_shown = section[at].text == "0" or decimals[number:].strip("0") != ""
        words[at] = decimals[number] if is_shown else ""
    return "".join(words)


def _moment_words(moment: datetime, section: _Section) -> str | None:
    """A day, and its time, as a section shows them."""
    brackets = {token.text.upper() for token in section if token.kind == "bracket"}
    if any(name.startswith(("DBNUM2", "H", "M", "S")) for name in brackets) or any(map(_is_general, section)):
        return None
    pieces = _moment_pieces(moment, section)
    return "".join(map(_in_numerals, pieces) if "DBNUM1" in brackets else pieces).strip()


def _moment_pieces(moment: datetime, section: _Section) -> Iterator[str]:
    has_halves = any(token.kind == "clock" for token in section)
    before = ""
    for token in section:
        if token.kind == "day":
            letters = token.text.lower()
            yield _moment_part(moment, letters, is_clock=before == "h", has_halves=has_halves)
            before = letters[0]
        elif token.kind == "clock":
            yield "下午" if moment.hour >= _NOON else "上午"
        else:
            yield _literal(token)


def _in_numerals(part: str) -> str:
    """A year digit by digit, a month or a day as people say it; anything else as it is."""
    if not part.isdecimal():
        return part
    return part.translate(_DIGITS_AS_NUMERALS) if len(part) > len("12") else chinese_numeral(int(part))


def _moment_part(moment: datetime, letters: str, *, is_clock: bool, has_halves: bool) -> str:
    """One part of a day or a time.

    Args:
        moment: the day with its time.
        letters: of the format, such as yyyy; mm is the month, or minutes behind an hour.
        is_clock: an hour stands before.
        has_halves: hours are counted to twelve.
    """
    hour = (moment.hour - 1) % _NOON + 1 if has_halves else moment.hour
    number = {"d": moment.day, "m": moment.minute if is_clock else moment.month, "h": hour, "s": moment.second}
    match letters[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if letters in ("y", "yy") else str(moment.year)
        case "a":
            return ("星期" if len(letters) > len("aaa") else "") + weekday_character(moment.date())
        case "m" if len(letters) > len("mm"):
            return _MONTH_NAMES[moment.month - 1]
        case "d" if len(letters) > len("dd"):
            return "星期" + weekday_character(moment.date())
    return f"{number[letters[0]]:0{len(letters)}d}"

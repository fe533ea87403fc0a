"""Telephone and identity numbers of persons that a unit typed: the office must know before a report goes to many."""

import re
from collections.abc import Iterator
from datetime import date

from duban.messages.finding import Finding
from duban.model.submission import Answer, AnswerCell
from duban.returns.checks.answered_form import AnsweredForm, return_check
from duban.text.folding import to_half_width

_PART_OF_CODE = r"[0-9A-Za-z]"  # of a 项目代码 or a 信用代码, which are no numbers of persons
_MEASURES = "元|万|亿|平|米|吨|个|户"
_BEFORE, _AFTER = rf"(?<!{_PART_OF_CODE})(?<!\d-)", rf"(?!{_PART_OF_CODE})(?!-\d)(?!\.\d)(?! ?(?:{_MEASURES}))"
_MOBILE = re.compile(rf"{_BEFORE}1[3-9]\d(?:[ -]?\d{{4}}){{2}}{_AFTER}")
_LANDLINE = re.compile(rf"{_BEFORE}0\d{{2,3}}[-—]\d{{7,8}}{_AFTER}")
_IDENTITY = re.compile(rf"{_BEFORE}\d{{17}}[0-9Xx]{_AFTER}")
_FOUR_DIGITS = re.compile(r"\d\W?\d\W?\d\W?\d")
"""Part of every number; sooner looked for than a text is made half-width."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@return_check("personal-number")
def personal_number(form: AnsweredForm) -> Iterator[Finding]:
    """A telephone number, or an identity number that is sound, in a text; not one that the plan itself prints."""
    numbered_cells = [
        (record_key, column, cell.place, numbers)
        for record_key, column, cell in _inputs(form)
        if (numbers := _numbers(cell.value))
    ]
    printed = _printed_words(form) if numbered_cells else ""
    for record_key, column, place, numbers in numbered_cells:
        typed_numbers = [number for number in numbers if number not in printed]
        if typed_numbers:
            facts = {"numbers": [f"{number[:3]}…{number[-2:]}" for number in typed_numbers]}
            yield Finding("personal-number", place, facts, record_key, column)


def _printed_words(form: AnsweredForm) -> str:
    """All that the office wrote itself, in its plan and of its units."""
    row = next(iter(form.rows.values()))
    return f"{row.plan.model_dump_json()} {row.directory.model_dump_json()}"


def _inputs(form: AnsweredForm) -> Iterator[tuple[str, str, AnswerCell]]:
    """Row key, column and cell of every input in which something stands; those of the heading have no row."""
    yield from (("", column, cell) for column, cell in form.submission.heading.items())
    for _, record in form.filled_records:
        yield from ((record.key, column, cell) for column, cell in record.filled.items())


def _numbers(answer: Answer) -> list[str]:
    if not isinstance(answer, str) or not _FOUR_DIGITS.search(answer):
        return []
    text = to_half_width(answer)
    phones = [match[0] for pattern in (_MOBILE, _LANDLINE) for match in pattern.finditer(text)]
    return phones + [match[0] for match in _IDENTITY.finditer(text) if _is_identity(match[0])]


def _is_identity(number: str) -> bool:
    """Whether 18 characters hold a day of birth and end with the digit that checks the others."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11] == number[17].upper()

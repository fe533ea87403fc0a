"""Models and types of what people type: loose where it does no harm, with every mistake as a finding at its path."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, get_args

from duban.messages.finding import UnplacedFinding
from duban.text.dates import LEAP_YEAR, parse_deadline
from duban.text.display import shorten
from duban.text.folding import comparison_key
from duban.text.schedule import comes_again, parse_schedule, unknown_day_name
from duban.validation.declaration import AfterValidator, BeforeValidator, ReadingContext, TypedError, WithJsonSchema
from duban.validation.model import Model, fields_of_model
from duban.validation.reading import Mistake, ModelT, read_model

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_LONGEST_VALUE = 24  # characters of a wrong value that a finding shows
_LONGEST_NUMBER = 100  # digits before or behind the point that an exponent may stand for
_MOST_MISTAKES = 500  # of one file, told at once
_LIKENESS = 0.66
"""How much of two words must be the same, in the same order, that one may be meant for the other."""
_LEAST_LIKENESS = 0.4
"""The same where one is the other with characters left out."""
_SHORT_WORD = 2


def _as_day(value: object, context: ReadingContext) -> object:
    if not isinstance(value, str):
        return value
    deadline = parse_deadline(value, plan_year(context))
    if deadline is None:
        raise unreadable_date_error(value)
    return deadline.day


def _with_readable_day(value: str, context: ReadingContext) -> str:
    if parse_deadline(value, plan_year(context)) is None:
        raise unreadable_date_error(value)
    return value


def _empty_or_with_readable_day(value: str, context: ReadingContext) -> str:
    return _with_readable_day(value, context) if value else value


def _with_readable_schedule(value: str, context: ReadingContext) -> str:
    named_days = context.get("named_days")
    if parse_schedule(value, plan_year(context), named_days) is None:
        if name := unknown_day_name(value):
            if named_days is None:
                return value  # of a plan that is resolved already, its day is known
            raise TypedError("day-name-unknown", {"text": value, "name": name})
        raise unreadable_date_error(value)
    return value


def _empty_or_with_readable_schedule(value: str, context: ReadingContext) -> str:
    return _with_readable_schedule(value, context) if value else value


def _empty_or_due_once(value: str, context: ReadingContext) -> str:
    text = _empty_or_with_readable_schedule(value, context)
    if text and comes_again(text, plan_year(context), context.get("named_days")):
        raise TypedError("date-comes-again", {"text": text})
    return text


def plan_year(context: ReadingContext) -> int:
    """The year of the plan that is read; a leap year where it is not known."""
    year = context.get("year")
    return year if isinstance(year, int) else LEAP_YEAR


def _yes_or_no(value: object, _: ReadingContext) -> object:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def _as_tuple(value: object, _: ReadingContext) -> object:
    return (value,) if isinstance(value, str) else value


def matches_pattern(pattern: str, code: str) -> AfterValidator:
    """A validator: the whole text matches the pattern; else a mistake of this code."""

    def match(value: str, _: ReadingContext) -> str:
        if not re.fullmatch(pattern, value):
            raise TypedError(code, {"pattern": pattern})
        return value

    return AfterValidator(match)


def is_unsaid(value: object) -> bool:
    """Whether a field says nothing: left out of a snapshot, it changes no code of forms from before there was it."""
    return not value


def _of_writable_length(number: Decimal, _: ReadingContext) -> Decimal:
    if abs(int(number.as_tuple().exponent)) > _LONGEST_NUMBER:
        raise TypedError("value-number")
    return number


def unreadable_date_error(text: str) -> TypedError:
    """The mistake of a text that names no day."""
    return TypedError("date-unreadable", {"text": text})


Day = Annotated[date, BeforeValidator(_as_day, typed_as=str)]
"""A day in any way that people write it."""

DayText = Annotated[str, AfterValidator(_with_readable_day)]
"""The words of a deadline as printed, from which a day can be read."""

ScheduleText = Annotated[str, AfterValidator(_with_readable_schedule)]
"""The words of a due day, a span or a recurring or continuing duty as printed, from which days can be read."""

OptionalScheduleText = Annotated[str, AfterValidator(_empty_or_with_readable_schedule)]
"""Likewise, or empty."""

OptionalOnceText = Annotated[str, AfterValidator(_empty_or_due_once)]
"""The words of a due day, a named day or a span, or empty."""

OptionalDayText = Annotated[str, AfterValidator(_empty_or_with_readable_day)]
"""The words of a deadline, or empty."""

ExactNumber = Annotated[Decimal, AfterValidator(_of_writable_length)]
"""A number as typed, without rounding; not one such as 1e999999999, which would fill the memory when it is shown."""

YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": ["是", "否", "yes", "no", True, False]})]
"""是 or 否, or YAML's own words."""

TextList = Annotated[tuple[str, ...], BeforeValidator(_as_tuple, typed_as=str | list[str])]
"""A list of texts; a single one may be typed without the dash."""

TaskNumber = Annotated[
    str, matches_pattern(r"[^\s@/#+~]+", "task-number"), WithJsonSchema({"type": ["string", "number"]})
]
"""A task's number as printed; always text, so that 1-10 and 001 stay what they are."""


def validate_typed(
    model: type[ModelT], data: object, **context: object
) -> tuple[ModelT | None, tuple[UnplacedFinding, ...]]:
    """The typed data as a model, or None and everything that is wrong with it.

    Args:
        model: what the data should be.
        data: plain data, as read from YAML.
        context: what validators need to know; `year` for dates that name none.

    Returns:
        Facts of every finding: key, value (shortened), near (the nearest key or choice), choices; and those of the
        mistake itself.
    """
    value, mistakes = read_model(model, data, context)
    return value, tuple(map(_finding, mistakes[:_MOST_MISTAKES]))


def yaml_keys(model: type[Model]) -> tuple[str, ...]:
    """The keys that people type for this model, in order."""
    return tuple(field.key for field in fields_of_model(model).values())


def closest_match(word: str, choices: Iterable[str]) -> str:
    """The one choice that a word may be meant for; empty where none is near, or where several are as near.

    Near is what has two of three characters in common with the word, in the same order; of two characters, one; and
    what is the word with characters left out or put in, as a short form of a name is. To a single character no other
    word is near. Width, capitals and white space do not count.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where something is mistyped

    word_key = comparison_key(word)
    matcher = SequenceMatcher(b=word_key)
    nearness: dict[str, float] = {}
    for choice in choices:
        choice_key = comparison_key(choice)
        matcher.set_seq1(choice_key)
        is_likely = len(choice) > 1 and min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _LEAST_LIKENESS
        if is_likely and _is_near(matcher, *sorted((len(word_key), len(choice_key)))):
            nearness[choice] = matcher.ratio()
    greatest = max(nearness.values(), default=0)
    nearest = [choice for choice, likeness in nearness.items() if likeness == greatest]
    return nearest[0] if len(nearest) == 1 else ""


def _is_near(matcher: "SequenceMatcher[str]", shorter: int, longer: int) -> bool:
    """Whether one of two texts, of these lengths, may be meant for the other."""
    in_common = sum(block.size for block in matcher.get_matching_blocks())
    if in_common == shorter:
        return matcher.ratio() >= _LEAST_LIKENESS
    return in_common > 0 if longer == _SHORT_WORD else matcher.ratio() >= _LIKENESS


def _finding(mistake: Mistake) -> UnplacedFinding:
    key = next((step for step in reversed(mistake.path) if isinstance(step, str)), "")
    value = mistake.facts.get("text", mistake.value)
    value = str(value) if isinstance(value, str | int | float) else ""
    is_unknown = mistake.code == "key-unknown"
    facts: dict[str, object] = {
        "key": key,
        "value": shorten(value, _LONGEST_VALUE, _LONGEST_VALUE),
        "near": closest_match(key if is_unknown else value, mistake.instead),
        "choices": tuple(word for word in mistake.instead if not (is_unknown and word.isascii())),
    }
    return UnplacedFinding(mistake.code, mistake.path, {**facts, **mistake.facts})


def models_in(annotation: Any) -> list[type[Model]]:  # noqa: ANN401  an annotation can be anything
    """The models that a type consists of."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]

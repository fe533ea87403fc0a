"""duban.validation: what may be typed for a field, and what is told of what may not."""

from typing import Annotated

import pytest

from duban.messages.finding import UnplacedFinding
from duban.model.typed import Day, validate_typed
from duban.validation.declaration import Field
from duban.validation.model import Model, TypedModel


class Sample(TypedModel):
    """A model with a field of each kind of limit.

    Attributes:
        count, share: numbers.
        names: a list.
        code, day: texts.
    """

    count: Annotated[int, Field(alias="个数", ge=0, le=9)] = 0
    share: Annotated[float, Field(alias="份额", gt=0)] = 1.0
    names: Annotated[tuple[str, ...], Field(alias="名称", min_length=1, max_length=2)] = ("甲",)
    code: Annotated[str, Field(alias="代码", pattern="^[A-Z]*$", max_length=4)] = ""
    day: Annotated[Day | None, Field(alias="日期")] = None


def mistakes(data: object, model: type[Model] = Sample) -> list[UnplacedFinding]:
    """All that is wrong with the data."""
    value, findings = validate_typed(model, data, year=2022)
    assert (value is None) == bool(findings)
    return [*findings]


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        ({"个数": "-1"}, "value-range", {"low": 0, "above": "", "high": ""}),
        ({"个数": "10"}, "value-range", {"low": "", "above": "", "high": 9}),
        ({"份额": "0"}, "value-range", {"low": "", "above": "0", "high": ""}),
        ({"名称": []}, "value-empty", {}),
        ({"名称": ["甲", "乙", "丙"]}, "value-range", {"low": "", "above": "", "high": 2}),
        ({"代码": "ABCDE"}, "value-too-long", {"most": 4}),
        ({"代码": "a"}, "value-pattern", {"pattern": "^[A-Z]*$"}),
        ({"代码": "A\n"}, "value-pattern", {"pattern": "^[A-Z]*$"}),
    ],
)
def test_a_limit_that_is_passed_is_told_with_all_that_its_sentence_asks_for(
    data: dict[str, object], code: str, facts: dict[str, object]
) -> None:
    """A sentence of a range asks for each of its ends, also for one that there is not."""
    (finding,) = mistakes(data)
    assert finding.code == code
    assert finding.facts.items() >= facts.items()


def test_a_key_with_nothing_behind_it_leaves_the_field_to_its_other_name() -> None:
    """代码: with nothing behind it counts as not written, also where the field is typed as code: too."""
    value, _ = validate_typed(Sample, {"代码": None, "code": "AB"})
    assert value
    assert value.code == "AB"


def test_a_day_that_is_no_text_is_shown_as_nothing() -> None:
    """What stands there in Python's words is for nobody."""
    (finding,) = mistakes({"日期": [{}]})
    assert (finding.code, finding.facts["value"]) == ("date-unreadable", "")

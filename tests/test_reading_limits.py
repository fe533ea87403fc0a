"""What reading may take is the office's to set, and no form depends on it."""

import pytest

from duban.model.config import Config, ReadingLimits
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from tests.returns import workspace


def test_a_file_may_take_a_gibibyte_and_half_a_minute() -> None:
    bounds = Config(plan="plans/x").reading
    assert (bounds.memory, bounds.seconds) == (1024, 30)


@pytest.mark.parametrize("key", ["reading", "读取"])
def test_bounds_are_no_part_of_what_forms_are_issued_from(key: str) -> None:
    """Another bound on another desk must not make the same form another form."""
    config = validated(Config, {"计划": "plans/x", key: {"内存": 64, "秒": 5}})
    assert config.reading == ReadingLimits(memory=64, seconds=5)
    assert config.form_settings == Config(plan="", output="", holidays="", templates="")
    assert "reading" not in plain_data(config)


def test_nobody_has_to_set_them() -> None:
    assert workspace().config.reading == ReadingLimits()

"""How notices address a unit: 你股室 and 你单位 as shipped, and as the office sets it in 称谓."""

import pytest

from duban.model.config import Config
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from duban.value_object import replace
from duban.workspace.workspace import Workspace
from tests.returns import workspace

SHIPPED = {"股室": "你股室", "科室": "你科室", "人员": "您", "学校": "你单位", "": "你单位"}


def office(addresses: dict[str, str]) -> Workspace:
    """The workspace of an office with these words in its config."""
    config = validated(Config, {"计划": workspace().config.plan, "称谓": addresses})
    return replace(workspace(), config=config)


@pytest.mark.parametrize(("kind", "words"), SHIPPED.items())
def test_a_unit_is_addressed_by_its_kind(kind: str, words: str) -> None:
    assert office({}).messages.address(kind) == words


def test_an_office_has_its_own_words() -> None:
    """For the kinds that it names; what stands in braces is no template."""
    messages = office({"股室": "贵股室", "学校": "贵校{{ 1 }}"}).messages
    assert [messages.address(kind) for kind in ("股室", "学校", "科室")] == ["贵股室", "贵校{{ 1 }}", "你科室"]


def test_no_form_depends_on_it() -> None:
    config = office({"股室": "贵股室"}).config
    assert config.form_settings == workspace().config.form_settings
    assert "addresses" not in plain_data(config)

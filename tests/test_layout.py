"""What a template designer did wrong in a form kind is told by name, not by a guess."""

from pathlib import Path

import pytest
import yaml

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place
from duban.model.layout import Layout
from duban.model.typed import validate_typed
from duban.workspace.yaml_file import load_template_yaml

ROOT = Path(__file__).parents[1]
PROGRESS = (ROOT / "templates/forms/progress.yaml").read_text(encoding="utf-8")
MESSAGES = Messages(load_template_yaml(ROOT / "templates/texts/plan.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        (
            "shows: task.name,",
            "shows: task.name, kind: text,",
            "column-shows-or-asks",
            "“项目名称”栏同时写了 shows、kind",
        ),
        ("shows: task.name,", "", "column-shows-or-asks", "“项目名称”栏没有写显示什么或填什么"),
        ("label: 原因", "label: 说明", "column-label-taken", "“说明”是退回修改时加上的栏目的名称（explain_label）"),
        (
            "label: 原因",
            "label: 校核意见",
            "column-label-taken",
            "“校核意见”是退回修改时加上的栏目的名称（message_label）",
        ),
    ],
)
def test_a_column_that_cannot_be_is_refused_in_true_words(old: str, new: str, code: str, says: str) -> None:
    """It once was told to write its colons half-width."""
    assert old in PROGRESS
    layout, findings = validate_typed(Layout, yaml.safe_load(PROGRESS.replace(old, new)))
    assert layout is None
    assert {finding.code for finding in findings} == {code}
    sentence = MESSAGES.message(Finding(code, Place(""), findings[0].facts))
    assert sentence.text.startswith(says)
    assert sentence.hint

"""The hint beside an input says what the rule says: a length and conditions of its own words may only repeat it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.fields.hints import hint_contradictions, true_hint
from duban.forms.batch import FormDraft
from duban.model.layout import Column, Layout
from tests import returns
from tests.returns import ROOT

LAYOUTS = sorted([*ROOT.glob("templates/forms/*.yaml"), *ROOT.glob("plans/*/forms/*.yaml")])
WHEN = {"required_when": {"state": ["有困难", "申请调整"]}}


def column(words: str, **rule: Any) -> Column:  # noqa: ANN401 — whatever a layout says
    return Column.model_validate({"key": "x", "label": "原因", "kind": "text", "max": 500, "help": words, **rule})


@pytest.mark.parametrize(
    ("words", "rule", "contradicted"),
    [
        ("写事实，300字以内。", {}, [("max", "300字以内")]),
        ("写事实，500字以内。", {}, []),
        ("写事实。", {}, []),
        ("选“有困难”时必填。", WHEN, [("required_when", "选“有困难”时必填")]),
        ("选“申请调整”“有困难”时必填；选“已逾期完成”的可以写。", WHEN, []),
        ("选填。", WHEN, [("required", "选填")]),
        ("选填。", {"required": "due"}, [("required", "选填")]),
        ("必填。", {}, [("required", "必填")]),
        ("必填。", {"required_with": "day"}, []),
    ],
)
def test_words_that_the_rule_contradicts_are_told(
    words: str, rule: dict[str, Any], contradicted: list[tuple[str, str]]
) -> None:
    assert list(hint_contradictions(column(words, **rule))) == contradicted


@pytest.mark.parametrize(
    ("words", "rule", "hint"),
    [
        ("写事实，300字以内。", {}, "写事实，500字以内。"),  # it said 300, and 500 were accepted
        ("写事实。", {}, "写事实。500字以内。"),
        ("100字以内。", WHEN | {"max": 100}, "100字以内。“节点情况”选有困难、申请调整时必填。"),
        ("选“有困难”“申请调整”时填写，{{ period.label }}。", WHEN, "选“有困难”“申请调整”时填写，6月。500字以内。"),
    ],
)
def test_a_hint_is_made_from_the_rule(words: str, rule: dict[str, Any], hint: str) -> None:
    draft = FormDraft(returns.form_batch(), returns.unit())
    assert draft.hint(column(words, **rule), {"state": "节点情况"}).replace("1—6月", "6月") == hint


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_shipped_hint_contradicts_its_rule(path: Path) -> None:
    layout = Layout.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    inputs = [column for sheet in layout.sheets for column in (*sheet.heading_inputs, *sheet.input_columns)]
    assert [(column.label, *found) for column in inputs for found in hint_contradictions(column)] == []
    assert all(true_hint(column) == column.help for column in inputs)

"""The hint beside an input says what the rule says: a length and conditions of its own words may only repeat it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.fields.hints import hint_contradictions, true_hint
from duban.forms.batch import FormDraft
from duban.forms.input_hints import HintedRows, InputHints
from duban.model.layout import Column, Layout, SheetLayout
from duban.validation.reading import validated
from tests import returns
from tests.returns import ROOT

LAYOUTS = sorted([*ROOT.glob("templates/forms/*.yaml"), *ROOT.glob("plans/*/forms/*.yaml")])
WHEN = {"required_when": {"state": ["有困难", "申请调整"]}}
SHEET = validated(
    SheetLayout,
    {
        "key": "sheet",
        "name": "表",
        "rows": "milestone",
        "title": "表",
        "stages": {"due": "本期应报", "later": "尚未到期", "finished": "已完成"},
        "columns": [
            {"key": "stage", "label": "阶段", "shows": "stage"},
            {"key": "due", "label": "时限", "shows": "due"},
            {"key": "weight", "label": "权重", "shows": "task.weight"},
            {"key": "state", "label": "节点情况", "kind": "choice"},
            {"key": "points", "label": "得分", "kind": "score"},
        ],
    },
)


def column(words: str, **rule: Any) -> Column:  # noqa: ANN401 — whatever a layout says
    return validated(Column, {"key": "x", "label": "原因", "kind": "text", "max": 500, "help": words, **rule})


def test_a_prompt_is_the_hint_in_short_lines() -> None:
    """LibreOffice does not wrap it: a long line runs out of the window."""
    table = returns.snapshot().layout.sheets[0]
    hints = InputHints(FormDraft(returns.form_batch(), returns.unit()), table, HintedRows())
    for each in (*table.heading_inputs, *table.input_columns):
        lines = hints.prompt(each).split("\n")
        assert "".join(lines) == hints.hint(each)
        assert all(len(line) <= 24 or "。" not in line[:-1] for line in lines)


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
        ("写事实，300字以内。", {}, "写事实，500字以内。选填。"),  # it said 300, and 500 were accepted
        ("写事实。", {"required": "always"}, "写事实。500字以内。必填。"),
        ("100字以内。", WHEN | {"max": 100}, "100字以内。“节点情况”选有困难、申请调整时必填。"),
        ("选“有困难”“申请调整”时填写，{{ period.label }}。", WHEN, "选“有困难”“申请调整”时填写，6月。500字以内。"),
        (
            "",
            WHEN | {"only_when": WHEN["required_when"]},
            "500字以内。“节点情况”选有困难、申请调整时必填，其他情况不填。",
        ),
        ("", {"only_when": {"state": ["有困难"]}}, "500字以内。只在“节点情况”选有困难时填写。"),
        ("", {"required_with": "state"}, "500字以内。填了“节点情况”的，也要填。"),
        ("", {"required_below": {"points": "task.weight"}}, "500字以内。“得分”低于权重时必填。"),
        ("", {"suggest": ["无"]}, "可以从下拉框中选“无”，也可以自己写。500字以内。选填。"),
        (
            "",
            {"kind": "score", "places": 1, "low": "0", "high": "task.weight", "required": "always", "max": 0},
            "只写数字，在0和权重之间，最多1位小数。必填。",
        ),
        (
            "",
            {"kind": "percent", "low": "0", "high": "100", "required": "due", "max": 0},
            "只写整数，在0和100之间。“阶段”为“本期应报”的必填。",
        ),
        (
            "",
            {"kind": "date", "earliest": "period_start", "latest": "period_end", "after": "due", "max": 0},
            "写全年月日，例如 2022-06-20。晚于“时限”。选填。",
        ),
    ],
)
def test_a_hint_is_made_from_the_rule(words: str, rule: dict[str, Any], hint: str) -> None:
    """What the layout says itself is not said again."""
    draft = FormDraft(returns.form_batch(), returns.unit())
    hints = InputHints(draft, SHEET, HintedRows())
    assert hints.hint(column(words, **rule)).replace("1—6月", "6月") == hint


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_shipped_layout_says_what_its_rules_say(path: Path) -> None:
    """Lengths, dropdowns, whole days, what must be filled: said by the program, in one way for all forms."""
    layout = validated(Layout, yaml.safe_load(path.read_text(encoding="utf-8")))
    inputs = [column for sheet in layout.sheets for column in (*sheet.heading_inputs, *sheet.input_columns)]
    repeated = re.compile("字以内|下拉框|写全年月日|必填|选填|只写数字|位小数")
    assert [(column.label, column.help) for column in inputs if repeated.search(column.help)] == []


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_shipped_hint_contradicts_its_rule(path: Path) -> None:
    layout = validated(Layout, yaml.safe_load(path.read_text(encoding="utf-8")))
    inputs = [column for sheet in layout.sheets for column in (*sheet.heading_inputs, *sheet.input_columns)]
    assert [(column.label, *found) for column in inputs for found in hint_contradictions(column)] == []
    assert all(true_hint(column) == column.help for column in inputs)

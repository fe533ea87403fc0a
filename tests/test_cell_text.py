"""What a cell of a plan's workbook shows of a typed value, and what is typed for what somebody wrote into it."""

from typing import Any

import pytest

from duban.journeys.plan_files import _read_yaml
from duban.model.cycle import Cycle
from duban.model.plan import PlanHead
from duban.model.plan_parts import Target
from duban.model.unit import Unit
from duban.plan_book.cell_text import Notation, UnreadableCellError
from duban.plan_book.tables import AnyModel, columns_of
from duban.plan_source.typed_plan import Amendment, TypedTask
from duban.workspace.yaml_edit import dump_typed, flow_typed

UNITS = {"甲局", "乙局", "文化、旅游局"}
NOTATION = Notation(dump_typed, flow_typed, _read_yaml, UNITS.__contains__)

SHOWN: list[tuple[AnyModel, str, Any, str]] = [
    (TypedTask, "名称", "甲 \n乙\n", "甲\n乙"),  # blanks at the ends are no words
    (TypedTask, "协办", ["甲局", "乙局"], "甲局、乙局"),
    (TypedTask, "协办", ["甲局", "丙、丁局"], "甲局\n丙、丁局"),  # of a name that nobody has
    (TypedTask, "牵头", ["甲局", "文化、旅游局"], "甲局、文化、旅游局"),
    (TypedTask, "来源", ["《甲》", "乙、丙"], "《甲》\n乙、丙"),  # documents have 、 in their names
    (TypedTask, "标识", ["一 二"], "- 一 二"),  # one flag with a blank, which the plan would part
    (TypedTask, "自定", {"项目代码": "001", "处理单位": "甲局"}, "项目代码：001\n处理单位：甲局"),
    (TypedTask, "自定", {"a:b": "c", "d": "e"}, "{'a:b': c, d: e}"),
    (PlanHead, "填报说明", ["一、甲；乙。", "二、丙。"], "一、甲；乙。\n二、丙。"),
    (PlanHead, "联系人", {"姓名": "王五", "电话": "000-0000000"}, "王五 000-0000000"),
    (Unit, "联络员", {"姓名": "王五 000-0000000"}, "姓名: 王五 000-0000000"),  # in one text a number
    (Cycle, "勘误", [{"位置": "标题", "原文": "甲", "应为": "乙"}], "- 位置: 标题\n  原文: 甲\n  应为: 乙"),
    (Target, "分解", {"甲局": "5"}, "甲局：5"),
    (Amendment, "节点", ["3月底前招标", {"6月底前": "开工"}], "- 3月底前招标\n- 6月底前: 开工"),
    (Amendment, "任务内容", {"序号": "9", "名称": "甲"}, "序号: 9\n名称: 甲"),
]


@pytest.mark.parametrize(("model", "key", "typed", "shown"), SHOWN)
def test_a_cell_shows_what_is_typed_so_that_it_reads_the_same(
    model: AnyModel, key: str, typed: object, shown: str
) -> None:
    column = columns_of(model)[key]
    assert NOTATION.text_of(typed, column) == shown
    assert NOTATION.text_of(NOTATION.value_of(shown, column), column) == shown


WRITTEN: list[tuple[AnyModel, str, str, Any]] = [
    (TypedTask, "名称", "- 甲", "- 甲"),  # words are words
    (TypedTask, "协办", "甲局，乙局", "甲局，乙局"),  # as the plan reads it
    (TypedTask, "自定", "项目代码: 001\n处理单位：甲局", {"项目代码": "001", "处理单位": "甲局"}),
    (TypedTask, "自定", "{项目代码: 001}", {"项目代码": "001"}),
    (PlanHead, "填报说明", "第一条\n第二条", ["第一条", "第二条"]),
    (Amendment, "节点", "3月底前招标\n6月底前开工", "3月底前招标\n6月底前开工"),  # the plan parts lines
    (Amendment, "节点", "- 3月底前: 招标", [{"3月底前": "招标"}]),
    (Amendment, "指标", "[{名称: 甲, 目标: 5}]", [{"名称": "甲", "目标": "5"}]),
]


@pytest.mark.parametrize(("model", "key", "text", "typed"), WRITTEN)
def test_a_cell_takes_what_people_write(model: AnyModel, key: str, text: str, typed: object) -> None:
    assert NOTATION.value_of(text, columns_of(model)[key]) == typed


@pytest.mark.parametrize("text", ["- {位置: 标题", "[甲", "- 甲\n乙: [", "- &a 甲", "- " * 60 + "甲"])
def test_a_broken_notation_is_no_value(text: str) -> None:
    with pytest.raises(UnreadableCellError):
        NOTATION.value_of(text, columns_of(Cycle)["勘误"])

"""Telephone, identity and card numbers that a unit types are told to the office; other codes are not taken for one."""

import pytest

from duban.returns.checks.answered_form import return_check
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from duban.value_object import replace
from tests.answers import answered_form, check_lines


@pytest.mark.parametrize(
    "text",
    [
        "联系人张三13800138000。",
        "电话：138 0013 8000",
        "电话：138\u200b\u200b0013\u2060\ufeff8000",  # invisible
        "联系电话０７５０-5521816",
        "张三，身份证11010519491231002X，已核实",
        "李四，身份证110105200010100021",
        "施工方手机：13800138000、13900139000",
        "卡号6222020200112233446",
        "卡号6222 0202 0011 2233 446",
        "身份证110105194912310021",  # mistyped: its last digit does not check the others
        "卡号6222 0202 0011 2233 445",  # likewise; nothing else is written in fours
    ],
)
def test_a_number_of_a_person_is_a_note(text: str) -> None:
    form = answered_form("progress", {"2": {"progress": text}})
    assert check_lines(form, code="personal-number") == ["2 progress personal-number"]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91440607MA4UXXXX1B",
        "统一社会信用代码914406007780000001",  # eighteen digits, but no day of birth
        "合同编号000105194912310021",  # no province has this number
        "流水号110105294912310021",  # nobody is born then
        "项目代码2020-440607-83-03-012345",
        "项目代码2204-440781-04-01-13800138000",
        "完成投资13800138000.50元，面积138001380001平方米",
        "办事电话12345",
        "项目编码6222020200112233445",  # its last digit does not check the others, and a code may begin so
        "",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    form = answered_form("progress", {"2": {"progress": text or None}})
    assert check_lines(form, code="personal-number") == []


def test_the_plans_own_numbers_are_no_note() -> None:
    form = answered_form("progress", {"2": {"progress": "联系0750-5521816"}})
    (row, *_) = form.rows.values()
    unit = row.directory.units[0]
    contact = {"name": "宋", "phone": "0750-5521816"}
    known = validated(type(unit), {**plain_data(unit), "contact": contact})
    directory = replace(row.directory, units=(known, *row.directory.units[1:]))
    for key, asked in form.rows.items():
        form.rows[key] = replace(asked, directory=directory)  # type: ignore[index]
    assert check_lines(form, code="personal-number") == []


def test_a_number_is_not_repeated_in_full() -> None:
    form = answered_form("progress", {"2": {"progress": "联系人张三13800138045。"}})
    (finding,) = return_check["personal-number"](form)
    assert finding.facts["numbers"] == ["138…45"]

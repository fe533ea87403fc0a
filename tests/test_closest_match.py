"""What is offered for a mistyped word: the one that may be meant, and nothing rather than a wrong one."""

import pytest

from duban.model.typed import closest_match

UNITS = ("县应急管理局", "县交通运输局", "县教育局", "县财政局", "县卫生健康局", "县人力资源和社会保障局", "城关镇")
CYCLES = ("每周", "每月", "季度", "半年", "年度")
KEYS = ("序号", "名称", "内容", "牵头", "协办", "完成时限", "节点", "责任领导")


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("名成", KEYS, "名称"),  # of two characters one
        ("完成时间", KEYS, "完成时限"),
        ("时限", KEYS, "完成时限"),  # a part of it
        ("负责领导", KEYS, "责任领导"),
        ("rigth", ("left", "right"), "right"),
        ("个", ("个数", "单位"), "个数"),
        ("县教肓局", UNITS, "县教育局"),
        ("应急局", UNITS, "县应急管理局"),  # a short form
        ("县人社局", UNITS, "县人力资源和社会保障局"),
        ("城关镇政府", UNITS, "城关镇"),
        ("县 财政局", UNITS, "县财政局"),
        ("1９", ("1", "10", "18", "19"), "19"),  # as wide as Chinese characters
    ],
)
def test_what_may_be_meant_is_offered(word: str, choices: tuple[str, ...], meant: str) -> None:
    assert closest_match(word, choices) == meant


@pytest.mark.parametrize(
    ("word", "choices"),
    [
        ("每季", CYCLES),  # as near to 每月 as to 每周 and 季度
        ("县市场监管局", UNITS),  # that both begin and end alike says nothing
        ("县城管局", UNITS),
        ("县审计局", UNITS),
        ("局", UNITS),
        ("白水镇", UNITS),
        ("25", tuple(map(str, range(1, 23)))),
        ("红色", ("红", "蓝")),
        ("", KEYS),
        ("名称", ()),
    ],
)
def test_nothing_is_offered_rather_than_a_wrong_word(word: str, choices: tuple[str, ...]) -> None:
    assert closest_match(word, choices) == ""

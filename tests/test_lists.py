"""Lists in one text, as people write them."""

import pytest

from duban.text.dates import split_deadline
from duban.text.lists import bracket_at_end, first_sentence, listed_items, plain_item_number, split_outside_brackets


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("①建校；②开学；③招生。", ["建校", "开学", "招生。"]),
        ("一是3月底前招标；二是6月底前开工，三是年底前竣工。", ["3月底前招标", "6月底前开工", "年底前竣工。"]),
        ("1. 建1.5万平方米\n2. 开学", ["建1.5万平方米", "开学"]),
        ("（一）建校（二）开学", ["建校（二）开学"]),  # behind no stop, a number may be part of the words
        ("一、建校。\n二、开学。", ["建校。", "开学。"]),
        ("1月底前建校；2月底前开学", ["1月底前建校；2月底前开学"]),  # a month is no number of an item
        ("2. 建校；3. 开学", ["2. 建校；3. 开学"]),  # the first is missing: it is a quotation
        ("建校\n\n开学", ["建校", "开学"]),
        ("建校、开学", ["建校、开学"]),
        ("", []),
    ],
)
def test_items_are_counted_or_stand_on_lines(text: str, items: list[str]) -> None:
    assert listed_items(text) == items


def test_brackets_hold_a_list_together() -> None:
    assert split_outside_brackets("《甲、乙》（丙、丁）、 戊、", "、") == ["《甲、乙》（丙、丁）", "戊"]
    assert split_outside_brackets("甲）、乙", "、") == ["甲）", "乙"]


@pytest.mark.parametrize("written", ["①", "1.", "１", "01", "（1）", "（一）", "一、"])
def test_a_number_is_the_same_however_it_is_marked(written: str) -> None:
    assert plain_item_number(written) == "1"


def test_numbers_of_parts_are_not_one_number() -> None:
    assert plain_item_number("1-10") == "1-10"


@pytest.mark.parametrize(
    ("text", "deadline", "content"),
    [
        ("3月底前完成招标", "3月底前", "完成招标"),
        ("6月30日前：开工", "6月30日前", "开工"),
        ("年底前，竣工", "年底前", "竣工"),
        ("建设20所学校", "", "建设20所学校"),
        ("6—9月集中施工", "", "6—9月集中施工"),  # not the ninth of June
    ],
)
def test_a_milestone_in_one_text_begins_with_its_deadline(text: str, deadline: str, content: str) -> None:
    assert split_deadline(text) == (deadline, content)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲局（牵头）", ("甲局", "牵头")),
        ("建成（甲局（市人防办））。", ("建成", "甲局（市人防办）")),
        ("（一）建成", ("（一）建成", "")),
        ("甲局", ("甲局", "")),
    ],
)
def test_the_brackets_at_the_end_of_a_text(text: str, parts: tuple[str, str]) -> None:
    assert bracket_at_end(text) == parts


def test_the_first_sentence_has_its_stop() -> None:
    assert first_sentence("规范登记。推行预约。宣传") == ("规范登记。", "推行预约。宣传")
    assert first_sentence("他说“建成了。”然后验收。") == ("他说“建成了。”", "然后验收。")
    assert first_sentence("只有一句") == ("只有一句", "")

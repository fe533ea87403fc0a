"""What the shipped letters say, filled with what an office knows: nothing is decided, dated or left half filled."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.model.status import Status
from duban.reports.letters import LETTERS, Letter
from duban.value_object import replace
from tests import test_office_reports, test_scores
from tests.documents import paragraphs, rows
from tests.letters import TEMPLATES, document, letter_kinds
from tests.test_reports import small

DECISIONS = ("责令", "约谈", "问责", "处分", "通报批评")
"""What leaders decide, and no program: words of the one letter that is made by its name alone."""
BY_NAME = "talk"
SIGNED = {"circular", "warning", "talk", "scores", "summary"}
"""Letters that end in the name of the office and a day."""
BLANK_DAY = re.compile("年\u3000+月\u3000+日")


def filled(kind: str, letter: Letter, *checked: str) -> str:
    """The text of a letter, a line for each paragraph."""
    return "\n".join(paragraphs(document(kind, letter, *checked)))


def offices() -> tuple[Status, ...]:
    """A late office, one with inspectors, one with points, and one of which nothing is known yet."""
    return small(), test_office_reports.huarong(), test_scores.approved(), test_office_reports.office("huizhou-2020")


def all_letters() -> Iterator[tuple[str, Letter]]:
    for status in offices():
        for kind, letters in LETTERS.items():
            yield from ((kind, letter) for letter in letters(status))


def test_every_kind_of_letter_has_a_template_and_a_name() -> None:
    assert set(LETTERS) == set(letter_kinds().kinds) == {path.stem for path in (TEMPLATES / "notices").glob("*.docx")}


@pytest.mark.parametrize("path", sorted((TEMPLATES / "notices").iterdir()), ids=lambda path: path.name)
def test_no_shipped_text_decides_what_leaders_decide(path: Path) -> None:
    """The letter about a talk is made by its own name alone, and says of itself that it is a suggestion."""
    is_word = path.suffix == ".docx"
    words = "".join(paragraphs(path.read_bytes())) if is_word else path.read_text(encoding="utf-8")
    assert [word for word in DECISIONS if word in words] == (["约谈"] if path.stem == BY_NAME else [])


def test_the_letter_about_a_talk_is_marked_as_a_suggestion_and_leaves_open_who_when_and_where() -> None:
    letters = [letter for kind, letter in all_letters() if kind == BY_NAME]
    assert letters
    for letter in letters:
        lines = filled(BY_NAME, letter).splitlines()
        assert lines[0] == "建议，供研究"
        assert any(line.endswith("是否约谈由领导决定；决定以后删去本行和第一行。") for line in lines)
        assert ["时　　间", "", "地　　点", ""] in rows(document(BY_NAME, letter))
        assert ["约 谈 人", "", "参加人员", ""] in rows(document(BY_NAME, letter))


def test_letters_are_filled_whole() -> None:
    """No tag, no name of a value, and none of the words that Python has for nothing."""
    for kind, letter in all_letters():
        words = filled(kind, letter)
        assert not re.search(r"[{}]|None|True|False|\bnan\b|Undefined", words), (kind, words)
        assert "，，" not in words, kind
        assert "。。" not in words, kind
        assert "（）" not in words, kind


def test_no_letter_is_dated_or_numbered() -> None:
    """文号 is given, and the day is that of signing: both are for a hand."""
    for kind, letter in all_letters():
        lines = [line.strip() for line in filled(kind, letter).splitlines()]
        if kind in SIGNED:
            assert [line for line in lines if BLANK_DAY.fullmatch(line)], kind
        assert not [line for line in lines if line.startswith("编号") and re.search(r"\d", line)], kind


def test_what_a_unit_has_not_confirmed_is_marked_until_it_has() -> None:
    for kind, letter in all_letters():
        if letter.unit and kind in {"supervision", "warning", "talk"}:
            assert "尚未与" in filled(kind, letter), kind
            assert "尚未与" not in filled(kind, letter, letter.unit.name), kind


def test_colour_and_word_of_an_order_say_the_same() -> None:
    """A copy in black and white has the word and the symbol."""
    for kind, letter in all_letters():
        if kind == "supervision":
            title = filled(kind, letter).splitlines()[0]
            assert title.endswith(f"{letter.part.replace('灯', '色')}督办单")


@pytest.mark.parametrize("colour", ["red", "yellow", "blue"])
@pytest.mark.parametrize(
    ("facts", "said", "unsaid"),
    [
        ((True, True, True, True), ["已经到期的", "没有到期、确实不能按期"], ["没有按期完成的原因"]),
        ((True, False, True, False), ["已经到期的"], ["没有按期完成的原因", "延期申请表"]),
        ((False, False, True, True), ["没有按期完成的原因"], ["力争", "延期申请表"]),
        ((False, False, True, False), ["已经办结的"], ["没有按期", "力争", "延期申请表"]),
        ((True, False, False, True), ["及早提出"], ["没有按期", "延期申请表"]),
    ],
)
def test_an_order_asks_nobody_to_keep_a_day_that_is_over(
    colour: str, facts: tuple[bool, ...], said: list[str], unsaid: list[str]
) -> None:
    kind, letter = next((kind, letter) for kind, letter in all_letters() if kind == "supervision")
    days = dict(zip(("open", "may_ask", "passed", "missed"), facts, strict=True))
    words = filled(kind, replace(letter, facts={**letter.facts, "colour": colour, **days}))
    assert [word for word in said if word not in words] == []
    assert [word for word in unsaid if word in words] == []


@pytest.mark.parametrize("may_ask", [True, False])
def test_a_warning_offers_another_day_only_where_a_day_can_be_put_off(*, may_ask: bool) -> None:
    kind, letter = next((kind, letter) for kind, letter in all_letters() if kind == "warning")
    words = filled(kind, replace(letter, facts={**letter.facts, "may_ask": may_ask}))
    assert ("延期申请表" in words) is may_ask


def test_a_unit_is_never_called_unfinished_where_nobody_knows() -> None:
    """待核实 is a word of its own; orders and blank forms are about what is known."""
    for kind, letter in all_letters():
        if kind in {"self-review", "talk"}:
            assert "待核实" not in filled(kind, letter)

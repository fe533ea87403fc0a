"""Items of proof, ①会议纪要 ②验收报告, and which of them a unit's words say are there."""

from collections.abc import Iterator, Sequence

from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import listed_items, plain_item_number

MOST_ITEMS = 20
"""So many have a sign of their own."""
BY_STANDARD = "按标准"
"""Typed in place of the items: they are those that the standard lists."""
LACKING, COMPLETE = "缺", "齐全"
"""What a unit writes before the items that are not there, and where none is lacking."""
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LACKED = lazy_pattern(f"{LACKING}[少失]?[:：]?([^；;。\n]*)")
"""What is called lacking, up to the next stop."""
_BETWEEN_LACKED = lazy_pattern("[、，,和及与]")
_ITEM_NUMBER = lazy_pattern(r"\s*第?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*项?\s*")
_BARE_NUMBER = lazy_pattern(r"\s*\d{1,2}\s*")
_NOT_SEARCHED = lazy_pattern('[*?~"\n]')
"""With one of these a text cannot stand in a formula that searches for it."""
_LONGEST_SEARCHED = 40
"""Characters of an item whose words a unit may write in place of its sign; formulas have a bound."""


def standard_items(standard: str) -> tuple[str, ...]:
    """The items that a standard lists (①… ②…, 1. … 2. …, or line by line), without stops; one where it lists none."""
    items = (item.rstrip("。.；;，,") for item in listed_items(standard))
    return tuple(filter(None, items))


def item_words(items: Sequence[str]) -> list[tuple[str, ...]]:
    """By what words each item is found in a text: its sign, and its own words where Excel can search for them."""
    signs = zip(_SIGNS, items, strict=False)
    return [(sign, item) if _is_searched(item) else (sign,) for sign, item in signs]


def _is_searched(item: str) -> bool:
    return len(item) <= _LONGEST_SEARCHED and LACKING not in item and not _NOT_SEARCHED.search(item)


def numbered_items(items: Sequence[str]) -> str:
    """The items behind their signs, one a line."""
    return "\n".join(f"{sign}{item}" for sign, item in zip(_SIGNS, items, strict=False))


def proves_all(items: Sequence[str], text: str) -> bool:
    """Whether a text says that every item is there: 齐全, or all of them named and none called lacking."""
    if LACKING in text:
        return False
    return COMPLETE in text or all(_names(text, words) for words in item_words(items))


def proof_states(items: Sequence[str], text: str) -> Iterator[tuple[str, bool | None]]:
    """Each item behind its sign, and whether it is there as a text says; None where it does not say.

    Where a text calls some lacking (缺②), the others are there; where it names some and calls none lacking, of the
    others nothing is known.
    """
    words_of_items = item_words(items)
    lacked = _lacked_items(words_of_items, text)
    is_complete = any(lacked) or proves_all(items, text)
    for sign, item, words, is_lacked in zip(_SIGNS, items, words_of_items, lacked, strict=False):
        is_named = LACKING not in text and _names(text, words)
        yield f"{sign}{item}", False if is_lacked else True if is_complete or is_named else None


def _lacked_items(words_of_items: Sequence[Sequence[str]], text: str) -> list[bool]:
    """Of each item, whether a text calls it lacking, by its sign, its words or its number (缺2, 缺第2项, 缺1、3)."""
    lacked = _LACKED.findall(text)
    numbers = {number for words in lacked for number in _item_numbers(words)}
    return [
        str(number) in numbers or any(_names(part, words) for part in lacked)
        for number, words in enumerate(words_of_items, 1)
    ]


def _item_numbers(lacked: str) -> Iterator[str]:
    """The numbers in 2、3 and 第2项; none in 2项 and 一份, which say how many are lacking, not which."""
    parts = _BETWEEN_LACKED.split(lacked)
    for part in parts:
        number = _ITEM_NUMBER.fullmatch(part)
        if number and ("第" in lacked or len(parts) > 1 or _BARE_NUMBER.fullmatch(part)):
            yield plain_item_number(number[1])


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word.casefold() in text.casefold() for word in words)

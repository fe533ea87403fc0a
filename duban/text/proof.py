"""Items of proof, ①会议纪要 ②验收报告, and which of them a unit's words say are there."""

import re
from collections.abc import Iterator, Sequence

MOST_ITEMS = 20
"""So many have a sign of their own."""
LACKING, COMPLETE = "缺", "齐全"
"""What a unit writes before the items that are not there, and where none is lacking."""
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LACKED = re.compile(f"{LACKING}[^；;。\n]*")
_NOT_SEARCHED = re.compile('[*?~"\n]')
"""With one of these a text cannot stand in a formula that searches for it."""
_LONGEST_SEARCHED = 40
"""Characters of an item whose words a unit may write in place of its sign; formulas have a bound."""


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
    lacked = "".join(_LACKED.findall(text))
    words_of_items = item_words(items)
    says_which = any(_names(lacked, words) for words in words_of_items)
    is_complete = says_which or proves_all(items, text)
    for sign, item, words in zip(_SIGNS, items, words_of_items, strict=False):
        if says_which and _names(lacked, words):
            yield f"{sign}{item}", False
        else:
            is_named = not lacked and _names(text, words)
            yield f"{sign}{item}", True if is_complete or is_named else None


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word.casefold() in text.casefold() for word in words)

"""Lists as people write them in one text: 甲、乙；丙 and ①… ②…."""

import re
import unicodedata
from collections.abc import Iterator

from duban.text.folding import digits_for_numerals
from duban.text.lazy_pattern import lazy_pattern

_OPENING, _CLOSING = "（(《〈“‘〔【[", "）)》〉”’〕】]"
_NUMERALS = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "[①-⑳]"
_ITEM_NUMBER = lazy_pattern(
    rf"(?:^|(?<=[；;。，：:]))\s*"
    rf"(?:({_CIRCLED})|（({_NUMERALS}|\d{{1,2}})）|\(({_NUMERALS}|\d{{1,2}})\)|({_NUMERALS})(?:、|是)"
    rf"|(\d{{1,2}})(?:[、)）]|[.．](?!\d)))\s*",
    re.MULTILINE,
)
"""The number of an item, at the beginning of a line or behind the stop of the item before."""
_BRACKET_AT_END = lazy_pattern(r"[（(]((?:[^（）()]|[（(][^（）()]*[）)])*)[）)]\s*[。.；;]?\s*$")
_SENTENCE = lazy_pattern("[^。！？]{2,}[。！？][”’）)]*")
_MARKS_OF_NUMBER = "().（）．、 "


def split_outside_brackets(text: str, separators: str) -> list[str]:
    """The parts of a text between separators, blanks around them gone and empty ones left out.

    Args:
        text: of any length.
        separators: single characters; within brackets, quotation marks and 《》 they part nothing.

    Example:
        ``split_outside_brackets("何军（局长、书记）、戴方栋", "、")``: 何军（局长、书记） and 戴方栋
    """
    parts, depth = [""], 0
    for character in text:
        depth = max(0, depth + (character in _OPENING) - (character in _CLOSING))
        if depth == 0 and character in separators:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def bracket_at_end(text: str) -> tuple[str, str]:
    """What stands before the brackets at the end of a text, and the words in them, which may hold brackets themselves.

    Returns:
        The text as it is, and nothing, where it does not end with brackets; a stop behind them does not count.
    """
    match = _BRACKET_AT_END.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text with its stop, and the sentences behind it; all of a text that has one only."""
    match = _SENTENCE.match(text)
    end = match.end() if match else len(text)
    return text[:end], text[end:].strip()


def listed_items(text: str) -> list[str]:
    """The items of a text that counts them (①…②…, 1. … 2. …, 一、…, 一是…), without their numbers; else its lines.

    Numbers count only where they begin with 1 at the head of the text and leave none out. The stop between two items
    goes with the number; a full stop stays.

    Example:
        ``listed_items("1. 建成学校；2. 开学。")``: 建成学校 and 开学。
    """
    heads = list(_counting_heads(text))
    if not heads:
        return [line.strip() for line in text.splitlines() if line.strip()]
    starts = [head.end() for head in heads]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    items = [text[start:end].strip().rstrip("；;，") for start, end in zip(starts, ends, strict=True)]
    return [item for item in items if item]


def _counting_heads(text: str) -> Iterator[re.Match[str]]:
    """The numbers of items that count from 1; none where the text does not begin with the first."""
    wanted, kind = 1, 0
    for head in _ITEM_NUMBER.finditer(text):
        if wanted == 1 and text[: head.start()].strip():
            return
        number, group = plain_item_number(head[head.lastindex or 0]), head.lastindex or 0
        if number == str(wanted) and kind in {0, group}:
            yield head
            wanted, kind = wanted + 1, group


def plain_item_number(text: str) -> str:
    """The number of a task or an item in digits, without marks and leading zeros: ①, 1., （一） and 一、 are 1."""
    words = digits_for_numerals(unicodedata.normalize("NFKC", text).strip(_MARKS_OF_NUMBER))
    return re.sub(r"\d+", lambda digits: digits[0].lstrip("0") or "0", words)

"""Letters for Chinese names, by their pinyin."""

from collections.abc import Collection, Iterator
from itertools import product
from string import ascii_uppercase

_LONGEST_CODE = 6
_SHORTEST_CODE = 2


def pinyin_code(name: str, taken: Collection[str]) -> str:
    """A code of two to six capital letters for a name: the first letters of its syllables, 教师工作股 is JSGZG.

    Args:
        name: in Chinese, perhaps with Latin letters, which stand for themselves; all else is passed over.
        taken: codes that it may not have.

    Returns:
        Where the first letters are taken, a syllable gives two, the earliest that makes a difference, else letters of
        the alphabet follow. The same for the same name and taken codes.
    """
    return next(code for code in _codes(_syllables(name)) if code not in taken)


def _syllables(name: str) -> list[str]:
    """In capital letters; a run of Latin letters counts as one."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second, and only a unit without a code needs it

    letters = ("".join(filter(str.isalpha, syllable)).upper() for syllable in lazy_pinyin(name))
    return [syllable for syllable in letters if syllable.isascii() and syllable]


def _codes(syllables: list[str]) -> Iterator[str]:
    """Every code that may stand for the syllables, the best first; there are far more than units of an office."""
    initials = [syllable[0] for syllable in syllables]
    candidates = ["".join(initials)]
    for index, syllable in enumerate(syllables):
        candidates.append("".join([*initials[:index], syllable[:2], *initials[index + 1 :]]))
    yield from (code[:_LONGEST_CODE] for code in candidates if len(code) >= _SHORTEST_CODE)
    for length in range(1, _LONGEST_CODE):
        head = candidates[0][: _LONGEST_CODE - length]
        letters = product(ascii_uppercase, repeat=length)
        yield from (code for ending in letters if len(code := head + "".join(ending)) >= _SHORTEST_CODE)

"""Names of people out of the words of a cell: 何 军 戴方栋; 责任领导: 罗嘉幸 联系人: 卢瑜; 张三 000-0000000."""

from collections.abc import Sequence

from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import split_outside_brackets

_SIGNS = "、，,；;/\n\t"
_PHONE = lazy_pattern(r"[(（]?(\+?\d[\d -]{5,18}\d)[)）]?")
_BLANKS = lazy_pattern(r"[ \u3000]+")
_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]+")
_LONGEST_NAME = 4
_TITLES = ("领导", "成员", "同志", "长", "主任", "书记", "人", "员")
_SHORTEST_NAME = 2


def read_people(text: str) -> list[str]:
    """The names in a text; the two characters of 何　军 are one name, a title stays with its name."""
    names: list[str] = []
    for part in split_outside_brackets(_PHONE.sub("", text), _SIGNS):
        names += _blank_separated(_BLANKS.split(part))
    return list(dict.fromkeys(names))


def is_run_together(name: str) -> bool:
    """Whether what was read as one name is most likely two: 陈军宣蔡玉霖."""
    return _CHINESE.fullmatch(name) is not None and len(name) > _LONGEST_NAME and not name.endswith(_TITLES)


def read_phones(text: str) -> list[str]:
    """The telephone numbers in a text."""
    return [match[1] for match in _PHONE.finditer(text)]


def _blank_separated(pieces: Sequence[str]) -> list[str]:
    """Names with blanks between them; single characters in a row are one name."""
    if not all(_CHINESE.fullmatch(piece) and len(piece) <= _LONGEST_NAME for piece in pieces):
        return [" ".join(pieces)]
    names: list[str] = []
    letters = ""
    for piece in pieces:
        if len(piece) >= _SHORTEST_NAME:
            names += [letters, piece]
            letters = ""
        else:
            letters += piece
            if len(letters) == _SHORTEST_NAME:
                names.append(letters)
                letters = ""
    return [name for name in [*names, letters] if name]

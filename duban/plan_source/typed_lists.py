"""Lists as people type them, 甲、乙；丙: one text of plan.yaml or units.yaml where a list is meant."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.unit import Directory, known_names
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import listed_items, split_outside_brackets

IsName = Callable[[str], bool]
"""Whether a text is the whole name of a unit or of a group."""

UNIT_LIST_KEY = "协办"
"""The key of plan.yaml under which several units stand."""
_UNIT_LISTS = {UNIT_LIST_KEY, "包含"}
_OWN_COLUMNS = "自定"
_BLANKS = " \t\u3000\n"
_SIGNS = "、，,；;\n"
_NAME_AND_BLANKS = lazy_pattern(r"[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4})+")
_TITLE_ENDS = ("长", "主任", "书记", "委员", "常委", "员", "师")
"""With these end titles of people, which stand before or behind a name with a blank between: 副局长 何军."""
_NEXT_DOCUMENT = lazy_pattern("[、，,](?=\\s*《)")


def read_typed_lists(typed: Any, is_name: IsName) -> Any:  # noqa: ANN401  typed data can be anything
    """Plain typed data in which every text that lists several things, where a list is meant, has become that list.

    Units are parted where every part is a name that somebody has; a text that is itself a name stays whole. People,
    documents, flags and other names are parted where one text stands in place of the list; what is typed as a list
    stays as it is. Within brackets and 《》 nothing is parted.

    Args:
        typed: every scalar is text as typed; what has not the right shape is left as it is.
        is_name: of all units and groups.
    """
    return _read(typed, (), is_name)


def _read(value: Any, path: KeyPath, is_name: IsName) -> Any:  # noqa: ANN401
    if path[-1:] == (_OWN_COLUMNS,):
        return value  # its names are headers of the office's own, whatever keys they look like
    if isinstance(value, Mapping):
        return {key: _read(entry, (*path, key), is_name) for key, entry in value.items()}
    if path and path[-1] in _UNIT_LISTS:
        return _separate_units(value, is_name)
    if isinstance(value, list):
        return [_read(entry, (*path, index), is_name) for index, entry in enumerate(value)]
    return _separate_text(value, path, is_name) if isinstance(value, str) else value


def _separate_text(text: str, path: KeyPath, is_name: IsName) -> str | list[str]:
    """What a text lists in the place of a list; the text where it lists nothing or is itself a name."""
    separate = _SEPARATORS_BY_KEY.get(path[-1]) if path and path[0] != "计划" else None
    if separate is None or is_name(text):
        return text
    parts = separate(text)
    return parts if len(parts) > 1 else text


def _separate_units(value: Any, is_name: IsName) -> Any:  # noqa: ANN401
    """The units of a list, or of a text in its place; as it is where no text of it names several."""
    entries = value if isinstance(value, list) else [value]
    names = [name for entry in entries for name in (known_names(entry, is_name) or [entry])]
    return names if len(names) > len(entries) else value


def _separate_people(text: str) -> list[str]:
    return [name for part in split_outside_brackets(text, _SIGNS + "/") for name in _blank_separated_people(part)]


def _blank_separated_people(text: str) -> list[str]:
    """Full names with blanks between; a title and a name, or the two halves of 王　军, are one."""
    names = text.split()
    is_list = _NAME_AND_BLANKS.fullmatch(text) and not any(name.endswith(_TITLE_ENDS) for name in names)
    return names if is_list else [text]


def _separate_documents(text: str) -> list[str]:
    """By lines and semicolons; a comma parts two documents only where the second is in 《》."""
    return split_outside_brackets(_NEXT_DOCUMENT.sub("；", text), "；;\n")


def _separate_by_signs(text: str) -> list[str]:
    return split_outside_brackets(text, _SIGNS)


def _separate_words(text: str) -> list[str]:
    return split_outside_brackets(text, _SIGNS + _BLANKS)


def _listed_proof(text: str) -> list[str]:
    """Numbered items, or lines; of one line its parts: ①通知②纪要, 通知、纪要."""
    items = listed_items(text)
    return items if len(items) > 1 else _separate_by_signs(text)


_SEPARATORS_BY_KEY: Mapping[str | int, Callable[[str], list[str]]] = {
    "责任领导": _separate_people,
    "联系人": _separate_people,
    "来源": _separate_documents,
    "标识": _separate_words,
    "别名": _separate_by_signs,
    "分项": listed_items,
    "节点": listed_items,
    "佐证": _listed_proof,
}


def single_unit_mistakes(path: KeyPath, value: object, directory: Directory) -> Iterator[UnplacedFinding]:
    """Several units where one is meant.

    Args:
        path: where they were typed.
        value: as typed.
        directory: the units that there are.
    """
    names = value if isinstance(value, list) else known_names(value, directory.is_name)
    if len(names) > 1:
        yield UnplacedFinding("unit-several", path, {"key": path[-1], "names": [str(name) for name in names]})

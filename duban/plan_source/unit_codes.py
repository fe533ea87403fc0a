"""Codes for the units of units.yaml that have none: made of their names, until they are written into the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.key_path import KeyPath
from duban.plan_source.typed_plan import mapping_at, mapping_entries
from duban.text.pinyin import pinyin_code

CODE_KEY, NAME_KEY = "代码", "名称"
_RESERVED = "NONE"
"""That of the unit which stands for nobody."""


def missing_codes(typed: object) -> dict[KeyPath, str]:
    """A code for each unit that has a name and no code, by the path of the unit.

    Args:
        typed: plain data of units.yaml, with the standard keys; what has not the right shape is passed over.

    Returns:
        In the order of the file, unlike all codes that are typed and each other. Codes that are typed never change; one
        that is made may, when units are added above it, until it is written.
    """
    units = [*_units(typed)]
    taken = {_RESERVED, *(str(unit[CODE_KEY]) for _, unit in units if unit.get(CODE_KEY))}
    codes: dict[KeyPath, str] = {}
    for path, unit in units:
        if not unit.get(CODE_KEY) and isinstance(unit.get(NAME_KEY), str):
            codes[path] = pinyin_code(unit[NAME_KEY], taken)
            taken.add(codes[path])
    return codes


def with_codes(typed: Any, codes: Mapping[KeyPath, str]) -> Any:  # noqa: ANN401  typed data can be anything
    """Plain typed data of units.yaml with codes for the units at some paths."""
    for path, code in codes.items():
        typed = _with_code(typed, path, code)
    return typed


def _units(typed: object) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Every unit that is typed, those that are parted from others too."""
    if not isinstance(typed, Mapping):
        return
    yield from ((("机构", index), unit) for index, unit in mapping_entries(typed, "机构"))
    for index, change in mapping_entries(typed, "变更"):
        if unit := mapping_at(change, "分出"):
            yield ("变更", index, "分出"), unit


def _with_code(value: Any, path: KeyPath, code: str) -> Any:  # noqa: ANN401
    """The data with a code in the unit at a path."""
    if not path:
        return {**value, CODE_KEY: code}
    step, *deeper = path
    inner = _with_code(value[step], tuple(deeper), code)
    if isinstance(value, list):
        return [inner if index == step else entry for index, entry in enumerate(value)]
    return {**value, step: inner}

"""A contact list for units.yaml beside what was made of it by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from tests.imports.asked import DOUBT, comments, messages
from tests.imports.records import fold


def contact_differences(by_hand: Mapping[str, Any], units: str, printed: Sequence[str]) -> Iterator[str]:
    """What an import of a contact list did otherwise than by hand, a line each.

    Args:
        by_hand: contacts.yaml: 机构 as in units.yaml, `doubtful` by unit, `left_out`.
        units: the text of units.yaml that the import wrote, comments included.
        printed: the lines that the clerk saw.
    """
    expected, found = entries(by_hand), entries(yaml.safe_load(units) or {})
    said = [*messages(printed), *comments(units)]
    for name in expected.keys() | found.keys():
        if expected.get(name) != found.get(name):
            yield f"{name}: {expected.get(name)} / {found.get(name)}"
    for name, doubt in by_hand["doubtful"].items():
        if not any(name in line and DOUBT.search(line) for line in said):
            yield f"not asked: {name}, {doubt}"
    everything = fold(units + "".join(said))
    yield from (f"not listed: {text}" for text in by_hand["left_out"] if fold(text) not in everything)


def entries(units: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Leader, contact and telephone of each unit; a telephone by its figures."""
    return {
        fold(unit["名称"]): {
            "分管领导": fold(unit.get("分管领导")),
            "联络员": fold((unit.get("联络员") or {}).get("姓名")),
            "电话": "".join(filter(str.isdecimal, str((unit.get("联络员") or {}).get("电话") or ""))),
        }
        for unit in units.get("机构") or ()
    }

"""签字扫描件: whose signed copy a scan seems to be, by what it is called and what it lies beside."""

from collections.abc import Iterable, Mapping

from duban.model.unit import Unit
from duban.text.folding import comparison_key


def guess_scan_owner(scan: str, forms: Mapping[str, str], units: Iterable[Unit]) -> str:
    """The code of the unit to which a scan is offered; empty where nothing or more than one thing speaks.

    scan, forms: files as people are told of them, with forward slashes; an archive counts as a folder. forms:
    file → the code of its unit. units: those that report.
    First the file's own name speaks, then its folder's, then a form of the same stem, then the folder's only form.
    """
    folder, _, name = scan.rpartition("/")
    units = tuple(units)
    for words in (name, folder.rpartition("/")[2]):
        named = _named(words, units)
        if named:
            return next(iter(named)) if len(named) == 1 else ""
    beside = {file: unit for file, unit in forms.items() if file.rpartition("/")[0] == folder}
    stems = {unit for file, unit in beside.items() if _stem(file) == _stem(scan)}
    for found in (stems, set(beside.values())):
        if len(found) == 1:
            return next(iter(found))
    return ""


def _named(words: str, units: Iterable[Unit]) -> set[str]:
    """The units whose names stand in the words; a name that is part of a longer one that stands there says nothing."""
    words = comparison_key(words)
    known = [(comparison_key(name), unit.code) for unit in units for name in (unit.name, *unit.aliases)]
    standing = sorted(((name, code) for name, code in known if name and name in words), key=lambda each: -len(each[0]))
    found: set[str] = set()
    for name, code in standing:
        if name in words:
            found.add(code)
            words = words.replace(name, "/")
    return found


def _stem(file: str) -> str:
    return comparison_key(file.rpartition("/")[2].rpartition(".")[0]).casefold()

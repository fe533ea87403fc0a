"""ways.yaml, and the folder of returns that it speaks of."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.abused import mangle
from tests.abused.county import KEPT, PERIOD, PLAN, issuing, plan, settle_in
from tests.abused.hands import Where
from tests.clerk import Clerk

TABLE = Path(__file__).with_name("ways.yaml")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\([nrt|])")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "|": "|"}


@dataclass(frozen=True)
class Cell:
    """One line of a drawn table: what was typed where, how it is read, and what is told of it there."""

    where: Where
    typed: object
    read: str
    told: str


@dataclass(frozen=True)
class File:
    """One file that came back; the keys of ways.yaml say what its fields are."""

    name: str
    by: str
    units: tuple[str, ...] = ()
    made: str = ""
    issued: str = ""
    end: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    finds: frozenset[str] = frozenset()
    cells: tuple[Cell, ...] = ()

    def bytes(self, forms: Callable[[str], bytes]) -> bytes:
        """The file: as kept, or made of these forms."""
        if not self.made:
            return (KEPT / self.name).read_bytes()
        make: Callable[..., bytes] = getattr(mangle, self.made)
        typed = {cell.where: cell.typed for cell in self.cells}
        return make(forms, *self.units, typed) if self.made in mangle.AS_TYPED else make(forms, *self.units)


@dataclass(frozen=True)
class Way:
    """One way: its number (0: nothing was done wrong), what people do, what becomes of it, and files that show it."""

    way: int
    people: str
    does: str
    files: tuple[File, ...]


@cache
def ways() -> tuple[Way, ...]:
    """All of ways.yaml, in its order."""
    return tuple(
        Way(typed["way"], typed["people"], typed["does"], tuple(map(_file, typed["files"])))
        for typed in yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    )


def _file(typed: Mapping[str, Any]) -> File:
    cells = tuple(_cells(typed.get("cells", "")))
    lists = {"units": tuple(typed.get("units", ())), "finds": frozenset(typed.get("finds", ())), "cells": cells}
    return File(**{**typed, "issued": str(typed.get("issued", "")), **lists})


def _cells(drawn: str) -> Iterator[Cell]:
    for line in drawn.strip().splitlines()[1:]:
        row, label, typed, read, told = (part.strip() for part in re.split(r"(?<!\\)\|", line.strip()[1:-1]))
        yield Cell((row, label), _value(typed), _plain(read), told)


def _value(word: str) -> object:
    """As a spreadsheet program takes what is typed."""
    if word.startswith("'"):
        return "'" + _plain(word[1:])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        return date.fromisoformat(word)
    if re.fullmatch(r"-?\d+(\.\d+)?", word):
        return float(word) if "." in word else int(word)
    return _plain(word) or None


def _plain(word: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS[found[2]], word)


def desk_with_returns(folder: Path) -> Clerk:
    """The county's desk, its forms issued, and every file of ways.yaml in the folder of what came back."""
    clerk = settle_in(folder / "desk")
    own = clerk.folder / "plans" / PLAN / "plan.yaml"
    own.write_text(plan().replace("完成年度投资", "完成全年投资"), encoding="utf-8")
    forms = {"before": issuing(clerk.folder)}
    own.write_text(plan(), encoding="utf-8")
    forms |= {"": issuing(clerk.folder), "2022-07": issuing(clerk.folder, "2022-07")}
    forms["elsewhere"] = issuing(settle_in(folder / "elsewhere", "QT2022").folder)
    returns = clerk.folder / "output" / PLAN / PERIOD / "2-回收"
    returns.mkdir(parents=True)
    for way in ways():
        for file in way.files:
            (returns / file.name).write_bytes(file.bytes(forms[file.issued]))
    return clerk

"""A year of an office as its clerk's diary: what happened on which day, read from a YAML file.

setup:   what the plan's files say from the beginning: file → regular expression → what stands there instead.
story:   row key → day → what the unit says of a milestone from that day on: column key → value.
diary:   the entries in their order; each has its day, what happens (one of the keys of `Entry`), and what that needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One thing that happens. Exactly one of issue, hand_in, compile, amend, change and register is given.

    Attributes:
        day: as of which a command runs, or which a department writes as 填报日期.
        issue: the period whose forms are built.
        hand_in: the period of which returns come in.
        compile: the period that is compiled.
        amend: an entry of 调整 that is added to plan.yaml.
        change: an entry of 变更 that is added to units.yaml.
        register: the period in whose 办公室登记 she writes.
        units: who hands in; none means all who have a form and have not handed one in, except `but`.
        but: who does not.
        unchanged: whether nothing but 整表无变化 is ticked.
        rows: row key → column key → value, instead of what the story says.
        name: how the file is called; none calls it by the unit.
        source: where the form comes from: `issued`, `correction`, or a period whose return is sent once more.
        sheet: of the register.
        where: in which row: header → value; a row of her own where there is none.
        type: header → what she types.
        sort: a header by which LibreOffice sorts the sheet, upwards.
        more: further options of the command.
    """

    day: date
    issue: str = ""
    hand_in: str = ""
    compile: str = ""
    amend: Typed = field(default_factory=dict)
    change: Typed = field(default_factory=dict)
    register: str = ""
    units: Sequence[str] = ()
    but: Sequence[str] = ()
    unchanged: bool = False
    rows: Mapping[str, Typed] = field(default_factory=dict)
    name: str = ""
    source: str = "issued"
    sheet: str = ""
    where: Typed = field(default_factory=dict)
    type: Typed = field(default_factory=dict)
    sort: str = ""
    more: Sequence[str] = ()


@dataclass(frozen=True)
class Diary:
    """A whole year. form: the kind of form that is asked for."""

    plan: str
    form: str
    setup: Mapping[str, Mapping[str, str]]
    story: Mapping[str, Mapping[date, Typed]]
    entries: tuple[Entry, ...]


def read_diary(plan: str) -> Diary:
    """The diary of a plan, which lies beside this module."""
    typed = yaml.safe_load(Path(__file__).with_name(f"{plan}.yaml").read_text(encoding="utf-8"))
    entries = tuple(Entry(**entry) for entry in typed["diary"])
    return Diary(plan, typed["form"], typed.get("setup", {}), typed.get("story", {}), entries)

"""What came back, file by file and row by row, and what of several versions of a row may not wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from tests.recount.days import Period, short_date
from tests.recount.decided import Registered
from tests.recount.returned import Cell, Form, Layout, Row

Status = Literal["已报", "两个版本待确认", "来件不能采用", "未报送", "尚未报送", "经同意延期报送"]
BAD = ("will-miss", "adjust", "trouble")
SHOWN_WITH_BAD_NEWS = ("state", "progress")
SHOWN_AT_ONCE = (*SHOWN_WITH_BAD_NEWS, "expected", "reason", "help", "problems")


@dataclass(frozen=True)
class Run:
    """One compile as it was just after. office, returns and reports are copies.

    register: a copy as it was before. others: of the registers of other periods, by their codes.
    ranks_units: the office lists units by their lights (单位排序).
    """

    form: str
    period: str
    as_of: date
    office: Path
    returns: Path
    reports: Path
    register: Path | None = None
    others: Mapping[str, Path] = field(default_factory=dict, hash=False)
    ranks_units: bool = False


@dataclass(frozen=True)
class Arrival:
    """A file of a folder. seen: the as-of day and the number of the run that saw it first."""

    name: str
    form: Form | None
    seen: tuple[int, date]


@dataclass(frozen=True)
class Filing:
    """What came of a unit for a period. form: the version that counts. waiting: later ones of which none is chosen.

    replaced: of each version that took the place of another the digests of that one and of itself.
    registered: what the office says of it. again: what came before the one that counts.
    more_until: a day that is not over, until which the office gave it more time.
    """

    unit: str
    status: Status
    arrivals: tuple[Arrival, ...]
    form: Form | None
    first: date | None
    musts: frozenset[str]
    waiting: tuple[Arrival, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    nil: str = ""
    registered: Registered = field(default_factory=Registered)
    again: str = ""
    more_until: date | None = None

    @property
    def words(self) -> str:
        """Its status, what it says or replaced, and that later versions wait beside the one that counts."""
        if not self.form:
            return f"{self.status}（延至{short_date(self.more_until)}）" if self.more_until else self.status
        said = "，".join(filter(None, (self.nil, self.again)))
        words = f"{self.status}（{said}）" if said else self.status
        return f"{words}，另有{len(self.waiting)}份待确认" if self.waiting else words

    @property
    def owes(self) -> bool:
        """Whether none came that can be used and its time is up."""
        return not self.more_until and self.newest not in ("已报", "尚未报送", "经同意延期报送")

    @property
    def newest(self) -> Status:
        """Where the newest of what came stands."""
        return "两个版本待确认" if self.waiting else self.status

    @property
    def filled_on(self) -> Cell | None:
        return self.form.heading.get("填报日期") if self.form else None


@dataclass(frozen=True)
class Record:
    """A row of a return that counts. musts: its labels with a mistake in the cell. seen: when it came.

    disputed: of several versions that wait, what may not wait, and its state is not bad in all of them.
    """

    key: str
    row: Row
    form: Form
    file: str
    period: Period
    seen: date
    musts: frozenset[str]
    disputed: bool = False


def shown_at_once(layout: Layout, versions: Sequence[Record]) -> Record | None:
    """Bad news and requests of several versions of a row; texts that differ stand one below the other."""
    roles = {label: role for role in SHOWN_AT_ONCE for _, label in layout.of_role(role)}

    def state(record: Record) -> str:
        said = [layout.meaning(label, cell.text) for label, cell in record.row.items() if roles.get(label) == "state"]
        return next((meaning for meaning in said if meaning in BAD), "")

    records = sorted(versions, key=lambda record: BAD.index(state(record)) if state(record) else len(BAD))
    row: dict[str, Cell] = {}
    for record in records:
        for label, cell in record.row.items():
            role = roles.get(label)
            if role is None or (role in SHOWN_WITH_BAD_NEWS and not state(record)):
                continue
            if label not in row:
                row[label] = cell
            elif role in ("help", "problems", "reason", "progress") and cell.text not in row[label].text:
                row[label] = replace(cell, value=f"{row[label].text}\n{cell.text}")
    disputed = not all(map(state, records))
    return replace(records[0], row=row, disputed=disputed) if row else None

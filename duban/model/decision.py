"""办公室登记: what the clerk decided about single files, known by their hashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.workbook.book import Scalar

MARK = 16
"""So many hex digits of a file's hash name it; the same in the ledger and in the register."""


def mark_of(digest: str) -> str:
    """The head of a hash, by which a file is known."""
    return digest[:MARK]


@dataclass(frozen=True, slots=True)
class Edit:
    """代改: an obvious slip that the clerk settled herself. It holds only while `was` still stands in the cell.

    was, now: as people see them in a cell. by: who confirmed it.
    """

    sheet: str
    cell: str
    was: str
    now: str
    by: str


@dataclass(frozen=True, slots=True)
class Register:
    """The decisions of a period, by the mark of the file that they concern.

    confirmed: 身份确认, the form code that a person vouches for; empty where it is nobody's.
    chosen: 采用版本, the returns that shall count.
    edits: 代改. scans: 签字件, the code of the unit whose signed copy a scan is; empty where it is nobody's.
    """

    confirmed: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    scans: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: "Register") -> "Register":
        """The decisions of two periods: a mark is one content, whenever it came."""
        return Register(
            {**self.confirmed, **other.confirmed},
            self.chosen | other.chosen,
            {**self.edits, **other.edits},
            {**self.scans, **other.scans},
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whose form a file may be, for a person to confirm: the program never decides it.

    code: the form code that it would have. exact, similar: rows whose locked words are the issued ones, and rows
    that only look like them. missing: rows that were asked for and found nothing.
    """

    code: str
    exact: int
    similar: int
    missing: int


@dataclass(frozen=True, slots=True)
class LeftRow:
    """One row of a sheet of the register, as many values as the sheet has labels. number: of the row, 1-based."""

    values: tuple[Scalar, ...]
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LeftSheet:
    """A sheet of the register as the clerk left it. labels: its header, in her order; rows below it, blank ones not."""

    name: str = ""
    labels: tuple[str, ...] = ()
    rows: tuple[LeftRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet that the clerk made herself, from A1 on. Values only: formulas have become what they showed."""

    name: str
    rows: tuple[tuple[Scalar, ...], ...]
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """The whole register as the clerk left it: our sheets by their key in the layout, and her own.

    file: as people are told of it.
    """

    sheets: Mapping[str, LeftSheet] = field(default_factory=dict)
    own: tuple[OwnSheet, ...] = ()
    file: str = field(default="", compare=False)

"""办公室登记: what the clerk decided about single files, known by their hashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.workbook.book import Scalar

SHORT_HASH_LENGTH = 16
"""So many hex digits of a file's hash name it; the same in the ledger and in the register."""


def short_hash(digest: str) -> str:
    """The head of a hash, by which a file is known."""
    return digest[:SHORT_HASH_LENGTH]


@dataclass(frozen=True, slots=True)
class ClerkEdit:
    """代改: an obvious slip that the clerk settled herself. It holds only while `was` still stands in the cell.

    was, now: as people see them in a cell. by: who confirmed it.
    """

    sheet: str
    cell: str
    old_text: str
    new_text: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a period, by the mark of the file that they concern.

    confirmed: 身份确认, the form code that a person vouches for; empty where it is nobody's.
    chosen: 采用版本, the returns that shall count.
    edits: 代改. scans: 签字件, the code of the unit whose signed copy a scan is; empty where it is nobody's.
    """

    confirmed_form_ids: Mapping[str, str] = field(default_factory=dict)
    chosen_versions: frozenset[str] = frozenset()
    edits: Mapping[str, tuple[ClerkEdit, ...]] = field(default_factory=dict)
    scan_units: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: "Decisions") -> "Decisions":
        """The decisions of two periods: a mark is one content, whenever it came."""
        return Decisions(
            {**self.confirmed_form_ids, **other.confirmed_form_ids},
            self.chosen_versions | other.chosen_versions,
            {**self.edits, **other.edits},
            {**self.scan_units, **other.scan_units},
        )


@dataclass(frozen=True, slots=True)
class OwnerGuess:
    """Whose form a file may be, for a person to confirm: the program never decides it.

    code: the form code that it would have. exact, similar: rows whose locked words are the issued ones, and rows
    that only look like them. missing: rows that were asked for and found nothing.
    """

    form_code: str
    exact_rows: int
    similar_rows: int
    missing_rows: int


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of a sheet of the register, as many values as the sheet has labels. number: of the row, 1-based."""

    values: tuple[Scalar, ...]
    row_number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A sheet of the register as the clerk left it. labels: its header, in her order; rows below it, blank ones not."""

    name: str = ""
    labels: tuple[str, ...] = ()
    rows: tuple[RegisterRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ClerkSheet:
    """A sheet that the clerk made herself, from A1 on. Values only: formulas have become what they showed."""

    name: str
    rows: tuple[tuple[Scalar, ...], ...]
    visible: bool = True


@dataclass(frozen=True, slots=True)
class RegisterContents:
    """The whole register as the clerk left it: our sheets by their key in the layout, and her own.

    file: as people are told of it.
    """

    sheets: Mapping[str, RegisterTable] = field(default_factory=dict)
    clerk_sheets: tuple[ClerkSheet, ...] = ()
    file_name: str = field(default="", compare=False)

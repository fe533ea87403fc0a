"""What the clerk decided in 办公室登记. A file is known by the head of its hash."""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from duban.model.coordination import CoordinationNote
from duban.model.filing_entry import FilingEntry
from duban.model.verdict import Ruling
from duban.value_object import ValueObject, field, replace

FileHashes = frozenset[str]
"""Short hashes of files."""


class ClerkEdit(ValueObject):
    """代改: a cell that the clerk put right herself. It holds only while `old_text` still stands in the cell."""

    sheet: str
    cell: str
    old_text: str
    """As people see it in the cell; so is `new_text`."""
    new_text: str
    confirmed_by: str


class VersionChoices(ValueObject):
    """采用版本: which returns count and which do not, by the short hashes of their files."""

    chosen: FileHashes = frozenset()
    """Of several that came together these shall count."""
    pinned: FileHashes = frozenset()
    """In rows that she added herself: these count, whatever came later. They are among the chosen."""
    excluded: FileHashes = frozenset()
    """These never count."""

    def without(self, hashes: frozenset[str]) -> "VersionChoices":
        """The choices about all other files."""
        return VersionChoices(self.chosen - hashes, self.pinned - hashes, self.excluded - hashes)

    def of(self, file_hash: str) -> tuple[bool, bool, bool]:
        """Whether a file is chosen, pinned and excluded."""
        return file_hash in self.chosen, file_hash in self.pinned, file_hash in self.excluded

    def __or__(self, other: "VersionChoices") -> "VersionChoices":
        """The choices of both."""
        return VersionChoices(self.chosen | other.chosen, self.pinned | other.pinned, self.excluded | other.excluded)


class Decisions(ValueObject):
    """The decisions of one register, or of several; most are by the short hash of the file that they concern."""

    confirmed_form_ids: Mapping[str, str] = field(default_factory=dict)
    """身份确认: the form code that a person vouches for; empty where the file is nobody's form."""
    versions: VersionChoices = field(default_factory=VersionChoices)
    """采用版本: the returns that shall count, and those that shall not."""
    edits: Mapping[str, tuple[ClerkEdit, ...]] = field(default_factory=dict)
    """代改: what is put right in a file."""
    scan_units: Mapping[str, str] = field(default_factory=dict)
    """签字件: the code of the unit whose signed copy a scan is; empty where it is nobody's."""
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    """审定: the light of a task or milestone in the register's own period, by the key of its row."""
    filings: Mapping[str, FilingEntry] = field(default_factory=dict)
    """报送: what is registered of a unit's return in the register's own period, by the unit's code or ALL_UNITS."""
    coordination: Mapping[str, CoordinationNote] = field(default_factory=dict)
    """提请协调: what was noted of a request, by the key of its row; of one period alone, for notes have a time."""

    @property
    def edited_or_confirmed(self) -> frozenset[str]:
        """The short hashes of the files that are read in another way because of a decision."""
        return frozenset(self.confirmed_form_ids) | frozenset(self.edits)

    def reading_of(self, file_hash: str) -> tuple[str | None, tuple[ClerkEdit, ...]]:
        """All that the reading of a file follows from here: whose it is said to be, and what is put right in it."""
        return self.confirmed_form_ids.get(file_hash), self.edits.get(file_hash, ())

    def differences(self, other: "Decisions") -> Iterator[str]:
        """The short hashes of the forms about which something else is decided in the other."""
        hashes = {*self.edited_or_confirmed, *other.edited_or_confirmed}
        for versions in (self.versions, other.versions):
            hashes |= versions.chosen | versions.excluded
        for file_hash in sorted(hashes):
            own = self.reading_of(file_hash), self.versions.of(file_hash)
            if own != (other.reading_of(file_hash), other.versions.of(file_hash)):
                yield file_hash

    def without_versions(self, hashes: frozenset[str]) -> "Decisions":
        """The decisions, where those about versions of these files are not meant."""
        return replace(self, versions=self.versions.without(hashes))

    def __or__(self, other: "Decisions") -> "Decisions":
        """The decisions of both: one hash is one content, whenever it came."""
        return Decisions(
            {**self.confirmed_form_ids, **other.confirmed_form_ids},
            self.versions | other.versions,
            {**self.edits, **other.edits},
            {**self.scan_units, **other.scan_units},
            {**self.rulings, **other.rulings},
            {**self.filings, **other.filings},
            {**self.coordination, **other.coordination},
        )


def merged_decisions(registers: Mapping[str, Decisions]) -> Decisions:
    """The decisions of several registers, as far as they are about files: what else they say is of their own period.

    Args:
        registers: by codes of period and form kind; where two contradict each other, the later period's counts.
    """
    merged = reduce(or_, (decisions for _, decisions in sorted(registers.items())), Decisions())
    return replace(merged, rulings={}, filings={}, coordination={})


class OwnerGuess(ValueObject):
    """Whose form a file may be, for a person to confirm: the program never decides it."""

    form_code: str
    exact_rows: int
    """Rows whose locked words are the issued ones."""
    similar_rows: int
    """Rows whose words only look like them."""
    missing_rows: int
    """Rows that were asked for and that nothing in the file is."""

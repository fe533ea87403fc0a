"""日志: every run that wrote anything, one file each, only ever added to; each holds the hash of the one before.

台账/日志/<six digits>.json
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.model.run_entry import RunEntry
from duban.store.faults import fault
from duban.store.former_publications import PUBLICATIONS_FILE, former_publications
from duban.store.kept_files import kept_digest, kept_paths
from duban.store.own_files import own_folder
from duban.text.file_names import is_inner_path
from duban.text.hashes import sha256_hex
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field, replace
from duban.workspace.names import display_path

LOG_FOLDER = "日志"
"""In the ledger."""
_NAME = lazy_pattern(r"(\d{6,9})\.json")
_MAX_ENTRY_BYTES = 64 << 20


class RunLog(ValueObject, dict=True):
    """The runs of one ledger, as far as they can be read.

    Attributes:
        ledger: the folder 台账.
        entries: those that can be read, oldest first.
        digests: number → SHA-256 of its file, of all that lie there, whether they can be parsed or not.
        findings: which are missing, and which are not what was written; their facts are numbers of entries.
    """

    ledger: Path
    entries: tuple[RunEntry, ...] = ()
    digests: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def last_number(self) -> int:
        """Of the newest, sound or not; 0 for none."""
        return max(self.digests, default=0)

    @cached_property
    def ledger_files(self) -> Mapping[str, str]:
        """All that the ledger must hold: path below 台账 → SHA-256."""
        if not self.entries:
            return _nameable({_name(path, self.ledger): kept_digest(path) for path in kept_paths(self.ledger)})
        return _files_of(self.entries)

    @cached_property
    def believed_files(self) -> Mapping[str, str]:
        """Those of them that may be written again: an entry says so that nothing contradicts, nor any after it.

        Neither an entry that is missing or altered is believed, nor those before it, for nothing holds them to the
        newest any more, nor the one behind it, which contradicts it.
        """
        if not self.findings:
            return self.ledger_files
        numbers = (number for finding in self.findings for number in finding.facts.values())
        last_broken = max(number for number in numbers if isinstance(number, int))
        return _files_of([entry for entry in self.entries if entry.number > last_broken + 1])

    @cached_property
    def acknowledged(self) -> Mapping[str, RunEntry]:
        """Path below 台账 of what a person said is nowhere to be had again → the run in which that was said.

        It holds as long as what lies there is what lay there then, be it nothing.
        """
        entry_by_path: dict[str, RunEntry] = {}
        for entry in self.entries:
            entry_by_path = {path: said for path, said in entry_by_path.items() if path not in entry.ledger_files}
            entry_by_path |= dict.fromkeys(entry.lost, entry)
        return {
            path: entry for path, entry in entry_by_path.items() if kept_digest(self.ledger / path) == entry.lost[path]
        }

    def is_lost(self, path: Path) -> bool:
        """Whether somebody acknowledged that a file is missing or altered."""
        return self.name_of(path) in self.acknowledged

    def without_acknowledged(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Those findings of 日志 that nobody acknowledged."""
        return tuple(finding for finding in findings if not self.acknowledged.keys() >= names_in(finding))

    def name_of(self, path: Path) -> str:
        """What the entries call a file of the ledger; empty for any other."""
        return _name(path, self.ledger) if path.is_relative_to(self.ledger) else ""

    def doubted(self, findings: Iterable[Finding]) -> "RunLog":
        """The same with what else speaks against its entries, each place told once."""
        finding_by_place = {finding.place: finding for finding in (*findings, *self.findings)}
        return replace(self, findings=tuple(finding_by_place.values()))

    @cached_property
    def published(self) -> Mapping[str, str]:
        """What was last written beside 台账 and not taken away: path below the ledger's parent → SHA-256."""
        published: dict[str, str | None] = {} if self.entries else dict(former_publications(self.ledger))
        for entry in self.entries:
            published |= entry.published
        return {path: digest for path, digest in published.items() if digest}

    @property
    def obsolete_files(self) -> tuple[Path, ...]:
        """The file of versions before the 日志, if it lies there: the first entry takes its place."""
        path = self.ledger / PUBLICATIONS_FILE
        return (path,) if path.is_file() else ()

    def has_published(self, path: Path) -> bool:
        """Whether it is known what a run wrote there last."""
        return _name(path, self.ledger.parent) in self.published

    def is_as_published(self, path: Path, data: bytes) -> bool:
        """Whether these bytes are what a run wrote there last."""
        return self.published.get(_name(path, self.ledger.parent)) == sha256_hex(data)

    def entry_bytes(self, number: int) -> bytes:
        """The file of an entry; empty where it cannot be read."""
        return _bytes_of(entry_path(self.ledger, number)) or b""

    def new_entry(self, entry: RunEntry, outputs: Mapping[Path, bytes], obsolete: Iterable[Path]) -> dict[Path, bytes]:
        """The file of one more entry.

        Args:
            entry: what is known of the run. Its number, the hash before it and what it writes are filled in here; the
                first one takes over all that lies in the ledger already.
            outputs: all that the run writes, in the ledger or beside it.
            obsolete: what it takes away.
        """
        ledger_files: dict[str, str | None] = {} if self.entries else {**self.ledger_files}
        published: dict[str, str | None] = {} if self.entries else {**self.published}
        digests: dict[Path, str | None] = {path: sha256_hex(data) for path, data in outputs.items()}
        for path, digest in (digests | dict.fromkeys(obsolete)).items():
            if path.is_relative_to(self.ledger):
                ledger_files[_name(path, self.ledger)] = digest
            else:
                published[_name(path, self.ledger.parent)] = digest
        number = self.last_number + 1
        before = self.digests.get(self.last_number, "")
        whole = replace(entry, number=number, before=before, ledger_files=ledger_files, published=published)
        return {entry_path(self.ledger, number): whole.to_json().encode()}

    def with_entry(self, data: bytes) -> "RunLog":
        """The same with the entry that was just written behind it. data: its file."""
        entry = RunEntry.parse(data)
        entries = (*self.entries, entry) if entry else self.entries
        return replace(self, entries=entries, digests={**self.digests, self.last_number + 1: sha256_hex(data)})


def read_run_log(ledger: Path) -> RunLog:
    """The 日志 of a ledger, held to its numbers and to its chain.

    Args:
        ledger: the folder 台账; there may be none yet.

    Raises:
        InputError: its 日志 is there and cannot be listed, or an entry cannot be read.
    """
    entries: list[RunEntry] = []
    findings: list[Finding] = []
    digests: dict[int, str] = {}
    before = 0
    for number in _entry_numbers(ledger):
        path = entry_path(ledger, number)
        if number > before + 1:
            missing = entry_path(ledger, before + 1)
            findings.append(_finding("log-missing", missing, first=before + 1, last=number - 1))
        data = _bytes_of(path)
        entry = RunEntry.parse(data) if data is not None else None
        if entry is None or entry.number != number:
            findings.append(_finding("log-altered", path, number=number))
        else:
            if number == before + 1 and entry.before != digests.get(before, ""):
                findings.append(_finding("log-altered", entry_path(ledger, before), number=before))
            entries.append(entry)
        before, digests[number] = number, "" if data is None else sha256_hex(data)
    return RunLog(ledger, tuple(entries), digests).doubted(findings)


def names_in(finding: Finding) -> set[str]:
    """The entries that a finding of 日志 is about, of many the first and the last: paths below 台账."""
    numbers = (number for number in finding.facts.values() if isinstance(number, int))
    return {f"{LOG_FOLDER}/{_entry_name(number)}" for number in numbers}


def _files_of(entries: Iterable[RunEntry]) -> dict[str, str]:
    """What entries say that the ledger must hold after them: path below 台账 → SHA-256."""
    files: dict[str, str | None] = {}
    for entry in entries:
        files |= entry.ledger_files
    return {path: digest for path, digest in files.items() if digest}


def _finding(code: str, path: Path, **facts: int) -> Finding:
    return Finding(code, Place(display_path(path)), facts)


def _entry_numbers(ledger: Path) -> list[int]:
    names = (path.name for path in own_folder(ledger / LOG_FOLDER))
    return sorted({int(match[1]) for match in map(_NAME.fullmatch, names) if match})


def _bytes_of(path: Path) -> bytes | None:
    """What an entry's file holds; None where it is none, or far too large for one. Raises InputError."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _MAX_ENTRY_BYTES else None
    except OSError as error:  # to go on without it would end in a chain that does not hold
        raise InputError([fault("cannot-read", path, error)]) from error


def entry_path(ledger: Path, number: int) -> Path:
    """Where an entry of a ledger lies."""
    return ledger / LOG_FOLDER / _entry_name(number)


def _entry_name(number: int) -> str:
    return f"{number:06}.json"


def _nameable(digests: Mapping[str, str]) -> dict[str, str]:
    """Those files that an entry can hold: with another path or without a hash it could never be read again."""
    return {path: digest for path, digest in digests.items() if digest and is_inner_path(path)}


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()

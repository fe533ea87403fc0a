"""The ledger on disk: the snapshots that forms were issued from, and every return as it came.

台账/快照/<SHA-256>.json
台账/原件/<period>/<as-of day>.<run>-<16 hex digits of the hash>-<name as it came>
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from duban.model.snapshot import MOST_SNAPSHOT_BYTES
from duban.store.own_files import own_file_bytes, own_folder
from duban.text.file_names import safe_file_name
from duban.text.hashes import HASH_IN_NAME, SHORT_HASH_LENGTH, is_sha256, short_hash
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workspace.folders import LEDGER_FOLDER

if TYPE_CHECKING:
    from duban.model.return_ import Return

SNAPSHOTS_FOLDER, ORIGINALS_FOLDER, REGISTERS_FOLDER = "快照", "原件", "登记"
"""What they hold is never changed; a register is kept there as it was when it was obeyed or replaced."""
UNDONE_FOLDER = "已撤销"
"""Returns that a run kept which was taken back; what somebody handed in is never deleted."""
_MAX_NAME_LENGTH = 70
"""Characters of a file's own name that are kept: with all folders above it a path may have 240 on some systems."""
_MAX_SUFFIX_LENGTH = 8
_ORIGINAL_NAME = lazy_pattern(rf"(\d{{4}}-\d{{2}}-\d{{2}})\.(\d+)-([0-9a-f]{{{SHORT_HASH_LENGTH}}})-(.+)")


class KeptOriginal(ValueObject):
    """A return in the ledger.

    Attributes:
        received_on: the first as-of day that saw it, or the real day of that run where it is the earlier.
        run_number: which run of that day, from 1.
        name: what the file was called when it came, shortened where a file system needs it.
        digest: SHA-256 of its bytes, as 日志 has it; empty where no run kept it, so that it counts no more than what
            nobody handed in.
    """

    path: Path
    received_on: date
    run_number: int
    short_hash: str
    name: str
    digest: str = ""

    def has_bytes_of(self, digest: str) -> bool:
        """Whether a file of this hash is what was kept."""
        return bool(digest) and self.digest == digest and short_hash(digest) == self.short_hash

    @property
    def arrival(self) -> tuple[date, int]:
        """The day and the run that saw it first."""
        return self.received_on, self.run_number

    @property
    def label(self) -> str:
        """What people call it, unlike anything that they hand in now."""
        return f"{LEDGER_FOLDER}/{self.received_on.isoformat()}.{self.run_number}/{self.name}"


class Ledger(ValueObject):
    """The folder 台账. It only ever grows.

    What should lie there and cannot be read or listed is told by an InputError: else a run would go on as if it were
    not there.
    """

    folder: Path

    def snapshot_path(self, digest: str) -> Path:
        """Where a snapshot is kept."""
        return self.folder / self.snapshot_name(digest)

    @staticmethod
    def snapshot_name(digest: str) -> str:
        """What 日志 calls a snapshot."""
        return f"{SNAPSHOTS_FOLDER}/{digest}.json"

    def snapshot_digests(self) -> tuple[str, ...]:
        """The hashes of all snapshots; a file that is not named for one is none."""
        paths = own_folder(self.folder / SNAPSHOTS_FOLDER)
        return tuple(path.stem for path in paths if path.suffix == ".json" and is_sha256(path.stem))

    def snapshot_bytes(self, digest: str) -> bytes:
        """What lies there as a snapshot; see `find_snapshot`."""
        return own_file_bytes(self.snapshot_path(digest), MOST_SNAPSHOT_BYTES)

    def originals(
        self, period: str, ledger_files: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[KeptOriginal, ...]:
        """A period's returns in the order in which they came: those that lie there, and those that should.

        Args:
            period: its code.
            ledger_files: what the ledger must hold, as its 日志 says: path → SHA-256.
        """
        folder = f"{ORIGINALS_FOLDER}/{period}"
        names = {f"{folder}/{path.name}" for path in own_folder(self.folder / folder)}
        names |= {name for name in ledger_files if name.rpartition("/")[0] == folder}
        parsed = (_original(self.folder / name, ledger_files.get(name, "")) for name in names)
        originals = [original for original in parsed if original]
        return tuple(sorted(originals, key=lambda original: (original.received_on, original.run_number, original.name)))

    def periods(self) -> tuple[str, ...]:
        """The codes of all periods of which there are returns."""
        return tuple(folder.name for folder in own_folder(self.folder / ORIGINALS_FOLDER) if own_folder(folder))

    def original_path(self, period: str, return_: "Return", name: str) -> Path:
        """Where a new return is kept.

        Args:
            period: the code of its period.
            return_: dated, for its day and run are part of the name.
            name: of the file as it came; shortened here where a file system needs it.
        """
        received_on, run_number = return_.arrival
        file_name = f"{received_on.isoformat()}.{run_number}-{short_hash(return_.digest)}-{_shortened(name)}"
        return self.folder / ORIGINALS_FOLDER / period / safe_file_name(file_name)


def other_arrivals(path: Path) -> list[Path]:
    """Where a return lies beside its place as one that came on another day, or in another run of that day."""
    own = _original(path, "")
    if not own:
        return []
    beside = (_original(other, "") for other in path.parent.glob(f"*-{own.short_hash}-*"))
    return [other.path for other in beside if other and other.arrival != own.arrival]


def is_kept_name(folder: Path, path: Path, digest: str) -> bool:
    """Whether a file of a ledger lies where the ledger itself would keep these bytes, and so is found there.

    Args:
        folder: the ledger.
        path: of a file in it; of former registers the hash in their names is all that is looked at.
        digest: SHA-256 of its bytes.
    """
    if path.is_relative_to(folder / SNAPSHOTS_FOLDER):
        return path == Ledger(folder).snapshot_path(digest)
    if path.is_relative_to(folder / ORIGINALS_FOLDER):
        original = _original(path, digest)
        return path.parent.parent == folder / ORIGINALS_FOLDER and bool(original and original.has_bytes_of(digest))
    return any(digest.startswith(head) for head in HASH_IN_NAME.findall(path.name))


def _original(path: Path, digest: str) -> KeptOriginal | None:
    """What the name of a kept return says; None where it is no such name."""
    match = _ORIGINAL_NAME.fullmatch(path.name)
    try:
        received_on = date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    return KeptOriginal(path, received_on, int(match[2]), match[3], match[4], digest) if match and received_on else None


def _shortened(name: str) -> str:
    """A file's name with its ending, and of the rest as much as there is room for."""
    suffix = Path(name).suffix[:_MAX_SUFFIX_LENGTH]
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - len(suffix)] + suffix

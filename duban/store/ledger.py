"""The ledger's truth on disk: snapshots that forms were issued from, and every return as it came, by its hash."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.model.decision import mark_of
from duban.model.snapshot import Snapshot
from duban.store.files import digest
from duban.workspace.names import safe_name

_KEPT = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d+)-([0-9a-f]{16})-(.+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A return in the ledger. received: the first as-of day that saw it; turn: which run of that day, from 1.

    name: what the file was called when it came. mark: the head of its hash.
    """

    path: Path
    received: date
    turn: int
    mark: str
    name: str

    @property
    def label(self) -> str:
        """How people are told of it: told apart from what they hand in now."""
        return f"台账/{self.received.isoformat()}.{self.turn}/{self.name}"


@dataclass(frozen=True)
class Ledger:
    """The folder 台账. It only ever grows, and what it holds can be thrown together from other ledgers."""

    folder: Path

    def snapshot_file(self, digest: str) -> Path:
        """Where a snapshot is kept."""
        return self.folder / "快照" / f"{digest}.json"

    def snapshots(self) -> tuple[str, ...]:
        """The hashes of all snapshots."""
        return tuple(sorted(path.stem for path in self.folder.glob("快照/*.json")))

    def snapshot(self, head: str, period: str, layout: str) -> tuple[Snapshot, str] | None:
        """The snapshot whose hash begins so, with its hash; None where it was never kept or was altered."""
        for path in sorted(self.folder.glob(f"快照/{head.lower()}*.json")):
            data = path.read_bytes()
            if digest(data) != path.stem:
                continue
            snapshot = Snapshot.model_validate_json(data)
            if (snapshot.period.code, snapshot.layout.code) == (period, layout):
                return snapshot, path.stem
        return None

    def kept(self, period: str) -> tuple[Kept, ...]:
        """A period's returns in the order in which they came."""
        return tuple(sorted(self._kept(period), key=lambda kept: (kept.received, kept.turn, kept.name)))

    def _kept(self, period: str) -> Iterator[Kept]:
        for path in self.folder.glob(f"原件/{period}/*"):
            if match := _KEPT.fullmatch(path.name):
                received, turn, mark, name = match.groups()
                yield Kept(path, date.fromisoformat(received), int(turn), mark, name)

    def return_file(self, period: str, received: date, turn: int, digest: str, name: str) -> Path:
        """Where a new return is kept. name: of the returned file, shortened where a file system needs it."""
        return self.folder / "原件" / period / safe_name(f"{received.isoformat()}.{turn}-{mark_of(digest)}-{name}")

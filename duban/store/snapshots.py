"""The snapshots that forms were issued from: looked up in the ledger, or in memory where no ledger lies."""

from collections.abc import Mapping
from typing import Protocol, Self

from duban.model.snapshot import Snapshot
from duban.text.hashes import sha256_hex
from duban.value_object import ValueObject


class SnapshotSource(Protocol):
    """Where snapshots are kept."""

    def snapshot_digests(self) -> tuple[str, ...]:
        """The hashes of all of them."""

    def snapshot_bytes(self, digest: str) -> bytes:
        """The JSON that is kept under a hash; whether it has that hash is for the reader to see."""


class HeldSnapshots(ValueObject):
    """All snapshots of a source in memory, to go where its folder does not."""

    bytes_by_digest: Mapping[str, bytes]

    @classmethod
    def of(cls, source: SnapshotSource) -> Self:
        """Those of a source as they are kept there now."""
        return cls({digest: source.snapshot_bytes(digest) for digest in source.snapshot_digests()})

    def snapshot_digests(self) -> tuple[str, ...]:
        """The hashes of all of them."""
        return tuple(self.bytes_by_digest)

    def snapshot_bytes(self, digest: str) -> bytes:
        """The JSON that was kept under a hash."""
        return self.bytes_by_digest[digest]


def find_snapshot(source: SnapshotSource, digest_prefix: str, period: str, kind: str) -> tuple[Snapshot, str] | None:
    """A snapshot with its hash; None where it was never kept or was altered.

    Args:
        source: where it may be kept.
        digest_prefix: how its hash begins, in either case.
        period: the code of its period.
        kind: the code of its form kind.
    """
    for digest in source.snapshot_digests():
        if not digest.startswith(digest_prefix.lower()):
            continue
        data = source.snapshot_bytes(digest)
        snapshot = Snapshot.parse(data) if sha256_hex(data) == digest else None
        if snapshot and (snapshot.period.code, snapshot.layout.code) == (period, kind):
            return snapshot, digest
    return None

"""The files of a ledger whose content is never changed, held to the hashes in their names."""

from collections.abc import Iterator
from pathlib import Path

from duban.store.ledger import ORIGINALS_FOLDER, REGISTERS_FOLDER, SNAPSHOTS_FOLDER
from duban.store.own_files import MOST_OWN_BYTES, own_files_below
from duban.store.safe_files import digest_of_file
from duban.text.hashes import HASH_IN_NAME
from duban.workspace.names import is_junk

_KEPT_FOLDERS = (SNAPSHOTS_FOLDER, ORIGINALS_FOLDER, REGISTERS_FOLDER)


def kept_paths(ledger: Path) -> Iterator[Path]:
    """Every snapshot, return and former register that lies in a ledger, folder by folder in the order of names.

    Raises:
        InputError: a folder cannot be listed.
    """
    for folder in _KEPT_FOLDERS:
        yield from (path for path in own_files_below(ledger / folder) if not is_junk(path.name))


def kept_digest(path: Path) -> str:
    """The hash of a file; empty where it is none, cannot be read, or is larger than anything that is ever kept."""
    try:
        return (digest_of_file(path) or "") if path.stat().st_size <= MOST_OWN_BYTES else ""
    except OSError:
        return ""


def is_named_for(path: Path, digest: str) -> bool:
    """Whether the name of a kept file is one of those that hold the head of its hash, and holds it."""
    hashes = HASH_IN_NAME.findall(path.name)
    return not hashes or any(digest.startswith(head) for head in hashes)

"""What lies in a ledger that has no 日志 yet, or has lost it: its first entry takes all of it over."""

import json
from collections.abc import Iterator
from pathlib import Path

from duban.model.run_entry import is_inner_path
from duban.store.ledger import ORIGINALS_FOLDER, REGISTERS_FOLDER, SNAPSHOTS_FOLDER
from duban.store.own_files import MOST_OWN_BYTES
from duban.store.safe_files import digest_of_file
from duban.text.hashes import HASH_IN_NAME
from duban.workspace.folders import REPORTS_FOLDER
from duban.workspace.names import is_junk

_KEPT_FOLDERS = (SNAPSHOTS_FOLDER, ORIGINALS_FOLDER, REGISTERS_FOLDER)
PUBLICATIONS_FILE = "产出.json"
"""Hashes of what was published, by period folder and name; versions before the 日志 wrote it."""


def kept_paths(ledger: Path) -> Iterator[Path]:
    """Every file in the folders whose content is never changed."""
    for folder in _KEPT_FOLDERS:
        yield from (path for path in sorted((ledger / folder).rglob("*")) if path.is_file() and not is_junk(path.name))


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


def formerly_published(ledger: Path) -> dict[str, str]:
    """What is known to have been published: path below the ledger's parent → SHA-256; nothing where that is damaged."""
    path = ledger / PUBLICATIONS_FILE
    try:
        names = json.loads(path.read_bytes()) if path.stat().st_size <= MOST_OWN_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return {}
    named = names.items() if isinstance(names, dict) else ()
    return {
        path: digest
        for name, digest in named
        if isinstance(digest, str)
        for path in _places_of(ledger.parent, *name.partition("/")[::2])
    }


def _places_of(root: Path, period_folder: str, name: str) -> list[str]:
    """Where a file of this name may lie: with the period's reports, or beside the period folders."""
    places = [f"{period_folder}/{REPORTS_FOLDER}/{name}", name]
    return [place for place in places if is_inner_path(place) and (root / place).is_file()]

"""台账/产出.json, in which versions before the 日志 wrote what they had published: the first entry takes it over."""

import json
from pathlib import Path

from duban.store.own_files import read_own_file
from duban.text.file_names import is_inner_path
from duban.text.hashes import is_sha256
from duban.workspace.folders import REPORTS_FOLDER

PUBLICATIONS_FILE = "产出.json"
"""Period folder and name → SHA-256 of what was published there."""


def former_publications(ledger: Path) -> dict[str, str]:
    """What versions before the 日志 had published and what still lies there.

    What has no whole hash or no place in the plan's folder is left out: of such a file nobody knows what was written,
    so it is kept under a name that says so before it is replaced.

    Args:
        ledger: the folder 台账.

    Returns:
        Path below the ledger's parent → SHA-256; nothing where the file is missing or damaged.
    """
    try:
        digests = json.loads(read_own_file(ledger / PUBLICATIONS_FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    published: dict[str, str] = {}
    for name, digest in digests.items() if isinstance(digests, dict) else ():
        if is_sha256(digest):
            period_folder, _, file_name = name.partition("/")
            published |= dict.fromkeys(_places(ledger.parent, period_folder, file_name), digest)
    return published


def _places(root: Path, period_folder: str, name: str) -> list[str]:
    """Where a file of this name lies: with the period's reports, or beside the period folders."""
    places = [f"{period_folder}/{REPORTS_FOLDER}/{name}", name]
    return [place for place in places if is_inner_path(place) and (root / place).is_file()]

"""The copies of 日志 that the index holds: by them lost entries are written again."""

from pathlib import Path

from duban.messages.finding import Finding, Place
from duban.model.run_entry import RunEntry
from duban.store.index import Index
from duban.store.run_log import RunLog, entry_path
from duban.text.hashes import sha256_hex
from duban.workspace.names import display_path


def restorable_entries(log: RunLog, index: Index) -> dict[Path, bytes]:
    """Where entries are missing, or are not what the entry after them says: their files, as the index has them."""
    if not contradicted_entries(log, index):
        return {}
    copies = dict(_copies(index))
    expected = {entry.number - 1: entry.before for entry in log.entries}
    expected |= {number - 1: entry.before for number, (entry, _) in copies.items() if number not in log.digests}
    readable = {entry.number for entry in log.entries}
    restorable: dict[Path, bytes] = {}
    for number, (_, data) in copies.items():
        digest = sha256_hex(data)
        is_right = expected[number] == digest if number in expected else number not in readable
        if is_right and log.digests.get(number) != digest:
            restorable[entry_path(log.ledger, number)] = data
    return restorable


def contradicted_entries(log: RunLog, index: Index) -> tuple[Finding, ...]:
    """Every entry that is missing or other than the index has it: of two that can be read, either may be right."""
    indexed = index.rows("select number, digest from runs order by number")
    differing = [number for number, digest in indexed if log.digests.get(number) != digest]
    paths = {number: display_path(entry_path(log.ledger, number)) for number in differing}
    return tuple(Finding("log-altered", Place(path), {"number": number}) for number, path in paths.items())


def _copies(index: Index) -> list[tuple[int, tuple[RunEntry, bytes]]]:
    """Number → the entry and its bytes, of all that are what the index wrote down."""
    rows = index.rows("select number, digest, entry from runs order by number")
    sound = [(number, entry.encode()) for number, digest, entry in rows if sha256_hex(entry.encode()) == digest]
    parsed = ((number, RunEntry.parse(data), data) for number, data in sound)
    return [(number, (entry, data)) for number, entry, data in parsed if entry and entry.number == number]

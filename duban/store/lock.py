"""One writer at a time over a plan, across processes and computers; a lock that ends with its process.

台账/运行.lock       held by the system while a command runs; it stays there, empty
台账/运行中.json     who holds it, and since when
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from duban.messages.finding import Finding, InputError, Place
from duban.model.run_by import RunBy
from duban.store.faults import refuse_faults
from duban.store.safe_files import missing_folders, remove_empty_folders, remove_file, write_json
from duban.workspace.names import display_path

LOCK_FILE, HOLDER_FILE = "运行.lock", "运行中.json"
_WAIT_SECONDS = 2.0


@contextmanager
def ledger_lock(ledger: Path, run_by: RunBy) -> Iterator[None]:
    """Hold the lock of a ledger.

    Args:
        ledger: the folder 台账; made where it is missing, and removed again where nothing was put into it.
        run_by: told to whoever else wants it.

    Raises:
        InputError: another run holds it, or it cannot be written there.
    """
    new_folders = missing_folders([ledger])
    lock = FileLock(ledger / LOCK_FILE, timeout=_WAIT_SECONDS)
    _acquire(lock, ledger)
    try:
        with suppress(OSError):
            since = run_by.at and run_by.at.strftime("%Y-%m-%d %H:%M")
            write_json(ledger / HOLDER_FILE, {"who": run_by.who, "since": since})
        yield
    finally:
        with suppress(OSError):
            remove_file(ledger / HOLDER_FILE)
            if new_folders and [path.name for path in ledger.iterdir()] == [LOCK_FILE]:
                remove_file(ledger / LOCK_FILE)
        lock.release()
        remove_empty_folders(new_folders)


def _acquire(lock: BaseFileLock, ledger: Path) -> None:
    """Make the folder and take its lock. Raises InputError where another run holds it, or it cannot be written."""
    with refuse_faults("cannot-write", ledger):
        try:
            ledger.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            holder = _read_holder(ledger / HOLDER_FILE)
            raise InputError([Finding("plan-in-use", Place(display_path(ledger)), holder)]) from error


def _read_holder(path: Path) -> dict[str, str]:
    """Who holds the lock and since when; empty where that cannot be read."""
    try:
        facts = json.loads(path.read_bytes())
        return {key: str(facts[key] or "") for key in ("who", "since")}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {"who": "", "since": ""}

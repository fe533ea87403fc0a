"""Whether anything changed since the last compile: all that a compile follows from, seen before any of it is read.

What a run follows from is not listed. It is whatever lies where the run may read: the plan's whole folder of outputs
with its returns and its ledger, the plan, the templates, whatever else config.yaml or the command line leads to, the
program itself, its libraries, and what the command was given. Two runs that see the same of all that make the same.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from duban.interrupts import interruptible
from duban.model.run_by import RunBy
from duban.store.index import INDEX_FILE, Index
from duban.store.journal import replaced_folder
from duban.store.kept_hashes import KeptHashes
from duban.store.last_words import LastWords, read_last_words, write_last_words
from duban.store.links import real_paths
from duban.store.lock import HOLDER_FILE, LOCK_FILE, ledger_lock
from duban.store.place_contents import Contents, contents_of, is_explained
from duban.store.program import installed_libraries, program_contents
from duban.store.safe_files import digest_of_file
from duban.text.hashes import combined_hash
from duban.value_object import ValueObject, replace
from duban.workspace.folders import LEDGER_FOLDER
from duban.workspace.own_places import find_places

if TYPE_CHECKING:  # what is heavy is imported where something changed
    from duban.journeys.compile import CompileResult
    from duban.journeys.context import Context

_VARIABLES = "DUBAN_"
"""How the names of those environment variables begin that a run obeys."""
_OWN_FILES = (INDEX_FILE, f"{INDEX_FILE}-journal", LOCK_FILE, HOLDER_FILE)
"""What lies in a ledger and nothing follows from: it is derived, or says that a command runs."""


class Inputs(ValueObject):
    """All that a compile follows from, as it was at one moment.

    Attributes:
        ledger: the folder 台账.
        facts: what it was given, and what it is made of.
        places: where all that it may read lies, and all that it writes.
        contents: of these places.
        began_at: when the run began.
    """

    ledger: Path
    facts: tuple[str, ...]
    places: tuple[Path, ...]
    contents: Contents
    began_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """The hash of all of it."""
        lines = (part for entry in sorted(self.contents.items()) for part in entry)
        return combined_hash((*self.facts, "", *lines))

    def look_again(self, *, notes_hashes: bool = False) -> "Inputs | None":
        """The same a moment later; None where that cannot be known. notes_hashes: as `_contents` has it."""
        with suppress(OSError, ValueError):
            contents = _contents(self.ledger, self.places, self.began_at, notes_hashes=notes_hashes)
            return replace(self, contents=contents)
        return None


def see_inputs(
    config: Path, plan: str | None, returns: Sequence[Path], options: Iterable[str], began_at: datetime | None
) -> Inputs | None:
    """All that a compile follows from, as it is now.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        returns: files and folders beside the period's own.
        options: of the command, and the day.
        began_at: when the run began.

    Returns:
        None where that cannot be known; nothing is remembered then.
    """
    with suppress(OSError, ValueError):
        own_places = find_places(config, plan)
        program = sorted(program_contents().items())
        facts = tuple(map(repr, ((*options,), str(Path.cwd()), _variables(), installed_libraries(), program)))
        ledger, places = own_places[0] / LEDGER_FOLDER, (*own_places, *returns)
        return Inputs(ledger, facts, places, _contents(ledger, places, began_at), began_at)
    return None


def words_where_unchanged(inputs: Inputs, run_by: RunBy) -> LastWords | None:
    """What a run says that sees these inputs; None where the last one saw others.

    Args:
        inputs: seen before; they are looked at again, alone with the plan.
        run_by: whose run it is.

    Raises:
        InputError: another run holds the lock.
    """
    with Index(inputs.ledger / INDEX_FILE) as index:
        words = read_last_words(index, inputs.fingerprint)
    if words is None:
        return None
    with interruptible(), ledger_lock(inputs.ledger, run_by):
        return words if inputs.look_again(notes_hashes=True) == inputs else None


def remember_words(inputs: Inputs, compiled: "CompileResult", say: Callable[["CompileResult"], LastWords]) -> None:
    """Remember what the next run says if nothing changes until then.

    Nothing is remembered of a run that told what may be told but once, or beside which anybody wrote anything.

    Args:
        inputs: as they were before the run read any of them.
        compiled: what it made.
        say: makes words of what a run found.
    """
    repeated, after = compiled.repeated, inputs.look_again()
    changes = {_real_path(path): hashes for path, hashes in compiled.changes.items()}
    if repeated is None or after is None or not _covers(inputs.places, compiled.context):
        return
    if is_explained(inputs.contents, after.contents, changes, _real_path(replaced_folder(inputs.ledger))):
        with Index(inputs.ledger / INDEX_FILE) as index:
            write_last_words(index, after.fingerprint, say(repeated))


def _contents(
    ledger: Path, places: Sequence[Path], began_at: datetime | None, *, notes_hashes: bool = False
) -> Contents:
    """What lies in the places; returns in the ledger that nobody touched since they were hashed are not opened.

    Args:
        ledger: the folder 台账.
        places: where to look.
        began_at: when the run began.
        notes_hashes: the index is told the hashes of the others.

    Raises:
        OSError, ValueError: as `contents_of` does.
    """
    own_files = {_real_path(ledger / name) for name in _OWN_FILES}
    kept_hashes = KeptHashes(Path(os.path.realpath(ledger)), began_at)

    def hash_of(path: Path) -> str | None:
        mark = kept_hashes.mark(path)
        digest = kept_hashes.digest(path, mark) or digest_of_file(path)
        if notes_hashes:
            kept_hashes.remember(path, mark, digest or "")
        return digest

    with kept_hashes:
        return contents_of(places, own_files.__contains__, hash_of)


def _covers(places: Sequence[Path], context: "Context") -> bool:
    """Whether the places are those of the workspace as its models have it."""
    workspace, config = context.workspace, context.workspace.config
    own_paths = (workspace.root / path for path in (config.templates, config.holidays, config.logo) if path)
    own_places = (workspace.output, workspace.plan_folder, workspace.config_file, *own_paths)
    return {*real_paths(own_places)} <= {*real_paths(places)}


def _variables() -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in os.environ.items() if name.startswith(_VARIABLES))


def _real_path(path: Path) -> str:
    """A path with the links above it followed."""
    return str(Path(os.path.realpath(path.parent)) / path.name)

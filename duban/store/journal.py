"""The journal of a publication: what is written where, what lay there before, and how far it has come.

台账/发布.json          only while files are published
台账/上一次/<SHA-256>    what the last publication replaced or took away
台账/上一次/清单.json     path → the hash of what lay there before; null where nothing did

All paths are below the folder that 台账 lies in; one that leads out of it is never followed.
"""

import json
import os
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from duban.messages.finding import Finding, InputError, Place
from duban.store.links import those_below
from duban.store.own_files import own_file_bytes
from duban.store.safe_files import draft_path, remove_empty_folders, remove_file, write_json
from duban.text.file_names import is_inner_path
from duban.text.hashes import is_sha256
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workspace.names import display_path

_JOURNAL_NAME = "发布.json"
_REPLACED_FOLDER = "上一次"
_LIST_NAME = "清单.json"
_TEMPORARY = lazy_pattern(r"\.~[0-9a-f]{16}\.tmp")
_FORMAT_ERRORS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a JSON file raises that we did not write."""


class Stage(StrEnum):
    """How far a publication has come."""

    WRITING = "writing"
    """The new files are written beside their targets: a killed run leaves nothing but these."""
    WRITTEN = "written"
    """All of them lie on the disk: a killed run is carried out to its end."""
    TAKING_BACK = "taking-back"
    """One could not be replaced: a killed run is taken back to its beginning."""


class FileChange(ValueObject):
    """What happens to one file.

    Attributes:
        temporary: what takes its place, beside it; where nothing does, that file is never written.
        before: hash of what lies there; None where nothing does.
        after: hash of what shall; None where it is taken away.
    """

    target: Path
    temporary: Path
    before: str | None
    after: str | None


class Journal(ValueObject, dict=True):
    """Changes that are made together.

    Attributes:
        ledger: the folder 台账.
        changes: in the order in which they are made.
        new_folders: those that are missing, outer ones first.
        stage: how far they have come.
    """

    ledger: Path
    changes: tuple[FileChange, ...]
    new_folders: tuple[Path, ...]
    stage: Stage

    @property
    def file(self) -> Path:
        """Where it is written down."""
        return journal_file(self.ledger)

    @property
    def replaced_folder(self) -> Path:
        """Where what is replaced is kept, each file under its hash."""
        return replaced_folder(self.ledger)

    def write(self) -> None:
        """Set down what is done now. Raises OSError."""
        changes = [
            {
                "target": self._name(change.target),
                "temporary": change.temporary.name,
                "before": change.before,
                "after": change.after,
            }
            for change in self.changes
        ]
        folders = [self._name(folder) for folder in self.new_folders]
        write_json(self.file, {"stage": self.stage, "changes": changes, "folders": folders})

    def write_list(self) -> None:
        """Set down what is kept of this publication, in place of what was of the last. Raises OSError."""
        write_json(_list_file(self.ledger), {self._name(change.target): change.before for change in self.changes})

    def clean_up(self) -> None:
        """Remove what is kept of no publication any more, and the journal. Raises OSError."""
        named_files = {_list_file(self.ledger), *replaced_files(self.ledger).values()}
        for path in self.replaced_folder.glob("*"):
            if path not in named_files:
                remove_file(path)
        remove_empty_folders([self.replaced_folder])
        remove_file(self.file)

    def _name(self, path: Path) -> str:
        return f"{self._folder_names[path.parent]}{path.name}"

    @cached_property
    def _folder_names(self) -> Mapping[Path, str]:
        """How the names begin of what lies in a folder in which something is changed: few of them have many files."""
        outer = self.ledger.parent.resolve()
        paths = (*(change.target for change in self.changes), *self.new_folders, self.ledger)
        folders = {path.parent for path in paths}
        names = {folder: folder.resolve().relative_to(outer).as_posix() for folder in folders}
        return {folder: "" if name == "." else f"{name}/" for folder, name in names.items()}


def refuse_linked_folder(ledger: Path) -> None:
    """Raise InputError where 上一次 is a link: what lies behind it is none of ours, and would be taken away."""
    folder = replaced_folder(ledger)
    try:
        is_own = folder.resolve() == ledger.resolve() / _REPLACED_FOLDER
    except (OSError, RuntimeError):  # a link that leads to itself
        is_own = False
    if not is_own:
        raise InputError([Finding("leads-outside", Place(display_path(folder)))])


def replaced_folder(ledger: Path) -> Path:
    """Where a ledger keeps what its last publication replaced or took away."""
    return ledger / _REPLACED_FOLDER


def journal_file(ledger: Path) -> Path:
    """Where the journal of a ledger is written down."""
    return ledger / _JOURNAL_NAME


def _list_file(ledger: Path) -> Path:
    return replaced_folder(ledger) / _LIST_NAME


def replaced_files(ledger: Path) -> dict[Path, Path | None]:
    """What the last publication replaced or took away, and where that is kept; None where nothing lay there.

    Empty where it is not known. Who uses what is kept holds it to its name, the SHA-256 of its bytes.
    """
    folder = replaced_folder(ledger)
    try:
        names = json.loads(_list_file(ledger).read_bytes())
        digests = dict(zip(_inside(ledger, names), map(_digest, names.values()), strict=True))
    except (OSError, *_FORMAT_ERRORS):
        return {}
    return {path: folder / digest if digest else None for path, digest in digests.items()}


def read_interrupted_journal(ledger: Path) -> Journal | None:
    """The journal that a killed run left, if any; its drafts are removed.

    Raises:
        InputError: it is damaged, leads elsewhere, or cannot be read.
        OSError: a draft cannot be removed.
    """
    path = journal_file(ledger)
    for file in (path, _list_file(ledger)):
        remove_file(draft_path(file))
    if not os.path.lexists(path):
        return None
    try:
        facts = json.loads(own_file_bytes(path))
        changes = tuple(_read_change(ledger, change) for change in facts["changes"])
        return Journal(ledger, changes, tuple(_inside(ledger, facts["folders"])), Stage(facts["stage"]))
    except _FORMAT_ERRORS as error:
        raise InputError([Finding("journal-damaged", Place(display_path(path)))]) from error


def _read_change(ledger: Path, facts: Mapping[str, Any]) -> FileChange:
    [target], temporary = _inside(ledger, [facts["target"]]), facts["temporary"]
    if not _TEMPORARY.fullmatch(temporary):
        raise ValueError(temporary)
    hashes = (_digest(facts[key]) for key in ("before", "after"))
    return FileChange(target, target.with_name(temporary), *hashes)


def is_temporary(path: Path) -> bool:
    """Whether a file has the name of one that was written beside its target."""
    return _TEMPORARY.fullmatch(path.name) is not None


def lies_beside(ledger: Path, path: Path) -> bool:
    """Whether a file really lies below the folder that a ledger lies in, whatever links lead to it or lie there."""
    return bool(those_beside(ledger, [path]))


def those_beside(ledger: Path, paths: Collection[Path]) -> set[Path]:
    """The files of these of which that is so."""
    return those_below(paths, ledger.parent)


def _inside(ledger: Path, names: Collection[object]) -> list[Path]:
    """Paths in a file of the ledger. Raises ValueError where one leads out of the folder that the ledger lies in."""
    paths = [ledger.parent / str(name) for name in names if is_inner_path(name)]
    if len(paths) < len(names) or not those_beside(ledger, paths).issuperset(paths):
        raise ValueError(names)
    return paths


def _digest(value: object) -> str | None:
    """A hash in a file of the ledger; None where nothing lay there, or shall. Raises ValueError for all else."""
    if value is None or is_sha256(value):
        return value
    raise ValueError(value)

"""The last run taken back: every file that it wrote is as it was before, and 日志 says so."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.run_record import describe_run
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, InputError, Place
from duban.model.run_entry import REQUESTED_COMMANDS, RunCommand, RunEntry
from duban.store.index import INDEX_FILE, Index
from duban.store.index_update import update_runs
from duban.store.journal import replaced_files
from duban.store.kept_files import kept_digest
from duban.store.ledger import ORIGINALS_FOLDER, UNDONE_FOLDER
from duban.store.own_files import own_file_bytes
from duban.store.run_log import RunLog, entry_path
from duban.value_object import ValueObject, field, replace
from duban.workspace.names import display_path

_UNDOABLE = {RunCommand.BUILD, RunCommand.COMPILE, *REQUESTED_COMMANDS}


class UndoResult(ValueObject):
    """What was taken back.

    Attributes:
        entry: of the run that was.
        outputs: what was put back, and where the returns are that the run had kept.
        obsolete: what was taken away.
        findings: what was edited since and stays, and what does not hold in 日志.
    """

    context: Context
    entry: RunEntry
    outputs: Mapping[Path, bytes] = field(default_factory=dict)
    obsolete: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def facts(self) -> dict[str, object]:
        """In numbers and names, for a person or a program."""
        moved = [path for path in self.outputs if path.is_relative_to(self.context.ledger.folder)]
        return {
            "run": self.entry.number,
            "at": self.entry.at[:16].replace("T", " "),
            "command": self.entry.command,
            "period": self.entry.period,
            "as_of": self.entry.as_of,
            "restored": len(self.outputs) - len(moved),
            "removed": len(self.obsolete),
            "originals": len(moved),
            "restored_files": [display_path(path) for path in self.outputs if path not in moved],
            "removed_files": [display_path(path) for path in self.obsolete],
        }


def undo_last_run(context: Context) -> UndoResult:
    """Take back what the last run of the plan that made files wrote; what was edited since stays, and is told.

    Snapshots, the key of the form codes, former registers and 日志 stay: forms of that run may be out.

    Raises:
        InputError: there is no such run, or what lay there before is not all kept; nothing was changed.
    """
    ledger = context.ledger.folder
    with plan_turn(context) as turn:
        result = _taken_back(context, turn.log)
        of_run = {"undone": result.entry.number, "period": result.entry.period, "form": result.entry.form}
        entry = replace(describe_run(context, RunCommand.UNDO), **of_run, as_of=result.entry.as_of)
        log = publish_run(turn, entry, result.outputs, result.obsolete)
        with Index(ledger / INDEX_FILE) as index:
            update_runs(index, log)
    return UndoResult(context, result.entry, result.outputs, result.obsolete, (*turn.log_findings, *result.findings))


def _taken_back(context: Context, log: RunLog) -> UndoResult:
    entry = _last_run(log)
    replaced = _replaced_by(log, entry)
    edited = [path for path in replaced if _is_edited(log, path, entry)]
    changes = {path: former for path, former in replaced.items() if path not in edited}
    obsolete = tuple(path for path, former in changes.items() if not former)
    outputs = {path: _former_bytes(former) for path, former in changes.items() if former}
    outputs |= _moved_returns(log, obsolete)
    findings = tuple(Finding("undo-edited", Place(display_path(path))) for path in edited)
    return UndoResult(context, entry, outputs, obsolete, findings)


def _replaced_by(log: RunLog, entry: RunEntry) -> dict[Path, Path | None]:
    """What a run changed and can be taken back, and where that is as it was. Raises InputError where it is not kept."""
    replaced = replaced_files(log.ledger)
    if entry_path(log.ledger, entry.number) not in replaced:
        raise InputError([Finding("undo-unknown", Place(display_path(log.ledger)))])
    return {path: former for path, former in replaced.items() if _undoable_name(log, path)}


def _is_edited(log: RunLog, path: Path, entry: RunEntry) -> bool:
    """Whether a file is not what the run wrote, or is there again where it took one away."""
    name = _undoable_name(log, path)
    digest = entry.ledger_files.get(name) or entry.published.get(name) or ""
    return kept_digest(path) != digest


def _moved_returns(log: RunLog, obsolete: Iterable[Path]) -> dict[Path, bytes]:
    """Where the returns that are taken out of the ledger are kept from now on."""
    returns = [path for path in obsolete if path.is_relative_to(log.ledger)]
    folder = log.ledger / UNDONE_FOLDER
    return {folder / path.relative_to(log.ledger): own_file_bytes(path) for path in returns}


def _last_run(log: RunLog) -> RunEntry:
    """The last run, one that made files. Raises InputError where there is none, or its entry in 日志 is not there."""
    entry = log.entries[-1] if log.entries else None
    if entry is None or entry.command not in _UNDOABLE or entry.number != log.last_number:
        facts = {"command": entry.command if entry else ""}
        raise InputError([Finding("undo-nothing", Place(display_path(log.ledger)), facts)])
    return entry


def _undoable_name(log: RunLog, path: Path) -> str:
    """What 日志 calls a file that is taken back; empty for one of the ledger that stays."""
    if not path.is_relative_to(log.ledger):
        return path.relative_to(log.ledger.parent).as_posix()
    name = path.relative_to(log.ledger).as_posix()
    return name if name.startswith(f"{ORIGINALS_FOLDER}/") else ""


def _former_bytes(path: Path) -> bytes:
    """What lay there before, held to its name. Raises InputError where it is not that."""
    if kept_digest(path) != path.name:
        raise InputError([Finding("undo-unknown", Place(display_path(path)))])
    return own_file_bytes(path)

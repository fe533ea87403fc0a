"""Her decisions that were obeyed, as 日志 keeps them, and those that are no longer in 办公室登记."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.register import LoadedRegister, archive_folder
from duban.journeys.register_workbook import archived_path
from duban.journeys.run_record import standing_compiles
from duban.messages.finding import Finding, Place
from duban.model.run_entry import RunEntry
from duban.model.status import Status
from duban.register.obedience import decisions_with
from duban.register.sheet_rules import Effect, RegisterCase
from duban.store.run_log import RunLog
from duban.text.file_names import is_inner_path
from duban.workspace.names import display_path

_NEW_NAMES = {"mark": "subject", "cell": "part", "file": "about"}


def describe_decisions(context: Context, loaded: LoadedRegister, status: Status) -> Iterator[Mapping[str, str]]:
    """Each decision that this run obeyed: what she wrote where about what, and where that register is kept.

    Args:
        context: the form kind and the period.
        loaded: the register as it was read.
        status: what came in, and what became of it.
    """
    register = next((path.relative_to(context.run_ledger.folder) for path in obeyed_register(context, loaded)), None)
    for decision in decisions_with(Effect.OBEYED, loaded.parsed, RegisterCase(status)):
        yield {
            **decision.written,
            "sheet": decision.sheet,
            "subject": decision.subject,
            "part": decision.part,
            "answer": decision.answer,
            "place": f"{decision.place.sheet}!{decision.place.cell}",
            "register": register.as_posix() if register else "",
        }


def obeyed_register(context: Context, loaded: LoadedRegister) -> dict[Path, bytes]:
    """Where the register that was obeyed is kept for good; nothing where nothing is decided in it."""
    if not (loaded.own_bytes and loaded.parsed.decided):
        return {}
    return {archived_path(archive_folder(context), loaded.own_bytes): loaded.own_bytes}


def lost_decisions(context: Context, log: RunLog, loaded: LoadedRegister) -> Iterator[Finding]:
    """Decisions that the last compile of a period obeyed and of which its register says nothing any more.

    Args:
        context: the form kind and the period; those before it are looked at too.
        log: as it was before this run.
        loaded: the registers as they were read.
    """
    last_entries = last_compiles(log)
    for scope in (scope for scope in loaded.parsed_by_scope if scope in last_entries):
        (file, parsed), entry = loaded.parsed_by_scope[scope], last_entries[scope]
        keys = {decision.key for decision in parsed.decided}
        for decided in map(_renamed, entry.decided):
            sheet_key, subject, part = (decided.get(key, "") for key in ("sheet", "subject", "part"))
            if (sheet_key, subject, part) in keys:
                continue
            sheet = context.register_layout.sheets.get(sheet_key)
            facts = {key: decided.get(key, "") for key in ("says", "by")}
            facts |= {"file": decided.get("about", ""), "cell": part}
            facts |= {"day": entry.as_of, "former": _former_register(log, decided)}
            yield Finding("register-decision-lost", Place(file, sheet.name if sheet else ""), facts)


def _renamed(decided: Mapping[str, str]) -> Mapping[str, str]:
    """A decision of 日志 by the names of today: those of the first versions were all about files."""
    return {_NEW_NAMES.get(key, key): value for key, value in decided.items()}


def _former_register(log: RunLog, decided: Mapping[str, str]) -> str:
    """Where the register lies in which a decision was written; empty where it does not."""
    name = decided.get("register", "")
    register = log.ledger / name
    return display_path(register) if is_inner_path(name) and os.path.isfile(register) else ""  # noqa: PTH113 - never raises


def last_compiles(log: RunLog) -> Mapping[tuple[str, str], RunEntry]:
    """Codes of period and form kind → the last compile of it that was not taken back."""
    return {(entry.period, entry.form): entry for entry in standing_compiles(log)}

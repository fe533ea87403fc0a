"""A ledger given away: its index as one database, and as tables that spreadsheet programs open."""

from collections.abc import Sequence
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.ledger_rows import LedgerRows
from duban.journeys.linked_places import refuse_own_folder
from duban.journeys.rebuild import refresh_index
from duban.journeys.turn import plan_turn
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding
from duban.store.index import INDEX_FILE, Index
from duban.store.ledger_tables import LEDGER_TABLES, LedgerTable, TableRow, database_bytes
from duban.store.new_folder import refuse_taken, write_new_folder
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject
from duban.writers.csv_table import csv_bytes


class ExportResult(ValueObject):
    """What was given away.

    Attributes:
        folder: where it lies.
        rows: the name of each table → how many rows it has.
        findings: what does not hold in 日志.
    """

    context: Context
    folder: Path
    rows: dict[str, int]
    findings: tuple[Finding, ...]


def export_ledger(context: Context, folder: Path, jobs: int = 1) -> ExportResult:
    """Write the tables of the plan's ledger into a new folder; the index is brought up to date first.

    Args:
        context: whose plan it is; of which form kind and period does not matter.
        folder: made; it may be there if it is empty.
        jobs: how many worker processes read.

    Raises:
        InputError: something is in the folder, it lies among forms, returns, reports or a ledger, or a file cannot be
            written.
    """
    refuse_own_folder(context.workspace, folder, "DIR")
    refuse_taken(folder)
    messages = context.workspace.messages
    with plan_turn(context) as turn:
        refreshed = refresh_index(turn, jobs)
        with Index(context.ledger.folder / INDEX_FILE) as index:
            rows_by_table = LedgerRows(context, index).tables()
    contents = {safe_file_name(messages.text("export-database")): database_bytes(rows_by_table)}
    for table in LEDGER_TABLES:
        file = safe_file_name(messages.text("export-table", table=messages.text(f"table-{table.name}")))
        contents[file] = _csv(table, rows_by_table[table.name], messages)
    write_new_folder(folder, contents)
    counts = {name: len(rows) for name, rows in rows_by_table.items()}
    return ExportResult(context, folder, counts, refreshed.findings)


def _csv(table: LedgerTable, rows: Sequence[TableRow], messages: Messages) -> bytes:
    """One table for people: the heads of its columns in words."""
    head = [messages.text(f"column-{name}") for name in table.columns]
    return csv_bytes([head, *([row[name] for name in table.columns] for row in rows)])

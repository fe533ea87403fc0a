"""`duban plan --excel`: the plan as a workbook that can be edited and read back."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from duban.journeys.linked_places import refuse_linked_places, refuse_own_folder
from duban.journeys.plan_files import MODELS, plan_notation, read_plan_files
from duban.messages.finding import Finding, InputError, Place
from duban.plan_book.design_book import FileRows, design_plan_book
from duban.plan_book.plan_rows import rows_by_table
from duban.plan_book.sheet_design import SheetWords
from duban.plan_book.tables import Offer
from duban.store.faults import refuse_faults
from duban.store.safe_files import replace_file
from duban.text.file_names import safe_file_name
from duban.text.hashes import name_mark, sha256_hex
from duban.value_object import ValueObject
from duban.workbook.book import LONGEST_CELL_TEXT
from duban.workspace.key_help import key_help
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace
from duban.writers.xlsx import write_workbook


class WrittenBook(ValueObject):
    """What was made. counts: how many entries each sheet shows."""

    path: Path
    counts: Mapping[str, int]


def write_plan_book(workspace: Workspace, path: Path | None, *, shows_all: bool = False) -> WrittenBook:
    """Write the workbook of a plan; one that was edited is never written over.

    Args:
        workspace: whose plan it is.
        path: of the workbook; None for a name in the folder of the plan's outputs that tells this state of the plan.
        shows_all: columns that nothing uses are in sight.

    Raises:
        InputError: the plan has mistakes, a text is too long for a cell, or something else lies in the place.
    """
    refuse_linked_places(workspace)
    loaded, files = workspace.loaded_plan, read_plan_files(workspace)
    notation = plan_notation(loaded)
    rows = {MODELS[name]: rows_by_table(file.root, notation) for name, file in files.items()}
    if too_long := [*_too_long(workspace, rows)]:
        raise InputError(too_long)
    words = SheetWords(workspace.messages, key_help, _offers(workspace), shows_all)
    hashes = {name: file.digest for name, file in files.items()}
    book = design_plan_book(rows, hashes, loaded.plan.name, words, workspace.config.password)
    path = path or workspace.output / _file_name(workspace, hashes)
    refuse_own_folder(workspace, path, "FILE")
    _write(path, write_workbook(book, workspace.resolved_styles))
    return WrittenBook(path, {key: len(entries) for tables in rows.values() for key, entries in tables.items()})


def _file_name(workspace: Workspace, hashes: Mapping[str, str]) -> str:
    """What the workbook of this state of the plan is called."""
    mark = name_mark(sha256_hex("".join(hashes.values()).encode()))
    return safe_file_name(workspace.messages.text("plan-book-file", code=workspace.loaded_plan.plan.code, mark=mark))


def _write(path: Path, data: bytes) -> None:
    """Write the file where there is none; the same one may lie there."""
    with refuse_faults("cannot-write", path):
        if path.is_file() and path.read_bytes() == data:
            return
        if path.exists():
            raise InputError([Finding("plan-book-taken", Place(display_path(path)))])
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)


def _too_long(workspace: Workspace, rows: FileRows) -> Iterator[Finding]:
    """Texts that no cell takes."""
    entries = (entry for tables in rows.values() for of_table in tables.values() for entry in of_table)
    for entry in entries:
        for key, text in entry.cells.items():
            if len(text) > LONGEST_CELL_TEXT:
                place = workspace.loaded_plan.locate(entry.item.typed_path(key))
                yield Finding("plan-book-too-long", place, {"key": key, "most": LONGEST_CELL_TEXT})


def _offers(workspace: Workspace) -> Mapping[Offer, tuple[str, ...]]:
    """What cells offer besides the choices of their keys."""
    loaded = workspace.loaded_plan
    names = (*(unit.name for unit in loaded.directory.units), *loaded.directory.groups)
    return {
        Offer.UNITS: names,
        Offer.CATEGORIES: tuple(category.name for category in loaded.typed.categories),
        Offer.GROUPS: tuple(group.number for group in loaded.typed.groups),
        Offer.TASKS: tuple(task.number for task in loaded.typed.tasks),
        Offer.FORMS: tuple(kind.name for kind in workspace.layouts.kinds.values()),
    }

"""A plan's workbook that somebody edited, read back into plan.yaml and units.yaml."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import open_file
from duban.journeys.book_places import BookPlaces, places_in_book
from duban.journeys.check import proofread_office
from duban.journeys.linked_places import refuse_linked_places
from duban.journeys.load_file import load_file
from duban.journeys.own_templates import own_template_files
from duban.journeys.plan_files import MODELS, TypedFile, due_splitter, plan_notation, read_plan_files, typed_root
from duban.journeys.upper_form_work import FileRefusal
from duban.journeys.write_plan_book import write_plan_book
from duban.messages.finding import Finding, InputError, Place
from duban.model.run_by import RunBy
from duban.plan_book.book_tables import BookTable, issued_hashes, read_book_tables
from duban.plan_book.changed_items import Rebuilt, rebuild
from duban.plan_book.differences import typed_changes
from duban.plan_book.tables import all_tables
from duban.store.folder_copy import recover_copy, replace_files
from duban.store.lock import ledger_lock
from duban.store.new_folder import write_new_folder
from duban.text.hashes import name_mark, sha256_hex
from duban.value_object import ValueObject
from duban.workbook.grid import WorkbookGrid
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace, open_workspace
from duban.workspace.yaml_file import parse_yaml

_FORMER_FOLDER = "旧稿"
"""In the plan's folder: what plan.yaml and units.yaml were before workbooks were read."""


class ReadBook(ValueObject):
    """What was read.

    Attributes:
        edits: what somebody changed, at its cell, with the line that says it now.
        doubts: what proof-reading doubts of what was changed.
    files: that were written anew; none where nothing was changed.
        next_book: the workbook of the plan as it is now, to go on with; None where nothing was changed.
    """

    edits: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    files: tuple[Path, ...]
    next_book: Path | None


class _NewFile(ValueObject):
    """plan.yaml or units.yaml as the workbook says it."""

    name: str
    data: bytes
    places: BookPlaces
    is_changed: bool


def is_plan_book(workspace: Workspace, path: Path) -> bool:
    """Whether a file is a workbook that `write_plan_book` made, of whichever plan; False where it cannot be read."""
    with suppress(InputError):
        return bool(issued_hashes(_grid(workspace, path)))
    return False


def read_plan_workbook(config: Path, plan: str | None, path: Path, run_by: RunBy) -> ReadBook:
    """Write into the plan what was changed in its workbook, if all of it makes a sound plan; else nothing.

    Lines that say nothing new stay as they are. What the files were before is kept beside them.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        path: of the workbook, which is not touched.
        run_by: whose run it is.

    Raises:
        InputError: with everything that has to be mended, each at its cell.
    """
    workspace = open_workspace(config, plan)
    refuse_linked_places(workspace)
    with ledger_lock(workspace.ledger_folder, run_by):
        recover_copy(workspace.plan_folder)  # of a run that was killed
        files = read_plan_files(workspace)
        book = display_path(path)
        tables = _tables(files, _grid(workspace, path), book)
        new_files = _new_files(workspace, files, tables, book)
        doubts = _proofread(workspace, new_files)
        _replace(workspace, files, new_files)
    edits = tuple(edit for file in new_files for edit in file.places.edits())
    written = tuple(workspace.plan_folder / file.name for file in new_files if file.is_changed)
    return ReadBook(edits, doubts, written, _next_book(open_workspace(config, plan)) if written else None)


def _next_book(workspace: Workspace) -> Path | None:
    """The workbook of the plan as it is now; None where there is one that somebody edited already."""
    with suppress(InputError):
        return write_plan_book(workspace, None).path
    return None


def _new_files(
    workspace: Workspace, files: Mapping[str, TypedFile], tables: Mapping[str, Mapping[str, BookTable]], book: str
) -> Sequence[_NewFile]:
    """Both files as the workbook says them. Raises InputError where a text cannot be made to say that."""
    rebuilt = _rebuilt(workspace, files, tables, book)
    split_due = due_splitter(workspace.loaded_plan)
    new_files = []
    for name, before in files.items():
        text, data = before.with_changes(typed_changes(before.root, rebuilt[name].root))
        path = f"{display_path(workspace.plan_folder)}/{name}"
        document = parse_yaml(text, path)
        reread = None if document.mistakes else typed_root(document.data, name, split_due)
        if reread is None or reread.plain != rebuilt[name].root.plain:  # an alias repeats what was changed
            raise InputError([Finding("plan-book-unwritable", Place(book), {"file": name})])
        former = parse_yaml(before.text, path)
        places = BookPlaces(rebuilt[name], reread, document, former, tables[name], book)
        new_files.append(_NewFile(name, data, places, text != before.text))
    return new_files


def _grid(workspace: Workspace, path: Path) -> WorkbookGrid:
    """What stands in the workbook. Raises InputError where it cannot be read, or is none of a plan."""
    content = load_file(path)
    refusal = content.obstacle and FileRefusal(content.obstacle.code, content.obstacle.facts)
    if not refusal:
        reading = workspace.config.reading
        function = partial(_read_grid, workspace.passwords)
        with WorkerPool(function, 1, reading.seconds, reading.memory << 20) as workers:
            _, result = next(iter(workers.run([content.data or b""])))
        if isinstance(result, WorkbookGrid):
            return result
        refusal = FileRefusal(f"lost-{result}", {}) if isinstance(result, WorkerFailure) else result
    why = workspace.messages.message(Finding(refusal.code, Place(""), refusal.facts)).text
    raise InputError([Finding("plan-book-unreadable", Place(display_path(path)), {"why": why})])


def _read_grid(passwords: tuple[str, ...], data: bytes) -> WorkbookGrid | FileRefusal:
    """The workbook, with the errors in cells that read as blank; runs in a worker."""
    try:
        file = open_file(data, passwords)
        grid = file.grid()
        blank = {
            sheet.name: {
                sheet.address(row, column)
                for row, values in enumerate(sheet.rows)
                for column, value in enumerate(values)
                if value == ""
            }
            for sheet in grid.sheets
            if any(sheet.name in all_tables(model) for model in MODELS.values())
        }
        errors = file.cell_errors(blank)
    except UnreadableFile as error:
        return FileRefusal(error.code, error.facts)
    return WorkbookGrid(grid.sheets, grid.file_format, errors, properties=grid.properties)


def _tables(files: Mapping[str, TypedFile], grid: WorkbookGrid, name: str) -> Mapping[str, Mapping[str, BookTable]]:
    """The sheets of each file. Raises InputError where they are not those of the plan as it is, or are damaged."""
    issued = issued_hashes(grid)
    if not issued:
        raise InputError([Finding("plan-book-other", Place(name))])
    if changed := [file for file in files if issued.get(file) != files[file].digest]:
        raise InputError([Finding("plan-book-stale", Place(name), {"files": changed})])
    mistakes = [
        Finding("plan-book-cell-error", Place(name, sheet, cell), {"text": text})
        for (sheet, cell), text in grid.cell_errors.items()
    ]
    tables = {}
    for file, model in MODELS.items():
        tables[file], strange = read_book_tables(grid, model, name)
        mistakes += strange
    if mistakes:
        raise InputError(mistakes)
    return tables


def _rebuilt(
    workspace: Workspace, files: Mapping[str, TypedFile], tables: Mapping[str, Mapping[str, BookTable]], book: str
) -> Mapping[str, Rebuilt]:
    """Both files as the sheets say them. Raises InputError with every row and cell that cannot be understood."""
    notation = plan_notation(workspace.loaded_plan)
    rebuilt = {name: rebuild(files[name].root, tables[name], notation, book) for name in files}
    if mistakes := [mistake for one in rebuilt.values() for mistake in one.mistakes]:
        raise InputError(mistakes)
    return rebuilt


def _proofread(workspace: Workspace, new_files: Sequence[_NewFile]) -> tuple[Finding, ...]:
    """What is doubtful in what was changed. Raises InputError with every mistake, each at its cell."""
    places = [file.places for file in new_files]
    with _rehearsal(workspace, {file.name: file.data for file in new_files}) as folder:
        where = display_path(folder)
        try:
            _, findings = proofread_office(
                workspace.config_file, str(folder), workspace.plan_folder, obeys_registers=False
            )
        except InputError as error:
            raise InputError(places_in_book(places, error.findings, where)) from None
        located = places_in_book(places, findings, where)
    return tuple(finding for finding in located if any(each.is_about_edits(finding) for each in places))


@contextmanager
def _rehearsal(workspace: Workspace, contents: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder that holds the plan as it would be."""
    with TemporaryDirectory() as outer:
        folder = Path(outer).resolve() / workspace.plan_folder.name
        write_new_folder(folder, {**own_template_files(workspace.plan_folder), **contents})
        yield folder


def _replace(workspace: Workspace, files: Mapping[str, TypedFile], new_files: Sequence[_NewFile]) -> None:
    """Put the new files in the place of the old ones, which are kept under their hashes."""
    folder = workspace.plan_folder
    written = {folder / file.name: file.data for file in new_files if file.is_changed}
    if written:
        former = {_former_path(path, files[path.name].data): files[path.name].data for path in written}
        replace_files(folder, {**former, **written}, {path: files[path.name].data for path in written})


def _former_path(path: Path, data: bytes) -> Path:
    """Where a file that is replaced is kept."""
    return path.parent / _FORMER_FOLDER / f"{path.stem}-{name_mark(sha256_hex(data))}{path.suffix}"

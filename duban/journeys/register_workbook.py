"""The workbook 办公室登记 on disk: read, and what is written in its place."""

from collections.abc import Iterator
from pathlib import Path

from duban.formats.opened_file import OpenedFile, UnreadableFile
from duban.formats.opening import open_file
from duban.formats.package import PACKAGE_ERRORS
from duban.formats.xlsx_edit import edited_parts
from duban.messages.finding import Finding, InputError, Place
from duban.model.register_layout import RegisterLayout
from duban.register.contents import RegisterContents, read_contents
from duban.register.counted_cells import cell_error_slips, counted_cells
from duban.register.register_book import RegisterDesign
from duban.register.sheets import SUBJECT_COLUMNS
from duban.store.own_files import own_folder, read_own_file
from duban.text.hashes import name_mark, sha256_hex
from duban.value_object import replace
from duban.workspace.names import display_path
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx import write_workbook
from duban.writers.zip_file import write_zip

_OTHER_FORMATS = {".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv"}


def read_register(path: Path, layout: RegisterLayout, display_name: str = "") -> RegisterContents:
    """The register as it lies there; empty where there is none yet.

    It is the office's own file, so it is read in this process.

    Args:
        path: of the workbook.
        layout: its sheets and columns.
        display_name: what people call the file, if not by its bare name.

    Raises:
        InputError: it cannot be read, a column that the clerk fills is gone, or one of her cells has an error and no
            value.
    """
    name = display_name or path.name
    if saved_otherwise := sorted(_saved_otherwise(path)):
        folder = name[: -len(path.name)]
        raise InputError(
            [Finding("register-other-format", Place(folder + other), {"name": other}) for other in saved_otherwise]
        )
    data = register_bytes(path)
    if not data:
        return RegisterContents()
    file = _opened(data, name)
    contents = _contents(file, layout, name)
    errors = file.cell_errors(counted_cells(contents, layout))
    if slips := [*cell_error_slips(contents, errors)]:
        raise InputError(slips)
    return contents


def _saved_otherwise(path: Path) -> Iterator[str]:
    """The names of files beside the register that Excel, WPS or LibreOffice saved from it in another format."""
    for sibling in own_folder(path.parent):
        if sibling.stem == path.stem and sibling.suffix.casefold() in _OTHER_FORMATS:
            yield sibling.name


def lock_beside(path: Path) -> str:
    """The name of the lock that Excel, WPS or LibreOffice laid beside a register that is open; empty for none."""
    locks = {f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#"}
    return next((sibling.name for sibling in own_folder(path.parent) if sibling.name in locks), "")


def register_bytes(path: Path) -> bytes:
    """A register as it lies there; empty for none. Raises InputError where it cannot be read."""
    try:
        return read_own_file(path) if path.is_file() else b""
    except OSError as error:
        raise InputError([Finding("cannot-read", Place(path.name))]) from error


def register_update(
    path: Path, design: RegisterDesign, styles: ResolvedStyles, archive: Path, old_bytes: bytes
) -> dict[Path, bytes]:
    """What is to be published so that the register holds what it must; nothing where it holds that already.

    Args:
        path: of the register.
        design: the register as it must be now.
        styles: of what the program writes.
        archive: the folder for former versions, which are named by their hash.
        old_bytes: the register as it lies there; empty for none.

    Raises:
        InputError: it is written in a way in which it cannot be changed without losing something.
    """
    new_bytes = _written(design, styles, path.name)
    if new_bytes == old_bytes:
        return {}
    return {path: new_bytes} | ({archived_path(archive, old_bytes): old_bytes} if old_bytes else {})


def _written(design: RegisterDesign, styles: ResolvedStyles, name: str) -> bytes:
    """The clerk's register with the rows that it lacks, all else in it as she left it; a new one where she has none."""
    if design.clerk_book and not design.edits:
        return design.clerk_book
    book = write_workbook(design.book, styles)
    if not design.clerk_book:
        return book
    try:
        return write_zip(edited_parts(design.clerk_book, book, design.edits))
    except PACKAGE_ERRORS as error:  # UnknownSpellingError is one of them
        raise InputError([Finding("register-unchangeable", Place(name))]) from error


def with_former_folder(error: InputError, archive: Path) -> InputError:
    """That a register cannot be read, with the folder in which former ones are kept, if there are any.

    Args:
        error: of reading it.
        archive: that folder.
    """
    former = display_path(archive) if any(archive.glob("*")) else ""
    return InputError([replace(finding, facts={**finding.facts, "former": former}) for finding in error.findings])


def archived_path(archive: Path, data: bytes) -> Path:
    """Where such a register is kept for good."""
    return archive / f"{name_mark(sha256_hex(data))}.xlsx"


def parsed_contents(data: bytes, layout: RegisterLayout, name: str) -> RegisterContents:
    """The rows of a register, sheet by sheet, from its bytes.

    Args:
        data: the workbook.
        layout: its sheets and columns.
        name: what people call the file.

    Raises:
        InputError: as `read_register`, errors in cells aside.
    """
    return _contents(_opened(data, name), layout, name)


def _opened(data: bytes, name: str) -> OpenedFile:
    try:
        return open_file(data)
    except UnreadableFile as error:
        raise _unreadable(name) from error


def _contents(file: OpenedFile, layout: RegisterLayout, name: str) -> RegisterContents:
    try:
        grid = file.grid()
    except UnreadableFile as error:
        raise _unreadable(name) from error
    return replace(read_contents(grid, layout, SUBJECT_COLUMNS, name), data=file.data)


def _unreadable(name: str) -> InputError:
    return InputError([Finding("register-unreadable", Place(name), {"former": ""})])

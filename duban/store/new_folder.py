"""A folder of files, or one zip of them, made whole or not at all in a place where nothing is yet."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.store.faults import refuse_faults
from duban.store.safe_files import missing_folders, remove_empty_folders, write_new_file
from duban.text.hashes import sha256_hex
from duban.workspace.names import display_path
from duban.writers.zip_file import write_zip_into

SUMS_FILE = "SHA256SUMS"
"""What `sha256sum -c` reads: the hash of each other file of the folder, and its path."""
FileSource = bytes | Path
"""What a file shall hold, or where a file lies that holds it."""


def write_new_folder(folder: Path, contents: Mapping[str, FileSource], *, with_sums: bool = False) -> None:
    """Make a folder, or nothing: it gets its name when all is in it.

    Args:
        folder: it may be there if it is empty; those above it are made.
        contents: path below the folder, with forward slashes → what the file shall hold.
        with_sums: add SUMS_FILE.

    Raises:
        InputError: something is there already, a file cannot be read, or nothing can be written there.
    """
    with _staged(folder, contents, with_sums=with_sums) as stage, refuse_faults("cannot-write", folder):
        if folder.is_dir():
            folder.rmdir()
        stage.replace(folder)


def write_new_zip(path: Path, contents: Mapping[str, FileSource], *, with_sums: bool = False) -> None:
    """Make one zip with the same bytes each time; what it holds lies in a folder with its name.

    Args:
        path: of the zip.
        contents: as `write_new_folder`.
        with_sums: add SUMS_FILE.

    Raises:
        InputError: as `write_new_folder`.
    """
    with _staged(path, contents, with_sums=with_sums) as stage, refuse_faults("cannot-write", path):
        draft = stage / f".~{path.name}"
        names = (*contents, *([SUMS_FILE] if with_sums else ()))
        write_zip_into(draft, ((f"{path.stem}/{name}", (stage / name).read_bytes()) for name in names))
        draft.replace(path)


def refuse_taken(path: Path, code: str = "place-taken") -> None:
    """Make sure that nothing is in a place. Raises InputError of a code for a file, and a folder that is not empty."""
    with refuse_faults("cannot-write", path):
        is_empty_folder = path.is_dir() and not any(path.iterdir())
        if os.path.lexists(path) and not is_empty_folder:
            raise InputError([Finding(code, Place(display_path(path)))])


@contextmanager
def _staged(target: Path, contents: Mapping[str, FileSource], *, with_sums: bool) -> Iterator[Path]:
    """A folder beside the target in which all files lie; at the end it is gone, whatever happened."""
    refuse_taken(target)
    stage = target.with_name(f".~{target.name}.tmp")
    new_parents = missing_folders([stage.parent])
    try:
        with refuse_faults("cannot-write", target):
            shutil.rmtree(stage, ignore_errors=True)  # of a killed run
            stage.mkdir(parents=True)
        sums = {name: _write(stage / name, source) for name, source in contents.items()}
        if with_sums:
            lines = (f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
            _write(stage / SUMS_FILE, "".join(lines).encode())
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        remove_empty_folders(new_parents)


def _write(path: Path, source: FileSource) -> str:
    """Write one file. Returns its hash. Raises InputError."""
    if isinstance(source, Path):
        with refuse_faults("cannot-read", source):
            data = source.read_bytes()
    else:
        data = source
    with refuse_faults("cannot-write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new_file(path, data)
    return sha256_hex(data)

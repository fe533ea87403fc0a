"""Files in, files out: all that lies in a folder, and outputs that appear all or not at all."""

import contextlib
import errno
import hashlib
import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.text.file_names import printable_path
from duban.workspace.names import natural_key


def sha256_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of a content."""
    return hashlib.sha256(data).hexdigest()


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file, each once: those named as they are, and all within the named folders, in natural order.

    Hidden files and lock files are listed too, and so is what cannot be read: a pipe, a broken link, a folder inside
    the named ones that the system does not open. Whoever reads it says so; nothing in a folder is passed over.

    Raises:
        InputError: with every path that is missing or cannot be listed.
    """
    files: dict[Path, None] = {}
    faults: list[Finding] = []
    for path in paths:
        with _collect_faults(faults, "cannot-read", path):
            if not os.path.lexists(path):
                faults.append(_finding("no-such-path", path))
            else:
                files |= dict.fromkeys(_within(path, frozenset()) if path.is_dir() else [path])
    if faults:
        raise InputError(faults)
    return tuple(files)


def publish(outputs: Mapping[Path, bytes], obsolete: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
    """Write all files or none: each beside its target first, then renamed; a failed run changes nothing.

    Args:
        outputs: what each file shall hold; folders are made where they are missing.
        obsolete: files that are taken away when all else is done.
        folders: made where they are missing, also when no file goes there.

    Raises:
        InputError: with every path that cannot be written (no right, no room, open in Excel).
    """
    faults: list[Finding] = []
    with contextlib.ExitStack() as undo:  # what has been done is undone last first, unless all goes well
        writable: set[Path] = set()  # a folder that cannot be made is told once, not for each file
        for folder in dict.fromkeys((*(target.parent for target in outputs), *folders)):
            with _collect_faults(faults, "cannot-write", folder):
                _make_folder(folder, undo)
                writable.add(folder)
        written: dict[Path, Path] = {}
        for target, data in outputs.items():
            if target.parent in writable:
                with _collect_faults(faults, "cannot-write", target):
                    written[target] = _write_beside(target, data, undo)
        replaced: list[Path] = []
        if not faults:
            for target, temporary in written.items():
                with _collect_faults(faults, "cannot-write", target):
                    replaced += _swap(temporary, target, undo)
        if faults:
            raise InputError(faults)
        undo.pop_all()
    for path in (*replaced, *obsolete):
        _remove(path)


@contextlib.contextmanager
def _collect_faults(faults: list[Finding], code: str, path: Path) -> Iterator[None]:
    """What the system refuses becomes a finding."""
    try:
        yield
    except OSError as error:
        faults.append(_finding(code, Path(error.filename or path) if code == "cannot-read" else path, error))


def _within(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    """The files of a folder, then those of its folders. above: what it lies in, for a link may lead back there."""
    real_path = os.path.realpath(folder)
    if real_path in above:
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda path: natural_key(path.name))
    except OSError:
        if not above:
            raise
        yield folder
        return
    folders = [entry for entry in entries if os.path.isdir(entry)]  # noqa: PTH112 - Path.is_dir may raise
    yield from (entry for entry in entries if entry not in folders)
    for entry in folders:
        yield from _within(entry, above | {real_path})


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    """The folder with all above it; those that were made are removed again on failure."""
    if folder.is_dir():
        return
    _make_folder(folder.parent, undo)
    folder.mkdir()
    undo.callback(_remove, folder)


def _write_beside(target: Path, data: bytes, undo: contextlib.ExitStack) -> Path:
    """A temporary file in the target's folder, safely on disk."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    temporary = target.parent / f".~{secrets.token_hex(8)}.tmp"
    undo.callback(_remove, temporary)
    with temporary.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _swap(temporary: Path, target: Path, undo: contextlib.ExitStack) -> list[Path]:
    """Put the temporary file in the target's place. Returns the old file, if any: kept until all is done."""
    if not target.exists():
        undo.callback(_remove, target)
        temporary.replace(target)
        return []
    old = target.parent / f".~{secrets.token_hex(8)}.tmp"
    undo.callback(_remove, old)
    try:
        os.link(target, old)
    except OSError:  # no second name on this disk
        shutil.copy2(target, old)
    undo.callback(old.replace, target)
    temporary.replace(target)
    return [old]


def _remove(path: Path) -> None:
    """Take a file or an empty folder of ours away; if that fails, it only stays behind."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)


def _finding(code: str, path: Path, error: OSError | None = None) -> Finding:
    """A finding at a path, with what the system says of it."""
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__) if error else ""
    return Finding(code, Place(printable_path(path)), {"reason": reason})


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """A zip of some files that has the same bytes each time; names in UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def copy_tree(source: Path, target: Path, excluded: AbstractSet[str] = frozenset()) -> None:
    """Copy every file below a folder, or none.

    Args:
        source: the folder to copy.
        target: made where there is none.
        excluded: files and folders that stay out, by their path in the source.
    """
    left_out = {source / path for path in excluded}
    files = [path for path in source.rglob("*") if path.is_file() and left_out.isdisjoint((path, *path.parents))]
    publish({target / path.relative_to(source): path.read_bytes() for path in files})

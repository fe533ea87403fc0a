"""Files in, files out: all that lies in a folder, and outputs that appear whole or not at all."""

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
from duban.workspace.names import natural_key


def sha256_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of a content."""
    return hashlib.sha256(data).hexdigest()


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file, each once: the given ones as given, and all within the given folders, in natural order.

    Hidden files and lock files are listed too; only what is no file at all (a pipe, a broken link) is not.
    Raises InputError with every path that is missing or cannot be listed.
    """
    found: dict[Path, None] = {}
    wrong: list[Finding] = []
    for path in paths:
        try:
            found.update(dict.fromkeys(_within(path, frozenset()) if path.is_dir() else [path]))
        except OSError as error:
            wrong.append(_finding("cannot-read", Path(error.filename or path), error))
        else:
            if not path.exists():
                wrong.append(_finding("no-such-path", path))
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def publish(outputs: Mapping[Path, bytes], obsolete: Iterable[Path] = ()) -> None:
    """Write all of them or none: each beside its target first, then renamed; a failed run changes nothing.

    gone: files that are taken away when all else is done.

    Raises InputError with every path that cannot be written (no right, no room, open in Excel).
    """
    with contextlib.ExitStack() as undo:  # what has been done is undone last first, unless all goes well
        wrong: list[Finding] = []
        ready: dict[Path, Path] = {}
        closed = set()  # folders that cannot be made are told once, not for each file
        for folder in dict.fromkeys(target.parent for target in outputs):
            try:
                _make_folder(folder, undo)
            except OSError as error:
                closed.add(folder)
                wrong.append(_finding("cannot-write", folder, error))
        for target, data in outputs.items():
            if target.parent in closed:
                continue
            try:
                ready[target] = _write_beside(target, data, undo)
            except OSError as error:
                wrong.append(_finding("cannot-write", target, error))
        leftovers: list[Path] = []
        for target, fresh in ready.items() if not wrong else ():
            try:
                leftovers.extend(_swap(fresh, target, undo))
            except OSError as error:
                wrong.append(_finding("cannot-write", target, error))
        if wrong:
            raise InputError(wrong)
        undo.pop_all()
    for old in (*leftovers, *obsolete):
        _remove(old)


def _within(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    """The files of a folder, then its folders'. above: where it lies in; a link may lead back there."""
    here = os.path.realpath(folder)
    if here in above:
        return
    entries = sorted(folder.iterdir(), key=lambda path: natural_key(path.name))
    yield from (entry for entry in entries if entry.is_file())
    for entry in entries:
        if entry.is_dir():
            yield from _within(entry, above | {here})


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
    fresh = target.parent / f".~{secrets.token_hex(8)}.tmp"
    undo.callback(_remove, fresh)
    with fresh.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _swap(fresh: Path, target: Path, undo: contextlib.ExitStack) -> list[Path]:
    """Put the fresh file in the target's place. Returns the old file, if any: kept until all is done."""
    if not target.exists():
        undo.callback(_remove, target)
        fresh.replace(target)
        return []
    old = target.parent / f".~{secrets.token_hex(8)}.tmp"
    undo.callback(_remove, old)
    try:
        os.link(target, old)
    except OSError:  # no second name on this disk
        shutil.copy2(target, old)
    undo.callback(old.replace, target)
    fresh.replace(target)
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
    return Finding(code, Place(str(path)), {"reason": reason})


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """A zip of some files that has the same bytes each time; names in UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def copy_tree(source: Path, target: Path, excluded: AbstractSet[str] = frozenset()) -> None:
    """Every file below a folder, whole or not at all. leave: files and folders that stay out, by their path in it."""
    left = {source / each for each in excluded}
    files = [path for path in source.rglob("*") if path.is_file() and left.isdisjoint((path, *path.parents))]
    publish({target / path.relative_to(source): path.read_bytes() for path in files})

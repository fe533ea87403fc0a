"""All that lies in a folder, and what the system refuses in words; the hash of a content, and a zip of some files."""

import contextlib
import errno
import hashlib
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.text.file_names import printable_path
from duban.workspace.names import natural_key

_MOST_OWN_BYTES = 256 << 20


def sha256_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of a content."""
    return hashlib.sha256(data).hexdigest()


def read_own_file(path: Path) -> bytes:
    """What lies in the place of a file that this program or the clerk writes.

    Raises:
        OSError: it cannot be read, or is far larger than any such file; its size is looked at first.
    """
    with path.open("rb") as file:
        data = file.read(_MOST_OWN_BYTES + 1) if os.fstat(file.fileno()).st_size <= _MOST_OWN_BYTES else None
    if data is None or len(data) > _MOST_OWN_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file, each once: those named as they are, and all within the named folders, in natural order.

    A link inside a named folder that leads out of all of them is listed, and nothing behind it (`links_outside` says
    which). Hidden files and lock files are listed too, and so is what cannot be read: a pipe, a broken link, a folder
    inside the named ones that the system does not open. Whoever reads it says so; nothing in a folder is passed over.

    Raises:
        InputError: with every path that is missing or cannot be listed.
    """
    files: dict[Path, None] = {}
    roots = _real_paths(paths)
    faults: list[Finding] = []
    for path in paths:
        with collect_faults(faults, "cannot-read", path):
            if not os.path.lexists(path):
                faults.append(_finding("no-such-path", path))
            else:
                files |= dict.fromkeys(_within(path, roots, frozenset()) if path.is_dir() else [path])
    if faults:
        raise InputError(faults)
    return tuple(files)


@contextlib.contextmanager
def collect_faults(faults: list[Finding], code: str, path: Path) -> Iterator[None]:
    """What the system refuses becomes a finding.

    Args:
        faults: where it is put.
        code: of the finding.
        path: what was asked for.
    """
    try:
        yield
    except OSError as error:
        faults.append(_finding(code, Path(error.filename or path) if code == "cannot-read" else path, error))


def links_outside(files: Iterable[Path], paths: Sequence[Path]) -> frozenset[Path]:
    """Those of the listed files that are links out of the named folders; a path that was named itself is no such link.

    Args:
        files: what `list_files` gave.
        paths: what it was given.
    """
    roots, named = _real_paths(paths), frozenset(paths)
    return frozenset(file for file in files if file not in named and not _lies_in(file, roots))


def _real_paths(paths: Sequence[Path]) -> tuple[str, ...]:
    return tuple(os.path.realpath(path) for path in paths if os.path.isdir(path))  # noqa: PTH112 - as above


def _lies_in(path: Path, roots: Iterable[str]) -> bool:
    """Whether what a path leads to lies in one of these folders."""
    real_path = os.path.realpath(path)
    return any(real_path == root or real_path.startswith(os.path.join(root, "")) for root in roots)  # noqa: PTH118


def _within(folder: Path, roots: Sequence[str], above: frozenset[str]) -> Iterator[Path]:
    """The files of a folder, then those of its folders.

    Args:
        folder: what is listed.
        roots: no folder that lies in none of these is entered.
        above: what the folder lies in, for a link may lead back there.
    """
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
    folders = [entry for entry in entries if os.path.isdir(entry) and _lies_in(entry, roots)]  # noqa: PTH112 - Path.is_dir may raise
    yield from (entry for entry in entries if entry not in folders)
    for entry in folders:
        yield from _within(entry, roots, above | {real_path})


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

"""Files of the program's own, written so that they lie on the disk whole or not at all."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from duban.text.hashes import sha256_hex

_SMALL_BYTES = 1 << 20
"""A file of so many is hashed at once: a buffer for one that is read in pieces takes longer than to hash it."""


def digest_of_file(path: Path) -> str | None:
    """The hash of a file; None where there is none. Raises OSError for a folder or a pipe."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            code = errno.EISDIR if stat.S_ISDIR(about.st_mode) else errno.EINVAL
            raise OSError(code, os.strerror(code), str(path))
        if about.st_size <= _SMALL_BYTES:
            return sha256_hex(path.read_bytes())
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def keep_by_hash(path: Path, target: Path) -> None:
    """Keep what lies there in a file whose name is its hash."""
    if digest_of_file(target) != target.name:
        draft = draft_path(target)
        remove_file(draft)
        link_or_copy(path, draft)
        draft.replace(target)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file's bytes a second name."""
    try:
        if source.is_symlink():
            raise OSError(errno.ENOTSUP, "")  # noqa: TRY301 - a link's own second name holds no bytes
        os.link(source, target)
    except OSError:  # no second name on this disk
        shutil.copy2(source, target)


def missing_folders(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Those that are not there, with all that are missing above them, outer ones first."""
    missing: dict[Path, None] = {}
    for folder in folders:
        way = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
        missing |= dict.fromkeys(reversed(way))
    return tuple(missing)


def remove_empty_folders(folders: Sequence[Path]) -> None:
    """Take away those in which nothing is, inner ones first, as far as the system lets us."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def remove_file(path: Path) -> None:
    """Take a file away, if there is one. Raises OSError."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()


def draft_path(path: Path) -> Path:
    """Where a file of the ledger is written before it is put in its place; always the same, so that none are left."""
    return path.with_name(f".~{path.name}.tmp")


def write_json(path: Path, data: object) -> None:
    """Write a file of the ledger whole, and be sure that it lies on the disk."""
    replace_file(path, (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole in the place of another, if there is one, and be sure that it lies on the disk."""
    draft = draft_path(path)
    remove_file(draft)
    try:
        write_new_file(draft, data)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            remove_file(draft)
        raise
    sync_folder(path.parent)


def write_new_file(path: Path, data: bytes) -> None:
    """A new file, safely on disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Be sure that the names in a folder are on the disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

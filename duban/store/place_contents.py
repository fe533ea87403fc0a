"""What lies in some places, whole: whatever a run may read there, and under which name, makes a difference."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from duban.store.links import lies_in, real_paths
from duban.store.safe_files import digest_of_file
from duban.text.hashes import is_sha256

Contents = Mapping[str, str]
"""Real path → SHA-256 of a file; of all else what it is."""
HashChange = tuple[str | None, str | None]
"""Of a file before and after it was written; None where there is no file."""
_FOLDER, _NOTHING = "folder", "nothing"
_MOST_FILES, _MOST_BYTES = 50_000, 512 * 2**20
"""To look at more may take as long as to do all again."""


def contents_of(
    places: Iterable[Path],
    is_passed_over: Callable[[str], bool] = lambda _: False,
    hash_of: Callable[[Path], str | None] = digest_of_file,
) -> Contents:
    """All files, folders and links in some places.

    Args:
        places: files and folders; links to them are followed, and links in them that lead to another of them.
        is_passed_over: whether what lies at a path makes no difference, with all below.
        hash_of: the hash of a file; None where it is gone.

    Raises:
        OSError: something cannot be read, is neither file nor folder, leads out of the places, or is too much.
        ValueError: a path is none.
    """
    places = tuple(places)
    roots = real_paths(places)
    contents: dict[str, str] = {f"{place} →": f"leads to {root}" for place, root in zip(places, roots, strict=True)}
    byte_count = 0
    for path, kind, size in _entries(roots, is_passed_over):
        contents[path] = kind
        byte_count += size
        if len(contents) > _MOST_FILES or byte_count > _MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
    return {path: kind or hash_of(Path(path)) or _NOTHING for path, kind in contents.items()}


def is_explained(before: Contents, after: Contents, changes: Mapping[str, HashChange], free_folder: str) -> bool:
    """Whether nothing else differs between two looks at the same places than what is known to have been written.

    Args:
        before: what lay there.
        after: what lies there now.
        changes: by real path.
        free_folder: in which anything may differ.
    """
    new_folders = {str(folder) for path in (*changes, f"{free_folder}/") for folder in Path(path).parents}
    for path in before.keys() | after.keys():
        states = before.get(path, _NOTHING), after.get(path, _NOTHING)
        is_new_folder = path in new_folders and states == (_NOTHING, _FOLDER)
        is_own = is_new_folder or str(Path(path).parent) == free_folder or changes.get(path) == _hashes(*states)
        if states[0] != states[1] and not is_own:
            return False
    return True


def _hashes(*states: str) -> HashChange:
    before, after = (state if is_sha256(state) else None for state in states)
    return before, after


def _entries(roots: tuple[str, ...], is_passed_over: Callable[[str], bool]) -> Iterator[tuple[str, str, int]]:
    """All that lies at some places and below: what it is, empty for a file, and how many bytes that has."""
    pending = [*roots]
    while pending:
        path = pending.pop()
        try:
            about = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            yield path, _NOTHING, 0
            continue
        if stat.S_ISLNK(about.st_mode) and lies_in(Path(path), roots):
            yield path, f"link to {Path(path).readlink()}: {os.path.realpath(path)}", 0
        elif stat.S_ISDIR(about.st_mode):
            yield path, _FOLDER, 0
            pending += (inner.path for inner in os.scandir(path) if not is_passed_over(inner.path))
        elif stat.S_ISREG(about.st_mode):
            yield path, "", about.st_size
        else:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)

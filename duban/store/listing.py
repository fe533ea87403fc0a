"""All that lies in the folders that somebody hands in, each file once; links out of them are listed, not followed."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from duban.messages.finding import Finding, InputError
from duban.store.faults import collect_faults, fault
from duban.store.links import lies_in, real_paths
from duban.workspace.names import natural_key


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file, each once: those named as they are, and all within the named folders, in natural order.

    A link inside a named folder that leads out of all of them is listed, and nothing behind it (`links_outside` says
    which). Hidden files and lock files are listed too, and so is what cannot be read: a pipe, a broken link, a folder
    inside the named ones that the system does not open. Whoever reads it says so; nothing in a folder is passed over.

    Raises:
        InputError: with every path that is missing or cannot be listed.
    """
    files: dict[Path, None] = {}
    roots = _real_folders(paths)
    faults: list[Finding] = []
    for path in paths:
        with collect_faults(faults, "cannot-read", path):
            if not os.path.lexists(path):
                faults.append(fault("no-such-path", path))
            else:
                files |= dict.fromkeys(_within(path, roots, frozenset()) if path.is_dir() else [path])
    if faults:
        raise InputError(faults)
    return tuple(files)


def links_outside(files: Iterable[Path], paths: Sequence[Path]) -> frozenset[Path]:
    """Those of the listed files that are links out of the named folders; a path that was named itself is no such link.

    Args:
        files: what `list_files` gave.
        paths: what it was given.
    """
    roots, named = _real_folders(paths), frozenset(paths)
    return frozenset(file for file in files if file not in named and not lies_in(file, roots))


def _real_folders(paths: Sequence[Path]) -> tuple[str, ...]:
    return real_paths(path for path in paths if os.path.isdir(path))  # noqa: PTH112 - Path.is_dir may raise


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
    folders = [entry for entry in entries if os.path.isdir(entry) and lies_in(entry, roots)]  # noqa: PTH112 - as above
    yield from (entry for entry in entries if entry not in folders)
    for entry in folders:
        yield from _within(entry, roots, above | {real_path})

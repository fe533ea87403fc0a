"""Links, and whether what they lead to lies where it belongs."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path


def real_paths(paths: Iterable[Path]) -> tuple[str, ...]:
    """What each of these paths leads to, links followed."""
    return tuple(map(os.path.realpath, paths))


def lies_in(path: Path, folders: Iterable[str]) -> bool:
    """Whether what a path leads to lies in one of these folders, or is one.

    Args:
        path: there may be nothing.
        folders: as `real_paths` gives them.
    """
    real_path = os.path.realpath(path)
    return any(real_path == folder or _is_below(real_path, folder) for folder in folders)


def those_below(paths: Collection[Path], folder: Path) -> set[Path]:
    """Those that lead to something in what a folder leads to, and not to that folder itself.

    Args:
        paths: there may be nothing. What they lie in is followed once: a few folders have many files.
        folder: likewise.
    """
    real_folder = os.path.realpath(folder)
    real_parents = {parent: os.path.realpath(parent) for parent in {path.parent for path in paths}}

    def real_path(path: Path) -> str:
        if os.path.islink(path) or path.name == os.pardir:  # noqa: PTH114 - one that the system hides is none
            return os.path.realpath(path)
        return os.path.join(real_parents[path.parent], path.name)  # noqa: PTH118 - they are texts

    return {path for path in paths if (real := real_path(path)) != real_folder and _is_below(real, real_folder)}


def _is_below(real_path: str, folder: str) -> bool:
    return real_path.startswith(os.path.join(folder, ""))  # noqa: PTH118 - they are texts


def links_out(path: Path, folders: tuple[str, ...], unopened: str, above: frozenset[str] = frozenset()) -> list[Path]:
    """Every link at a path or in the folder there that leads out of some folders; nothing behind one is looked at.

    What the system does not open is passed over: who reads it says so.

    Args:
        path: there may be nothing.
        folders: where all must lie, as `real_paths` gives them.
        unopened: folders of this name are not looked into.
        above: what the path lies in, for a link may lead back there.
    """
    if not lies_in(path, folders):
        return [path]
    real_path = os.path.realpath(path)
    if path.name == unopened or real_path in above:
        return []
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:  # a file, too
        return []
    inner = [path / entry.name for entry in entries if entry.is_symlink() or entry.is_dir()]
    return [link for entry in inner for link in links_out(entry, folders, unopened, above | {real_path})]

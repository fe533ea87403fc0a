"""Names of files: labels to show, a natural order, and those that nobody handed in."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from duban.text.file_names import printable_name, printable_path

_JUNK_NAMES = {"thumbs.db", "ehthumbs.db", ".ds_store", "desktop.ini"}
_JUNK_STARTS = ("~$", ".~", "._")  # Excel; WPS, LibreOffice and ourselves; what a Mac leaves in a zip
_DOWNLOAD_MARK = "zone.identifier"
"""What Windows knows of a download, which other systems keep as a file of its own beside it."""


def display_path(path: Path) -> str:
    """A path as people are told it: from the working folder, with forward slashes, where it lies below that.

    A link is called by its own name, not by what it leads to.
    """
    try:
        return printable_path((path.parent.resolve() / path.name).relative_to(Path.cwd()).as_posix())
    except (OSError, RuntimeError, ValueError):  # a link that leads to itself, too
        return printable_path(path)


def file_labels(files: Sequence[Path], folders: Sequence[Path]) -> dict[Path, str]:
    """What people are told that each file is called: its path below one of the folders; always different.

    Args:
        files: all that are to be told apart.
        folders: the first of them that a file lies in begins its label; nothing above it counts, so that a report
            does not depend on where it was made. Other paths among them do not matter.

    Returns:
        Two files of one label get the names of folders above them, as many as are needed, or else a number. Names
        are printable, whatever bytes they are on disk; a link is called by its own name, not by what it leads to.
    """
    labels: dict[Path, str] = {}
    taken: set[str] = set()
    resolved_folders = [folder.resolve() for folder in folders]
    real_folders = {folder: folder.resolve() for folder in {file.parent for file in files}}
    for file in files:
        path = real_folders[file.parent] / file.name
        folder = next((folder for folder in resolved_folders if folder in path.parents), None)
        below = f"{folder.name}/{path.relative_to(folder).as_posix()}" if folder else file.name
        label = printable_path(below)
        for parent in path.parents[len(Path(below).parts) - 1 :]:
            if label not in taken:
                break
            label = f"{printable_name(parent.name)}/{label}"
        label = next(name for name in chain([label], _numbered(label, len(taken))) if name not in taken)
        taken.add(label)
        labels[file] = label
    return labels


def _numbered(label: str, most: int) -> Iterator[str]:
    """The label with numbers from 2 behind it: names that differ in their bytes may look the same."""
    return (f"{label}#{number}" for number in range(2, most + 3))


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key that puts 表2 before 表10 and does not care for case; equal names only are equal."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts), name


def is_junk(name: str) -> bool:
    """Whether a file of this name is a lock or a trace that a program left, and nothing that anybody handed in."""
    folded = name.casefold()
    return folded in _JUNK_NAMES or folded.startswith(_JUNK_STARTS) or folded.endswith(_DOWNLOAD_MARK)

"""Names of files: safe ones to write, labels to show, a natural order, and those that nobody handed in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from duban.text.file_names import printable_name, printable_path

MAX_NAME_BYTES = 255

_JUNK_NAMES = {"thumbs.db", "ehthumbs.db", ".ds_store", "desktop.ini"}
_JUNK_STARTS = ("~$", ".~", "._")  # Excel; WPS, LibreOffice and ourselves; what a Mac leaves in a zip
_DOWNLOAD_MARK = "zone.identifier"
"""What Windows knows of a download, which other systems keep as a file of its own beside it."""
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, direction marks, half characters, line ends
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def display_path(path: Path) -> str:
    """A path as people are told it: from the working folder, with forward slashes, where it lies below that."""
    try:
        return printable_path(path.resolve().relative_to(Path.cwd()).as_posix())
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
    for file in files:
        path = file.parent.resolve() / file.name
        folder = next((folder for folder in resolved_folders if folder in path.parents), None)
        below = f"{folder.name}/{path.relative_to(folder).as_posix()}" if folder else file.name
        label = printable_path(below)
        for parent in path.parents[len(Path(below).parts) - 1 :]:
            if label not in taken:
                break
            label = f"{printable_name(parent.name)}/{label}"
        label = next(name for name in (label, *_numbered(label, len(taken))) if name not in taken)
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


def safe_file_name(text: str) -> str:
    """A file name, extension included, that every system takes: NFC, at most 255 bytes in UTF-8.

    Forbidden characters become their full-width likeness. A name that had to be changed gets eight digits made from
    the original before its extension, so that different texts stay different. Case alone is not told apart.
    """
    original = unicodedata.normalize("NFC", text)
    visible = "".join(char for char in original if unicodedata.category(char) not in _INVISIBLE_CATEGORIES)
    name = visible.translate(_FORBIDDEN).strip(" ").rstrip(". ")
    if not name or name.startswith((".", "~")) or _RESERVED.match(name):
        name = f"_{name}"
    if name == original and len(name.encode()) <= MAX_NAME_BYTES:
        return name
    match = _EXTENSION.search(name)
    extension = match[0] if match else ""
    ending = f"-{sha256(original.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}{extension}"
    stem = name.removesuffix(extension).encode()[: MAX_NAME_BYTES - len(ending)].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{ending}"

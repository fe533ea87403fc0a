"""What files are called: by people, by systems, by us; and which names tell that nobody handed them in."""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

MAX_NAME_BYTES = 255

_JUNK_NAMES = {"thumbs.db", "ehthumbs.db", ".ds_store", "desktop.ini"}
_JUNK_STARTS = ("~$", ".~", "._")  # Excel; WPS, LibreOffice and ourselves; what a Mac leaves in a zip
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, direction marks, half characters, line ends
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def display_path(path: Path) -> str:
    """A path as people are told it: from where they are, with forward slashes, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def file_labels(files: Sequence[Path], folders: Sequence[Path]) -> dict[Path, str]:
    """Each file as people are told of it: its name, below the given folder that it came from; always different.

    Nothing above the given folders counts, so that a report does not depend on where it was made.
    given: folders, the nearest of which counts; other paths in it do not matter.
    """
    named: dict[Path, str] = {}
    taken: set[str] = set()
    for file in files:
        whole = file.resolve()
        folder = next((each for each in map(Path.resolve, folders) if each != whole and each in whole.parents), None)
        label = f"{folder.name}/{whole.relative_to(folder).as_posix()}" if folder else file.name
        for above in whole.parents[len(Path(label).parts) - 1 :]:
            if label not in taken:
                break
            label = f"{above.name}/{label}"
        taken.add(label)
        named[file] = label
    return named


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key that puts 表2 before 表10 and does not care for case; equal names only are equal."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts), name


def is_junk(path: Path, head: bytes) -> bool:
    """Whether a file is a trace that a program left, or empty. head: its first bytes."""
    name = path.name.casefold()
    return not head or name in _JUNK_NAMES or name.startswith(_JUNK_STARTS)


def safe_file_name(text: str) -> str:
    """A file name, extension included, that every system takes: NFC, at most 255 bytes in UTF-8.

    Forbidden characters become their full-width likeness. A name that had to be changed gets a mark made from
    the original before its extension, so that different texts stay different. Case alone is not told apart.
    """
    whole = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in whole if unicodedata.category(char) not in _UNSEEN)
    name = seen.translate(_FORBIDDEN).strip(" ").rstrip(". ")
    if not name or name.startswith((".", "~")) or _RESERVED.match(name):
        name = f"_{name}"
    if name == whole and len(name.encode()) <= MAX_NAME_BYTES:
        return name
    extension = found[0] if (found := _EXTENSION.search(name)) else ""
    tail = f"-{sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}{extension}"
    stem = name.removesuffix(extension).encode()[: MAX_NAME_BYTES - len(tail)].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{tail}"

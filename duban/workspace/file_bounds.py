"""What one typed file may be: a file of its folder and no link out of it, of a size that a person types."""

from contextlib import suppress
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place

MOST_BYTES = 4 * 2**20
"""Of one typed file; a plan of a thousand tasks has a tenth of that."""
_UTF_16_MARKS = {b"\xff\xfe", b"\xfe\xff"}


class TooLargeError(OSError):
    """A file is larger than anybody types."""


def read_typed_bytes(path: Path) -> bytes:
    """The bytes of a typed file.

    Raises:
        TooLargeError: it is larger than MOST_BYTES; it was not read.
        OSError: it is not there, is no file, or cannot be read.
    """
    if not path.is_file():  # a pipe would never end
        raise FileNotFoundError(str(path))
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise TooLargeError(str(path))
    return raw


def refuse_links_out(folder: Path, path: Path, display_path: str) -> None:
    """Raise InputError where a file of a folder is, or lies behind, a link that leads out of that folder.

    Args:
        folder: an office's own; it may itself be a link.
        path: of the file, below it.
        display_path: as the person knows it.
    """
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        is_inside = False
    if not is_inside:
        raise InputError([Finding("file-link", Place(display_path))])


def decode_typed(raw: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding; both empty where it is none that we know."""
    local = ("utf-16", "UTF-16") if raw[:2] in _UTF_16_MARKS else ("gb18030", "GBK")
    for codec, name in (("utf-8-sig", "UTF-8"), local):
        with suppress(UnicodeDecodeError):
            return raw.decode(codec), name
    return "", ""


def read_template_text(path: Path, display_path: str) -> str:
    """The text of a template that is no YAML. Raises InputError where it cannot be read."""
    text, encoding = decode_typed(read_template_bytes(path, display_path))
    if not encoding:
        raise InputError([Finding("yaml-encoding", Place(display_path))])
    return text


def read_template_bytes(path: Path, display_path: str) -> bytes:
    """The bytes of a template. Raises InputError where it cannot be read."""
    place = Place(display_path)
    try:
        return read_typed_bytes(path)
    except TooLargeError:
        raise InputError([Finding("file-too-large", place, {"megabytes": MOST_BYTES // 2**20})]) from None
    except OSError:
        raise InputError([Finding("file-missing", place, {"name": path.name})]) from None

"""Names of files: those that came from anywhere, as people are shown them, and safe ones to write."""

import re
import unicodedata

from duban.text.folding import is_invisible
from duban.text.hashes import name_mark, sha256_hex
from duban.text.lazy_pattern import lazy_pattern

MAX_NAME_BYTES = 255
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, direction marks, half characters, line ends
_RESERVED = lazy_pattern(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
_EXTENSION = lazy_pattern(r"\.[A-Za-z0-9]{1,8}$")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
"""Controls, half characters and line ends."""
_REPLACEMENT = "\ufffd"
_CUT_SHORT = lazy_pattern(r"[^\udc80-\udcff]*[\udc80-\udcff]{1,3}(\.\w{1,8})?")
"""UTF-8 that was cut in the middle of its last character, for the name was too long."""
_FIRST_WIDE = 0x800
_FEWEST_WIDE = 2  # bytes of GBK seldom form one such character in UTF-8, and hardly ever two and nothing else


def printable_name(name: str) -> str:
    r"""A name as people are shown it. Bytes that are no UTF-8 are read as GB18030 (Windows here, unpacked on Linux).

    Returns:
        Where they are neither, each of them as `\\xd6`; what hides or steers becomes U+FFFD.
    """
    if name.isprintable():
        return name
    if any(map(_is_half, name)):
        name = _decoded(name)
    return "".join(map(_printable, name))


def printable_path(path: object) -> str:
    """A path with each of its names made printable: one of them may be in another encoding than the others."""
    return "/".join(map(printable_name, str(path).split("/")))


def _decoded(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape") if _is_escaped(name) else name.encode("utf-8", "surrogatepass")
    wide_count = sum(ord(character) >= _FIRST_WIDE and not _is_half(character) for character in name)
    is_damaged_utf_8 = _CUT_SHORT.fullmatch(name) is not None and wide_count >= _FEWEST_WIDE
    if not is_damaged_utf_8:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return raw.decode("utf-8", "backslashreplace")


def _is_escaped(name: str) -> bool:
    """Whether all halves stand for bytes, as Python has it; Windows allows real ones."""
    return all("\udc80" <= character <= "\udcff" for character in name if _is_half(character))


def _is_half(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _printable(character: str) -> str:
    unprintable = is_invisible(character) or unicodedata.category(character) in _UNPRINTABLE
    return _REPLACEMENT if unprintable else character


def is_inner_path(path: object) -> bool:
    """Whether a path that stands in a file leads nowhere but down, on every system.

    It is names with slashes between them: no root, no drive, no way up (Windows takes `.. ` for one), nothing that no
    system has in a name (NUL), and nothing that no file of text can hold (half characters).
    """
    if not isinstance(path, str) or any(sign in "\0\\:" or _is_half(sign) for sign in path):
        return False
    return all(name.rstrip(". ") for name in path.split("/"))


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE_CATEGORIES


def safe_file_name(text: str) -> str:
    """A file name, extension included, that every system takes: NFC, at most 255 bytes in UTF-8.

    Forbidden characters become their full-width likeness. A name that had to be changed gets eight digits made from
    the original before its extension, so that different texts stay different. Case alone is not told apart.
    """
    original = unicodedata.normalize("NFC", text)
    visible = original if original.isprintable() else "".join(filter(_is_visible, original))
    name = visible.translate(_FORBIDDEN).strip(" ").rstrip(". ")
    if not name or name.startswith((".", "~")) or _RESERVED.match(name):
        name = f"_{name}"
    if name == original and len(name.encode()) <= MAX_NAME_BYTES:
        return name
    match = _EXTENSION.search(name)
    extension = match[0] if match else ""
    ending = f"-{name_mark(sha256_hex(original.encode('utf-8', 'surrogatepass')))}{extension}"
    stem = name.removesuffix(extension).encode()[: MAX_NAME_BYTES - len(ending)].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{ending}"


def decoded_name(raw: bytes) -> str:
    """A name whose bytes do not say their encoding: UTF-8 (macOS, Linux), else GB18030 (Windows here)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")

"""The hash of a content, as text: SHA-256 in lower-case hexadecimal, and the heads of it that stand in names."""

import hashlib
from collections.abc import Iterable
from typing import TypeGuard

from duban.text.lazy_pattern import lazy_pattern

SHORT_HASH_LENGTH = 16
"""So many hex digits of a file's hash name it, in the ledger and in the register."""
NAME_MARK_LENGTH = 8
"""So many tell files of one name apart: former registers, edited reports, names that had to be changed."""
_SHA256 = lazy_pattern("[0-9a-f]{64}")
_SHORT_HASH = lazy_pattern(f"[0-9a-f]{{{SHORT_HASH_LENGTH}}}")
HASH_IN_NAME = lazy_pattern(
    rf"(?<![0-9a-f])(?:{_SHA256.pattern}|{_SHORT_HASH.pattern}|[0-9a-f]{{{NAME_MARK_LENGTH}}})(?![0-9a-f])"
)
"""A hash or a head of one, as it stands in the names of what is kept."""


def sha256_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of a content."""
    return hashlib.sha256(data).hexdigest()


def combined_hash(parts: Iterable[str]) -> str:
    """The hash of several texts, in order."""
    combined = hashlib.sha256()
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        combined.update(b"%d:" % len(text) + text)
    return combined.hexdigest()


def is_sha256(value: object) -> TypeGuard[str]:
    """Whether this is a whole hash as `sha256_hex` writes it; what stands in a file may be anything."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def is_short_hash(value: object) -> TypeGuard[str]:
    """Whether this is the head of a hash as `short_hash` gives it."""
    return isinstance(value, str) and _SHORT_HASH.fullmatch(value) is not None


def short_hash(digest: str) -> str:
    """The head of a hash, by which a file is known."""
    return digest[:SHORT_HASH_LENGTH]


def name_mark(digest: str) -> str:
    """The head of a hash that tells files of one name apart."""
    return digest[:NAME_MARK_LENGTH]

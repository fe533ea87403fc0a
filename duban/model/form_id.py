"""Whose form this is: a short code that a person can read out and a machine can check."""

import re
from dataclasses import dataclass
from zlib import crc32

META_SHEET = "_meta"
"""The hidden sheet of a form that says once more whose it is."""
CARRIED_SHEET = "_last"
"""The hidden sheet that holds what was carried into it."""

_CODE = re.compile(r"\b([A-Z][A-Z0-9]*)-(\d{4}(?:-?[A-Z0-9]{1,5})?)-([A-Z]+)-([A-Z0-9]+)-([0-9A-F]{6})-([0-9A-F]{4})\b")


@dataclass(frozen=True, slots=True)
class FormId:
    """The identity of one issued form.

    plan, kind, unit: their codes. period: as in Period.code.
    snapshot: the first six hex digits of the hash of what it was issued from.
    """

    plan: str
    period: str
    kind: str
    unit: str
    snapshot: str

    @property
    def code(self) -> str:
        """The form code (表号), with a check part that catches a mistyped or patched one."""
        body = f"{self.plan}-{self.period}-{self.kind}-{self.unit}-{self.snapshot}"
        return f"{body}-{crc32(body.encode()) & 0xFFFF:04X}"

    def row_key(self, row: str) -> str:
        """The key of one row: it carries the form code, so a row pasted from another form tells on itself."""
        return f"{self.code}/{row}"


def find_form_ids(text: str) -> list[FormId]:
    """Every form code in a text whose check part holds, in order."""
    found = [(FormId(*match.groups()[:5]), match.group(0)) for match in _CODE.finditer(text)]
    return [seal for seal, written in found if seal.code == written]


def contains_form_code(text: str) -> bool:
    """Whether a text holds something shaped like a form code, right or wrong."""
    return _CODE.search(text) is not None

"""The identity of an issued form: a short code (表号) that a person can read out and a machine can check."""

import re
from dataclasses import dataclass
from zlib import crc32

META_SHEET = "_meta"
"""The very hidden sheet of a form that holds its form code."""
CARRIED_SHEET = "_last"
"""The hidden sheet of a form that holds what was carried into its cells."""

FORM_CODE_PATTERN = r"([A-Z][A-Z0-9]*)-(\d{4}(?:-?[A-Z0-9]{1,5})?)-([A-Z]+)-([A-Z0-9]+)-([0-9A-F]{6})-([0-9A-F]{4})"
"""What is shaped like a form code: plan, period, kind, unit, snapshot and check part."""
_CODE = re.compile(rf"\b{FORM_CODE_PATTERN}\b")


@dataclass(frozen=True, slots=True)
class FormId:
    """The identity of one issued form: the parts of its code."""

    plan: str
    period: str
    """As in Period.code."""
    kind: str
    """The code of the layout."""
    unit: str
    snapshot: str
    """The first six hex digits of the hash of what the form was issued from."""

    @property
    def code(self) -> str:
        """The form code (表号), with a check part that catches a mistyped or patched one."""
        body = f"{self.plan}-{self.period}-{self.kind}-{self.unit}-{self.snapshot}"
        return f"{body}-{crc32(body.encode()) & 0xFFFF:04X}"

    def row_key(self, row: str) -> str:
        """The key of one row as it stands in the form: with the form code, so that rows of other forms are known."""
        return f"{self.code}/{row}"


def find_form_ids(text: str) -> list[FormId]:
    """Every form code in a text whose check part holds, in order."""
    shaped = [(FormId(*match.groups()[:5]), match.group(0)) for match in _CODE.finditer(text)]
    return [form_id for form_id, code in shaped if form_id.code == code]


def contains_form_code(text: str) -> bool:
    """Whether a text holds something shaped like a form code, right or wrong."""
    return _CODE.search(text) is not None

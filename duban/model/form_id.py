"""The identity of an issued form: a short code (表号) that a person can read out and a machine can check."""

from functools import cached_property
from zlib import crc32

from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject

META_SHEET = "_meta"
"""The very hidden sheet of a form that holds its form code."""
META_HEADS = ("form", "snapshot")
"""What stands in the first cells of its first rows."""
CARRIED_SHEET = "_last"
"""The hidden sheet of a form that holds what was carried into its cells."""

KEYED_CHECK_LENGTH = 8
_SNAPSHOT_HEAD_LENGTH = 6
FORM_CODE_PATTERN = (
    r"([A-Z][A-Z0-9]*)-(\d{4}(?:-?[A-Z0-9]{1,5})?)-([A-Z]+)-([A-Z0-9]+)"
    rf"-([0-9A-F]{{{_SNAPSHOT_HEAD_LENGTH}}})-([0-9A-F]{{{KEYED_CHECK_LENGTH}}}|[0-9A-F]{{4}})"
)
"""What is shaped like a form code: plan, period, kind, unit, snapshot and check part."""
_CODE = lazy_pattern(rf"\b{FORM_CODE_PATTERN}\b")


class FormId(ValueObject, dict=True, eq=False):
    """The identity of one issued form: the parts of its code. Its check part makes it no other form."""

    plan: str
    period: str
    """As in Period.code."""
    kind: str
    """The code of the layout."""
    unit: str
    snapshot: str
    """The head of the hash of what the form was issued from; see `snapshot_head`."""

    keyed_check: str = ""
    """The check part that a FormKey gave, eight hex digits; empty for a form that was issued without one."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormId) and self.body == other.body

    def __ne__(self, other: object) -> bool:  # what msgspec has for it does not ask __eq__
        return not self == other

    def __hash__(self) -> int:
        return hash(self.body)

    @property
    def body(self) -> str:
        """The form code without its check part."""
        return f"{self.plan}-{self.period}-{self.kind}-{self.unit}-{self.snapshot}"

    @cached_property
    def code(self) -> str:
        """The form code (表号), with a check part that catches a mistyped or patched one."""
        return f"{self.body}-{self.keyed_check or f'{crc32(self.body.encode()) & 0xFFFF:04X}'}"

    @property
    def number(self) -> str:
        """What people read of the code."""
        return form_number(self.code)

    def row_key(self, row: str) -> str:
        """The key of one row as it stands in the form: with the form code, so that rows of other forms are known."""
        return f"{self.code}/{row}"


def form_number(code: str) -> str:
    """Six digits by which people speak of a form on the phone; the program knows it by its code alone."""
    return f"{crc32(code.encode()) % 10**6:06}"


def snapshot_head(digest: str) -> str:
    """The head of a snapshot's hash, as it stands in the codes of the forms that were issued from it."""
    return digest[:_SNAPSHOT_HEAD_LENGTH].upper()


def find_form_ids(text: str) -> list[FormId]:
    """Every form code in a text whose check part may hold, in order: one that a key gave, only FormKey can tell."""
    shaped = [(_form_id(*match.groups()), match.group(0)) for match in _CODE.finditer(text)]
    return [form_id for form_id, code in shaped if form_id.code == code]


def _form_id(plan: str, period: str, kind: str, unit: str, snapshot: str, check: str) -> FormId:
    return FormId(plan, period, kind, unit, snapshot, check if len(check) == KEYED_CHECK_LENGTH else "")


def contains_form_code(text: str) -> bool:
    """Whether a text holds something shaped like a form code, right or wrong."""
    return _CODE.search(text) is not None

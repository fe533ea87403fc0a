"""The key of a plan's form codes: who does not have it cannot make one up."""

import hashlib
import hmac

from duban.model.form_id import KEYED_CHECK_LENGTH, FormId
from duban.value_object import ValueObject, replace


class FormKey(ValueObject):
    """What the check parts of form codes are made with.

    Attributes:
        secret: of at least 32 bytes; empty before the first forms are issued with one. It stands in no output.
        snapshots: hashes of those that forms were issued from before there was this key.
        originals: short hashes of the returns that the ledger kept by then: they were held to what held then.
    """

    secret: bytes = b""
    snapshots: frozenset[str] = frozenset()
    originals: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "FormKey(...)"  # its secret might get into a traceback

    def sign(self, form_id: FormId) -> FormId:
        """The form id with the check part that this key gives; without a secret, with the one that anybody can make."""
        return replace(form_id, keyed_check=self._check(form_id) if self.secret else "")

    def is_signed(self, form_id: FormId) -> bool:
        """Whether the check part of a form code was made with this key."""
        return bool(self.secret) and hmac.compare_digest(self._check(form_id), form_id.keyed_check)

    def fingerprint(self) -> str:
        """All of it, without giving the secret away."""
        lists = "".join((*sorted(self.snapshots), *sorted(self.originals)))
        return hashlib.sha256(self.secret + lists.encode()).hexdigest()

    def _check(self, form_id: FormId) -> str:
        digest = hmac.digest(self.secret, form_id.body.encode(), "sha256").hex()
        return digest[:KEYED_CHECK_LENGTH].upper()

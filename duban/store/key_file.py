"""The key of a plan's form codes, in its ledger: made once, before the first forms are issued.

台账/表号密钥.json
"""

import json
import secrets
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.model.form_key import FormKey
from duban.store.ledger import Ledger
from duban.store.run_log import read_run_log
from duban.text.hashes import is_sha256, is_short_hash
from duban.workspace.names import display_path

_KEY_NAME = "表号密钥.json"
_SECRET_BYTES = 32


def form_key_path(ledger: Ledger) -> Path:
    """Where the key of a ledger lies."""
    return ledger.folder / _KEY_NAME


def read_form_key(ledger: Ledger) -> FormKey:
    """The key of a ledger; one without a secret where none was made yet. What is no hash in its lists names nothing.

    Raises:
        InputError: it cannot be read, or it was made and lies there no more.
    """
    path = form_key_path(ledger)
    try:
        facts = json.loads(path.read_bytes())
        snapshots, originals = (map(_text, facts[name]) for name in ("snapshots", "originals"))
        key = FormKey(
            bytes.fromhex(facts["key"]),
            frozenset(filter(is_sha256, snapshots)),
            frozenset(filter(is_short_hash, originals)),
        )
    except FileNotFoundError:
        if _KEY_NAME in read_run_log(ledger.folder).ledger_files:
            raise InputError([Finding("form-key-missing", Place(display_path(path)))]) from None
        return FormKey()
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError([Finding("form-key-damaged", Place(display_path(path)))]) from error
    if len(key.secret) < _SECRET_BYTES:
        raise InputError([Finding("form-key-damaged", Place(display_path(path)))])
    return key


def _text(value: object) -> str:
    """A text. Raises TypeError for all else."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def new_form_key(ledger: Ledger) -> FormKey:
    """A key that nobody knows; forms and returns that the ledger holds were issued and held to what held before it.

    What lies in the ledger and no run kept is none of them.
    """
    files = read_run_log(ledger.folder).ledger_files
    originals = (original for period in ledger.periods() for original in ledger.originals(period, files))
    snapshots = (digest for digest in ledger.snapshot_digests() if ledger.snapshot_name(digest) in files)
    return FormKey(
        secrets.token_bytes(_SECRET_BYTES),
        frozenset(snapshots),
        frozenset(original.short_hash for original in originals if original.digest),
    )


def form_key_json(key: FormKey) -> bytes:
    """The file of a key: its secret, and the hashes of what the ledger held before it, sorted."""
    facts = {"key": key.secret.hex(), "snapshots": sorted(key.snapshots), "originals": sorted(key.originals)}
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()

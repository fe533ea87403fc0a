"""A reading as JSON and back: each class that it is made of has a tag here, and nothing else is ever built.

Every JSON object has one key, the tag of a class; arrays are what that class says they are.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from duban.messages.finding import Finding, Place
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.return_ import Outcome, Return
from duban.model.submission import Submission, unpack_submission


def encode_reading(reading: Return) -> bytes:
    """The reading as JSON. Raises TypeError for a value of a class that has no tag."""
    return json.dumps(reading, default=_tagged, ensure_ascii=False, separators=(",", ":")).encode(
        errors="surrogatepass"
    )


def decode_reading(data: bytes) -> Return:
    """The reading of such JSON. Raises ValueError for all else."""
    try:
        reading = json.loads(data.decode(errors="surrogatepass"), object_hook=_built)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError) as error:
        raise ValueError from error
    if not isinstance(reading, Return):
        raise ValueError  # noqa: TRY004 — these bytes are no reading, whatever else they are
    return reading


def _tagged(value: object) -> dict[str, object]:
    """One object of a class that JSON does not know. Raises TypeError."""
    if type(value) not in _CLASSES:
        raise TypeError(type(value))
    tag, pack = _CLASSES[type(value)]
    return {tag: pack(value)}


def _built(tagged: dict[str, Any]) -> object:
    """The object that `_tagged` took apart."""
    ((tag, packed),) = tagged.items()
    return _BUILDERS[tag](packed)


def _exact(value: object) -> object:
    """A fact, whose kinds of container and keys are told apart too."""
    if isinstance(value, Mapping):
        return {"map": [[_exact(key), _exact(inner)] for key, inner in value.items()]}
    if isinstance(value, tuple | set | frozenset):
        return {type(value).__name__: [_exact(inner) for inner in value]}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value


def _packed_return(return_: Return) -> tuple[object, ...]:
    head = return_.file, return_.digest, return_.received_on, return_.run_number, return_.outcome, return_.findings
    members = return_.member_names, return_.form_codes, return_.member_bytes
    return (*head, return_.unit_code, return_.submission, *members, return_.owner_guess)


def _built_return(packed: list[Any]) -> Return:
    file, digest, received_on, run_number, outcome, findings, unit_code, submission, *members, owner_guess = packed
    names, codes, data = members
    arrival = received_on, run_number, Outcome(outcome), tuple(findings)
    return Return(file, digest, *arrival, unit_code, submission, tuple(names), tuple(codes), data, owner_guess)


def _packed_finding(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.place, _exact(finding.facts), finding.row, finding.column


def _built_finding(packed: list[Any]) -> Finding:
    code, place, facts, row, column = packed
    return Finding(code, Place(*place), facts, row, column)


def _packed_submission(submission: Submission) -> tuple[object, ...]:
    """Each mapping of columns stands once, however many rows share it."""
    form_id, file, digest, heading, heading_roles, records, damaged_rows, extras = submission.packed()
    shared = chain.from_iterable((roles, letters) for _, _, _, roles, _, letters, _ in records)
    mappings: dict[int, Mapping[str, str]] = {id(mapping): mapping for mapping in shared}
    numbers = {identity: number for number, identity in enumerate(mappings)}
    shortened = [
        (key, period, day, numbers[id(roles)], cells, numbers[id(letters)], line)
        for key, period, day, roles, cells, letters, line in records
    ]
    columns = [[*mapping.items()] for mapping in mappings.values()]
    return form_id, file, digest, heading, [*heading_roles.items()], columns, shortened, [*damaged_rows], extras


def _built_submission(packed: list[Any]) -> Submission:
    form_id, file, digest, heading, heading_roles, columns, shortened, damaged_rows, extras = packed
    mappings = [dict(column) for column in columns]
    records = [
        (key, period, day, mappings[roles], cells, mappings[letters], tuple(line))
        for key, period, day, roles, cells, letters, line in shortened
    ]
    return unpack_submission(
        form_id, file, digest, heading, dict(heading_roles), records, frozenset(damaged_rows), extras
    )


def _fields(value: FormId | OwnerGuess) -> tuple[object, ...]:
    return tuple(getattr(value, field.name) for field in fields(value))


_CLASSES: dict[type, tuple[str, Callable[[Any], object]]] = {
    Return: ("return", _packed_return),
    Submission: ("submission", _packed_submission),
    Finding: ("finding", _packed_finding),
    FormId: ("form", _fields),
    OwnerGuess: ("guess", _fields),
    date: ("date", date.isoformat),
    datetime: ("datetime", datetime.isoformat),
    time: ("time", time.isoformat),
    timedelta: ("timedelta", lambda value: (value.days, value.seconds, value.microseconds)),
    Decimal: ("decimal", str),
    bytes: ("bytes", lambda value: b64encode(value).decode()),
}
"""Class → its tag, and what stands for it."""
_BUILDERS: dict[str, Callable[[Any], object]] = {
    "return": _built_return,
    "submission": _built_submission,
    "finding": _built_finding,
    "form": lambda packed: FormId(*packed),
    "guess": lambda packed: OwnerGuess(*packed),
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda packed: timedelta(*packed),
    "decimal": Decimal,
    "bytes": b64decode,
    "map": dict,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}
"""Tag → what makes the object of it."""

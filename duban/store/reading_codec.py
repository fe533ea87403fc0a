"""A reading as JSON and back: each class that it is made of has a tag here, and nothing else is ever built.

Every JSON object has one key, the tag of a class; arrays are what that class says they are.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from duban.messages.finding import Finding, Place
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.return_ import Outcome, Return
from duban.model.submission import Submission, unpack_submission
from duban.value_object import replace


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


def encode_facts(facts: Mapping[str, object]) -> str:
    """What a finding or a decision says, as JSON with sorted keys."""
    return json.dumps(
        {key: _packed_value(value) for key, value in sorted(facts.items())}, default=_tagged, ensure_ascii=False
    )


def decode_facts(text: str) -> dict[str, Any]:
    """The facts of such JSON."""
    facts: dict[str, Any] = json.loads(text)  # its own keys may be called like tags: only what is below them is tagged
    return {key: json.loads(json.dumps(value), object_hook=_built) for key, value in facts.items()}


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


def _packed_value(value: object) -> object:
    """A fact, whose kinds of container and keys are told apart too."""
    if isinstance(value, Mapping):
        return {"map": [[_packed_value(key), _packed_value(inner)] for key, inner in value.items()]}
    if isinstance(value, tuple | set | frozenset):
        return {type(value).__name__: [_packed_value(inner) for inner in value]}
    return [_packed_value(inner) for inner in value] if isinstance(value, list) else value


def _packed_return(return_: Return) -> tuple[object, ...]:
    arrival = return_.file, return_.digest, return_.received_on, return_.run_number
    contents = return_.member_names, return_.unpacked_bytes, return_.form_codes
    owner = return_.unit_code, return_.submission
    return (arrival, return_.outcome, return_.findings, *owner, contents, return_.original_bytes, return_.owner_guess)


def _built_return(packed: list[Any]) -> Return:
    arrival, outcome, findings, unit_code, submission, (names, size, codes), data, owner_guess = packed
    read = replace(Return(*arrival), outcome=Outcome(outcome), findings=tuple(findings), unit_code=unit_code)
    read = replace(read, member_names=tuple(names), unpacked_bytes=size, form_codes=tuple(codes))
    return replace(read, submission=submission, original_bytes=data, owner_guess=owner_guess)


def _packed_finding(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.place, _packed_value(finding.facts), finding.row, finding.column


def _built_finding(packed: list[Any]) -> Finding:
    code, place, facts, row, column = packed
    return Finding(code, Place(*place), facts, row, column)


def _packed_submission(submission: Submission) -> tuple[object, ...]:
    """Each mapping of columns stands once, however many rows share it: records name it by its number."""
    _, packed = submission.__reduce__()
    *head, heading_roles, records, damaged_rows, extra_content = packed
    mappings = _distinct_mappings(records)
    numbers = {id(mapping): number for number, mapping in enumerate(mappings)}
    shortened = [_shortened(record, numbers) for record in records]
    columns = list(map(_packed_value, mappings))
    return (*head, _packed_value(heading_roles), columns, shortened, _packed_value(damaged_rows), extra_content)


def _shortened(record: tuple[Any, ...], numbers: Mapping[int, int]) -> tuple[object, ...]:
    key, period, day, roles, cells, letters, line = record
    return key, period, day, numbers[id(roles)], cells, numbers[id(letters)], line


def _distinct_mappings(records: list[Any]) -> list[Mapping[str, str]]:
    shared = [mapping for _, _, _, roles, _, letters, _ in records for mapping in (roles, letters)]
    return list({id(mapping): mapping for mapping in shared}.values())


def _built_submission(packed: list[Any]) -> Submission:
    *head, columns, shortened, damaged_rows, extra_content = packed
    records = [
        (key, period, day, columns[roles], cells, columns[letters], tuple(line))
        for key, period, day, roles, cells, letters, line in shortened
    ]
    arguments: list[Any] = [*head, records, damaged_rows, extra_content]
    return unpack_submission(*arguments)


def _packed_fields(value: FormId | OwnerGuess) -> tuple[object, ...]:
    return tuple(getattr(value, name) for name in type(value).__match_args__)


_CLASSES: dict[type, tuple[str, Callable[[Any], object]]] = {
    Return: ("return", _packed_return),
    Submission: ("submission", _packed_submission),
    Finding: ("finding", _packed_finding),
    FormId: ("form", _packed_fields),
    OwnerGuess: ("guess", _packed_fields),
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

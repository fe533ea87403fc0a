"""Rows as CSV that spreadsheet programs open by a double click: UTF-8 with its mark, and nothing that would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from duban.text.lazy_pattern import lazy_pattern

_BYTE_ORDER_MARK = "\ufeff"
"""By it Excel knows UTF-8."""
_RUNS = lazy_pattern("[=+\\-@\t\r\n＝＋－＠]")
"""What begins a formula, in some programs behind a blank or in full width too."""
_NUMBER = lazy_pattern(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def csv_bytes(rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """The file.

    Args:
        rows: the header first. A text that a program would take for a formula gets a `'` before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode(errors="replace")


def _harmless(value: str | int | None) -> str | int | None:
    is_formula = isinstance(value, str) and _RUNS.match(value.lstrip(" \u3000\u00a0")) and not _NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value

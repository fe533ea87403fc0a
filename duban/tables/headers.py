"""Which row of a sheet is a table's header, and in which column each label stands: by its words, never by position."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeGuard

from duban.tables.similarity import MIN_LIKENESS, Pairing, likeness, pair_texts
from duban.text.folding import comparison_key, remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field, replace
from duban.workbook.grid import CellValue, SheetGrid

_SEARCHED_ROWS = 20
"""A header is looked for in so many rows from the top."""
_MAX_LABEL_LENGTH = 60
"""Characters; longer texts are no header."""
_BRACKETS = lazy_pattern(r"\([^()]*\)|\[[^][]*\]|【[^】]*】")
"""What people add to a header."""
_SIGNS = lazy_pattern(r"\W")


class HeaderLabels(ValueObject, dict=True):
    """The columns of a table by their headers as issued.

    Attributes:
        key_by_label: header → column key, in the order of the columns; not empty.
    """

    key_by_label: Mapping[str, str]

    @cached_property
    def key_by_folded_label(self) -> Mapping[str, str]:
        """Header in half width and without white space → column key."""
        return {comparison_key(label): key for label, key in self.key_by_label.items()}


class HeaderRow(NamedTuple):
    """A row that may be a header.

    Attributes:
        row: counted from 0.
        texts: column, counted from 0 → its text, folded; long texts and other values are left out.
        labels: the folded labels looked for that stand in it.
    """

    row: int
    texts: Mapping[int, str]
    labels: frozenset[str]


class TableHeader(ValueObject):
    """Where the columns of a table stand. Rows and columns are counted from 0.

    Attributes:
        row: of the header.
        columns: column key → where it stands, for every column that stands once.
        doubled: keys of the columns whose header stands more than once.
        retyped: column key → its header as it stands, where that is not the label as issued.
        ambiguous: key of a column that is not found → the headers that may be it or another.
    """

    row: int
    columns: Mapping[str, int]
    doubled: frozenset[str] = frozenset()
    retyped: Mapping[str, str] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def label_count(self) -> int:
        """How many of the labels stand in it."""
        return len(self.columns) + len(self.doubled)


def best_header_row(sheet: SheetGrid, folded_labels: Collection[str]) -> HeaderRow | None:
    """The row near the top that holds most of some labels, the first of several; None in a sheet without rows."""
    rows = [_folded_texts(values) for values in islice(sheet.rows, _SEARCHED_ROWS)]
    candidates = [
        HeaderRow(number, texts, frozenset(texts.values()).intersection(folded_labels))
        for number, texts in enumerate(rows)
    ]
    return max(candidates, key=lambda candidate: len(candidate.labels), default=None)


def find_issued_header(sheet: SheetGrid, labels: HeaderLabels) -> TableHeader | None:
    """The header in which every label stands to the letter; None where there is none."""
    issued = labels.key_by_label
    first = next(iter(issued))
    for number, values in enumerate(islice(sheet.rows, _SEARCHED_ROWS)):
        if first in values and issued.keys() <= set(values):
            return _header(number, _columns_by_key(dict(enumerate(values)), issued))
    return None


def may_hold_header(sheet: SheetGrid, labels: HeaderLabels) -> bool:
    """Whether half the labels stand in one row, white space aside: quick, for sheets that are most likely foreign."""
    folded = labels.key_by_folded_label.keys()
    for values in islice(sheet.rows, _SEARCHED_ROWS):
        texts = {remove_spaces(value) for value in values if _is_short_text(value)}
        if len(folded & texts) * 2 >= len(folded):
            return True
    return False


def find_changed_header(sheet: SheetGrid, labels: HeaderLabels) -> TableHeader | None:
    """The header in which at least half the labels stand, width and white space aside; None where there is none.

    A label that is missing in it is looked for without brackets and signs, and then by likeness.
    """
    best = best_header_row(sheet, labels.key_by_folded_label)
    if best is None or len(best.labels) * 2 < len(labels.key_by_folded_label):
        return None
    values = sheet.rows[best.row]
    columns = _columns_by_key(dict(enumerate(values)), labels.key_by_label)
    for fold in (str, _without_brackets):
        texts, missing = _unassigned(best, labels, columns, fold)
        columns |= _columns_by_key(texts, {label: key for key, label in missing.items()})
    texts, missing = _unassigned(best, labels, columns, _without_brackets)
    pairing = pair_texts(missing, texts)
    columns |= {key: [at] for key, at in pairing.similar.items()}
    header = _header(best.row, columns)
    retyped = {key: str(values[at]) for key, at in header.columns.items() if values[at] not in labels.key_by_label}
    return replace(header, retyped=retyped, ambiguous=_ambiguous_headers(missing, texts, pairing, values))


def _ambiguous_headers(
    missing: Mapping[str, str], texts: Mapping[int, str], pairing: Pairing, values: Sequence[CellValue]
) -> dict[str, tuple[str, ...]]:
    """Key of a missing column → the headers, as they stand, each of which may be it or another."""
    headers: dict[str, tuple[str, ...]] = {}
    for at in sorted(pairing.ambiguous):
        for key, label in missing.items():
            if key not in pairing.similar and likeness(label, texts[at]) >= MIN_LIKENESS:
                headers[key] = (*headers.get(key, ()), str(values[at]))
    return headers


def _header(row: int, columns: Mapping[str, Sequence[int]]) -> TableHeader:
    single = {key: numbers[0] for key, numbers in columns.items() if len(numbers) == 1}
    return TableHeader(row, single, frozenset(columns.keys() - single.keys()))


def _columns_by_key(values: Mapping[int, CellValue], key_by_label: Mapping[str, str]) -> dict[str, list[int]]:
    """Column key → all columns in which its label stands."""
    columns: dict[str, list[int]] = {}
    for number, value in values.items():
        if isinstance(value, str) and value in key_by_label:
            columns.setdefault(key_by_label[value], []).append(number)
    return columns


def _unassigned(
    header: HeaderRow, labels: HeaderLabels, columns: Mapping[str, Sequence[int]], fold: Callable[[str], str]
) -> tuple[dict[int, str], dict[str, str]]:
    """Column → text of the headers that are no column's yet, and key → label of the columns not found yet; folded."""
    assigned = {number for numbers in columns.values() for number in numbers}
    texts = {number: fold(text) for number, text in header.texts.items() if number not in assigned}
    return texts, {key: fold(label) for label, key in labels.key_by_folded_label.items() if key not in columns}


def _folded_texts(values: Sequence[CellValue]) -> dict[int, str]:
    """Column → text, of the short texts of a row."""
    folded = {number: comparison_key(value) for number, value in enumerate(values) if _is_short_text(value)}
    return {number: text for number, text in folded.items() if text}


def _is_short_text(value: CellValue) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) < _MAX_LABEL_LENGTH


def _without_brackets(text: str) -> str:
    """Without brackets and what is in them, unless all of it is; without other signs."""
    return _SIGNS.sub("", _BRACKETS.sub("", text) or text)

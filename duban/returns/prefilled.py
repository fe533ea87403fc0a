"""What the program filled in itself when the form was issued is never held against the department."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from duban.messages.finding import Finding
from duban.model.layout import Layout
from duban.model.return_ import Return
from duban.model.submission import History, Record, RowInputs
from duban.returns.cell_parser import cell_excerpt
from duban.value_object import replace

_KEPT_CODE = "prefilled-kept"
_CODE_BY_CONTRADICTION: Mapping[str, str] = {
    "not-asked": "prefilled-left-over",
    "words-not-asked": "prefilled-left-over",
    "not-after": _KEPT_CODE,
}
"""Contradiction of an answer to its row → what is told where the program had filled the answer in."""


def settle_prefilled(return_: Return, layout: Layout, history: History) -> Return:
    """The return without questions about answers that came back as they were filled in for the department.

    One that the state which it chose does not ask for is a left-over: it is noted and does not count.

    Args:
        return_: a form with what was found in it alone.
        layout: of the form.
        history: what was accepted before its period: from this the form was filled in.
    """
    columns = {column.key for sheet in layout.sheets for column in sheet.prefilled_columns(still_stands=True)}
    notes = {(note.row, note.column): note for note in _notes(return_, columns, history)}
    if not notes:
        return return_
    records = dict(return_.form.records)
    for note in notes.values():
        if note.code != _KEPT_CODE:
            records[note.row] = _without(records[note.row], note.column)
    others = (finding for finding in return_.findings if (finding.row, finding.column) not in notes)
    submission = replace(return_.form, records=records)
    return replace(return_, submission=submission, findings=(*others, *notes.values()))


def _notes(return_: Return, columns: AbstractSet[str], history: History) -> Iterator[Finding]:
    """What is said instead of each contradiction in one of these columns."""
    for finding in return_.findings:
        code, record = _CODE_BY_CONTRADICTION.get(finding.code), return_.form.records.get(finding.row)
        if code and record and finding.column in columns and _is_unchanged(record, finding.column, history):
            facts = {**finding.facts, "was": cell_excerpt(record.answer(finding.column))}
            yield replace(finding, code=code, facts=facts)


def _is_unchanged(record: Record, column: str, history: History) -> bool:
    """Whether it is what was accepted in one of the periods before."""
    answer = record.answer(column)
    return any(
        answer is not None and earlier.answer(column) == answer for earlier in history.records.get(record.key, ())
    )


def _without(record: Record, column: str) -> Record:
    """The record with a blank in the column."""
    inputs = record.values
    filled = {key: cell for key, cell in record.filled.items() if key != column}
    letters, line = (inputs.column_letters, inputs.line) if isinstance(inputs, RowInputs) else ({}, ("", "", ""))
    return replace(record, values=RowInputs(filled, letters, line))

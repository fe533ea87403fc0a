"""Telephone and identity numbers of persons that a unit typed: the office must know before a report goes to many."""

from collections.abc import Iterator

from duban.messages.finding import Finding
from duban.model.submission import AnswerCell
from duban.returns.checks.answered_form import AnsweredForm, return_check
from duban.text.personal_numbers import masked_number, personal_numbers
from duban.validation.writing import model_json


@return_check("personal-number")
def personal_number(form: AnsweredForm) -> Iterator[Finding]:
    """A telephone number, or what looks like an identity or card number, in a text; none that the plan prints."""
    numbered_cells = [
        (record_key, column, cell.place, numbers)
        for record_key, column, cell in _inputs(form)
        if isinstance(cell.value, str) and (numbers := personal_numbers(cell.value))
    ]
    printed = _printed_words(form) if numbered_cells else ""
    for record_key, column, place, numbers in numbered_cells:
        typed_numbers = [number for number in numbers if number not in printed]
        if typed_numbers:
            facts = {"numbers": [masked_number(number) for number in typed_numbers]}
            yield Finding("personal-number", place, facts, record_key, column)


def _printed_words(form: AnsweredForm) -> str:
    """All that the office wrote itself, in its plan and of its units."""
    row = next(iter(form.rows.values()))
    return f"{model_json(row.plan)} {model_json(row.directory)}"


def _inputs(form: AnsweredForm) -> Iterator[tuple[str, str, AnswerCell]]:
    """Row key, column and cell of every input in which something stands; those of the heading have no row."""
    yield from (("", column, cell) for column, cell in form.submission.heading.items())
    for _, record in form.filled_records:
        yield from ((record.key, column, cell) for column, cell in record.filled.items())

"""In which words a return says that there is nothing new: 整表无变化 by one tick, or 本期无新进展 in each row."""

from collections.abc import Mapping
from functools import partial
from itertools import chain

from duban.model.filing_history import NilReturn
from duban.model.layout import ChosenValues, Layout
from duban.model.return_ import Return
from duban.model.submission import History, Record


def nil_return(return_: Return | None, layout: Layout, history: History) -> NilReturn | None:
    """In which way a return says that there is nothing new; None where it tells anything, or says nothing of the kind.

    Args:
        return_: the one that counts for its unit; None where there is none.
        layout: of its form.
        history: what was accepted, its own answers among it.
    """
    if return_ is None or return_.submission is None:
        return None
    if return_.is_nil:
        return NilReturn.NO_CHANGE
    columns = chain.from_iterable(sheet.input_columns for sheet in layout.sheets)
    texts = {column.key: column.unchanged_unless for column in columns}
    records = list(filter(_answers, return_.form.records.values()))
    if not all(map(partial(_is_as_before, texts=texts, history=history), records)):
        return None
    assented = [_is_assented(record, texts) for record in records]
    return NilReturn.NO_PROGRESS if True in assented and False not in assented else None


def _is_assented(record: Record, texts: Mapping[str, ChosenValues]) -> bool | None:
    """Whether the row says that its text still holds; None where it neither says so nor has such a text.

    texts: column key → by which answers of the row it is said that a text there still holds.
    """
    answers = _answers(record)
    conditions = [condition for key in answers for condition in texts.get(key, {}).items()]
    if any(answers.get(key) in words for key, words in conditions):
        return True
    return False if conditions else None


def _is_as_before(record: Record, texts: Mapping[str, ChosenValues], history: History) -> bool:
    """Whether the row answers as in an earlier period, but for the words that say so."""
    assents = {key for conditions in texts.values() for key in conditions}
    last = _answers(_last_before(record, history))
    return all(last.get(key) == answer for key, answer in _answers(record).items() if key not in assents)


def _answers(record: Record | None) -> dict[str, object]:
    """Column key → answer, of what is filled in."""
    cells = record.filled if record else {}
    return {key: cell.value for key, cell in cells.items() if cell.displayed is not None}


def _last_before(record: Record, history: History) -> Record | None:
    """The newest answers of the row in an earlier period."""
    earlier = (each for each in reversed(history.records.get(record.key, ())) if each.period != record.period)
    return next(earlier, None)

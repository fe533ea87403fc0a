"""Numbers that were reported, by the key of their row, and how they are added up and put on paper."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from duban.model.plan import Task
from duban.model.status import Status
from duban.model.submission import Record, find_record
from duban.text.display import shorten

DASH = "—"

_BRIEF = 48  # characters: two lines of a column that is meant for names
_TENTH = Decimal("0.1")


def newest_record(situation: Status, column: str, *keys: str) -> Record | None:
    """The newest record of a row in which this column is filled: of this kind of form, else of one beside it.

    keys: of several rows the first counts.
    """
    histories = (situation.history, *situation.related_histories.values())
    return find_record(histories, keys, lambda record: record.answer(column) is not None)


def newest_text(situation: Status, key: str, column: str) -> str:
    """What was answered last, as words; empty where nothing was."""
    record = newest_record(situation, column, key)
    return record.text(column) if record else ""


def newest_number(situation: Status, key: str, column: str) -> Decimal | None:
    """The number that was answered last, exact; None where none was."""
    record = newest_record(situation, column, key)
    found = record.answer(column) if record else None
    return found if isinstance(found, Decimal) else None


def sum_of_known(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is, for a nought would say something."""
    there = [part for part in numbers if part is not None]
    return sum(there, Decimal(0)) if there else None


def percent_text(part: Decimal | Fraction, whole: Decimal | Fraction) -> str:
    """How many of a hundred, with one decimal, halves up; a dash where there is nothing to divide by."""
    return f"{round_half_up(Fraction(part) * 100 / Fraction(whole), _TENTH)}%" if whole else DASH


def round_half_up(number: Fraction, to: Decimal) -> Decimal:
    """To a power of ten such as 0.01, halves up."""
    return (Decimal(number.numerator) / number.denominator).quantize(to, ROUND_HALF_UP)


def short_task_name(task: Task) -> str:
    """A task's name, of a name that is whole sentences the first; cut where that is still long, and marked so."""
    first = task.name.partition("。")[0] if len(task.name) > _BRIEF else task.name
    return shorten(first, _BRIEF, mark="……")

"""A choice out of a dropdown."""

from duban.fields.clean import compact
from duban.fields.kind import Ask, Kind, Reading
from duban.model.book import Validation
from duban.model.layout import Column, Option
from duban.model.period import Period
from duban.model.row import Row


def offered(column: Column, row: Row | None, period: Period) -> tuple[Option, ...]:
    """The options of a row (None: in the heading): some can no longer be true once the due day has passed."""
    passed = row is not None and row.overdue(period)
    return tuple(option for option in column.options if not (option.until_due and passed))


def rule(cells: str, ask: Ask) -> Validation:
    """One of the offered words, to the letter."""
    return Validation(
        cells,
        "list",
        tuple(option.text for option in offered(ask.column, ask.row, ask.period)),
        title=ask.column.label,
        prompt=ask.column.help,
    )


def read(raw: object, ask: Ask) -> Reading:
    """The option itself, or another word that the layout lists for it. Nothing is guessed."""
    typed = str(raw)
    word = compact(typed).rstrip("。.，,")
    options = offered(ask.column, ask.row, ask.period)
    for option in ask.column.options:
        if word == option.text or word in option.also:
            if option not in options:
                return Reading(problem="choice-past-due", facts={"choice": option.text})
            return Reading(option.text, repaired=typed != option.text, means=option.means)
    return Reading(problem="not-a-choice", facts={"options": "、".join(option.text for option in options)})


CHOICE = Kind("input-center", rule, read)

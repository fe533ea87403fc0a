"""A choice out of a dropdown."""

from duban.fields.clean import compact
from duban.fields.kind import Ask, Kind, Reading
from duban.model.book import Validation
from duban.model.layout import Option


def offered(ask: Ask) -> tuple[Option, ...]:
    """The options of this row: some are no longer true once the due day has passed."""
    passed = ask.row is not None and ask.row.overdue(ask.period)
    return tuple(option for option in ask.column.options if not (option.until_due and passed))


def rule(cells: str, ask: Ask) -> Validation:
    """One of the offered words, to the letter."""
    return Validation(
        cells,
        "list",
        tuple(option.text for option in offered(ask)),
        title=ask.column.label,
        prompt=ask.column.help,
    )


def read(raw: object, ask: Ask) -> Reading:
    """The option itself, or another word that the layout lists for it. Nothing is guessed."""
    typed = str(raw)
    word = compact(typed).rstrip("。.，,")
    for option in ask.column.options:
        if word == option.text or word in option.also:
            if option not in offered(ask):
                return Reading(problem="choice-past-due", facts={"choice": option.text})
            return Reading(option.text, repaired=typed != option.text, means=option.means)
    options = "、".join(option.text for option in offered(ask))
    return Reading(problem="not-a-choice", facts={"options": options})


CHOICE = Kind("input-center", rule, read)

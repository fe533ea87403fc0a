"""How the answers of a form kind become amendments of the plan."""

from duban.model.typed import Model


class AmendmentMapping(Model):
    """How accepted answers become amendments of the plan."""

    kind: str
    """Of the amendment, one of AmendmentKind."""
    sheet: str
    """The key of the sheet whose rows are proposals."""
    keys: dict[str, str]
    """The key of an amendment → the key of the column that fills it."""
    adds: dict[str, str] = {}
    """What is said of every new task."""
    number: str = ""
    """Of a new task, a text with its count `n`."""

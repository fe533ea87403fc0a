"""How the answers of a form kind become amendments of the plan."""

from collections.abc import Mapping

from duban.model.change import AmendmentKind
from duban.validation.model import Model

AMENDMENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    AmendmentKind.STAGED: ("时限", "内容"),
    AmendmentKind.ASSIGNED: ("协办", "责任领导", "完成时限"),
    AmendmentKind.ADDED: ("名称", "来源", "协办", "完成时限"),
}
"""Kind of amendment → the keys for which a form must name its columns."""


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

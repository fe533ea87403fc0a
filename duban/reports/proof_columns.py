"""Columns of proof that the plan asks for item by item."""

from duban.model.role import Role
from duban.reports.milestone_columns import milestone_answer
from duban.reports.table_rows import COLUMNS, CellContent, MilestoneRow
from duban.text.proof import proof_states

_CODES = {True: "proof-there", False: "proof-lacking", None: "proof-unsaid"}
"""Whether an item is there → the code of its word."""


@COLUMNS.milestone("proof")
def proof(row: MilestoneRow) -> CellContent:
    """What proves it, in the unit's words; above them each item that the plan lists, and whether it is there."""
    words = milestone_answer(row, column=Role.EVIDENCE)
    items = row.milestone.row.proof if words else ()
    states = [f"{item}：{row.status.messages.text(_CODES[state])}" for item, state in proof_states(items, str(words))]
    return "\n".join(["　".join(states), str(words)]) if states else words

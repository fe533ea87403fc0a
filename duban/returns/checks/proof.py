"""Proof that the plan asks for item by item, held against what a unit says is there."""

from collections.abc import Iterator

from duban.messages.finding import Finding
from duban.model.role import Role
from duban.model.verdict import FINISHED_MEANINGS
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, return_check
from duban.text.proof import proof_states


@return_check("proof-lacking")
def proof_lacking(form: AnsweredForm) -> Iterator[Finding]:
    """It is said to be finished, and an item of its proof is lacking, or nobody says that it is there."""
    for row, record in form.filled_records:
        column = form.column(Role.EVIDENCE, record) if row.proof else None
        if column is None or record.meaning not in FINISHED_MEANINGS:
            continue
        states = dict(proof_states(row.proof, record.text_by_role(Role.EVIDENCE)))
        if not all(states.values()):
            facts = {"lacking": _items(states, is_there=False), "unsaid": _items(states, is_there=None)}
            state = record.text_by_role(Role.STATE)
            yield finding_by_role("proof-lacking", record, Role.EVIDENCE, label=column.label, state=state, **facts)


def _items(states: dict[str, bool | None], *, is_there: bool | None) -> list[str]:
    return [item for item, state in states.items() if state is is_there]

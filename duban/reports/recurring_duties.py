"""How often recurring duties fell due so far, and how often they were done."""

from duban.model.status import MilestoneStatus, Status, TaskStatus


def recurring_counts(status: Status, task: TaskStatus) -> list[str]:
    """How often each recurring duty of a task fell due so far, and how often it was done; of several units together."""
    terms: dict[str, list[MilestoneStatus]] = {}
    shares: dict[str, set[str]] = {}
    for one in (*task.past_terms, *task.milestones):
        planned = one.row.milestone
        if planned and planned.term and one.due_by(status.as_of):
            terms.setdefault(planned.line, []).append(one)
            shares.setdefault(planned.line, set()).add(planned.share)
    return [
        status.messages.text(
            "recurring-count",
            line=task.task.lines[line][0].due_text,
            units=len(shares[line]),
            due=len(of_line),
            done=sum(one.finished for one in of_line),
            unknown=sum(one.unknown_state is not None for one in of_line),
        )
        for line, of_line in terms.items()
    ]

"""All that has a light of its own in a report: tasks, the shares of their units, and milestones."""

from collections.abc import Iterator, Mapping

from duban.model.status import MilestoneStatus, Status, TaskStatus


def lit_subjects(status: Status) -> Mapping[str, TaskStatus | MilestoneStatus]:
    """All that has a light, by the keys by which rulings and earlier reports know it."""
    return dict(_keyed_subjects(status))


def _keyed_subjects(status: Status) -> Iterator[tuple[str, TaskStatus | MilestoneStatus]]:
    for task in status.tasks:
        yield task.row.key, task
        for share in task.shares:
            yield share.row.share_key, share
        for milestone in task.milestones:
            yield milestone.row.key, milestone

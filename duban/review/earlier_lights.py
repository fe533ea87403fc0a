"""What earlier reports said of each task and milestone, and whether it was put off since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from duban.model.light_history import LightHistory, ReportedLight
from duban.model.lit_subjects import lit_subjects
from duban.model.row import Row
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.review.judging import worst_verdict
from duban.value_object import ValueObject


class EarlierLights(ValueObject):
    """Key of a task, a share or a milestone → its light in each earlier report, oldest first, with its day of then."""

    reports: Mapping[str, Sequence[tuple[ReportedLight, date | None]]]

    @classmethod
    def of(cls, earlier: Sequence[Status]) -> "EarlierLights":
        """Those of the last report of each earlier period, oldest first."""
        reports: dict[str, list[tuple[ReportedLight, date | None]]] = defaultdict(list)
        for status in earlier:
            for key, subject in lit_subjects(status).items():
                meaning = subject.declared_meaning if isinstance(subject, TaskStatus) else subject.meaning
                verdict = subject.verdict
                light = ReportedLight(status.period, status.as_of, verdict.light, meaning, verdict.is_adjusted)
                reports[key].append((light, subject.row.due))
        return cls(dict(reports))

    def of_milestone(self, row: Row) -> LightHistory:
        """What earlier reports said of a milestone. row: as it is planned now."""
        reports = self.reports.get(row.key, ())
        put_off = (light.as_of for light, due in reversed(reports) if due != row.due)
        return LightHistory(tuple(light for light, _ in reports), next(put_off, None))

    def of_task(self, key: str, milestones: Sequence[MilestoneStatus]) -> LightHistory:
        """What earlier reports said of a task, or of a unit's share: it was put off when its worst milestones were.

        Args:
            key: of the task, or of the share.
            milestones: of it.
        """
        worst = worst_verdict(milestone.verdict for milestone in milestones).light
        put_off = [part.light_history.put_off_after for part in milestones if part.verdict.light is worst]
        lights = tuple(light for light, _ in self.reports.get(key, ()))
        return LightHistory(lights, min(filter(None, put_off)) if all(put_off) else None)

"""文字稿: texts ready to paste. 交办 with the forms; 催报 and 退回 only to those who owe something."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from duban.model.finding import Finding, Severity
from duban.model.period import Period
from duban.model.plan import Cycle, Plan, Task
from duban.model.row import Row, rows_of, tasks_of
from duban.model.situation import End, Filing, Receipt, Situation, UnitStanding
from duban.model.submission import Past
from duban.model.unit import Directory, Unit
from duban.model.verdict import FINISHED
from duban.text import fill

_POINTS = 10
"""So many points are listed; more, and nobody reads them: the correction copy has them all."""


@dataclass(frozen=True, slots=True)
class Notices:
    """The templates: texts with places for facts (templates/notices/*.txt)."""

    issue: str
    remind: str
    returned: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of forms that goes out. codes, files: unit code → form code, file name; only units with a form."""

    plan: Plan
    cycle: Cycle
    period: Period
    directory: Directory
    codes: Mapping[str, str]
    files: Mapping[str, str]
    past: Past = field(default_factory=Past)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Who gets a form, in the directory's order."""
        return tuple(unit for unit in self.directory.units if unit.code in self.codes)

    def tasks(self, unit: Unit) -> tuple[Task, ...]:
        """The tasks that the unit answers for."""
        return tasks_of(self.plan, self.directory, unit.code)

    def due(self, unit: Unit) -> tuple[Row, ...]:
        """The milestones of which an answer is owed in this period."""
        rows = rows_of("milestone", self.tasks(unit))
        return tuple(row for row in rows if row.falls_due(self.period) and not self._finished(row))

    def _finished(self, row: Row) -> bool:
        last = self.past.last(row.key)
        return last is not None and last.means in FINISHED


def handing_out(notices: Notices, batch: Batch) -> str:
    """The 交办 text of each unit."""
    return _joined(
        fill(
            notices.issue,
            plan=batch.plan,
            cycle=batch.cycle,
            period=batch.period,
            unit=unit,
            tasks=len(batch.tasks(unit)),
            milestones=sum(len(task.milestones) for task in batch.tasks(unit)),
            due=len(batch.due(unit)),
            code=batch.codes[unit.code],
            file=batch.files[unit.code],
        )
        for unit in batch.units
    )


def reminders(notices: Notices, situation: Situation) -> str:
    """The 催报 text of each unit whose return is owed and has not come; empty when there is none."""
    owing = (standing for standing in situation.units if standing.filing is Filing.OWING)
    return _joined(fill(notices.remind, **_facts(situation, standing.unit)) for standing in owing)


def corrections(notices: Notices, situation: Situation) -> str:
    """The 退回 text of each unit whose return has to be corrected or explained; empty when there is none."""
    return _joined(_corrections(notices, situation))


def _corrections(notices: Notices, situation: Situation) -> Iterator[str]:
    for standing in situation.units:
        receipt = standing.receipt or _refused(situation, standing)
        points = list(_points(situation, receipt)) if receipt else []
        if receipt and points:
            sentences = [
                {
                    "at": "".join(filter(None, (_quoted(situation, finding.place.sheet), finding.place.cell))),
                    "says": situation.texts.sentence(finding).says,
                    "hint": situation.texts.sentence(finding).hint,
                    "must": situation.texts.severity(finding) is Severity.MUST,
                }
                for finding in points[:_POINTS]
            ]
            yield fill(
                notices.returned,
                **_facts(situation, standing.unit),
                file=receipt.path.replace("\\", "/").rpartition("/")[2],
                accepted=standing.receipt is not None,
                count=len(points),
                points=sentences,
            )


def _points(situation: Situation, receipt: Receipt) -> list[Finding]:
    """What has to be done about a return: what must be mended first, what may be explained after it."""
    grave = (Severity.MUST, Severity.EXPLAIN)
    found = [finding for finding in receipt.findings if situation.texts.severity(finding) in grave]
    return sorted(found, key=lambda finding: grave.index(situation.texts.severity(finding)))


def _refused(situation: Situation, standing: UnitStanding) -> Receipt | None:
    """The unit's newest file that could not be used."""
    refused = [each for each in situation.receipts if each.unit == standing.unit.code and each.end is End.REJECTED]
    return max(refused, key=lambda each: (each.received, each.turn, each.path), default=None)


def _facts(situation: Situation, unit: Unit) -> dict[str, object]:
    return {
        "plan": situation.plan,
        "cycle": situation.cycle,
        "period": situation.period,
        "as_of": situation.as_of,
        "unit": unit,
    }


def _quoted(situation: Situation, sheet: str) -> str:
    return situation.texts.word("sheet-quoted", sheet=sheet) if sheet else ""


def _joined(texts: Iterable[str]) -> str:
    """One text a unit, a blank line between them."""
    joined = "\n\n".join(text.strip() for text in texts)
    return joined + "\n" if joined else ""

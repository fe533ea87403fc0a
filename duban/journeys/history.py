"""Every return up to a period, settled one period after the other: what counts, what it says, where all stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from duban.journeys.desk import Desk
from duban.journeys.reading import Reader
from duban.journeys.series import Series
from duban.model.finding import Finding, Severity
from duban.model.period import Period
from duban.model.status import Receipt, Situation
from duban.model.submission import Past
from duban.model.verdict import Light
from duban.returns.checks import check_past, returned, settled, spared
from duban.review.survey import Survey
from duban.review.versions import Arrival, Settled, settle
from duban.store.ledger import Kept


@dataclass(frozen=True)
class History:
    """The returns of one kind of form, by period code.

    beside: what was accepted in the other kinds that are looked at, by their codes.
    refused: receipts of files that are no returns of the period at hand.
    """

    desk: Desk
    series: Series
    reader: Reader
    arrivals: Mapping[str, Sequence[Arrival]]
    beside: Mapping[str, Past] = field(default_factory=dict)
    refused: tuple[Receipt, ...] = ()

    def past_before(self, period: Period, as_of: date) -> Past:
        """What was accepted before a period, as was known on a day."""
        if (period.code, as_of) not in self._pasts:
            past = Past()
            for each in self.series.before(period):
                past = past.then(self._settled(each, as_of, past).accepted)
            self._pasts[period.code, as_of] = past
        return self._pasts[period.code, as_of]

    @cached_property
    def _pasts(self) -> dict[tuple[str, date], Past]:
        """What was found already: settling a year is the dearest thing here."""
        return {}

    def past_until(self, as_of: date) -> Past:
        """What was accepted in any period, as was known on a day."""
        last = self.series.periods[-1]
        past = self.past_before(last, as_of)
        return past.then(self._settled(last, as_of, past).accepted)

    def settled(self, period: Period, as_of: date) -> Settled:
        """What became of a period's returns."""
        return self._settled(period, as_of, self.past_before(period, as_of))

    def situation(self, as_of: date) -> Situation:
        """Where everything stands in the desk's period.

        What was red before is judged as of the day after the last report was due.
        """
        before: dict[str, Light] = {}
        for last in self.series.before(self.desk.period)[-1:]:
            then = min(as_of, last.counted + timedelta(days=1))
            before = {task.row.key: task.verdict.light for task in self._survey(last, then, {}).tasks}
        return self._survey(self.desk.period, as_of, before)

    def _survey(self, period: Period, as_of: date, before: Mapping[str, Light]) -> Situation:
        desk, past = self.desk, self.past_before(period, as_of)
        settled = self._settled(period, as_of, past)
        return Survey(
            split=desk.issuer.snapshot(self.series, period).split,
            periods=self.series.periods,
            as_of=as_of,
            past=past.then(settled.accepted),
            beside=self.beside,
            uncorrected=settled.uncorrected,
            receipts=tuple(sorted((*settled.receipts, *self.refused), key=lambda receipt: receipt.path)),
            before=before,
            rules=desk.workspace.light_rules,
            texts=desk.workspace.texts,
            layout=self.series.layout,
        ).situation()

    def _settled(self, period: Period, as_of: date, past: Past) -> Settled:
        known = (arrival for arrival in self.arrivals.get(period.code, ()) if arrival.received <= as_of)
        split = self.desk.issuer.snapshot(self.series, period).split

        def owner(key: str) -> str:
            rows = (
                (unit, row)
                for unit in split.units
                for sheet in self.series.layout.sheets
                for row in split.rows(sheet, unit)
            )
            return next((unit.code for unit, row in rows if row.key == key), "")

        questioned: list[Arrival] = []
        said: dict[str, Past] = {}  # by each unit, in this period too
        for arrival in sorted(known, key=lambda arrival: (arrival.received, arrival.turn, arrival.path)):
            unit = arrival.submission.seal.unit
            here = said.get(unit, past)
            questioned.append(self._questioned(arrival, past, here))
            said[unit] = here.then(arrival.submission.records)
        return settle(questioned, self._grade, owner, self.reader.register.chosen)

    def _questioned(self, arrival: Arrival, past: Past, here: Past) -> Arrival:
        """With what earlier periods give to ask; what follows from a mistake, and what was explained, is not asked.

        here: with what the unit said in earlier returns of this period.
        """
        submission = arrival.submission
        snapshot, _ = self.reader.origins.snapshot(submission.seal)
        asked = check_past(returned(submission, snapshot, self.desk.workspace.wording), past)
        findings = spared((*arrival.findings, *asked), submission, self._grade)
        return replace(arrival, findings=settled(findings, submission, here, self._grade))

    def _grade(self, finding: Finding) -> Severity:
        return self.desk.workspace.texts.severity(finding)


def kept_until(desk: Desk) -> dict[str, list[Kept]]:
    """The ledger's returns of every period up to the desk's, and of the kinds beside it, by period code.

    Each content once a period; of the desk's own, as this run's ledger has it.
    """
    kept: dict[str, list[Kept]] = {}
    codes = [period.code for period in (*desk.series.before(desk.period), desk.period)]
    codes += [period.code for series in desk.beside for period in series.periods]
    for code in dict.fromkeys(codes):
        own_last = (desk.ledger, desk.own_ledger)
        ledgers = own_last if code == desk.period.code else reversed(own_last)
        found = {each.mark: each for ledger in ledgers for each in ledger.kept(code)}
        kept[code] = list(found.values())
    return kept

"""Every return up to a period, settled one period after the other: what counts, what it says, where all stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from duban.journeys.desk import Context
from duban.journeys.reading import ReturnReader
from duban.journeys.series import FormSeries
from duban.messages.finding import Finding, Severity
from duban.model.period import Period
from duban.model.status import Return, Status
from duban.model.submission import History
from duban.model.verdict import Light
from duban.returns.checks import build_answered_form, check_against_history, close_explained, drop_consequences
from duban.review.survey import StatusInputs
from duban.review.versions import ChosenVersions, ReceivedReturn, choose_versions
from duban.store.ledger import KeptOriginal


@dataclass(frozen=True)
class SeriesReview:
    """The returns of one kind of form, by period code.

    beside: what was accepted in the other kinds that are looked at, by their codes.
    refused: receipts of files that are no returns of the period at hand.
    """

    context: Context
    series: FormSeries
    reader: ReturnReader
    returns_by_period: Mapping[str, Sequence[ReceivedReturn]]
    related_histories: Mapping[str, History] = field(default_factory=dict)
    refused: tuple[Return, ...] = ()

    def history_before(self, period: Period, as_of: date) -> History:
        """What was accepted before a period, as was known on a day."""
        if (period.code, as_of) not in self._pasts:
            past = History()
            for each in self.series.earlier_periods(period):
                past = past.extended_by(self._settled(each, as_of, past).accepted_records)
            self._pasts[period.code, as_of] = past
        return self._pasts[period.code, as_of]

    @cached_property
    def _pasts(self) -> dict[tuple[str, date], History]:
        """What was found already: settling a year is the dearest thing here."""
        return {}

    def history_until(self, as_of: date) -> History:
        """What was accepted in any period, as was known on a day."""
        last = self.series.periods[-1]
        past = self.history_before(last, as_of)
        return past.extended_by(self._settled(last, as_of, past).accepted_records)

    def chosen_versions(self, period: Period, as_of: date) -> ChosenVersions:
        """What became of a period's returns."""
        return self._settled(period, as_of, self.history_before(period, as_of))

    def status(self, as_of: date) -> Status:
        """Where everything stands in the desk's period.

        What was red before is judged as of the day after the last report was due.
        """
        before: dict[str, Light] = {}
        for last in self.series.earlier_periods(self.context.period)[-1:]:
            then = min(as_of, last.counted + timedelta(days=1))
            before = {task.row.key: task.verdict.light for task in self._survey(last, then, {}).tasks}
        return self._survey(self.context.period, as_of, before)

    def _survey(self, period: Period, as_of: date, before: Mapping[str, Light]) -> Status:
        desk, past = self.context, self.history_before(period, as_of)
        settled = self._settled(period, as_of, past)
        return StatusInputs(
            assignment=desk.issuer.snapshot(self.series, period).assignment,
            periods=self.series.periods,
            as_of=as_of,
            history=past.extended_by(settled.accepted_records),
            related_histories=self.related_histories,
            rows_to_correct=settled.rows_to_correct,
            returns=tuple(sorted((*settled.returns, *self.refused), key=lambda receipt: receipt.path)),
            previous_lights=before,
            light_rules=desk.workspace.light_rules,
            messages=desk.workspace.messages,
            layout=self.series.layout,
        ).build_status()

    def _settled(self, period: Period, as_of: date, past: History) -> ChosenVersions:
        known = (arrival for arrival in self.returns_by_period.get(period.code, ()) if arrival.received_on <= as_of)
        split = self.context.issuer.snapshot(self.series, period).assignment

        def owner(key: str) -> str:
            rows = (
                (unit, row)
                for unit in split.units
                for sheet in self.series.layout.sheets
                for row in split.rows(sheet, unit)
            )
            return next((unit.code for unit, row in rows if row.key == key), "")

        questioned: list[ReceivedReturn] = []
        said: dict[str, History] = {}  # by each unit, in this period too
        for arrival in sorted(known, key=lambda arrival: (arrival.received_on, arrival.run_number, arrival.path)):
            unit = arrival.submission.form_id.unit
            here = said.get(unit, past)
            questioned.append(self._questioned(arrival, past, here))
            said[unit] = here.extended_by(arrival.submission.records)
        return choose_versions(questioned, self._grade, owner, self.reader.register.chosen_versions)

    def _questioned(self, arrival: ReceivedReturn, past: History, here: History) -> ReceivedReturn:
        """With what earlier periods give to ask; what follows from a mistake, and what was explained, is not asked.

        here: with what the unit said in earlier returns of this period.
        """
        submission = arrival.submission
        snapshot, _ = self.reader.snapshots.snapshot(submission.form_id)
        asked = check_against_history(build_answered_form(submission, snapshot, self.context.workspace.wording), past)
        findings = drop_consequences((*arrival.findings, *asked), submission, self._grade)
        return replace(arrival, findings=close_explained(findings, submission, here, self._grade))

    def _grade(self, finding: Finding) -> Severity:
        return self.context.workspace.messages.severity(finding)


def originals_until(context: Context) -> dict[str, list[KeptOriginal]]:
    """The ledger's returns of every period up to the desk's, and of the kinds beside it, by period code.

    Each content once a period; of the desk's own, as this run's ledger has it.
    """
    kept: dict[str, list[KeptOriginal]] = {}
    codes = [period.code for period in (*context.series.earlier_periods(context.period), context.period)]
    codes += [period.code for series in context.related_series for period in series.periods]
    for code in dict.fromkeys(codes):
        own_last = (context.ledger, context.run_ledger)
        ledgers = own_last if code == context.period.code else reversed(own_last)
        found = {each.short_hash: each for ledger in ledgers for each in ledger.originals(code)}
        kept[code] = list(found.values())
    return kept

"""What stands in the tables of an export: the index of a ledger, with the names that its codes have for people."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from duban.journeys.context import Context
from duban.journeys.issued import parse_form_id
from duban.journeys.issued_form import IssuedForm
from duban.journeys.run_record import last_outcomes
from duban.messages.finding import Finding, Place
from duban.model.run_entry import RunEntry
from duban.store.index import Index
from duban.store.ledger_tables import TableRow
from duban.store.reading_codec import decode_facts
from duban.text.display import join_list, period_words
from duban.value_object import ValueObject

_SUBMISSIONS = """
    select id, original, form, digest, period, kind, unit, name, received_on, run from submissions
    order by received_on, run, original, form
    """
_RECORDS = "select submission, row, column, kind, value from records order by submission, row, column"
_FINDINGS = "select submission, code, place, facts from findings order by submission, position"


class LedgerRows(ValueObject, dict=True):
    """The rows of every table.

    Attributes:
        context: the plan, with all that was decided since it was issued.
        index: open, and up to date.
    """

    context: Context
    index: Index

    def tables(self) -> dict[str, list[TableRow]]:
        """The name of each table → its rows."""
        makers: dict[str, Callable[[], Iterable[TableRow]]] = {
            "units": self._units,
            "periods": self._periods,
            "tasks": self._tasks,
            "milestones": self._milestones,
            "submissions": self._submissions,
            "records": self._records,
            "findings": self._findings,
            "runs": self._runs,
            "run_files": self._run_files,
            "decisions": self._decisions,
            "publications": self._publications,
        }
        return {name: list(rows()) for name, rows in makers.items()}

    def _units(self) -> Iterator[TableRow]:
        for unit in self.context.directory.units:
            yield {**self._unit(unit.code), "unit_kind": unit.kind, "leader": unit.leader}

    def _periods(self) -> Iterator[TableRow]:
        for series in self.context.issuer.all_series:
            for period in series.periods:
                days = {"due": period.due.isoformat(), "counted": period.counted.isoformat()}
                yield {**self._scope(series.layout.code, period.code), **days}

    def _tasks(self) -> Iterator[TableRow]:
        for task in self.context.plan.tasks:
            yield {
                "task": task.number,
                "task_name": task.name,
                "category": task.category,
                "lead": task.lead,
                "supports": join_list(task.supports),
                "sources": join_list(task.sources),
                "milestones": len(task.milestones),
                "dropped": "yes" if task.dropped else "",
            }

    def _milestones(self) -> Iterator[TableRow]:
        for task in self.context.plan.tasks:
            for index, milestone in enumerate(task.milestones):
                yield {
                    "row": milestone.key,
                    "task": task.number,
                    "task_name": task.name,
                    "words": task.milestone_line(index),
                    "deadline": milestone.due.isoformat(),
                    "filing": milestone.filing.isoformat() if milestone.filing else "",
                }

    def _submissions(self) -> Iterator[TableRow]:
        outcomes = last_outcomes(self._entries)
        for submission in self._indexed:
            yield {
                "submission": submission.number,
                **self._scope(submission.kind, submission.period),
                **self._unit(submission.unit),
                "received_on": submission.received_on,
                "file": submission.name,
                **self._outcome(outcomes.get((submission.period, submission.kind, submission.digest), "")),
                "form_code": submission.form,
                "run": submission.run,
                "digest": submission.digest,
                "original": submission.original,
            }

    def _records(self) -> Iterator[TableRow]:
        answers = self._by_submission(_RECORDS)
        for submission in self._indexed:
            snapshot, _ = self.context.issued.snapshot(parse_form_id(submission.form))
            form = IssuedForm(snapshot, submission.unit)
            for position, (row, column, value_kind, value) in enumerate(answers[submission.key], 1):
                yield {
                    **self._part(submission, position),
                    "row": row,
                    **form.row_names(row),
                    "column": column,
                    "label": form.labels.get(column, ""),
                    "value_kind": value_kind,
                    "value": value,
                }

    def _findings(self) -> Iterator[TableRow]:
        findings = self._by_submission(_FINDINGS)
        for submission in self._indexed:
            for position, (code, place, facts) in enumerate(findings[submission.key], 1):
                message = self.context.workspace.messages.message(Finding(code, Place(""), decode_facts(facts)))
                yield {
                    **self._part(submission, position),
                    "code": code,
                    "severity": message.severity,
                    "place": place,
                    "sentence": message.text,
                    "hint": message.hint,
                }

    def _runs(self) -> Iterator[TableRow]:
        digests = dict(self.index.rows("select number, digest from runs"))
        for entry in self._entries:
            yield {
                "run": entry.number,
                "at": entry.at,
                "who": entry.who,
                "command": entry.command,
                "version": entry.version,
                **self._scope(entry.form, entry.period),
                "as_of": entry.as_of,
                "undone": entry.undone,
                "digest": digests[entry.number],
            }

    def _run_files(self) -> Iterator[TableRow]:
        for entry in self._entries:
            for position, file in enumerate(entry.read, 1):
                yield {
                    "run": entry.number,
                    "position": position,
                    "file": file.file,
                    **self._unit(file.unit),
                    **self._outcome(file.outcome),
                    "digest": file.digest,
                }

    def _decisions(self) -> Iterator[TableRow]:
        for entry in self._entries:
            for position, decided in enumerate(entry.decided, 1):
                for key, value in sorted(decided.items()):
                    yield {"run": entry.number, "position": position, "key": key, "value": value}

    def _publications(self) -> Iterator[TableRow]:
        for entry in self._entries:
            for path, digest in sorted(entry.published.items()):
                yield {"run": entry.number, "path": path, "digest": digest or ""}

    @cached_property
    def _indexed(self) -> tuple["_IndexedSubmission", ...]:
        rows = enumerate(self.index.rows(_SUBMISSIONS), 1)
        return tuple(_IndexedSubmission(number, *row) for number, row in rows)

    def _by_submission(self, query: str) -> Mapping[int, list[tuple[Any, ...]]]:
        """The rest of each row, by its first column, in order."""
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for key, *values in self.index.rows(query):
            rows[key].append(tuple(values))
        return rows

    def _part(self, submission: "_IndexedSubmission", position: int) -> TableRow:
        place: TableRow = {"submission": submission.number, "position": position, "period": submission.period}
        return {**place, **self._unit(submission.unit)}

    @cached_property
    def _entries(self) -> tuple[RunEntry, ...]:
        texts = self.index.rows("select entry from runs order by number")
        return tuple(entry for (text,) in texts if (entry := RunEntry.parse(text.encode())))

    @cached_property
    def _form_names(self) -> Mapping[str, str]:
        return {kind.code: kind.name for kind in self.context.workspace.layouts.kinds.values()}

    def _unit(self, code: str) -> TableRow:
        return {"unit": code, "unit_name": self.context.directory.unit_name(code)}

    def _scope(self, kind: str, period: str) -> TableRow:
        words = period_words(period) if period else ""
        return {"kind": kind, "form": self._form_names.get(kind, ""), "period": period, "period_name": words}

    def _outcome(self, outcome: str) -> TableRow:
        words = self.context.workspace.messages.text(f"end-{outcome}") if outcome else ""
        return {"outcome": outcome, "outcome_name": words}


class _IndexedSubmission(NamedTuple):
    """A submission as the index has it.

    Attributes:
        number: in the tables.
        key: in the index, where it changes whenever the submission is written anew.
    """

    number: int
    key: int
    original: str
    form: str
    digest: str
    period: str
    kind: str
    unit: str
    name: str
    received_on: str
    run: int | None

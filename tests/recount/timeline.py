"""The runs of compile, one after the other, and what was known after each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from tests.recount.days import Period, period_of
from tests.recount.decided import (
    Choices,
    Registered,
    Ruling,
    put_right,
    read_choices,
    read_edits,
    read_registered,
    read_rulings,
)
from tests.recount.edition import WHOLE, Edition
from tests.recount.granted import read_granted
from tests.recount.mistakes import must_cells
from tests.recount.plan import Plan, Task, read_plan
from tests.recount.plan_lines import Milestone
from tests.recount.records import Arrival, Filing, Record, Run, Status, shown_at_once
from tests.recount.returned import Cell, Form, Layout, as_day, read_form, read_layouts
from tests.recount.schedule import periods_of
from tests.recount.unchanged import nil_words, settled_rows, tick_of, was_returned_before

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Timeline:
    """All runs of one office up to the last of them, which is the one that is recounted.

    planned: in whose folder the plan lies, as it stands on the day of the last run; by default in that of this run.
    edition: for whom it is told; what they are not shown is in none of its texts.
    """

    runs: tuple[Run, ...]
    planned: Run | None = None
    edition: Edition = WHOLE

    @property
    def run(self) -> Run:
        return self.runs[-1]

    @property
    def folder(self) -> Path:
        """Where its reports are."""
        return self.run.reports / self.edition.name

    @property
    def as_of(self) -> date:
        return self.run.as_of

    @cached_property
    def plan(self) -> Plan:
        run = self.planned or self.run
        registers = [*([run.register] if run.register else []), *run.others.values()]
        return read_plan(run.office, self.run.as_of, read_granted(registers))

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        return read_layouts(self.run.office / "forms", ROOT / "templates/forms")

    def kind_of(self, form: str) -> str:
        return next(code for code, layout in self.layouts.items() if layout.name == form)

    @property
    def kind(self) -> str:
        return self.kind_of(self.run.form)

    @property
    def layout(self) -> Layout:
        return self.layouts[self.kind]

    @cached_property
    def period(self) -> Period:
        return self.period_of(self.run.form, self.run.period)

    def period_of(self, form: str, code: str) -> Period:
        return period_of(code, self.plan.cycle(form), self.plan.year)

    def periods(self, kind: str) -> list[Period]:
        """The periods of a kind of form that were compiled so far, in order."""
        form = self.layouts[kind].name
        codes = dict.fromkeys(run.period for run in self.runs if run.form == form)
        return sorted((self.period_of(form, code) for code in codes), key=lambda period: (period.end, period.due))

    @cache  # noqa: B019
    def arrivals(self, kind: str, period: str) -> list[Arrival]:
        """Every file that ever lay in a period's folder, with the run that saw it first."""
        seen: dict[tuple[str, str], Arrival] = {}
        edits = read_edits(self.register_of(kind, period))
        for place, run in enumerate(self.runs):
            if (self.kind_of(run.form), run.period) == (kind, period):
                for path in sorted(run.returns.iterdir()):
                    form = read_form(path)
                    digest = form.digest if form else path.name
                    own = put_right(form, edits) if form else None
                    seen.setdefault((path.name, digest), Arrival(path.name, own, (place, run.as_of)))
        return list(seen.values())

    def units(self, kind: str) -> list[str]:
        """Who has to return this kind of form, in the order of units.yaml."""
        plan = self.plan
        cycle = plan.cycle(self.layouts[kind].name)
        to = cycle.get("填报对象", "牵头")
        if to == "待分工":
            return [unit for unit, typed in plan.units.items() if typed.get("类型") != "本单位"]
        if to == "核定":
            return [plan.unit_name(str(cycle.get("核定单位") or plan.head["汇总单位"]))]
        fillers = {filler_of(task_unit, contacts) for task_unit, contacts in self._owners(kind, to)}
        return [unit for unit in plan.units if unit in fillers]

    def _owners(self, kind: str, to: str) -> Iterator[tuple[str, str]]:
        for task in self.plan.tasks:
            if any(sheet.get("whole_only") for sheet in self.layouts[kind].sheets) and task.dated:
                continue
            contact = self.plan.unit_name(task.contacts[0]) if to == "联系人" and task.contacts else ""
            yield from ((unit, contact) for unit in task.units)
            if to == "每家" and any(sheet.get("of") == "support" for sheet in self.layouts[kind].sheets):
                yield from ((unit, "") for unit in self.supporting(task))

    def supporting(self, task: Task) -> list[str]:
        """The units that support a task and answer for none of it, members of a group each."""
        crowds = self.plan.crowds
        names = [name for each in task.supports for name in crowds.get(each, {}).get("包含", [each])]
        return [unit for unit in dict.fromkeys(map(self.plan.unit_name, names)) if unit not in task.units]

    @cache  # noqa: B019
    def filing(self, kind: str, period: Period, unit: str) -> Filing:
        """A unit's return of a period, as known after the last run."""
        own = [each for each in self.arrivals(kind, period.code) if each.form and self.unit_of(each.form) == unit]
        sound = [each for each in own if each.form and (each.form.kind, each.form.period) == (kind, period.code)]
        choices = self.choices(kind, period.code)
        sound = list({each.form.digest: each for each in sound[::-1] if each.form}.values())[::-1]
        first = min((each.seen[1] for each in sound), default=None)
        sound = [each for each in sound if each.form and not choices.refuses(each.form.digest)]
        last_day = self.last_day(kind, period, unit)
        has_more = period.counted < last_day and self.as_of <= last_day
        status: Status = "未报送" if self.as_of > last_day else "经同意延期报送" if has_more else "尚未报送"
        form, waiting, counted = None, list[Arrival](), list[str]()
        for seen in sorted({each.seen for each in sound}):
            together = [each for each in sound if each.seen == seen]
            together = [each for each in together if each.form and choices.takes(each.form.digest)] or together
            if len(together) == 1:
                status, form, waiting = "已报", together[0].form, []
                counted += [each.form.digest for each in together if each.form]
            else:
                waiting += together
        if pinned := [each.form for each in sound if each.form and choices.pins(each.form.digest)]:
            status, form, waiting = "已报", pinned[0], []
            counted = counted[: counted.index(pinned[0].digest) + 1]
        if own and not form:
            status = "两个版本待确认" if waiting else "来件不能采用"
        musts = self.must_cells(form, period) if form else frozenset[str]()
        return Filing(
            *(unit, status, tuple(own), form, first, musts, tuple(waiting), tuple(pairwise(counted))),
            nil=nil_words(self, form, period) if form else "",
            registered=self._registered(kind, period, unit, first),
            again=self._again(period, form, sound, waiting),
            more_until=last_day if has_more else None,
        )

    @cache  # noqa: B019
    def must_cells(self, form: Form, period: Period) -> frozenset[str]:
        """The places, as sheet!cell, that a unit has to correct, 整表无变化 in a first return among them."""
        musts = must_cells(form, self.layouts[form.kind], self.plan) - self._lifted(form, period)
        tick = tick_of(form)
        return musts | {tick.where} if tick and not was_returned_before(self, form, period) else musts

    def _lifted(self, form: Form, period: Period) -> set[str]:
        """The blank cells, as sheet!cell, that 整表无变化 answers."""
        return {
            cell.where
            for sheet, rows in settled_rows(self, form, period).items()
            for key, row in rows.items()
            for label, cell in form.rows[sheet][key].items()
            if not cell.text and row[label].text
        }

    def _again(self, period: Period, form: Form | None, sound: list[Arrival], waiting: list[Arrival]) -> str:
        """What came before the version that counts, apart from what the office set aside."""
        if not form:
            return ""
        seen = next(each.seen for each in sound if each.form and each.form.digest == form.digest)
        earlier = [each.form for each in sound if each.form and each.seen < seen and each not in waiting]
        if any(self.must_cells(each, period) for each in earlier):
            return "退回后重报"
        return "更正后重报" if earlier else ""

    @cache  # noqa: B019
    def all_registered(self, kind: str, period: str) -> Mapping[str, Registered]:
        """What the office wrote of the returns of a period, by unit."""
        return read_registered(self.register_of(kind, period))

    def last_day(self, kind: str, period: Period, unit: str) -> date:
        """Until when a unit's return is in time, with what the office granted."""
        rows = self.all_registered(kind, period.code)
        days = [rows[name].until for name in (unit, "全体") if name in rows]
        return max([period.counted, *filter(None, days)])

    def _registered(self, kind: str, period: Period, unit: str, first: date | None) -> Registered:
        """What holds of a unit's return: its own row, else that of all, of returns that were there by then."""
        rows, last_day = self.all_registered(kind, period.code), self.last_day(kind, period, unit)
        own, for_all = rows.get(unit, Registered()), rows.get("全体", Registered())
        own = replace(own, until=own.until or for_all.until)
        if not first or first > (for_all.seen or last_day):
            return own
        is_late = own.received is not None and own.received > last_day
        meant = "" if is_late and for_all.late == "按时" else for_all.late
        return replace(
            own,
            late=own.late or meant,
            received=own.received or for_all.received,
            approval=own.approval or for_all.approval,
            sealed=own.sealed or for_all.sealed,
            folder=own.folder or for_all.folder,
        )

    @cache  # noqa: B019
    def choices(self, kind: str, period: str) -> Choices:
        """What the clerk last decided about versions of a period."""
        return read_choices(self.register_of(kind, period))

    @cached_property
    def rulings(self) -> tuple[Ruling, ...]:
        """The lights that were ruled for this report, as its run obeyed them."""
        return read_rulings(self.run.register)

    def register_of(self, kind: str, period: str) -> Path | None:
        """The register of a period as the last run obeyed it."""
        if self.run.form == self.layouts[kind].name and period in self.run.others:
            return self.run.others[period]
        runs = [run for run in self.runs if (self.kind_of(run.form), run.period) == (kind, period)]
        return runs[-1].register if runs else None

    def unit_of(self, form: Form) -> str:
        return next((unit for unit, typed in self.plan.units.items() if typed["代码"] == form.unit), "")

    @cached_property
    def filings(self) -> dict[str, Filing]:
        """Of the period that is recounted."""
        return {unit: self.filing(self.kind, self.period, unit) for unit in self.units(self.kind)}

    @cache  # noqa: B019
    def records(self, kind: str) -> dict[str, list[Record]]:
        """Row key → its answers in returns that count, the oldest first."""
        found: dict[str, list[Record]] = {}
        for period in self.periods(kind):
            for unit in self.plan.units:
                filing = self.filing(kind, period, unit)
                for record in (*self.rows_of(filing, period), *self._undecided_rows(filing, period, kind)):
                    found.setdefault(record.key, []).append(record)
        return found

    @cache  # noqa: B019
    def before(self, kind: str, period: Period) -> dict[str, list[Record]]:
        """Row key → its answers without mistakes in returns of earlier periods that count, the oldest first."""
        found: dict[str, list[Record]] = {}
        for past in self.periods(kind):
            if past.end < period.end:
                for unit in self.plan.units:
                    for record in self.rows_of(self.filing(kind, past, unit), past):
                        if not record.musts and any(cell.text for cell in record.row.values()):
                            found.setdefault(record.key, []).append(record)
        return found

    def all_rows(self) -> Iterator[Record]:
        """Of every return of the period that counts."""
        for filing in self.filings.values():
            yield from self.rows_of(filing)

    def rows_of(self, filing: Filing, period: Period | None = None) -> Iterator[Record]:
        """The rows of the version that counts."""
        form = filing.form
        if form is None:
            return
        seen = next(each for each in filing.arrivals if each.form and each.form.digest == form.digest)
        for rows in settled_rows(self, form, period or self.period).values():
            for key, row in rows.items():
                musts = frozenset(label for label, cell in row.items() if cell.where in filing.musts)
                yield Record(key, row, form, seen.name, period or self.period, seen.seen[1], musts)

    def _undecided_rows(self, filing: Filing, period: Period, kind: str) -> Iterator[Record]:
        """Of each row of the versions that wait, what may not wait in any of them, the gravest first."""
        layout = self.layouts[kind]
        versions: dict[str, list[Record]] = {}
        for each in filing.waiting:
            assert each.form
            wrong = self.must_cells(each.form, period)
            for key, row in (line for rows in each.form.rows.values() for line in rows.items()):
                sound = {label: cell for label, cell in row.items() if cell.text and cell.where not in wrong}
                record = Record(key, sound, each.form, each.name, period, each.seen[1], frozenset({""}))
                versions.setdefault(key, []).append(record)
        for records in versions.values():
            if merged := shown_at_once(layout, records):
                yield merged

    @cache  # noqa: B019
    def sound(self, kind: str) -> dict[str, Record]:
        """Row key → its newest answer that has no mistake."""
        found = {key: [each for each in records if not each.musts] for key, records in self.records(kind).items()}
        return {key: records[-1] for key, records in found.items() if records}

    def file_of(self, record: Record) -> str:
        """How a report names a returned file: as it lies there, or by the run of the ledger that saw it first."""
        lying = any(each.form and each.form.digest == record.form.digest for each in self._lying)
        if lying and (record.form.kind, record.form.period) == (self.kind, self.run.period):
            return f"2-回收/{record.file}"
        seen = next(
            each.seen[0]
            for kind in self.layouts
            for each in self.arrivals(record.form.kind, record.form.period)
            if each.form and each.form.digest == record.form.digest and kind
        )
        return f"台账/{record.seen}.{self.run_of_day(seen)}/{record.file}"

    @cached_property
    def _lying(self) -> list[Arrival]:
        return [each for each in self.arrivals(self.kind, self.run.period) if (self.run.returns / each.name).exists()]

    def run_of_day(self, place: int) -> int:
        """Which run of its day, of its kind of form and period, a run is; from 1."""
        run = self.runs[place]
        same = [
            each
            for each in self.runs[: place + 1]
            if (each.form, each.period, each.as_of) == (run.form, run.period, run.as_of)
        ]
        return len(same)

    def filler(self, task: Task) -> str:
        """Who returns a task's row: the first of its units, or of its contacts where forms go to persons."""
        return self.fillers(task)[0]

    def fillers(self, task: Task) -> tuple[str, ...]:
        """Everybody who returns a row of a task."""
        to = self.plan.cycle(self.run.form).get("填报对象", "牵头")
        return (self.plan.unit_name(task.contacts[0]),) if to == "联系人" and task.contacts else task.units

    def unit_of_milestone(self, task: Task, milestone: Milestone) -> str:
        """Who returns a milestone's row."""
        units = self.fillers(task)
        return milestone.unit if len(units) > 1 else units[0]

    def shares(self, task: Task) -> list[Task]:
        """A task as far as each of those who return a row of it answers for it, in the order of `fillers`."""
        units = self.fillers(task)
        return [task.share(unit) for unit in units] if len(units) > 1 else [task]

    def tasks_of(self, unit: str) -> list[Task]:
        """The tasks of a unit, each as far as it answers for it; those of nobody for no unit."""
        shares = (zip(self.fillers(task), self.shares(task), strict=True) for task in self.plan.tasks)
        return [share for of_task in shares for filler, share in of_task if filler == unit]

    @property
    def answering(self) -> list[str]:
        """The units that have tasks, in the order of units.yaml."""
        return [unit for unit in self.plan.units if any(unit in self.fillers(task) for task in self.plan.tasks)]

    @cached_property
    def schedule(self) -> list[Period]:
        """All periods of the year of this kind of form, compiled or not."""
        return periods_of(self.plan, self.plan.cycle(self.run.form))

    @property
    def first_report(self) -> bool:
        return self.period.code == self.schedule[0].code

    def owed_after(self, due: date, milestone: Milestone, unit: str) -> bool:
        """Whether a unit's return that could have told of a milestone's end has become due by now."""
        asking = self.asking(milestone)
        return any(due < self.last_day(self.kind, period, unit) < self.as_of for period in asking)

    def is_over(self, milestone: Milestone, unit: str) -> bool:
        """Whether the time of the last return of the year that asks a unit about a milestone is up."""
        return all(self.as_of > self.last_day(self.kind, period, unit) for period in self.asking(milestone))

    def asking(self, milestone: Milestone) -> list[Period]:
        """The periods whose forms ask about a milestone: about an interval while it runs, and in the period after."""
        if milestone.duty != "recurring" or milestone.begins is None:
            return self.schedule
        return [each for each in self.schedule if milestone.begins <= each.end and milestone.due >= each.start_before]

    def day(self, cell: Cell | None) -> date | None:
        return as_day(cell.value, self.plan.year) if cell else None


def filler_of(unit: str, contact: str) -> str:
    """A person where forms go to persons, else the unit."""
    return contact or unit

"""报送: when each unit's return came in, whether it was late, and until when the office lets it come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from duban.messages.finding import Finding
from duban.model.decision import Decisions
from duban.model.filing_entry import ALL_UNITS, Approval, FilingEntry, Punctuality
from duban.model.period import first_day_to_compile
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, SheetRules, register_sheet
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.folding import comparison_key

_OF_A_RETURN = ("received", "late")
"""Columns that say something of a return, so there must be one."""


@register_sheet("filings")
class FilingRules(SheetRules):
    """A row for all units and one for each; she writes only what the program cannot know, and only the exceptions."""

    columns = frozenset({"unit", "first", "filled", "outcome", "received", "late", "until", "sealed", "folder"})
    key_columns = ("unit",)
    naming_columns = ("unit",)
    answer_columns = ("late", "received", "until", "approval", "sealed", "folder")
    is_kept_current = True

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """The row of all units with the last day on which a return came first, and that of each unit.

        What she says of returns in the row of all holds for those that were there: its day stays from then on, and
        beside the number of all it is said how many came after it.
        """
        status, text = case.status, case.status.messages.text
        days = [unit.first_received for unit in status.units if unit.first_received]
        for_all, latest = status.filing_for_all, max(days, default=None)
        seen_until = (for_all.seen_until if for_all.speaks_of_returns else None) or latest
        later = sum(seen_until is not None and day > seen_until for day in days)
        yield {
            "unit": case.everyone,
            "first": seen_until,
            "outcome": text("register-received", count=len(days), later=later, owed=len(status.units)),
        }
        for unit in status.units:
            yield {
                "unit": unit.unit.name,
                "first": unit.first_received,
                "filled": unit.reported_on,
                "outcome": unit.filing_word(status.messages),
            }

    def decisions(self, rows: TypedRows) -> Decisions:
        """The entry of each unit, and the one for all."""
        entries: dict[str, tuple[FilingEntry, TypedRow]] = {}
        for row in rows:
            if not any(map(row.comparable, self.answer_columns)):
                continue
            code, count = _unit_code(rows, row), len(rows.mistakes)
            entry = _entry(rows, row)
            if not code or len(rows.mistakes) > count:
                continue
            first, first_row = entries.setdefault(code, (entry, row))
            if first != entry:
                rows.add_mistake("register-unit-twice", row, "unit", line=first_row.row.row_number)
            for key, answer in _answers(entry).items():
                rows.add_decision(row, key, code, answer, key)
        _check_days(rows, entries)
        return Decisions(filings={code: entry for code, (entry, _) in entries.items()})

    def contradictions(self, decided: Sequence[Decision], case: RegisterCase) -> Iterator[Finding]:
        """A return that is said to have come after the day of the report."""
        for decision in decided:
            if decision.part == "received" and date.fromisoformat(decision.answer) > case.status.as_of:
                facts = {"was": decision.written["says"], "as_of": case.status.as_of}
                yield Finding("register-day-future", decision.place, facts)

    def notes(self, decision: Decision, case: RegisterCase) -> Iterator[Finding]:
        """A return that its unit says it filled in after it had come."""
        units = (unit for unit in case.status.units if unit.unit.code == decision.subject)
        filled = next((unit.reported_on for unit in units), None)
        if decision.part == "received" and filled and filled > date.fromisoformat(decision.answer):
            yield Finding("register-filled-later", decision.place, {"filled": filled})

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """Obeyed, but where something is said of a return that there is not."""
        unit = next((unit for unit in case.status.units if unit.unit.code == decision.subject), None)
        lacks_return = unit is not None and unit.first_received is None and decision.part in _OF_A_RETURN
        return Effect.NONE if lacks_return else Effect.OBEYED

    def reason(self, decision: Decision, case: RegisterCase) -> str:
        """That no return of the unit came."""
        return case.status.messages.text("register-no-return", unit=case.unit_name(decision.subject))


def _unit_code(rows: TypedRows, row: TypedRow) -> str:
    """The code of the unit that a row is about, or that it is about all; empty where that is a slip."""
    if row.comparable("unit") == comparison_key(rows.layout.everyone):
        return ALL_UNITS
    unit = rows.unit(row, "unit")
    units = [known.code for known in rows.lookups.assignment.units]
    if unit and unit.code not in units:
        rows.add_mistake("register-unit-not-asked", row, "unit")
        return ""
    return unit.code if unit else ""


def _entry(rows: TypedRows, row: TypedRow) -> FilingEntry:
    """What a row says; what is no answer is added to the slips."""
    year = rows.lookups.assignment.plan.year
    late = rows.choice(row, "late")
    approval = rows.choice(row, "approval") if rows.sheet.has_column("approval") else None
    sealed = rows.yes_or_no(row, "sealed")
    return FilingEntry(
        received_on=rows.day(row, "received", year),
        punctuality=None if late is None else list(Punctuality)[late],
        extended_to=rows.day(row, "until", year),
        approval=None if approval is None else list(Approval)[approval],
        is_sealed=None if sealed is None else bool(sealed),
        folder=row.text("folder"),
        seen_until=rows.day(row, "first", year) if row.comparable("unit") == rows.layout.everyone else None,
    )


def _answers(entry: FilingEntry) -> Mapping[str, str]:
    """Column → what is answered there."""
    sealed = {None: "", True: "yes", False: "no"}[entry.is_sealed]
    answers = {
        "late": entry.punctuality,
        "received": entry.received_on and entry.received_on.isoformat(),
        "until": entry.extended_to and entry.extended_to.isoformat(),
        "approval": entry.approval,
        "sealed": sealed,
        "folder": entry.folder,
    }
    return {key: answer for key, answer in answers.items() if answer}


def _check_days(rows: TypedRows, entries: Mapping[str, tuple[FilingEntry, TypedRow]]) -> None:
    """Add to the slips days that cannot be, and words that a day beside them contradicts."""
    period = rows.lookups.assignment.period
    for_all, _ = entries.get(ALL_UNITS, (FilingEntry(), None))
    for entry, row in entries.values():
        if entry.extended_to and entry.extended_to <= period.counted:
            rows.add_mistake("register-until", row, "until", counted=period.counted)
        if entry.received_on and entry.received_on < first_day_to_compile(period):
            rows.add_mistake("register-day-early", row, "received", first=first_day_to_compile(period))
        last_day = max(entry.last_day(period.counted), for_all.last_day(period.counted))
        if entry.received_on and entry.punctuality:
            is_late = entry.received_on > last_day
            if is_late is (entry.punctuality is Punctuality.IN_TIME):
                rows.add_mistake("register-late", row, "late", last_day=last_day, received=entry.received_on)

"""Any value of a status without what an edition keeps back: by its kind, wherever in the status it stands.

Because the kind decides and not the place, a field that is added to a status is narrowed as its like are.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import singledispatchmethod
from operator import is_
from typing import Any

from duban.messages.finding import Finding, Place
from duban.model.assignment import Assignment
from duban.model.edition import Edition, Withheld
from duban.model.filing_entry import FilingEntry
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.return_ import Return
from duban.model.role import ColumnByRole, Role
from duban.model.submission import AnswerCell, ExtraContent, Record, RowInputs, Submission
from duban.model.unit import Directory, Group, Unit
from duban.model.verdict import FINISHED_MEANINGS, Ruling
from duban.text.lazy_pattern import lazy_pattern
from duban.text.personal_numbers import mask_numbers, masked_number, personal_numbers
from duban.value_object import MutableObject, ValueObject, field, replace

_NO_PLACE = Place("")
_DAYS_AGAINST_THE_PLAN = (Role.ACTUAL, Role.EXPECTED)
_CODE = lazy_pattern(r"\d{4}(-[A-Z0-9]{1,5})?|[A-Z]{2,6}")
"""Of a period, or of a kind of form."""


class WithheldValues(MutableObject):
    """What was narrowed so far: each value once, so that what was one stays one.

    Attributes:
        printed: what the office printed itself; numbers of persons in it are no secret.
        masked: where numbers of persons were masked, and which.
    """

    edition: Edition
    printed: str
    masked: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    _narrowed_by_id: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def narrowed(self, value: Any) -> Any:  # noqa: ANN401 — whatever a status holds
        """The value without what is kept back; itself where nothing is."""
        if value is None or isinstance(value, str | int):
            return value
        if id(value) not in self._narrowed_by_id:
            self._narrowed_by_id[id(value)] = value, self._narrow(value)
        return self._narrowed_by_id[id(value)][1]

    def withholds(self, *parts: Withheld) -> bool:
        """Whether the edition keeps back any of these."""
        return self.edition.withheld(*parts)

    @singledispatchmethod
    def _narrow(self, value: Any) -> Any:  # noqa: ANN401 — likewise
        """A value that is made of others, each of them narrowed; any other itself. Rules for kinds of values follow."""
        kind: Any = type(value)
        if not issubclass(kind, ValueObject):
            return value
        parts = [getattr(value, name) for name in kind.__match_args__]
        narrowed = list(map(self.narrowed, parts))
        return value if all(map(is_, narrowed, parts)) else kind(*narrowed)

    @_narrow.register
    def _(self, value: tuple) -> tuple[Any, ...]:  # type: ignore[type-arg]
        parts = [self.narrowed(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)

    @_narrow.register
    def _(self, value: list) -> list[Any]:  # type: ignore[type-arg]
        return [self.narrowed(part) for part in value]

    @_narrow.register
    def _(self, value: Mapping) -> dict[Any, Any]:  # type: ignore[type-arg]
        return {key: self.narrowed(part) for key, part in value.items()}

    # ---- what units typed

    @_narrow.register
    def _(self, record: Record) -> Record:
        values = self._inputs(record.values, record.column_by_role)
        return replace(record, values=values, request_source=self.narrowed(record.request_source))

    @_narrow.register
    def _(self, submission: Submission) -> Submission:
        heading = self._inputs(submission.heading, submission.heading_column_by_role)
        records = self.narrowed(submission.records)
        extras = () if self.withholds(Withheld.WORDS) else self.narrowed(submission.extra_content)
        narrowed = replace(submission, heading=heading, records=records, extra_content=extras)
        return replace(narrowed, file="", digest="") if self.withholds(Withheld.SOURCES) else narrowed

    def _inputs(self, values: Mapping[str, AnswerCell], column_by_role: ColumnByRole) -> RowInputs:
        """The inputs of a row or of a heading."""
        inputs = values if isinstance(values, RowInputs) else RowInputs(values)
        roles = {column: Role(role) for role, column in column_by_role.items()}
        filled = {column: self._cell(cell, roles.get(column)) for column, cell in inputs.filled.items()}
        if not self.withholds(Withheld.SOURCES):
            return RowInputs(filled, inputs.column_letters, inputs.line)
        return RowInputs(filled, dict.fromkeys(inputs.column_letters, ""))

    def _cell(self, cell: AnswerCell, role: Role | None) -> AnswerCell:
        place, parts = self.narrowed(cell.place), tuple(self._cell(part, role) for part in cell.parts)
        if self._is_kept_back(cell, role):
            return AnswerCell(None, "", place)
        value = cell.value
        if cell.meaning and self.withholds(Withheld.LIGHTS):
            return AnswerCell(None, "", place, cell.meaning)  # that it is finished, and not how late
        if isinstance(value, str) and self.withholds(Withheld.NUMBERS):
            value = self._masked(cell)
        return AnswerCell(value, value, place, cell.meaning, parts)

    def _is_kept_back(self, cell: AnswerCell, role: Role | None) -> bool:
        """Whether nothing is said of what stands in a cell."""
        edition = self.edition
        kept_back = {
            Withheld.COORDINATION: role is Role.HELP,
            Withheld.CONTACTS: role is Role.REPORTER,
            Withheld.WORDS: isinstance(cell.value, str) and not cell.meaning and role not in edition.words,
            Withheld.LIGHTS: role in _DAYS_AGAINST_THE_PLAN or bool({cell.meaning} - {"", *FINISHED_MEANINGS}),
        }
        return any(is_so for part, is_so in kept_back.items() if self.withholds(part))

    def _masked(self, cell: AnswerCell) -> str:
        text = str(cell.value)
        masked = mask_numbers(text, self.printed)
        if masked != text:
            numbers = [number for number in personal_numbers(text) if number not in self.printed]
            self.masked[cell.place] = tuple(map(masked_number, numbers))
        return masked

    @_narrow.register
    def _(self, extra: ExtraContent) -> ExtraContent:
        return extra._replace(place=self.narrowed(extra.place), text=mask_numbers(extra.text, self.printed))

    # ---- where it came from

    @_narrow.register
    def _(self, place: Place) -> Place:
        return _NO_PLACE if self.withholds(Withheld.SOURCES) else place

    @_narrow.register
    def _(self, finding: Finding) -> Finding:
        """That it was found; where and of what is its source. What is wrong with a file as a whole is said in codes."""
        if not self.withholds(Withheld.SOURCES):
            return finding
        return replace(finding, place=_NO_PLACE, facts=finding.facts if _is_of_codes(finding) else {})

    @_narrow.register
    def _(self, return_: Return) -> Return:
        parts = {name: self.narrowed(getattr(return_, name)) for name in Return.__match_args__}
        narrowed = replace(return_, **parts)
        if not self.withholds(Withheld.SOURCES):
            return narrowed
        if narrowed.findings and not _is_of_codes(narrowed.findings[0]):
            narrowed = replace(narrowed, findings=(Finding("edition-withheld", _NO_PLACE), *narrowed.findings))
        nameless = replace(narrowed, file=return_.digest, first_name="", replaces="", original_bytes=b"")
        return replace(nameless, member_names=(), form_codes=(), owner_guess=None)

    @_narrow.register
    def _(self, entry: FilingEntry) -> FilingEntry:
        return replace(entry, folder="") if self.withholds(Withheld.SOURCES) else entry

    @_narrow.register
    def _(self, ruling: Ruling) -> Ruling:
        by = "" if self.withholds(Withheld.CONTACTS) else ruling.confirmed_by
        basis = "" if self.withholds(Withheld.COORDINATION) else ruling.basis
        return replace(ruling, confirmed_by=by, basis=basis)

    # ---- what the office wrote

    @_narrow.register
    def _(self, plan: Plan) -> Plan:
        contact = None if self.withholds(Withheld.CONTACTS) else plan.contact
        return replace(plan, contact=contact, tasks=self.narrowed(plan.tasks))

    @_narrow.register
    def _(self, task: Task) -> Task:
        proposed = "" if self.withholds(Withheld.FILINGS) else task.proposed
        if not self.withholds(Withheld.CONTACTS):
            return replace(task, proposed=proposed) if proposed != task.proposed else task
        office_only: dict[str, object] = {"lead_note": "", "internal": "", "proposed": proposed, "contacts": ()}
        return replace(task, **office_only, milestones=self.narrowed(task.milestones))

    @_narrow.register
    def _(self, milestone: Milestone) -> Milestone:
        return replace(milestone, note="") if self.withholds(Withheld.CONTACTS) else milestone

    @_narrow.register
    def _(self, unit: Unit) -> Unit:
        update: dict[str, object] = {"contact": None} if self.withholds(Withheld.CONTACTS) else {}
        update |= {"leader": "", "head": ""} if self.withholds(Withheld.PEOPLE) else {}
        return replace(unit, **update)

    @_narrow.register
    def _(self, group: Group) -> Group:
        return replace(group, leader="", head="") if self.withholds(Withheld.PEOPLE) else group

    @_narrow.register
    def _(self, directory: Directory) -> Directory:
        parts = {"units": self.narrowed(directory.units), "groups": self.narrowed(directory.groups), "changes": ()}
        return Directory(**parts)

    @_narrow.register
    def _(self, assignment: Assignment) -> Assignment:
        plan, directory = self.narrowed(assignment.plan), self.narrowed(assignment.directory)
        return Assignment(plan, directory, assignment.cycle, assignment.period, assignment.layout, assignment.closed)


def _is_of_codes(finding: Finding) -> bool:
    """Whether it is about a file as a whole, and its sentence quotes nothing but days, numbers and codes of ours."""
    is_of_file = not (finding.place.cell or finding.row or finding.column)
    texts = (value for value in finding.facts.values() if not isinstance(value, int | date | Decimal))
    return is_of_file and all(isinstance(text, str) and _CODE.fullmatch(text) for text in texts)

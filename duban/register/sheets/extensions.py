"""节点延期: whether a unit gets the other day that it asked for, and on whose authority."""

from collections.abc import Iterator
from datetime import date

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.change import AmendmentKind
from duban.model.decision import Decisions
from duban.model.extension import Consent, Extension
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.register_layout import RegisterLayout
from duban.model.role import Role
from duban.model.unit import Directory
from duban.register.contents import RegisterContents
from duban.register.milestone_rows import NAMING_COLUMNS, find_task, milestone_cells, named_milestone
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, SheetRules, register_sheet
from duban.register.task_names import name_fits
from duban.register.typed_rows import Lookups, TypedRow, TypedRows
from duban.text.dates import parse_deadline
from duban.text.display import join_list

EXTENSIONS = "extensions"
"""The key of the sheet."""
_UNSAID, _REFUSED_ABOVE, _UNKNOWN = "unsaid", "refused-above", "unknown"
"""Answers without effect: nobody said whether those above agree, they do not, or there is no such task."""
_CONSENTS = (Consent.AGREED, Consent.REFUSED, Consent.NEEDLESS)
"""What the choices of the layout mean, in their order."""
_USED = {"number", "name", "position", "milestone", "due", "asked", "reason", "unit", "source"}


@register_sheet(EXTENSIONS)
class ExtensionRules(SheetRules):
    """A row for each request for another day; she writes the day that was granted and by whom, or that it was not.

    What is granted is an amendment of the plan before anything is judged: here is told what became of it.
    """

    columns = frozenset({*_USED, "to", "basis", "decided", "consent"})
    key_columns = ("number", "position", "asked")
    naming_columns = NAMING_COLUMNS
    answer_columns = ("to",)
    counted_columns = frozenset({"due", "asked"})

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each request that nobody has decided on."""
        for request in case.status.extension_requests:
            if request.answer is None:
                yield {
                    **milestone_cells(request.row.task, request.position),
                    "due": request.row.due,
                    "asked": request.requested_due,
                    "reason": request.record.text_by_role(Role.REASON),
                    "unit": request.unit.name,
                    "source": join_list((*request.row.task.sources, *request.row.task.flags)),
                }

    def decisions(self, rows: TypedRows) -> Decisions:
        """Each answer by itself: what was granted is in the plan, what was refused is not asked again."""
        plan = rows.lookups.assignment.plan
        for row, extension in typed_extensions(rows, plan):
            task = find_task(plan, extension.task)
            milestones = extension.milestone.among(task.milestones, plan.year) if task else []
            subject = milestones[0].key if len(milestones) == 1 else extension.task
            requested_due = extension.requested_due.isoformat() if extension.requested_due else ""
            rows.add_decision(row, "to", subject, _answer(extension, task), requested_due)
        return Decisions()

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """Obeyed where it was refused, or where the plan has the day."""
        if decision.answer in {_UNSAID, _REFUSED_ABOVE, _UNKNOWN}:
            return Effect.NONE
        if not decision.answer or _was_put_off(case, decision.subject, date.fromisoformat(decision.answer)):
            return Effect.OBEYED
        return Effect.NONE

    def reason(self, decision: Decision, case: RegisterCase) -> str:
        """That those above have not agreed, or that the day of the decision is to come."""
        return case.status.messages.text(
            "extension-no-effect",
            reason=decision.answer if decision.answer in {_UNSAID, _REFUSED_ABOVE, _UNKNOWN} else "later",
            as_of=case.status.as_of,
        )


def extensions_in(
    contents: RegisterContents, layout: RegisterLayout, directory: Directory, plan: Plan
) -> tuple[Extension, ...]:
    """What a register answers to requests for another day, before it is known which period it is of.

    Args:
        contents: the register.
        layout: its columns, and the words in it.
        directory: the units of the plan.
        plan: as it is without what the registers grant.

    Raises:
        InputError: with every slip in these rows.
    """
    lookups = Lookups(directory, lambda _unit, _form: "", lambda _name: (), _no_assignment)
    rows = TypedRows(EXTENSIONS, "name", "number", contents, layout, lookups)
    extensions = tuple(extension for _, extension in typed_extensions(rows, plan))
    if rows.mistakes:
        raise InputError(rows.mistakes)
    return extensions


def _no_assignment() -> Assignment:
    message = "requests are read without a period"
    raise ValueError(message)


def typed_extensions(rows: TypedRows, plan: Plan) -> list[tuple[TypedRow, Extension]]:
    """The answered rows; what is wrong in them is added to the slips, and so is an approval without its day.

    Args:
        rows: of the sheet.
        plan: its tasks and its year.
    """
    answers = []
    for row in rows:
        if row.comparable("to"):
            slip_count = len(rows.mistakes)
            extension = _extension(rows, row, plan)
            if len(rows.mistakes) == slip_count:
                answers.append((row, extension))
        elif row.comparable("basis") or row.comparable("decided"):
            rows.add_mistake("extension-unanswered", row, "to", to=rows.sheet.label("to"))
    return answers


def _extension(rows: TypedRows, row: TypedRow, plan: Plan) -> Extension:
    """What a row says, as far as it can be read; what is wrong or lacking in it is added to the slips."""
    is_refused = row.comparable("to") == rows.layout.no
    for key in ("basis", "decided"):
        if not is_refused and not row.comparable(key):
            rows.add_mistake("extension-lacks", row, key, label=rows.sheet.label(key), to=rows.sheet.label("to"))
    if not row.text("number"):
        rows.add_mistake("register-task", row, "number", number="")
    elif task := find_task(plan, row.text("number")):
        name_fits(rows, row, task, plan, "name")
    year = plan.year
    return Extension(
        task=row.text("number"),
        milestone=named_milestone(rows, row, year),
        requested_due=rows.day(row, "asked", year),
        to=None if is_refused else rows.day(row, "to", year),
        basis=row.text("basis"),
        decided_on=rows.day(row, "decided", year),
        consent=_consent(rows, row),
        place=rows.place(row, "to"),
        cells={key: rows.place(row, key) for key in ("number", "milestone")},
    )


def _consent(rows: TypedRows, row: TypedRow) -> Consent:
    """What a row says of those above."""
    choice = rows.choice(row, "consent")
    return Consent.UNSAID if choice is None else _CONSENTS[choice]


def _answer(extension: Extension, task: Task | None) -> str:
    """The day that was granted; empty where it was refused; else why it has no effect."""
    if task is None:
        return _UNKNOWN
    if extension.to is None:
        return ""
    if extension.lacks_consent(task):
        return _REFUSED_ABOVE if extension.consent is Consent.REFUSED else _UNSAID
    return extension.to.isoformat()


def _was_put_off(case: RegisterCase, key: str, day: date) -> bool:
    """Whether a milestone was put off to a day, by the plan as it stands on the day of the report."""
    plan = case.status.plan
    owners = ((task, milestone) for task in plan.tasks for milestone in task.milestones if milestone.key == key)
    return any(day in {milestone.due, *_days(task, milestone, plan.year)} for task, milestone in owners)


def _days(task: Task, milestone: Milestone, year: int) -> Iterator[date]:
    """The days to which a milestone was ever put off."""
    content = "" if milestone.implicit else milestone.content
    for change in task.changes if milestone.first_due_text else ():
        for text in change.texts:
            deadline = parse_deadline(text.after, year)
            if change.kind == AmendmentKind.POSTPONED and text.milestone == content and deadline:
                yield deadline.day

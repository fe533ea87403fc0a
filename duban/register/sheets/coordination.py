"""提请协调: at which level a request is dealt with, what leaders said of it, and what came of it."""

from collections.abc import Iterator

from duban.model.coordination import CoordinationNote, Level
from duban.model.decision import Decisions
from duban.register.line_units import LineUnits, by_key
from duban.register.milestone_rows import NAMING_COLUMNS, find_milestones, find_task, milestone_cells
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, SheetRules, register_sheet
from duban.register.task_names import name_fits
from duban.register.typed_rows import LONGEST_TOLD, TypedRow, TypedRows
from duban.text.display import shorten

_USED = {"number", "name", "position", "milestone", "words", "unit", "first", "leader", "state", "former"}
_LEVELS = (Level.DEPUTY, Level.HEAD, Level.PARTY_GROUP)
"""What the choices of the layout mean, in their order."""
_ANSWERS = ("level", "knows", "instruction", "instructed", "result", "settled")


@register_sheet("coordination")
class CoordinationRules(SheetRules):
    """A row for each request; what she notes of it holds in later periods too, as long as the unit asks."""

    columns = frozenset({*_USED, *_ANSWERS})
    key_columns = ("number", "position", "milestone")
    naming_columns = NAMING_COLUMNS
    answer_columns = _ANSWERS
    is_kept_current = True

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each request that waits, or was settled in this period; with what was noted of it before."""
        text = case.status.messages.text
        for item in case.status.coordination:
            note = item.former_note
            facts = {"level": note.level or "", "instruction": note.instruction, "day": note.instructed_on}
            yield {
                **milestone_cells(item.row.task, item.row.milestone),
                "words": item.words,
                "unit": item.unit.name,
                "first": item.first_asked,
                "leader": item.leaders,
                "state": text(f"coordination-{item.state}", again=item.was_settled),
                "former": text("coordination-former", **facts, result=note.result),
            }

    def decisions(self, rows: TypedRows) -> Decisions:
        """Key of a row of the plan → what she noted: of one unit's row before what she noted of all units'."""
        notes: dict[str, CoordinationNote] = {}
        numbers: dict[str, int] = {}
        for row in rows:
            if not any(map(row.comparable, _ANSWERS)):
                continue
            note, key = self._note(rows, row), _subject(rows, row)
            for column in filter(row.comparable, _ANSWERS if key else ()):
                rows.add_decision(row, column, key, row.text(column), column)
            first = numbers.setdefault(key, row.row.row_number)
            if key and notes.setdefault(key, note) != note:
                rows.add_mistake("coordination-twice", row, "number", line=first)
        return Decisions(coordination=by_key(notes))

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """Obeyed where a unit asks, or asked, for what the row is about."""
        is_asked = any(item.row.key in decision.row_keys for item in case.status.coordination)
        return Effect.OBEYED if is_asked else Effect.NONE

    def reason(self, decision: Decision, case: RegisterCase) -> str:  # noqa: ARG002
        """That no unit asks it."""
        return case.status.messages.text("coordination-not-asked")

    def _note(self, rows: TypedRows, row: TypedRow) -> CoordinationNote:
        """What a row notes; what of it is wrong is added to the slips."""
        level = rows.choice(row, "level")
        knows, settled = (rows.yes_or_no(row, key) for key in ("knows", "settled"))
        return CoordinationNote(
            level=None if level is None else _LEVELS[level],
            leader_knows=None if knows is None else bool(knows),
            instruction=row.text("instruction"),
            instructed_on=rows.day(row, "instructed", rows.lookups.assignment.plan.year),
            result=row.text("result"),
            is_settled=bool(settled),
        )


def _subject(rows: TypedRows, row: TypedRow) -> str:
    """The keys of the tasks or milestones that a row is about; empty where there is none, which is a slip."""
    assignment = rows.lookups.assignment
    plan = assignment.plan
    task = find_task(plan, row.text("number"))
    if task is None:
        rows.add_mistake("register-task", row, "number", number=shorten(row.text("number"), LONGEST_TOLD))
        return ""
    if not name_fits(rows, row, task, plan, "name"):
        return ""
    if not (row.text("position") or row.text("milestone")):
        owned = [(one.unit, one.key) for one in assignment.task_rows(task)]
    else:
        milestones = find_milestones(rows, row, task, plan.year)
        owned = [(assignment.responsible_unit(task, one), one.key) for one in milestones]
    return LineUnits(rows, row).subject(task, owned)

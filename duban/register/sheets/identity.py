"""身份确认: whose a form is whose code cannot be read."""

from collections.abc import Iterator

from duban.model.decision import Decisions
from duban.model.form_id import find_form_ids
from duban.register.file_rows import OwnerRules, dated_cells, owners
from duban.register.sheet_rules import QuestionRow, RegisterCase, register_sheet
from duban.register.typed_rows import TypedRows
from duban.text.hashes import short_hash


@register_sheet("identity")
class IdentityRules(OwnerRules):
    """A row for each file that looks like a unit's form; she confirms the unit, names another one, or says nobody's."""

    columns = frozenset({"file", "mark", "received", "unit", "code", "grounds", "confirm"})
    answer_columns = ("confirm",)
    counted_columns = frozenset({"unit", "code"})
    assigned_code, refused_code = "identity-confirmed", "identity-refused"

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each form whose code cannot be read: whose it is."""
        for file in case.files:
            guess = case.owner_guesses.get(short_hash(file.digest))
            if guess is None:
                continue
            form_id = next(iter(find_form_ids(guess.form_code)), None)
            facts = {"exact": guess.exact_rows, "similar": guess.similar_rows, "missing": guess.missing_rows}
            yield {
                **dated_cells(file, case, form_id.unit if form_id else ""),
                "code": guess.form_code,
                "grounds": case.status.messages.text("register-grounds", **facts),
            }

    def decisions(self, rows: TypedRows) -> Decisions:
        """Short hash → the form code that was proposed, made out to the unit; else that of its form of this period."""
        confirmed: dict[str, str] = {}
        for row, subject, unit in owners(rows, "confirm"):
            proposed = next(iter(find_form_ids(row.text("code"))), None)
            code = rows.lookups.form_code_of(unit.code, proposed) if unit else ""
            if unit and not code:
                rows.add_mistake("register-no-form", row, "confirm")
            else:
                confirmed[subject] = code
        return Decisions(confirmed_form_ids=confirmed)

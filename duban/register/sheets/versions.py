"""采用版本: which of two different returns counts."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import eq

from duban.messages.finding import Finding
from duban.model.answer_changes import answer_changes
from duban.model.decision import Decisions, VersionChoices
from duban.model.form_id import FormId
from duban.model.return_ import COUNTED_OUTCOMES, UNCHOSEN_CODE, WAITING_CODES, Outcome, Return, is_copy
from duban.model.status import Status
from duban.model.submission import Submission
from duban.register.file_rows import FileRules, dated_cells, file_hash
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import QuestionRow, RegisterCase, register_sheet
from duban.register.typed_rows import TypedRows
from duban.text.display import shorten
from duban.text.hashes import short_hash
from duban.value_object import replace

_VERSION_CODES = WAITING_CODES | {"not-chosen"}
_MAX_DIFFERENCES = 10
_MAX_DIFFERENCE_LENGTH, _COMMON_LENGTH = 30, 8
"""So many characters of two answers are shown, from so many before the first that differs."""


@register_sheet("versions")
class VersionRules(FileRules):
    """A row for each version that waits; she says of any version whether it counts."""

    columns = frozenset({"file", "mark", "received", "unit", "differs", "choose"})
    answer_columns = ("choose",)

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each version that waits or was not chosen: which one counts."""
        submissions = {file.file: submission for file, submission in case.forms}
        for file, submission in case.forms:
            finding = next((finding for finding in file.findings if finding.code in _VERSION_CODES), None)
            if finding:
                other = submissions.get(str(finding.facts["other"]))
                differs = _differences(submission, other, case.status) if other else ""
                doubt = finding.code in WAITING_CODES - {UNCHOSEN_CODE}
                reason = [case.status.messages.message(finding).text] if doubt else []
                yield {
                    **dated_cells(file, case, file.unit_code),
                    "differs": "\n".join([*reason, *filter(None, [differs])]),
                }

    def decisions(self, rows: TypedRows) -> Decisions:
        """The short hashes of what shall count, and of what shall not."""
        decision_by_file: dict[str, tuple[Decision, int]] = {}
        for row in rows:
            answer = rows.yes_or_no(row, "choose")
            subject = file_hash(rows, row) if answer is not None else ""
            if not subject:
                continue
            decision = rows.add_decision(row, "choose", subject, answer or "")
            first, first_row = decision_by_file.setdefault(subject, (decision, row.row.row_number))
            if first.answer != decision.answer:
                rows.add_mistake("register-row-twice", row, "choose", line=first_row)
        chosen = frozenset(subject for subject, (decision, _) in decision_by_file.items() if decision.answer)
        pinned = frozenset(decision.subject for decision in rows.decided if _pins(decision))
        return Decisions(versions=VersionChoices(chosen, pinned, frozenset(decision_by_file) - chosen))

    def contradictions(self, decided: Sequence[Decision], case: RegisterCase) -> Iterator[Finding]:
        """Besides those about any file: two versions of one form that both shall count for good."""
        yield from super().contradictions(decided, case)
        form_ids = {
            short_hash(file.digest): replace(file.submission.form_id, snapshot="")
            for file in case.status.returns
            if file.submission
        }
        pinned: dict[FormId, Decision] = {}
        for decision in decided:
            if _pins(decision) and (form_id := form_ids.get(decision.subject)):
                first = pinned.setdefault(form_id, decision)
                if first.subject != decision.subject:
                    yield Finding("register-pinned-twice", decision.place, {"place": first.place.cell})

    def is_obeyed(self, decision: Decision, file: Return) -> bool:
        """It, or a copy of it, counts, or does not; one that was chosen and not pinned may be superseded since."""
        if not decision.answer:
            return file.outcome not in COUNTED_OUTCOMES
        is_former = file.outcome is Outcome.SUPERSEDED and not _pins(decision)
        return file.outcome in COUNTED_OUTCOMES or is_former or is_copy(file)


def _pins(decision: Decision) -> bool:
    """Whether it says of a version, unasked, that it shall count."""
    return decision.is_own and bool(decision.answer)


def _differences(submission: Submission, other: Submission, status: Status) -> str:
    """Cell by cell what one says and the other does not; the first few of them."""
    text = status.messages.text
    differing = answer_changes(other, submission)
    facts = {"other": other.file, "count": len(differing), "rows": len(submission.records)}
    lines = [text("register-differs" if differing else "register-differs-not", **facts)]
    for change in differing[:_MAX_DIFFERENCES]:
        heads = _differing_heads(change.after, change.before)
        head, other_head = (head or text("register-nothing") for head in heads)
        facts = {
            "place": "!".join(filter(None, (change.place.sheet, change.place.cell))),
            "label": status.column_labels.get(change.column, change.column),
        }
        lines.append(text("register-difference", **facts, ours=head, theirs=other_head))
    if len(differing) > _MAX_DIFFERENCES:
        lines.append(text("register-differs-more", count=len(differing) - _MAX_DIFFERENCES))
    return "\n".join(lines)


def _differing_heads(text: str, other: str) -> tuple[str, str]:
    """Two texts in brief, from shortly before the first character that differs."""
    common = sum(takewhile(bool, map(eq, text, other)))
    if common <= _COMMON_LENGTH or max(len(text), len(other)) <= _MAX_DIFFERENCE_LENGTH:
        return shorten(text, _MAX_DIFFERENCE_LENGTH), shorten(other, _MAX_DIFFERENCE_LENGTH)
    skipped = common - _COMMON_LENGTH
    return shorten("…" + text[skipped:], _MAX_DIFFERENCE_LENGTH), shorten("…" + other[skipped:], _MAX_DIFFERENCE_LENGTH)

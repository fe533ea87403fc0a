"""What the clerk is asked to decide in 办公室登记: the files and cells of this period that wait for a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from operator import eq

from duban.messages.finding import Severity
from duban.model.answer_changes import answer_changes, answers_by_cell
from duban.model.decision import OwnerGuess
from duban.model.form_id import find_form_ids
from duban.model.return_ import COUNTED_OUTCOMES, UNCHOSEN_CODE, WAITING_CODES, Return
from duban.model.status import Status
from duban.model.submission import Submission
from duban.text.display import display_text, shorten
from duban.text.hashes import short_hash
from duban.workbook.book import Scalar

QuestionRow = Mapping[str, Scalar]
"""A row of the register that the program fills: column key → value."""

_VERSION_CODES = WAITING_CODES | {"not-chosen"}
_SCAN_CODES = ("scan-offered", "scan-unassigned", "scan-refused")
_MAX_DIFFERENCES = 10
_MAX_DIFFERENCE_LENGTH, _COMMON_LENGTH = 30, 8
"""So many characters of two answers are shown, from so many before the first that differs."""
_MAX_ANSWER_LENGTH = 2000


def open_questions(status: Status, owner_guesses: Mapping[str, OwnerGuess]) -> Mapping[str, list[QuestionRow]]:
    """The rows of each sheet of the register, by its key, in the order of the files.

    Args:
        status: what came in, and what became of it.
        owner_guesses: by the short hashes of the files.
    """
    questions = _Questions(status, owner_guesses)
    return {
        "identity": list(questions.identity()),
        "versions": list(questions.versions()),
        "edits": list(questions.edits()),
        "scans": list(questions.scans()),
    }


@dataclass(frozen=True)
class _Questions:
    """The questions about one period's returns."""

    status: Status
    owner_guesses: Mapping[str, OwnerGuess]

    @cached_property
    def files(self) -> list[Return]:
        """Those whose bytes could be read, in the order in which they came."""
        files = [return_ for return_ in self.status.returns if return_.digest]
        return sorted(files, key=lambda file: (file.arrival, file.file))

    @cached_property
    def forms(self) -> list[tuple[Return, Submission]]:
        """Those that are forms of this kind: another kind has a register of its own."""
        return [(file, file.submission) for file in self.files if file.submission and file.unit_code]

    def identity(self) -> Iterator[QuestionRow]:
        """A row for each form whose code cannot be read: whose it is."""
        for file in self.files:
            guess = self.owner_guesses.get(short_hash(file.digest))
            if guess is None:
                continue
            form_id = next(iter(find_form_ids(guess.form_code)), None)
            facts = {"exact": guess.exact_rows, "similar": guess.similar_rows, "missing": guess.missing_rows}
            yield {
                **self._dated(file, form_id.unit if form_id else ""),
                "code": guess.form_code,
                "grounds": self.status.messages.text("register-grounds", **facts),
            }

    def versions(self) -> Iterator[QuestionRow]:
        """A row for each version that waits or was not chosen: which one counts."""
        submissions = {file.file: submission for file, submission in self.forms}
        for file, submission in self.forms:
            finding = next((finding for finding in file.findings if finding.code in _VERSION_CODES), None)
            if finding:
                other = submissions.get(str(finding.facts["other"]))
                differs = self._differences(submission, other) if other else ""
                doubt = finding.code in WAITING_CODES - {UNCHOSEN_CODE}
                reason = [self.status.messages.message(finding).text] if doubt else []
                yield {**self._dated(file, file.unit_code), "differs": "\n".join([*reason, *filter(None, [differs])])}

    def edits(self) -> Iterator[QuestionRow]:
        """A row for each cell that must be corrected in a return that counts: what is to stand in it."""
        messages, files = self.status.messages, {file.file: file for file in self.files}
        for file, submission in self.forms:
            answers = answers_by_cell(submission) if file.outcome in COUNTED_OUTCOMES else {}
            for finding in file.findings:
                answer = answers.get((finding.row, finding.column))
                if answer is None or answer.place != finding.place or not finding.place.cell:
                    continue
                message = messages.message(finding)
                if message.severity is Severity.MUST:
                    yield {
                        **_file(files.get(finding.place.file, file)),  # a sheet of it may have come in another file
                        "unit": self.status.assignment.directory.unit_name(file.unit_code),
                        "sheet": finding.place.sheet,
                        "cell": finding.place.cell,
                        "label": self.status.column_labels.get(finding.column, finding.column),
                        "was": shorten("" if answer.raw is None else display_text(answer.raw), _MAX_ANSWER_LENGTH),
                        "problem": messages.text("told", says=message.text, hint=message.hint),
                    }

    def scans(self) -> Iterator[QuestionRow]:
        """A row for each scan: whose signed copy it is."""
        for file in self.files:
            if any(finding.code in _SCAN_CODES for finding in file.findings):
                yield self._dated(file, file.unit_code)

    def _dated(self, file: Return, unit_code: str) -> QuestionRow:
        return {
            **_file(file),
            "received": file.received_on,
            "unit": self.status.assignment.directory.unit_name(unit_code),
        }

    def _differences(self, submission: Submission, other: Submission) -> str:
        """Cell by cell what one says and the other does not; the first few of them."""
        text = self.status.messages.text
        differing = answer_changes(other, submission)
        facts = {"other": other.file, "count": len(differing), "rows": len(submission.records)}
        lines = [text("register-differs" if differing else "register-differs-not", **facts)]
        for change in differing[:_MAX_DIFFERENCES]:
            heads = _differing_heads(change.after, change.before)
            head, other_head = (head or text("register-nothing") for head in heads)
            facts = {
                "place": "!".join(filter(None, (change.place.sheet, change.place.cell))),
                "label": self.status.column_labels.get(change.column, change.column),
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


def _file(file: Return) -> QuestionRow:
    return {"file": file.file, "mark": short_hash(file.digest)}

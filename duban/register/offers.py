"""What the clerk is asked to decide in 办公室登记: the files and cells of this period that wait for a person."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from operator import eq

from duban.messages.finding import Finding, Severity
from duban.model.decision import OwnerGuess, short_hash
from duban.model.form_id import find_form_ids
from duban.model.return_ import Outcome, Return
from duban.model.status import Status
from duban.model.submission import AnswerCell, Submission
from duban.register.table import QuestionRow
from duban.text.shorten import brief
from duban.text.shown import display_text

_COUNTS = frozenset({Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_NOTES, Outcome.TO_BE_CORRECTED})
_DIFFERENT = ("versions-differ", "not-chosen")
_SCANS = ("scan-offered", "scan-unassigned", "scan-refused")
_MOST, _BRIEF, _BEFORE, _LONGEST = 10, 30, 8, 2000


def open_questions(situation: Status, owner_guesses: Mapping[str, OwnerGuess]) -> Mapping[str, list[QuestionRow]]:
    """By the sheets of the register, in the order of the files. proposals: by the marks of the files."""
    receipts = sorted(situation.returns, key=lambda receipt: (receipt.received_on, receipt.run_number, receipt.path))
    known = [receipt for receipt in receipts if receipt.digest]
    own = [
        receipt for receipt in known if receipt.submission and receipt.unit_code
    ]  # not of a kind beside: it has its own
    return {
        "identity": list(_identity(situation, known, owner_guesses)),
        "versions": list(_versions(situation, own)),
        "edits": [row for receipt in own for row in _edits(situation, receipt)],
        "scans": [
            {**_file(receipt), "received": receipt.received_on, "unit": _name(situation, receipt.unit_code)}
            for receipt in known
            if any(finding.code in _SCANS for finding in receipt.findings)
        ],
    }


def _identity(
    situation: Status, receipts: Iterable[Return], proposals: Mapping[str, OwnerGuess]
) -> Iterator[QuestionRow]:
    for receipt in receipts:
        proposal = proposals.get(short_hash(receipt.digest))
        if proposal is None:
            continue
        seal = next(iter(find_form_ids(proposal.form_code)), None)
        facts = {"exact": proposal.exact_rows, "similar": proposal.similar_rows, "missing": proposal.missing_rows}
        yield {
            **_file(receipt),
            "received": receipt.received_on,
            "unit": _name(situation, seal.unit if seal else ""),
            "code": proposal.form_code,
            "grounds": situation.messages.text("register-grounds", **facts),
        }


def _versions(situation: Status, receipts: Iterable[Return]) -> Iterator[QuestionRow]:
    by_path = {receipt.path: receipt for receipt in receipts}
    for receipt in receipts:
        told = next((finding for finding in receipt.findings if finding.code in _DIFFERENT), None)
        if told is None or receipt.submission is None:
            continue
        other = by_path.get(str(told.facts["other"]))
        differs = _differs(situation, receipt.submission, other.submission) if other and other.submission else ""
        yield {
            **_file(receipt),
            "received": receipt.received_on,
            "unit": _name(situation, receipt.unit_code),
            "differs": differs,
        }


def _differs(situation: Status, ours: Submission, theirs: Submission) -> str:
    """Cell by cell what the one says and the other does not; the first of them."""
    word, one, other = situation.messages.text, _values(ours), _values(theirs)
    labels = {**situation.column_labels, **_asked(situation)}
    different = [key for key in {**one, **other} if _shown(one.get(key)) != _shown(other.get(key))]
    facts = {"other": theirs.file, "count": len(different), "rows": len(ours.records)}
    if not different:
        return word("register-differs-not", **facts)
    lines = [word("register-differs", **facts)]
    for key in different[:_MOST]:
        place = (one.get(key) or other[key]).place
        said = [each or word("register-nothing") for each in _apart(_shown(one.get(key)), _shown(other.get(key)))]
        where = f"{place.sheet}!{place.cell}"
        facts = {"place": where, "label": labels.get(key[1], key[1]), "ours": said[0], "theirs": said[1]}
        lines.append(word("register-difference", **facts))
    if len(different) > _MOST:
        lines.append(word("register-differs-more", count=len(different) - _MOST))
    return "\n".join(lines)


def _apart(ours: str, theirs: str) -> tuple[str, str]:
    """Two texts in brief, from shortly before the place where they begin to differ."""
    same = sum(takewhile(bool, map(eq, ours, theirs)))
    skip = same - _BEFORE if max(len(ours), len(theirs)) > _BRIEF and same > _BEFORE else 0
    one, other = (brief(("…" if skip else "") + text[skip:], _BRIEF) for text in (ours, theirs))
    return one, other


def _edits(situation: Status, receipt: Return) -> Iterator[QuestionRow]:
    """One row for each cell of a return that counts and must be corrected."""
    submission = receipt.submission
    if submission is None or receipt.outcome not in _COUNTS:
        return
    labels = {**situation.column_labels, **_asked(situation)}
    values = _values(submission)
    for finding in receipt.findings:
        value = values.get((finding.row, finding.column))
        must = situation.messages.severity(finding) is Severity.MUST
        if not must or value is None or value.place != finding.place or not finding.place.cell:
            continue
        yield {
            **_file(receipt),
            "unit": _name(situation, receipt.unit_code),
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "label": labels.get(finding.column, finding.column),
            "was": brief("" if value.raw is None else display_text(value.raw), _LONGEST),
            "problem": _problem(situation, finding),
        }


def _problem(situation: Status, finding: Finding) -> str:
    sentence = situation.messages.message(finding)
    return situation.messages.text("told", says=sentence.text, hint=sentence.hint)


def _values(submission: Submission) -> Mapping[tuple[str, str], AnswerCell]:
    """Every input by row and column; those of the heading have no row."""
    return {(row, column): value for row, column, value in submission.inputs()}


def _asked(situation: Status) -> Mapping[str, str]:
    """The labels of the heading's inputs."""
    return {column.key: column.label for sheet in situation.layout.sheets for column in sheet.heading_inputs}


def _shown(value: AnswerCell | None) -> str:
    return display_text(value.displayed) if value and value.displayed is not None else ""


def _file(receipt: Return) -> QuestionRow:
    return {"file": receipt.path, "mark": short_hash(receipt.digest)}


def _name(situation: Status, code: str) -> str:
    """The name of a unit by its code."""
    return next((unit.name for unit in situation.assignment.directory.units if unit.code == code), code)

"""What the clerk is asked to decide in 办公室登记: the files and cells of this period that wait for a person."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from operator import eq

from duban.model.decision import Proposal, mark_of
from duban.model.finding import Finding, Severity
from duban.model.form_id import seals
from duban.model.status import End, Receipt, Situation
from duban.model.submission import Submission, Value
from duban.register.table import Offer
from duban.text.shorten import brief
from duban.text.shown import seen

_COUNTS = frozenset({End.ACCEPTED, End.NOTED, End.CORRECT})
_DIFFERENT = ("versions-differ", "not-chosen")
_SCANS = ("scan-offered", "scan-unassigned", "scan-refused")
_MOST, _BRIEF, _BEFORE, _LONGEST = 10, 30, 8, 2000


def offers(situation: Situation, proposals: Mapping[str, Proposal]) -> Mapping[str, list[Offer]]:
    """By the sheets of the register, in the order of the files. proposals: by the marks of the files."""
    receipts = sorted(situation.receipts, key=lambda receipt: (receipt.received, receipt.turn, receipt.path))
    known = [receipt for receipt in receipts if receipt.digest]
    own = [receipt for receipt in known if receipt.submission and receipt.unit]  # not of a kind beside: it has its own
    return {
        "identity": list(_identity(situation, known, proposals)),
        "versions": list(_versions(situation, own)),
        "edits": [row for receipt in own for row in _edits(situation, receipt)],
        "scans": [
            {**_file(receipt), "received": receipt.received, "unit": _name(situation, receipt.unit)}
            for receipt in known
            if any(finding.code in _SCANS for finding in receipt.findings)
        ],
    }


def _identity(situation: Situation, receipts: Iterable[Receipt], proposals: Mapping[str, Proposal]) -> Iterator[Offer]:
    for receipt in receipts:
        proposal = proposals.get(mark_of(receipt.digest))
        if proposal is None:
            continue
        seal = next(iter(seals(proposal.code)), None)
        facts = {"exact": proposal.exact, "similar": proposal.similar, "missing": proposal.missing}
        yield {
            **_file(receipt),
            "received": receipt.received,
            "unit": _name(situation, seal.unit if seal else ""),
            "code": proposal.code,
            "grounds": situation.texts.word("register-grounds", **facts),
        }


def _versions(situation: Situation, receipts: Iterable[Receipt]) -> Iterator[Offer]:
    by_path = {receipt.path: receipt for receipt in receipts}
    for receipt in receipts:
        told = next((finding for finding in receipt.findings if finding.code in _DIFFERENT), None)
        if told is None or receipt.submission is None:
            continue
        other = by_path.get(str(told.facts["other"]))
        differs = _differs(situation, receipt.submission, other.submission) if other and other.submission else ""
        yield {
            **_file(receipt),
            "received": receipt.received,
            "unit": _name(situation, receipt.unit),
            "differs": differs,
        }


def _differs(situation: Situation, ours: Submission, theirs: Submission) -> str:
    """Cell by cell what the one says and the other does not; the first of them."""
    word, one, other = situation.texts.word, _values(ours), _values(theirs)
    labels = {**situation.labels, **_asked(situation)}
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


def _edits(situation: Situation, receipt: Receipt) -> Iterator[Offer]:
    """One row for each cell of a return that counts and must be corrected."""
    submission = receipt.submission
    if submission is None or receipt.end not in _COUNTS:
        return
    labels = {**situation.labels, **_asked(situation)}
    values = _values(submission)
    for finding in receipt.findings:
        value = values.get((finding.row, finding.column))
        must = situation.texts.severity(finding) is Severity.MUST
        if not must or value is None or value.place != finding.place or not finding.place.cell:
            continue
        yield {
            **_file(receipt),
            "unit": _name(situation, receipt.unit),
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "label": labels.get(finding.column, finding.column),
            "was": brief("" if value.raw is None else seen(value.raw), _LONGEST),
            "problem": _problem(situation, finding),
        }


def _problem(situation: Situation, finding: Finding) -> str:
    sentence = situation.texts.sentence(finding)
    return situation.texts.word("told", says=sentence.says, hint=sentence.hint)


def _values(submission: Submission) -> Mapping[tuple[str, str], Value]:
    """Every input by row and column; those of the heading have no row."""
    return {(row, column): value for row, column, value in submission.inputs()}


def _asked(situation: Situation) -> Mapping[str, str]:
    """The labels of the heading's inputs."""
    return {column.key: column.label for sheet in situation.layout.sheets for column in sheet.asked}


def _shown(value: Value | None) -> str:
    return seen(value.shown) if value and value.shown is not None else ""


def _file(receipt: Receipt) -> Offer:
    return {"file": receipt.path, "mark": mark_of(receipt.digest)}


def _name(situation: Situation, code: str) -> str:
    """The name of a unit by its code."""
    return next((unit.name for unit in situation.split.directory.units if unit.code == code), code)

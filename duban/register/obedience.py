"""What became of each decision in 办公室登记: every one is obeyed, or answered with the reason."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from duban.messages.finding import Finding
from duban.model.form_id import FormId
from duban.model.return_ import COPY_CODES, COUNTED_OUTCOMES, Outcome, Return
from duban.model.status import Status
from duban.register.parsed_register import Decision, ParsedRegister
from duban.text.folding import comparison_key
from duban.text.hashes import short_hash

_ASSIGNED_BY = {"identity": "identity-confirmed", "scans": "scan-offered"}
_REFUSED_BY = {"identity": "identity-refused", "scans": "scan-refused"}
_EDIT_CODE = "clerk-edited"
_USELESS_EDIT_CODES = {"edit-refused", "edit-stale"}
"""What is said of an edit without effect, in the return itself."""


def contradictory_decisions(parsed: ParsedRegister, status: Status, known_hashes: Collection[str]) -> Iterator[Finding]:
    """Decisions that nobody can obey: of a file that there is not, and of two versions that both shall count for good.

    Args:
        parsed: the register.
        status: what came in, and what became of it.
        known_hashes: short hashes of all files of the period, those that the ledger keeps among them.
    """
    for decision in parsed.decided:
        if decision.is_own and decision.file_hash not in known_hashes:
            facts = {"was": decision.file_hash, "marks": _hashes_of_file(decision.written.get("file", ""), status)}
            yield Finding("register-mark-unknown", decision.file_place, facts)
    form_ids = {
        short_hash(return_.digest): replace(return_.submission.form_id, snapshot="")
        for return_ in status.returns
        if return_.submission
    }
    pinned: dict[FormId, Decision] = {}
    for decision in parsed.decided:
        if decision.pins and (form_id := form_ids.get(decision.file_hash)):
            first = pinned.setdefault(form_id, decision)
            if first.file_hash != decision.file_hash:
                yield Finding("register-pinned-twice", decision.place, {"place": first.place.cell})


def unanswered_decisions(parsed: ParsedRegister, status: Status) -> Iterator[Finding]:
    """What the clerk wrote and what had no effect, each with the reason.

    Args:
        parsed: the register.
        status: what came in, and what became of it.
    """
    yield from parsed.remarks
    returns = _returns_by_hash(status)
    for decision in parsed.decided:
        if (files := returns.get(decision.file_hash)) and not any(_is_answered(decision, file) for file in files):
            facts = {"file": files[0].file, "reason": _reason(files, status)}
            yield Finding("register-no-effect", decision.place, facts)


def obeyed_decisions(parsed: ParsedRegister, status: Status) -> Iterator[Decision]:
    """What the clerk wrote and what had its effect."""
    returns = _returns_by_hash(status)
    for decision in parsed.decided:
        if any(_is_obeyed(decision, file) for file in returns.get(decision.file_hash, ())):
            yield decision


def _hashes_of_file(name: str, status: Status) -> list[str]:
    """The short hashes of the files that a row may mean by the name in it."""
    named = (return_ for return_ in status.returns if return_.digest and _bare_name(return_.file) == _bare_name(name))
    return sorted({short_hash(return_.digest) for return_ in named})


def _bare_name(file: str) -> str:
    return comparison_key(file.replace("\\", "/").rpartition("/")[2])


def unseen_decisions(parsed: ParsedRegister, status: Status) -> list[Decision]:
    """Decisions about files that neither came nor are kept: they wait."""
    returns = _returns_by_hash(status)
    return [decision for decision in parsed.decided if decision.file_hash not in returns]


def _returns_by_hash(status: Status) -> Mapping[str, Sequence[Return]]:
    returns: dict[str, list[Return]] = {}
    for return_ in status.returns:
        if return_.digest:
            returns.setdefault(short_hash(return_.digest), []).append(return_)
    return returns


def _is_answered(decision: Decision, return_: Return) -> bool:
    """Whether a decision had its effect, or the return says why it had none."""
    is_useless_edit = decision.sheet == "edits" and _has_edit(return_, decision, _USELESS_EDIT_CODES)
    return is_useless_edit or _is_obeyed(decision, return_)


def _is_obeyed(decision: Decision, return_: Return) -> bool:
    """Whether the return is what the decision says: counted or not, edited, assigned or refused."""
    if decision.sheet == "versions":
        return _counts_as_chosen(decision, return_) if decision.answer else return_.outcome not in COUNTED_OUTCOMES
    if decision.sheet == "edits":
        return _has_edit(return_, decision, {_EDIT_CODE})
    codes = _ASSIGNED_BY if decision.answer else _REFUSED_BY
    is_its_unit = decision.answer in {"", return_.unit_code}
    return is_its_unit and any(finding.code == codes[decision.sheet] for finding in return_.findings)


def _has_edit(return_: Return, edit: Decision, codes: Collection[str]) -> bool:
    """Whether one of these things is said of the cell that an edit is for."""
    places = (finding.place for finding in return_.findings if finding.code in codes)
    return any(f"{comparison_key(place.sheet)}!{place.cell}" == edit.answer for place in places)


def _counts_as_chosen(decision: Decision, return_: Return) -> bool:
    """It counts, or a copy of it does; one that was chosen and not pinned may have been superseded since."""
    is_former = return_.outcome is Outcome.SUPERSEDED and not decision.pins
    return (
        return_.outcome in COUNTED_OUTCOMES
        or is_former
        or any(finding.code in COPY_CODES for finding in return_.findings)
    )


def _reason(files: Sequence[Return], status: Status) -> str:
    """The first thing that is said of the file; empty where there is nothing."""
    return next((status.messages.message(finding).text for file in files for finding in file.findings), "")

"""Which versions of one unit's form count in their turn, and why each of the others does not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import cast

from duban.messages.finding import Finding, Place, Severity
from duban.model.decision import VersionChoices
from duban.model.return_ import COPY_CODES, DISMISSED_CODES, JOINED_CODE, UNCHOSEN_CODE, Outcome, Return
from duban.review.arrivals import refuse
from duban.review.doubts import Doubts, SeverityLookup
from duban.text.hashes import short_hash
from duban.value_object import MutableObject, field, replace

_SETTLED = COPY_CODES | DISMISSED_CODES
"""Reasons that leave nothing to mend in a return where another one of its form counts."""


def judge_versions(
    versions: Sequence[Return], choices: VersionChoices, doubts: Doubts
) -> tuple[list[Return], list[Return]]:
    """Of one form's returns those that count in their turn, and the others with their outcomes.

    Where one counts, the others are without what would have to be mended in those that never will.

    Args:
        versions: in the order in which they came.
        choices: what the office decided about them.
        doubts: about those that come after another one.
    """
    excluded = _excluded(versions, choices)
    others = [_set_aside(version, _version_finding("version-excluded", version)) for version in excluded]
    course = _Course(choices, doubts, others)
    admitted = (version for version in versions if not _is_among(version, excluded))
    for _, first_seen_together in groupby(admitted, key=lambda return_: return_.arrival):
        course.add(first_seen_together)
    counting, others = course.result()
    return counting, [_settled(other, counting[-1], doubts.severity_of) for other in others] if counting else others


class _Course(MutableObject):
    """What the versions of one form come to, one arrival after the other.

    Attributes:
        others: those that do not count, with their outcomes.
        counting: those that count in their turn.
        replaced: those that counted, or might have, before the last of them.
        waiting: those that wait for a choice, each with why.
        originals: short hash of each file → it, or the one of which it is a copy.
    """

    choices: VersionChoices
    doubts: Doubts
    others: list[Return]
    counting: list[Return] = field(default_factory=list)
    replaced: list[Return] = field(default_factory=list)
    waiting: list[tuple[Return, Finding]] = field(default_factory=list)
    originals: dict[str, Return] = field(default_factory=dict)

    def add(self, first_seen_together: Iterable[Return]) -> None:
        """Go on with the next arrival: what is doubtful waits; of the others one counts, several wait."""
        copies, different = _split_copies(first_seen_together, self.counting[-1:])
        self.others += [_set_copy_aside(copy, original) for copy, original in copies]
        for version, original in (*copies, *zip(different, different, strict=True)):
            self.originals[short_hash(version.digest)] = original
        chosen = _originals_of(self.choices.chosen, self.originals)
        sound = self._without_doubtful(different, chosen)
        best = _single_version(sound, chosen)
        if best is None:
            rivals = zip(sound, (*sound[1:], *sound[:1]), strict=True)
            self.waiting += [(version, _version_finding(UNCHOSEN_CODE, version, rival)) for version, rival in rivals]
            return
        beaten = [version for version in sound if version is not best]
        self.others += [_set_aside(version, _version_finding("not-chosen", version, best)) for version in beaten]
        self.replaced += [*self.counting[-1:], *beaten]
        self.counting.append(best)

    def _without_doubtful(self, different: Sequence[Return], chosen: Sequence[Return]) -> list[Return]:
        """Those of which there is no doubt, or of which it was settled; the others wait.

        Where nothing else of the unit came, there is nothing that could count meanwhile, and none waits.
        """
        doubtful: list[tuple[Return, Finding]] = []
        sound: list[Return] = []
        for version in different:
            former = next((earlier for earlier in self.replaced if _is_same(earlier, version)), None)
            is_chosen = _is_among(version, chosen)
            doubt = None if is_chosen else self.doubts.find_doubt(version, self.counting, former)
            if doubt:
                doubtful.append((version, doubt))
            else:
                sound.append(version)
        if not self.counting and not sound:
            return [*different]
        self.waiting += doubtful
        return sound

    def result(self) -> tuple[list[Return], list[Return]]:
        """Those that count in their turn, and the others.

        What is later than the one pinned version does not count; several of them decide nothing. Versions that wait
        for a choice wait no more when a later one counts: it supersedes them all.
        """
        pinned = _originals_of(self.choices.pinned, self.originals)
        positions = [index for index, version in enumerate(self.counting) if _is_among(version, pinned)]
        if len(positions) != 1:
            return self.counting, [*self.others, *_still_waiting(self.waiting, self.counting[-1:])]
        counting, later = self.counting[: positions[0] + 1], self.counting[positions[0] + 1 :]
        last = counting[-1]
        later += [version for version, _ in self.waiting if version.arrival > last.arrival]
        waiting = [(version, reason) for version, reason in self.waiting if version.arrival <= last.arrival]
        beaten = [_set_aside(version, _version_finding("not-chosen", version, last)) for version in later]
        return counting, [*self.others, *beaten, *_still_waiting(waiting, counting[-1:])]


def _still_waiting(versions: Iterable[tuple[Return, Finding]], last: Sequence[Return]) -> Iterator[Return]:
    """Versions of which none was chosen, each with why. last: the newest return that counts, where one does."""
    for version, reason in versions:
        if last and version.arrival < last[0].arrival:
            yield replace(version, outcome=Outcome.SUPERSEDED, unit_code=unit_of_version(version))
        else:
            yield _set_aside(version, reason)


def unit_of_version(return_: Return) -> str:
    """The code of the unit whose form it is, as it says itself."""
    return return_.form.form_id.unit


def _split_copies(
    versions: Iterable[Return], last: Sequence[Return]
) -> tuple[list[tuple[Return, Return]], list[Return]]:
    """Those that say what one before says, each with that one; and the others. last: what came before them all."""
    copies: list[tuple[Return, Return]] = []
    different: list[Return] = []
    for version in versions:
        original = next((earlier for earlier in (*last, *different) if _is_same(earlier, version)), None)
        if original:
            copies.append((version, original))
        else:
            different.append(version)
    return copies, different


def _originals_of(hashes: AbstractSet[str], originals: Mapping[str, Return]) -> list[Return]:
    """To choose a copy is to choose what it says."""
    return [originals[file_hash] for file_hash in hashes & originals.keys()]


def _excluded(versions: Sequence[Return], choices: VersionChoices) -> list[Return]:
    """Those that the clerk excluded, and those that say the same and that she did not choose."""
    named = [version for version in versions if short_hash(version.digest) in choices.excluded]
    return [
        version
        for version in versions
        if short_hash(version.digest) not in choices.chosen and any(_is_same(version, other) for other in named)
    ]


def _single_version(different: Sequence[Return], chosen: Sequence[Return]) -> Return | None:
    """The one that was chosen, else the only one there is."""
    candidates = [version for version in different if _is_among(version, chosen)] or different
    return candidates[0] if len(candidates) == 1 else None


def _is_among(version: Return, versions: Iterable[Return]) -> bool:
    """Whether a version is one of these, itself: another may say the same."""
    return any(version is other for other in versions)


def _is_same(left: Return, right: Return) -> bool:
    if left.digest == right.digest:
        return True
    has_as_many_findings = is_joined(left) or is_joined(right) or len(left.findings) == len(right.findings)
    return has_as_many_findings and left.form.answers() == right.form.answers()


def is_joined(return_: Return) -> bool:
    """Whether its sheets came in several files."""
    return any(finding.code == JOINED_CODE for finding in return_.findings)


def _joined_files(return_: Return) -> list[str]:
    """The other files of a return whose sheets came in several."""
    notes = (finding for finding in return_.findings if finding.code == JOINED_CODE)
    return [file for note in notes for file in cast("list[str]", note.facts["others"])]


def _set_copy_aside(copy: Return, original: Return) -> Return:
    """One that says what another one says; a part of it has given its answers away and keeps what its file shows."""
    if is_joined(copy):
        own = (finding for finding in copy.findings if finding.place.file == copy.form.file)
        return replace(refuse(copy, *own), unit_code=unit_of_version(copy), submission=None)
    return _set_aside(copy, _version_finding("same-again", copy, original))


def _version_finding(code: str, version: Return, other: Return | None = None) -> Finding:
    """What is said of a version that does not count. other: the one that counts instead of it, or may."""
    return Finding(code, Place(version.file), {"other": (other or version).file})


def _set_aside(version: Return, reason: Finding) -> Return:
    """A version that does not count, with the reason; it gets no correction copy."""
    findings = (replace(finding, facts={**finding.facts, "no_copy": True}) for finding in version.findings)
    return replace(refuse(version, reason, *findings), unit_code=unit_of_version(version))


def _settled(version: Return, counting: Return, severity_of: SeverityLookup) -> Return:
    """Without what would have to be mended, where nobody has to mend it any more; a part of what counts counts too."""
    if not version.findings or version.findings[0].code not in _SETTLED:
        return version
    notes = tuple(finding for finding in version.findings if severity_of(finding) is Severity.NOTE)
    is_counted = version.file in _joined_files(counting) and is_joined(version)
    return replace(version, findings=notes, outcome=Outcome.ACCEPTED_WITH_NOTES if is_counted else version.outcome)

"""Why a later return of a unit does not take the earlier one's place at once, but waits for the clerk's decision."""

from collections.abc import Callable, Mapping, Sequence

from duban.messages.finding import Finding, Place, Severity
from duban.model.answer_changes import is_blank, reporter_of
from duban.model.return_ import Return
from duban.model.submission import Record
from duban.model.unit_names import UnitNames
from duban.value_object import ValueObject

SeverityLookup = Callable[[Finding], Severity]
_MAX_LISTED_PLACES = 5


class Doubts(ValueObject):
    """What gives cause to doubt one version of a unit's form, as far as the other returns of the period tell.

    Attributes:
        unit_names: of all that there are.
        returns: of all units, in any order.
        severity_of: how bad a finding is.
    """

    unit_names: UnitNames
    returns: tuple[Return, ...]
    severity_of: SeverityLookup

    def find_doubt(self, version: Return, counting: Sequence[Return], former: Return | None) -> Finding | None:
        """Look for the first cause to doubt a version: its name, then old content, then answers that it leaves out.

        Args:
            version: any, with the day on which it came.
            counting: the returns of its unit that counted in their turn till now, the last of which counts.
            former: an earlier one that says the same and has been replaced since; None for none.

        Returns:
            The finding for which it waits; None where it counts at once.
        """
        last = next(reversed(counting), None)
        doubt = self._find_other_unit(version, last)
        if doubt or last is None:
            return doubt
        if former:
            return Finding("old-content", Place(version.file), {"former": former.file, "other": last.file})
        return self._find_left_out_answers(version, counting)

    def _find_left_out_answers(self, version: Return, counting: Sequence[Return]) -> Finding | None:
        """The finding of a version that is blank in rows whose earlier answers count; None where it leaves none out."""
        answered = self._counted_rows(counting)
        blocked = blocked_rows(version, self.severity_of)
        blank = (key for key, record in version.form.records.items() if key not in blocked and is_blank(record))
        places = [_first_place(answered[key]) for key in blank if key in answered and not is_blank(answered[key])]
        if not places:
            return None
        facts = {"count": len(places), "places": places[:_MAX_LISTED_PLACES], "other": counting[-1].file}
        return Finding("answers-left-out", Place(version.file), facts)

    def _counted_rows(self, counting: Sequence[Return]) -> Mapping[str, Record]:
        """Row key → its newest answer that was not to be corrected first."""
        rows: dict[str, Record] = {}
        for counted in counting:
            blocked = blocked_rows(counted, self.severity_of)
            rows |= {key: record for key, record in counted.form.records.items() if key not in blocked}
        return rows

    def _find_other_unit(self, version: Return, last: Return | None) -> Finding | None:
        """The finding of a file that by its name, or by who filled it in, is another unit's than by its form code.

        None where neither names another unit. Who filled it in is only looked at where it changed since the last one.
        """
        signs = [("file", version.first_name, self.unit_names.codes_in(version.first_name))]
        if last:
            reporter = _new_reporter(version, last)
            named = self.unit_names.codes_in(reporter) or self._units_of_reporter(version, reporter)
            signs.append(("reporter", reporter, named))
        for where, words, named in signs:
            if named and version.form.form_id.unit not in named:
                names = [unit.name for unit in self.unit_names.units if unit.code in named]
                facts = {"where": where, "words": words, "named": names, "other": last.file if last else ""}
                return Finding("names-another", Place(version.file), facts)
        return None

    def _units_of_reporter(self, version: Return, reporter: str) -> set[str]:
        """The units whose returns somebody of this name filled in: earlier, or another unit's together with it."""
        return {
            return_.form.form_id.unit
            for return_ in self.returns
            if reporter and reporter_of(return_.form) == reporter and _can_tell_reporter(return_, version)
        }


def _can_tell_reporter(return_: Return, version: Return) -> bool:
    """Whether a return came before a version, or together with it from another unit."""
    is_of_same_unit = return_.form.form_id.unit == version.form.form_id.unit
    return return_.arrival < version.arrival or (return_.arrival == version.arrival and not is_of_same_unit)


def _new_reporter(version: Return, last: Return) -> str:
    """Who filled in a version; empty where he filled in the last one too."""
    reporter = reporter_of(version.form)
    return "" if reporter == reporter_of(last.form) else reporter


def blocked_rows(version: Return, severity_of: SeverityLookup) -> frozenset[str]:
    """Rows that cannot count: damaged, or with something that must be corrected."""
    wrong = {finding.row for finding in version.findings if severity_of(finding) is Severity.MUST}
    return version.form.damaged_rows | (wrong & version.form.records.keys())


def _first_place(record: Record) -> str:
    """Where the first answer of a row stands."""
    place = next(answer.place for answer in record.filled.values() if answer.displayed is not None)
    return f"{place.sheet}!{place.cell}"

"""What becomes of a file as it comes in: one table says what is ignored, and only returns of the period go on."""

from datetime import date

import pytest

from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.return_ import Outcome, Return
from duban.model.snapshot import FormSeries
from duban.model.submission import Submission
from duban.review.arrivals import assign_scan, refuse, refuse_arrival
from duban.value_object import replace
from tests import returns

JUNE_20 = date(2022, 6, 20)
LAYOUT = returns.snapshot().layout
SERIES = FormSeries(LAYOUT, returns.snapshot().cycle, returns.all_periods())
UNITS = {unit.code: unit for unit in returns.snapshot().directory.units}
CODE = next(iter(UNITS))


def form(kind: str = LAYOUT.code, period: str = "2022-06") -> Return:
    form_id = FormId("DB2022", period, kind, CODE, "ABCDEF")
    submission = Submission(form_id, "甲.xlsx", "0" * 64, {}, {})
    return Return("甲.xlsx", "0" * 64, unit_code=CODE, submission=submission)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("junk", Outcome.IGNORED),
        ("unpacked", Outcome.IGNORED),  # what is inside counts for itself
        ("our-own", Outcome.IGNORED),
        ("encrypted", Outcome.REJECTED),  # somebody has to send it again
        ("no-seal", Outcome.REJECTED),
        ("archive-too-deep", Outcome.REJECTED),
    ],
)
def test_the_reason_decides_between_ignored_and_rejected(code: str, outcome: Outcome) -> None:
    repair = Finding("repaired", Place("甲.xlsx"))
    refused = refuse(form(), Finding(code, Place("甲.xlsx")), repair)
    assert (refused.outcome, [finding.code for finding in refused.findings]) == (outcome, [code, "repaired"])


@pytest.mark.parametrize(
    ("return_", "first_received_on", "code"),
    [
        (form(), JUNE_20, None),
        (form(), date(2022, 6, 19), None),  # handed in again
        (form(), date(2022, 6, 21), "received-later"),  # a report of an earlier day knows nothing of it
        (form(period="2022-07"), JUNE_20, "other-period"),
        (form(kind="XX"), JUNE_20, "other-form"),
        (replace(form(), submission=None), JUNE_20, None),  # it was refused when it was read
    ],
)
def test_only_returns_of_the_kind_and_the_period_go_on(
    return_: Return, first_received_on: date, code: str | None
) -> None:
    arrived = refuse_arrival(return_, SERIES, SERIES.periods[0], JUNE_20, first_received_on)
    if code is None:
        assert arrived is return_
    else:
        assert [finding.code for finding in arrived.findings] == [code]


@pytest.mark.parametrize(("compiled", "advice"), [(0, "到那一期再报"), (2, "补报往期")])
def test_the_advice_for_another_periods_form_knows_which_came_first(compiled: int, advice: str) -> None:
    """July's form among June's returns, and among August's."""
    arrived = refuse_arrival(form(period="2022-07"), SERIES, SERIES.periods[compiled], JUNE_20, JUNE_20)
    message = returns.workspace().messages.message(arrived.findings[0])
    assert [words in message.all_hints for words in ("到那一期再报", "补报往期")] == [
        words == advice for words in ("到那一期再报", "补报往期")
    ]


@pytest.mark.parametrize(
    ("guessed", "decided", "unit_code", "code"),
    [
        (CODE, None, CODE, "scan-offered"),
        ("", None, "", "scan-unassigned"),
        ("", CODE, CODE, "scan-offered"),  # the clerk's decision
        (CODE, "", "", "scan-refused"),  # it is nobody's, she says
        (CODE, "XX", "XX", "scan-unassigned"),  # a unit that does not report
    ],
)
def test_a_scan_goes_by_the_clerks_word_before_its_name(
    guessed: str, decided: str | None, unit_code: str, code: str
) -> None:
    scan = assign_scan(Return("甲.pdf", "0" * 64), guessed, decided, UNITS)
    assert (scan.unit_code, [finding.code for finding in scan.findings]) == (unit_code, [code])

"""What is new is counted against the last report: as it was on its own last day, and not as it is known today."""

from collections.abc import Mapping
from datetime import date

import pytest

from duban.messages.finding import Place
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.snapshot import FormSeries, Issuer
from duban.model.status import Status
from duban.model.submission import AnswerCell, Record, Submission
from duban.review.history import RelatedReviews, SeriesReview
from tests import returns

MEANINGS = {"已按期完成": "done", "有困难": "trouble", "不能按期完成": "will-miss"}
JUNE, JULY, AUGUST = "2022-06", "2022-07", "2022-08"
DONE, MISSED = "已按期完成", "不能按期完成"


def sent(period: str, received: date, states: Mapping[str, str]) -> Return:
    """A return of 督导室 that says nothing but how milestones stand."""
    snapshot = returns.snapshot(period)
    form_id = FormId("MJ2022", period, snapshot.layout.code, "DDS", "ABCDEF")
    file = f"{period} {received}.xlsx"
    records = {
        key: Record(
            key,
            {"state": AnswerCell(state, state, Place(file, "节点确认", "F4"), MEANINGS[state])},
            period,
            received,
        )
        for key, state in states.items()
    }
    return Return(file, file, received, 1, submission=Submission(form_id, file, file, {}, records))


def status(period: str, as_of: date, *sent_returns: Return) -> Status:
    loaded, workspace, snapshot = returns.office(), returns.workspace(), returns.snapshot(period)
    series = FormSeries(snapshot.layout, snapshot.cycle, returns.all_periods())
    by_period: dict[str, list[Return]] = {}
    for return_ in sent_returns:
        by_period.setdefault(return_.form.form_id.period, []).append(return_)
    issuer = Issuer(loaded.plan, loaded.directory, workspace.config, (series,))
    review = SeriesReview(issuer, series, by_period, as_of, workspace.messages, lambda return_, *_: return_)
    return RelatedReviews(review, ()).status(snapshot.period, workspace.light_rules, ())


def new_red(found: Status) -> list[str]:
    """Milestones that are red and were not in the last report."""
    return [
        milestone.row.key
        for milestone in found.milestones
        if milestone.verdict.light == "red" and milestone.previous_light != "red"
    ]


@pytest.mark.parametrize(
    ("received", "new"),
    [
        (date(2022, 7, 18), []),  # in time
        (date(2022, 7, 21), []),  # the day after it was due is the day of its report
        (date(2022, 7, 25), []),  # a second report was made of it: that was the last one
        (date(2022, 8, 19), ["2@0630"]),  # together with August's return: no report of July ever showed it
    ],
)
def test_a_light_is_new_where_no_report_of_the_last_period_showed_it(received: date, new: list[str]) -> None:
    """In July 督导室 says that what was due in June is not done, and says so again in August."""
    july = sent(JULY, received, {"2@0531": DONE, "2@0630": MISSED})
    august = sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": MISSED})
    assert new_red(status(AUGUST, date(2022, 8, 22), july, august)) == new


def test_three_periods_by_hand() -> None:
    """June: what was due in May is not done. July: that is red, and now June's too. August: May's is done at last."""
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED})
    july = sent(JULY, date(2022, 7, 20), {"2@0531": MISSED, "2@0630": MISSED})
    august = sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": MISSED})
    every = (june, july, august)
    assert new_red(status(JULY, date(2022, 7, 21), *every)) == ["2@0531", "2@0630"]
    assert new_red(status(AUGUST, date(2022, 8, 22), *every)) == []


def test_what_is_compiled_before_the_last_report_was_due_knows_no_day_to_come() -> None:
    """Of July on 1 July: the last report is June's as it is that day."""
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED})
    found = status(JULY, date(2022, 7, 1), june)
    assert all(milestone.previous_light for milestone in found.milestones)

"""What is new is counted against the last report: as it was on its own last day, and not as it is known today."""

from collections.abc import Mapping
from datetime import date

import pytest

from duban.messages.finding import Place
from duban.model.form_id import FormId
from duban.model.plan import Plan
from duban.model.return_ import Return
from duban.model.snapshot import FormSeries, Issuer
from duban.model.status import FilingStatus, Status
from duban.model.submission import AnswerCell, History, Record, Submission
from duban.review.history import RelatedReviews, SeriesReview
from duban.value_object import replace
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
            {"state": AnswerCell(state, state, Place(file, "节点确认", "G4"), MEANINGS[state])},
            period,
            received,
        )
        for key, state in states.items()
    }
    return Return(file, file, received, 1, submission=Submission(form_id, file, file, {}, records))


def review(period: str, as_of: date, *sent_returns: Return, plan: Plan | None = None) -> SeriesReview:
    """What these returns come to on a day, with nothing asked about them; the small office's own plan by default."""
    loaded, workspace, snapshot = returns.office(), returns.workspace(), returns.snapshot(period)
    series = FormSeries(snapshot.layout, snapshot.cycle, returns.all_periods())
    by_period: dict[str, list[Return]] = {}
    for return_ in sent_returns:
        by_period.setdefault(return_.form.form_id.period, []).append(return_)
    issuer = Issuer(plan or loaded.plan, loaded.directory, workspace.config, (series,))
    return SeriesReview(issuer, series, by_period, as_of, workspace.messages, lambda return_, *_: return_)


def status(
    period: str,
    as_of: date,
    *sent_returns: Return,
    plan: Plan | None = None,
    days: Mapping[str, date] | None = None,
) -> Status:
    """days: of the last report of each earlier period, so far as 日志 knows them."""
    own = review(period, as_of, *sent_returns, plan=plan)
    reviews = RelatedReviews(own, (), days or {}, lambda _day: own.issuer)
    return reviews.status(returns.snapshot(period).period, returns.workspace().light_rules, ())


def new_red(found: Status) -> list[str]:
    """Milestones that are red and were not in the last report."""
    return [
        milestone.row.key
        for milestone in found.milestones
        if milestone.verdict.light == "red" and milestone.light_history.last != "red"
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


def test_the_first_return_of_a_period_ends_the_last_one() -> None:
    """July's return came together with August's first one; that another came in August later changes nothing."""
    states = {"2@0531": DONE, "2@0630": MISSED}
    july = sent(JULY, date(2022, 8, 19), states)
    august = [sent(AUGUST, date(2022, 8, day), states) for day in (19, 22)]
    assert new_red(status(AUGUST, date(2022, 8, 22), july, *august)) == ["2@0630"]


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
    assert all(milestone.light_history.last for milestone in found.milestones)
    assert all(task.light_history.last for task in found.tasks)


def test_a_second_return_of_a_period_is_asked_about_with_what_the_first_one_explained() -> None:
    """What its unit said earlier in the period is known beside what was accepted before it: nothing is asked again."""
    first = sent(JULY, date(2022, 7, 18), {"2@0531": MISSED})
    second = sent(JULY, date(2022, 7, 19), {"2@0531": DONE})
    asked: list[tuple[str, int, int]] = []

    def check_history(return_: Return, accepted: History, said: History) -> Return:
        asked.append((return_.file, len(accepted.records), len(said.records.get("2@0531", ()))))
        return return_

    snapshot = returns.snapshot(JULY)
    series = FormSeries(snapshot.layout, snapshot.cycle, returns.all_periods())
    issuer = Issuer(returns.office().plan, returns.office().directory, returns.workspace().config, (series,))
    by_period = {JULY: [second, first]}
    review = SeriesReview(issuer, series, by_period, date(2022, 7, 21), returns.workspace().messages, check_history)
    assert review.history.records["2@0531"][-1].meaning == "done"
    assert asked == [(first.file, 0, 0), (second.file, 0, 1)]


@pytest.mark.parametrize(("filed", "notes"), [(date(2022, 7, 18), 0), (date(2022, 7, 19), 1), (None, 0)])
def test_a_form_that_was_filled_in_after_it_came_is_noted(filed: date | None, notes: int) -> None:
    came = sent(JULY, date(2022, 7, 18), {"2@0531": DONE})
    cell = AnswerCell(filed, filed or "", Place(came.file, "进展情况表", "H3"))
    came = replace(came, submission=replace(came.form, heading={"reported_on": cell}))
    found = status(JULY, date(2022, 7, 21), came)
    codes = [finding.code for return_ in found.returns for finding in return_.findings]
    assert codes == ["filed-after-receipt"] * notes
    assert {unit.filing_status for unit in found.units if unit.unit.code == "DDS"} == {FilingStatus.FILED}


def test_the_last_report_is_of_the_day_after_its_returns_were_due() -> None:
    """On 21 June what is due on the 28th was due soon, and what is due on the 29th was not."""
    days = {"2@0630": date(2022, 6, 28), "1@0630": date(2022, 6, 29)}
    tasks = []
    for task in returns.office().plan.tasks:
        parts = [replace(part, due=days.get(part.key, part.due)) for part in task.milestones]
        tasks.append(replace(task, milestones=tuple(parts)))
    plan = replace(returns.office().plan, tasks=tuple(tasks))
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED})
    found = status(JULY, date(2022, 7, 21), june, plan=plan)
    lights = {milestone.row.key: milestone.light_history.last for milestone in found.milestones}
    assert {key: lights[key] for key in days} == {"2@0630": "blue", "1@0630": "none"}


def test_a_first_report_has_none_before_it() -> None:
    found = status(JUNE, date(2022, 6, 21))
    assert {milestone.light_history.last for milestone in found.milestones} == {None}


def test_only_what_was_there_on_the_day_and_of_this_kind_is_a_return() -> None:
    july = returns.snapshot(JULY).period
    came = sent(JULY, date(2022, 7, 18), {"2@0531": DONE})
    other_kind = replace(came.form.form_id, kind="XX")
    foreign = replace(came, file="other.xlsx", submission=replace(came.form, form_id=other_kind))
    for day, files in ((17, []), (18, [came.file])):
        own = review(JULY, date(2022, 7, day), came, foreign)
        assert [return_.file for return_ in own.received(july)] == files
        assert own.history.records.keys() == ({"2@0531"} if files else set())
        assert own.shown_history.records.keys() == ({"2@0531"} if files else set())


def test_what_other_kinds_may_look_at_ends_with_the_last_period() -> None:
    own = review(JULY, date(2022, 12, 31), sent("2022-12", date(2022, 12, 20), {"2@0531": DONE}))
    records = own.history.records.keys(), own.shown_history.records.keys()
    assert [set(keys) for keys in records] == [{"2@0531"}, {"2@0531"}]


def test_returns_of_other_kinds_stand_for_no_unit() -> None:
    """Neither filed nor owing in the kind that is compiled; one that is asked in other periods has none in this."""
    own = review(JULY, date(2022, 7, 21), sent(JULY, date(2022, 7, 18), {"2@0531": DONE}))
    reviews = RelatedReviews(own, (own,), {}, lambda _day: own.issuer)
    assert [(return_.unit_code, return_.outcome) for return_ in reviews.related_returns(JULY)] == [("", "accepted")]
    assert list(reviews.related_returns("2022-Q3")) == []

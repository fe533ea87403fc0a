"""A later return counts at once, but one that may be another's, old, or only a part waits for the clerk's decision."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.model.decision import VersionChoices
from duban.model.return_ import Return
from duban.model.role import Role
from duban.model.submission import Submission
from duban.review.versions import ChosenVersions, choose_versions
from duban.text.hashes import short_hash
from duban.value_object import replace
from tests.returns import BEFORE_ISSUE, JUNE, SEPTEMBER, InputKey, filled_form_except, office, parse_return, severity_of
from tests.test_versions import MONDAY, TUESDAY, _of_another_unit, accepted_answer, outcomes, reasons

FIRST: dict[InputKey, object] = {(SEPTEMBER, "节点情况"): "能按期完成"}
BAD_NEWS: dict[InputKey, object] = {
    (JUNE, "节点情况"): "不能按期完成",
    (JUNE, "预计完成日期"): date(2022, 12, 1),
    (JUNE, "原因"): "经费没有落实",
    (SEPTEMBER, "节点情况"): "有困难",
    (SEPTEMBER, "预计完成日期"): date(2022, 12, 1),
    (SEPTEMBER, "原因"): "缺人",
    ("2", "进展情况"): "停了",
}
LEFT_OUT: dict[InputKey, object] = {(SEPTEMBER, "节点情况"): None, ("2", "进展情况"): "方案已印发"}


def came(
    name: str, changes: Mapping[InputKey, object] = FIRST, day: date = MONDAY, run: int = 1, as_file: str = ""
) -> Return:
    """督导室's form, filled in but for some cells; as_file: what the file was called."""
    read = parse_return(filled_form_except(FIRST | dict(changes)))
    digest = f"{name:>016}"
    return Return(
        name, digest, day, run, findings=read.findings, submission=read.submission, first_name=as_file or f"{name}.xlsx"
    )


def result_of(*returns: Return, chosen: tuple[Return, ...] = ()) -> ChosenVersions:
    choices = VersionChoices(frozenset(short_hash(return_.digest) for return_ in chosen))
    return choose_versions(returns, severity_of, choices=choices, units=office().directory.units)


def test_bad_news_counts_at_once_and_says_whose_place_it_took() -> None:
    """Everything is worse than it was three runs ago: it is the unit's word."""
    result = result_of(came("先"), came("后", BAD_NEWS, TUESDAY))
    assert outcomes(result)["先"] == "superseded"
    assert reasons(result).get("后", ("",))[0] not in {"names-another", "old-content", "answers-left-out"}
    assert accepted_answer(result, JUNE, "state") == "不能按期完成"
    assert {return_.file: return_.replaces for return_ in result.returns} == {"先": "", "后": "先"}


def test_a_cell_that_is_cleared_beside_other_answers_is_a_correction() -> None:
    trouble: dict[InputKey, object] = {
        (SEPTEMBER, "节点情况"): "有困难",
        (SEPTEMBER, "预计完成日期"): date(2022, 12, 1),
        (SEPTEMBER, "原因"): "缺人",
    }
    solved: dict[InputKey, object] = {(SEPTEMBER, "节点情况"): "能按期完成", (SEPTEMBER, "预计完成日期"): None}
    assert outcomes(result_of(came("先", trouble), came("后", solved, TUESDAY)))["后"] == "accepted"


def test_answers_are_not_erased_by_leaving_them_out() -> None:
    later = came("后", LEFT_OUT, TUESDAY)
    waiting = result_of(came("先"), later)
    assert outcomes(waiting) == {"先": "accepted", "后": "rejected"}
    code, facts = reasons(waiting)["后"]
    assert (code, facts["count"], facts["other"]) == ("answers-left-out", 1, "先")
    assert accepted_answer(waiting, SEPTEMBER, "state") == "能按期完成"
    meant = result_of(came("先"), later, chosen=(later,))
    assert outcomes(meant) == {"先": "superseded", "后": "accepted"}
    assert accepted_answer(meant, SEPTEMBER, "state") is None


def test_a_row_that_must_be_filled_in_erases_nothing_and_is_no_cause_to_wait() -> None:
    """A due milestone left blank is a must: the earlier answer stands, and all other rows count."""
    blank: dict[InputKey, object] = {(BEFORE_ISSUE, "节点情况"): None, ("2", "进展情况"): "方案已印发"}
    result = result_of(came("先"), came("后", blank, TUESDAY))
    assert outcomes(result) == {"先": "superseded", "后": "to-be-corrected"}
    assert accepted_answer(result, BEFORE_ISSUE, "state") == "已按期完成"


def test_what_never_counted_is_not_erased() -> None:
    """A row that had to be corrected is left blank: that is the correction."""
    wrong: dict[InputKey, object] = {(SEPTEMBER, "节点情况"): "也许"}
    assert outcomes(result_of(came("先", wrong), came("后", LEFT_OUT, TUESDAY)))["后"] == "accepted"
    result = result_of(came("先"), came("后", wrong, TUESDAY), came("又", LEFT_OUT, TUESDAY, 2))
    assert reasons(result)["又"][0] == "answers-left-out"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("基财股-补充材料.xlsx", "names-another"),
        ("基财股转督导室.xlsx", ""),  # its own name stands there too
        ("督导组（最终）.xlsx", ""),  # its other name
        ("新建工作簿.xlsx", ""),  # nobody's
    ],
)
def test_a_later_file_that_bears_another_units_name_waits(file: str, code: str) -> None:
    result = result_of(came("先"), came("后", BAD_NEWS, TUESDAY, as_file=file))
    found = reasons(result).get("后", ("", {}))
    assert (found[0] if found[0] == "names-another" else "") == code
    assert outcomes(result)["先"] == ("accepted" if code else "superseded")
    if code:
        assert (found[1]["named"], found[1]["other"]) == (["基财股"], "先")


@pytest.mark.parametrize(
    ("before", "now", "waits"),
    [
        ("张三", "李四", True),  # who filled in the form of 基财股
        ("李四", "李四", False),  # he always does both
        ("张三", "王五", False),  # nobody knows him
        ("张三", "基财股赵六", True),
    ],
)
def test_a_later_file_that_another_units_reporter_filled_in_waits(before: str, now: str, *, waits: bool) -> None:
    theirs = Return("他", "7" * 16, MONDAY, 1, submission=_filled_in_by(_of_another_unit().submission, "李四"))
    later = came("后", {**BAD_NEWS, ("", "填报人"): now}, TUESDAY)
    result = result_of(theirs, came("先", {("", "填报人"): before}), later)
    assert (outcomes(result)["先"] == "accepted") == waits
    assert (reasons(result).get("后", ("",))[0] == "names-another") == waits


def _filled_in_by(submission: Submission, name: str) -> Submission:
    heading = submission.heading
    column = submission.heading_column_by_role[Role.REPORTER]
    return replace(submission, heading={**heading, column: heading[column]._replace(value=name)})


def test_in_one_batch_another_units_file_blocks_nobody() -> None:
    """It waits, and the unit's own counts; where nothing else came, there is nothing to wait beside."""
    own, others = came("甲"), came("乙", BAD_NEWS, as_file="基财股.xlsx")
    assert outcomes(result_of(own, others)) == {"甲": "accepted", "乙": "rejected"}
    assert outcomes(result_of(others))["乙"] != "rejected"


def test_what_waits_is_superseded_by_a_later_return_of_which_there_is_no_doubt() -> None:
    result = result_of(came("先"), came("后", LEFT_OUT, TUESDAY), came("又", BAD_NEWS, TUESDAY, 2))
    assert outcomes(result)["后"] == "superseded"
    assert {return_.file: return_.replaces for return_ in result.returns}["又"] == "先"


def test_beside_a_pinned_version_nothing_waits() -> None:
    pinned = came("先")
    hashes = frozenset({short_hash(pinned.digest)})
    choices = VersionChoices(hashes, pinned=hashes)
    later = came("后", LEFT_OUT, TUESDAY)
    result = choose_versions([pinned, later], severity_of, choices=choices, units=office().directory.units)
    assert reasons(result)["后"] == ("not-chosen", {"other": "先"})


KINDS: tuple[Mapping[InputKey, object], ...] = (FIRST, BAD_NEWS, LEFT_OUT)
BATCHES = st.lists(
    st.builds(
        came,
        st.uuids().map(lambda unique: unique.hex[:16]),
        st.sampled_from(KINDS),
        st.sampled_from([MONDAY, TUESDAY]),
        st.sampled_from([1, 2]),
        st.sampled_from(["", "基财股.xlsx"]),
    ),
    max_size=5,
)


@given(BATCHES, st.randoms(use_true_random=False))
def test_the_order_in_which_files_of_a_run_come_changes_no_verdict(returns: list[Return], chance: object) -> None:
    shuffled = list(returns)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    assert result_of(*shuffled) == result_of(*returns)

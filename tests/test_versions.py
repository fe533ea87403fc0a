"""Which of several returns counts: nothing is lost, nothing is guessed, and no order matters."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from duban.model.decision import VersionChoices
from duban.model.return_ import Outcome, Return
from duban.review.versions import ChosenVersions, choose_versions
from duban.text.hashes import SHORT_HASH_LENGTH
from duban.value_object import replace
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    InputKey,
    ParsedReturn,
    edited,
    filled_form,
    filled_form_except,
    parse_return,
    severity_of,
)

MONDAY, TUESDAY = date(2022, 6, 20), date(2022, 6, 21)

VERSIONS: dict[str, dict[InputKey, object]] = {
    "first": {},
    "second": {("2", "进展情况"): "方案已出台并培训"},
    "other": {("2", "进展情况"): "方案已印发"},
    "stateless": {("2", "进展情况"): "方案已出台并培训", (JUNE, "节点情况"): None},
    "noted": {("", "填报日期"): "6月18日"},
    "doubtful": {
        (SEPTEMBER, "节点情况"): "有困难",
        (SEPTEMBER, "预计完成日期"): date(2022, 6, 10),
        (SEPTEMBER, "原因"): "缺人",
    },
}
"""What 督导室 may send: the same form, filled in otherwise."""


@cache
def version(name: str) -> ParsedReturn:
    return parse_return(filled_form_except(VERSIONS[name]))


def arrival(
    name: str, day: date = MONDAY, run_number: int = 1, path: str = "", parsed: ParsedReturn | None = None
) -> Return:
    """A file that came in; its path is its version's name unless said otherwise, its bytes are its own."""
    read = parsed or version(name)
    return Return(
        path or f"{name}.xlsx", f"{name}{path}", day, run_number, findings=read.findings, submission=read.submission
    )


def chosen_versions(*arrivals: Return) -> ChosenVersions:
    return choose_versions(arrivals, severity_of)


def outcomes(result: ChosenVersions) -> dict[str, str]:
    return {return_.file: return_.outcome.value for return_ in result.returns}


def reasons(result: ChosenVersions) -> dict[str, tuple[str, Mapping[str, object]]]:
    """File → the first thing that is said of it, with its facts."""
    findings = {return_.file: return_.findings[:1] for return_ in result.returns}
    return {file: (finding.code, finding.facts) for file, first in findings.items() for finding in first}


def accepted_answer(result: ChosenVersions, row: str = "2", column: str = "progress") -> object:
    return result.accepted_records[row].answer(column) if row in result.accepted_records else None


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("first", Outcome.ACCEPTED),
        ("noted", Outcome.ACCEPTED_WITH_NOTES),  # a repair was made
        ("doubtful", Outcome.TO_BE_CORRECTED),  # to be explained
        ("stateless", Outcome.TO_BE_CORRECTED),
    ],
)
def test_a_return_ends_as_its_worst_finding_says(name: str, end: Outcome) -> None:
    (return_,) = chosen_versions(arrival(name)).returns
    assert (return_.outcome, return_.unit_code, return_.findings) == (end, "DDS", version(name).findings)


def test_a_later_return_supersedes_an_earlier_one() -> None:
    """On a later day, or in a later run of the same day."""
    for later in (arrival("second", TUESDAY), arrival("second", MONDAY, 2)):
        result = chosen_versions(arrival("first"), later)
        assert outcomes(result) == {"first.xlsx": "superseded", "second.xlsx": "accepted"}
        assert accepted_answer(result) == "方案已出台并培训"
        assert result.accepted_records["2"].received_on == later.received_on


def test_two_different_returns_first_seen_together_count_neither() -> None:
    """Which one is meant is for the office to say; each return names the other."""
    result = chosen_versions(arrival("first"), arrival("second"))
    assert outcomes(result) == {"first.xlsx": "rejected", "second.xlsx": "rejected"}
    assert {return_.file: return_.findings[0].facts["other"] for return_ in result.returns} == {
        "first.xlsx": "second.xlsx",
        "second.xlsx": "first.xlsx",
    }
    assert {return_.findings[0].code for return_ in result.returns} == {"versions-differ"}
    assert result.accepted_records == {}


def test_two_different_returns_together_replace_no_earlier_one_and_are_replaced_by_a_later_one() -> None:
    before = chosen_versions(arrival("first"), arrival("second", TUESDAY), arrival("other", TUESDAY))
    assert outcomes(before) == {"first.xlsx": "accepted", "second.xlsx": "rejected", "other.xlsx": "rejected"}
    assert accepted_answer(before) == "方案已出台"
    after = chosen_versions(arrival("second"), arrival("other"), arrival("first", TUESDAY))
    assert outcomes(after) == {"second.xlsx": "superseded", "other.xlsx": "superseded", "first.xlsx": "accepted"}
    assert not any(finding.code == "versions-differ" for return_ in after.returns for finding in return_.findings)
    assert accepted_answer(after) == "方案已出台"


def test_what_was_wrong_in_a_version_that_was_not_chosen_is_nobody_s_work() -> None:
    """Until one is chosen it is told with each of them; it speaks of no correction copy, since none is written."""
    both = [arrival("first"), arrival("stateless")]
    waiting = next(return_ for return_ in chosen_versions(*both).returns if return_.file == "stateless.xlsx")
    assert [finding.code for finding in waiting.findings[1:]] == [finding.code for finding in both[1].findings]
    assert all("no_copy" in finding.facts for finding in waiting.findings[1:])
    settled = choose_versions(both, severity_of, choices=VersionChoices(chosen("first")))
    codes = {return_.file: [finding.code for finding in return_.findings] for return_ in settled.returns}
    assert codes == {"first.xlsx": [], "stateless.xlsx": ["not-chosen"]}


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_return_that_says_the_same_again_is_counted_once(day: date) -> None:
    """Sent twice, saved again by another program: other bytes, the same answers."""
    result = chosen_versions(arrival("first"), arrival("first", day, path="first副本.xlsx"))
    assert outcomes(result) == {"first.xlsx": "accepted", "first副本.xlsx": "ignored"}
    again = next(return_ for return_ in result.returns if return_.outcome is Outcome.IGNORED)
    assert (again.findings[0].code, again.findings[0].facts["other"]) == ("same-again", "first.xlsx")


def test_of_three_returns_together_none_counts_although_two_say_the_same() -> None:
    result = chosen_versions(arrival("first"), arrival("first", path="copy.xlsx"), arrival("second"))
    assert sorted(outcomes(result).values()) == ["ignored", "rejected", "rejected"]
    assert result.accepted_records == {}


def test_a_superseded_version_that_is_sent_again_waits_until_it_is_chosen() -> None:
    """First, second, and then the first saved anew: nobody knows whether it is meant."""
    arrivals = [arrival("first"), arrival("second", TUESDAY), arrival("first", TUESDAY, 2, "again.xlsx")]
    result = chosen_versions(*arrivals)
    assert outcomes(result) == {"first.xlsx": "superseded", "second.xlsx": "accepted", "again.xlsx": "rejected"}
    assert reasons(result)["again.xlsx"] == ("old-content", {"former": "first.xlsx", "other": "second.xlsx"})
    meant = choose_versions(arrivals, severity_of, choices=VersionChoices(chosen("firstagain.xlsx")))
    assert outcomes(meant) == {"first.xlsx": "superseded", "second.xlsx": "superseded", "again.xlsx": "accepted"}
    assert accepted_answer(meant) == "方案已出台"


@pytest.mark.parametrize(("was", "now"), [("上旬", "下旬"), ("字" * 301, "句" * 301)])
def test_another_mistake_in_the_same_cell_is_another_return(was: str, now: str) -> None:
    """Neither can be read, but the newer one is what the unit must now be told about."""
    where = (BEFORE_ISSUE, "佐证材料") if len(was) > 10 else (BEFORE_ISSUE, "实际完成日期")
    state: dict[InputKey, object] = {(BEFORE_ISSUE, "节点情况"): "已逾期完成"}
    old, new = (parse_return(filled_form_except(state | {where: words})) for words in (was, now))
    result = chosen_versions(arrival("old", parsed=old), arrival("new", TUESDAY, parsed=new))
    assert outcomes(result) == {"old.xlsx": "superseded", "new.xlsx": "to-be-corrected"}


def test_returns_of_two_units_count_beside_each_other() -> None:
    ours, theirs = arrival("first"), arrival("theirs", parsed=_of_another_unit())
    result = chosen_versions(ours, theirs)
    assert outcomes(result) == {"first.xlsx": "accepted", "theirs.xlsx": "accepted"}
    assert set(result.accepted_records) == {*ours.form.records, *theirs.form.records}


@cache
def _of_another_unit() -> ParsedReturn:
    from tests.returns import blank_form  # noqa: PLC0415 — for this test alone

    drawn = """
        | 节点   | 进展情况 | 节点情况   |
        | 1      | 已招标   |            |
        | 1@0331 |          | 已按期完成 |
        | 1@0630 |          | 能按期完成 |
    """
    parsed = parse_return(filled_form(drawn, data=blank_form(name="基财股"), complete=False))
    assert parsed.finding_lines == []
    return parsed


# ---- rows that must be corrected ----


def test_a_row_with_a_must_finding_keeps_its_last_accepted_answer_and_the_other_rows_count() -> None:
    """The second return forgot June's milestone: its progress counts, the milestone keeps what was said first."""
    result = chosen_versions(arrival("first"), arrival("stateless", TUESDAY))
    assert accepted_answer(result) == "方案已出台并培训"
    assert accepted_answer(result, JUNE, "state") == "能按期完成"
    assert result.accepted_records[JUNE].received_on == MONDAY
    assert result.records_to_correct.keys() == {JUNE}


def test_a_row_with_a_must_finding_and_no_earlier_answer_has_none() -> None:
    result = chosen_versions(arrival("stateless"))
    assert JUNE not in result.accepted_records
    assert result.records_to_correct.keys() == {JUNE}
    assert BEFORE_ISSUE in result.accepted_records


def test_a_corrected_row_counts_again() -> None:
    result = chosen_versions(arrival("stateless"), arrival("second", TUESDAY))
    assert accepted_answer(result, JUNE, "state") == "能按期完成"
    assert result.records_to_correct == {}


def test_a_row_to_be_explained_counts() -> None:
    result = chosen_versions(arrival("doubtful"))
    assert accepted_answer(result, SEPTEMBER, "state") == "有困难"
    assert result.records_to_correct == {}


def _delete_row(book: Workbook) -> None:
    book[MILESTONE_SHEET].delete_rows(5)


def _double_row(book: Workbook) -> None:
    for number, cell in enumerate(book[MILESTONE_SHEET][5], 1):
        book[MILESTONE_SHEET].cell(9, number).value = cell.value


def _lose_header(book: Workbook) -> None:
    book[MILESTONE_SHEET]["G3"].value = "情况"


def _lose_sheet(book: Workbook) -> None:
    del book[MILESTONE_SHEET]


def _lose_words(book: Workbook) -> None:
    book[TASK_SHEET]["F4"].value = "情况说明"


@pytest.mark.parametrize(
    ("damage", "row", "column", "was"),
    [
        (_delete_row, JUNE, "state", "能按期完成"),
        (_double_row, JUNE, "state", "能按期完成"),
        (_lose_header, JUNE, "state", "能按期完成"),  # every state is gone: none may read as taken back
        (_lose_header, BEFORE_ISSUE, "state", "已按期完成"),
        (_lose_sheet, JUNE, "state", "能按期完成"),
        (_lose_words, "2", "progress", "方案已出台"),
    ],
)
def test_a_damaged_table_takes_nothing_back_that_was_said_before(
    damage: object, row: str, column: str, was: str
) -> None:
    """A row, column or sheet that was lost is a must: the last accepted answers stand, marked as to be corrected."""
    assert callable(damage)
    parsed = parse_return(edited(filled_form_except(VERSIONS["second"]), damage))
    result = chosen_versions(arrival("first"), arrival("damaged", TUESDAY, parsed=parsed))
    assert outcomes(result)["damaged.xlsx"] == "to-be-corrected"
    assert accepted_answer(result, row, column) == was
    assert row in result.records_to_correct


def test_of_a_row_to_correct_the_sound_and_the_blank_cells_are_kept() -> None:
    """A day to be explained stays; the cell that must be filled in stays blank; a choice that is none is left out."""
    earlier_day = date(2022, 6, 10)
    parsed = parse_return(
        filled_form_except(
            {
                (SEPTEMBER, "节点情况"): "有困难",
                (SEPTEMBER, "预计完成日期"): earlier_day,
                (SEPTEMBER, "原因"): None,
                (JUNE, "节点情况"): "差不多",
            }
        )
    )
    to_correct = chosen_versions(arrival("faulty", parsed=parsed)).records_to_correct
    september = to_correct[SEPTEMBER].values
    assert [september[column].value for column in ("state", "expected", "reason")] == ["有困难", earlier_day, None]
    assert "state" not in to_correct[JUNE].values


# ---- orders ----

ARRIVALS = st.lists(
    st.builds(
        arrival,
        st.sampled_from(sorted(VERSIONS)),
        st.sampled_from([MONDAY, TUESDAY]),
        st.sampled_from([1, 2]),
        st.uuids().map(lambda unique: f"{unique}.xlsx"),
    ),
    max_size=6,
)


@given(ARRIVALS, st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_given_changes_nothing(arrivals: list[Return], chance: object) -> None:
    shuffled: list[Return] = list(arrivals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    assert choose_versions(shuffled, severity_of) == choose_versions(arrivals, severity_of)


@given(ARRIVALS)
def test_every_file_has_exactly_one_end(arrivals: list[Return]) -> None:
    """Nothing is lost, nothing told twice; at most one return of a unit counts in the end."""
    receipts = choose_versions(arrivals, severity_of).returns
    assert sorted(return_.file for return_ in receipts) == sorted(arrival.file for arrival in arrivals)
    counting = [
        return_
        for return_ in receipts
        if return_.outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_NOTES, Outcome.TO_BE_CORRECTED)
    ]
    assert len(counting) <= 1


@given(ARRIVALS)
def test_what_counts_came_from_a_return_that_was_not_refused(arrivals: list[Return]) -> None:
    result = choose_versions(arrivals, severity_of)
    refused = {Outcome.REJECTED, Outcome.IGNORED}
    used = [return_.submission for return_ in result.returns if return_.outcome not in refused and return_.submission]
    for key, record in result.accepted_records.items():
        assert record.values in _values(used, key)


def _values(submissions: Iterable[object], key: str) -> Sequence[object]:
    return [submission.records[key].values for submission in submissions]  # type: ignore[attr-defined]


# ---- 采用版本 ----


def chosen(*names: str) -> frozenset[str]:
    """The marks of some versions, as 办公室登记 names them."""
    return frozenset(name[:SHORT_HASH_LENGTH] for name in names)


def test_of_two_together_the_chosen_one_counts_and_the_other_says_which() -> None:
    result = choose_versions(
        [arrival("first"), arrival("second")], severity_of, choices=VersionChoices(chosen("second"))
    )
    assert outcomes(result) == {"first.xlsx": "rejected", "second.xlsx": "accepted"}
    told = next(return_.findings[0] for return_ in result.returns if return_.file == "first.xlsx")
    assert (told.code, told.facts["other"]) == ("not-chosen", "second.xlsx")
    assert accepted_answer(result) == "方案已出台并培训"


def test_what_is_chosen_on_each_of_two_days_counts_in_its_turn() -> None:
    arrivals = [arrival("first"), arrival("second"), arrival("other", TUESDAY), arrival("noted", TUESDAY)]
    result = choose_versions(arrivals, severity_of, choices=VersionChoices(chosen("first", "other")))
    assert outcomes(result)["other.xlsx"] == "accepted"
    assert accepted_answer(result) == "方案已印发"


def test_a_later_return_replaces_those_that_wait_though_one_counted_before_them() -> None:
    wednesday = date(2022, 6, 22)
    files = arrival("first"), arrival("second", TUESDAY), arrival("other", TUESDAY), arrival("noted", wednesday)
    assert outcomes(chosen_versions(*files)) == {
        "first.xlsx": "superseded",
        "second.xlsx": "superseded",
        "other.xlsx": "superseded",
        "noted.xlsx": "accepted-with-notes",
    }


@pytest.mark.parametrize("names", [(), ("first", "second"), ("elsewhere",)])
def test_to_choose_none_or_both_decides_nothing(names: Sequence[str]) -> None:
    """A choice that concerns other files decides nothing either."""
    arrivals = [arrival("first"), arrival("second")]
    assert choose_versions(arrivals, severity_of, choices=VersionChoices(chosen(*names))) == choose_versions(
        arrivals, severity_of
    )


def test_of_three_together_one_is_chosen() -> None:
    result = choose_versions(
        [arrival("first"), arrival("second"), arrival("other")], severity_of, choices=VersionChoices(chosen("other"))
    )
    assert outcomes(result) == {"first.xlsx": "rejected", "second.xlsx": "rejected", "other.xlsx": "accepted"}


def test_to_choose_a_copy_is_to_choose_what_it_says() -> None:
    """Of two that say the same the copy is left out; whoever chose it meant its words."""
    arrivals = [arrival("first"), arrival("first", path="z.xlsx"), arrival("second")]
    result = choose_versions(arrivals, severity_of, choices=VersionChoices(chosen("firstz.xlsx")))
    assert outcomes(result) == {"first.xlsx": "accepted", "z.xlsx": "ignored", "second.xlsx": "rejected"}


def test_a_choice_holds_when_the_files_are_offered_again_and_gives_way_to_what_comes_later() -> None:
    """The same files keep their first day; a new return supersedes, but not with the words of the refused one."""
    both = [arrival("first"), arrival("second")]
    again = choose_versions([*both, *both], severity_of, choices=VersionChoices(chosen("first")))
    assert accepted_answer(again) == "方案已出台"
    assert sorted({return_.outcome.value for return_ in again.returns}) == ["accepted", "ignored", "rejected"]
    first_chosen = VersionChoices(chosen("first"))
    later = choose_versions([*both, arrival("other", TUESDAY)], severity_of, choices=first_chosen)
    assert outcomes(later) == {"first.xlsx": "superseded", "second.xlsx": "rejected", "other.xlsx": "accepted"}
    again = choose_versions([*both, arrival("second", TUESDAY, path="2.xlsx")], severity_of, choices=first_chosen)
    assert outcomes(again) == {"first.xlsx": "accepted", "second.xlsx": "rejected", "2.xlsx": "rejected"}
    assert reasons(again)["2.xlsx"][0] == "old-content"


def test_a_choice_among_later_ones_leaves_alone_what_came_before() -> None:
    result = choose_versions(
        [arrival("first"), arrival("second", TUESDAY), arrival("other", TUESDAY)],
        severity_of,
        choices=VersionChoices(chosen("second")),
    )
    assert outcomes(result) == {"first.xlsx": "superseded", "second.xlsx": "accepted", "other.xlsx": "rejected"}


@given(ARRIVALS, st.randoms(use_true_random=False))
def test_a_choice_holds_in_any_order(arrivals: list[Return], chance: object) -> None:
    picked = frozenset(each.digest[:SHORT_HASH_LENGTH] for each in arrivals[:2])
    shuffled: list[Return] = list(arrivals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    result = choose_versions(shuffled, severity_of, choices=VersionChoices(picked))
    assert result == choose_versions(arrivals, severity_of, choices=VersionChoices(picked))
    assert sorted(outcomes(result)) == sorted(each.file for each in arrivals)


COPY_OF_SECOND = arrival("second", TUESDAY, 2, "z.xlsx")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        # what the clerk excluded never counts, nor what says the same
        ({"excluded": ["second"]}, {"first": "accepted", "second": "rejected", "z": "rejected"}),
        ({"excluded": ["secondz.xlsx"]}, {"first": "accepted", "second": "rejected", "z": "rejected"}),
        ({"excluded": ["first"]}, {"first": "rejected", "second": "accepted", "z": "ignored"}),
        # unless she chose it all the same
        (
            {"excluded": ["second"], "chosen": ["secondz.xlsx"]},
            {"first": "superseded", "second": "rejected", "z": "accepted"},
        ),
        # what she pinned counts, whatever came later; of two nobody knows which she means
        ({"pinned": ["first"], "chosen": ["first"]}, {"first": "accepted", "second": "rejected", "z": "ignored"}),
        (
            {"pinned": ["first", "second"], "chosen": ["first", "second"]},
            {"first": "superseded", "second": "accepted", "z": "ignored"},
        ),
        # a copy is what it says
        ({"pinned": ["secondz.xlsx"]}, {"first": "superseded", "second": "accepted", "z": "ignored"}),
    ],
)
def test_what_the_clerk_excluded_or_pinned(choices: Mapping[str, list[str]], expected: Mapping[str, str]) -> None:
    arrivals = [arrival("first"), arrival("second", TUESDAY), COPY_OF_SECOND]
    decided = VersionChoices(**{name: chosen(*hashes) for name, hashes in choices.items()})
    result = choose_versions(arrivals, severity_of, choices=decided)
    assert outcomes(result) == {f"{name}.xlsx": outcome for name, outcome in expected.items()}


def test_what_does_not_count_names_the_one_that_does() -> None:
    arrivals = [arrival("first"), arrival("second", TUESDAY), arrival("other", TUESDAY, 2)]
    pinned = VersionChoices(chosen("second"), pinned=chosen("second"))
    reasons = {
        return_.file: [(finding.code, finding.facts.get("other")) for finding in return_.findings]
        for return_ in choose_versions(arrivals, severity_of, choices=pinned).returns
    }
    assert reasons == {"first.xlsx": [], "second.xlsx": [], "other.xlsx": [("not-chosen", "second.xlsx")]}


@pytest.mark.parametrize(
    ("asked_today", "words"),
    [("DDS", "方案已出台"), ("JCG", "方案已出台并培训")],
)
def test_of_two_units_that_answer_a_row_the_one_that_is_asked_today_counts(asked_today: str, words: str) -> None:
    """A task went from one to the other."""
    moved = version("second")
    form_id = replace(moved.submission.form_id, unit="JCG")
    moved = dataclasses.replace(moved, submission=replace(moved.submission, form_id=form_id))
    both = [arrival("first"), arrival("moved", parsed=moved)]
    result = choose_versions(both, severity_of, lambda _key: asked_today)
    assert accepted_answer(result) == words

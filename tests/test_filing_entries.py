"""报送: what the office says of returns is obeyed, and nothing of it is said without its word."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.messages.finding import InputError
from duban.model.filing_entry import ALL_UNITS, Approval, FilingEntry, Punctuality, entry_of_unit
from duban.register.contents import RegisterContents, RegisterRow, RegisterTable
from duban.register.parse_decisions import parse_register
from duban.register.parsed_register import ParsedRegister
from duban.register.typed_rows import Lookups
from duban.value_object import replace
from tests.clerk import PLAN, Clerk, CommandResult
from tests.returns import office, snapshot, workspace
from tests.test_register_decisions import ANSWERS, DUE, ISSUED, JUNE, add_row, answers_to, compiled, decide, hand_in

IN_TIME, LATE, AGREED = Punctuality.IN_TIME, Punctuality.LATE, Punctuality.LATE_AGREED
COUNTED, MONDAY, TUESDAY = date(2022, 6, 20), date(2022, 6, 20), date(2022, 6, 21)

# ---- the row of all units, and a unit's own ----


@pytest.mark.parametrize(
    ("own", "for_all", "first_received", "expected"),
    [
        (FilingEntry(), FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY), TUESDAY, IN_TIME),  # one tick for all
        (FilingEntry(punctuality=LATE), FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY), TUESDAY, LATE),
        (FilingEntry(), FilingEntry(punctuality=IN_TIME, seen_until=MONDAY), TUESDAY, None),  # seen after the tick
        (FilingEntry(), FilingEntry(punctuality=IN_TIME), TUESDAY, None),  # a tick without a day: up to the last one
        (FilingEntry(), FilingEntry(punctuality=IN_TIME), MONDAY, IN_TIME),
        (FilingEntry(), FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY), None, None),  # nothing came
        # its own later day speaks against it; who came late is not named by the tick
        (FilingEntry(received_on=TUESDAY), FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY), TUESDAY, None),
        (FilingEntry(received_on=MONDAY), FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY), TUESDAY, IN_TIME),
        (
            FilingEntry(received_on=TUESDAY, extended_to=TUESDAY),
            FilingEntry(punctuality=IN_TIME, seen_until=TUESDAY),
            TUESDAY,
            IN_TIME,
        ),
    ],
)
def test_one_tick_is_for_all_that_were_there_and_an_exception_wins(
    own: FilingEntry, for_all: FilingEntry, first_received: date | None, expected: Punctuality | None
) -> None:
    assert entry_of_unit(own, for_all, first_received, COUNTED).punctuality is expected


def test_an_extension_for_all_is_for_all_whether_anything_came() -> None:
    for_all = FilingEntry(extended_to=date(2022, 6, 24), is_sealed=True)
    assert entry_of_unit(FilingEntry(), for_all, None, COUNTED) == FilingEntry(extended_to=date(2022, 6, 24))
    own = entry_of_unit(FilingEntry(is_sealed=False), for_all, MONDAY, COUNTED)
    assert own == FilingEntry(extended_to=date(2022, 6, 24), is_sealed=False)


# ---- what she typed ----


def parsed(*rows: Mapping[str, object], asked: bool = False) -> ParsedRegister:
    """The rows of 报送 as she left them, from row 4 on."""
    cycle = replace(snapshot().cycle, asks_approval=asked)
    layout = workspace().register_layout.for_cycle(cycle)
    labels = {column.key: column.label for column in layout.columns_of("filings")}
    typed = tuple(RegisterRow(row, number) for number, row in enumerate(rows, 4))  # type: ignore[arg-type]
    contents = RegisterContents({"filings": RegisterTable("报送", labels, typed)}, file_name="r")
    lookups = Lookups(office().directory, lambda _code, _form: "", lambda _name: (), lambda: snapshot().assignment)
    return parse_register(contents, layout, lookups)


def test_an_entry_is_read_with_days_in_any_words() -> None:
    unit = {
        "unit": "督导组",
        "late": "经同意迟报",
        "received": "6月23日",
        "approval": "OA",
        "sealed": "否",
        "folder": 3.0,
    }
    for_all = {"unit": "全体", "first": date(2022, 6, 21), "until": date(2022, 6, 22), "late": "按时"}
    read = parsed(unit, for_all, {"unit": "基财股", "remark": "电话问过"}, asked=True)
    assert read.decisions.filings == {
        "DDS": FilingEntry(date(2022, 6, 23), AGREED, approval=Approval.OA, is_sealed=False, folder="3"),
        ALL_UNITS: FilingEntry(punctuality=IN_TIME, extended_to=date(2022, 6, 22), seen_until=date(2022, 6, 21)),
    }
    assert [(decision.subject, decision.part, decision.answer) for decision in read.decided] == [
        ("DDS", "late", "late-agreed"),
        ("DDS", "received", "2022-06-23"),
        ("DDS", "approval", "oa"),
        ("DDS", "sealed", "no"),
        ("DDS", "folder", "3"),
        (ALL_UNITS, "late", "in-time"),
        (ALL_UNITS, "until", "2022-06-22"),
    ]


@pytest.mark.parametrize(
    ("rows", "slips"),
    [
        ([{"unit": "宣传股", "late": "迟报"}], ["A4 register-unit"]),
        ([{"late": "迟报"}], ["A4 register-unit"]),
        ([{"unit": "督导室", "late": "晚了"}], ["E4 register-choice"]),
        ([{"unit": "督导室", "received": "前天"}], ["F4 register-day"]),
        ([{"unit": "督导室", "received": date(2022, 5, 2)}], ["F4 register-day-early"]),
        ([{"unit": "督导室", "until": date(2022, 6, 20)}], ["G4 register-until"]),  # the last day itself
        ([{"unit": "督导室", "late": "按时", "received": date(2022, 6, 21)}], ["E4 register-late"]),
        ([{"unit": "督导室", "late": "迟报", "received": date(2022, 6, 20)}], ["E4 register-late"]),
        (
            [{"unit": "督导室", "late": "迟报"}, {"unit": "督导组", "late": "按时"}, {"unit": "", "folder": "3"}],
            ["A5 register-unit-twice", "A6 register-unit"],
        ),
    ],
)
def test_a_slip_is_told_at_its_cell(rows: list[Mapping[str, object]], slips: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        parsed(*rows)
    assert sorted(f"{finding.place.cell} {finding.code}" for finding in raised.value.findings) == slips
    assert all(workspace().messages.message(finding).hint for finding in raised.value.findings)


def test_an_extension_of_all_moves_the_day_of_each() -> None:
    for_all = {"unit": "全体", "until": date(2022, 6, 24)}
    assert parsed(for_all, {"unit": "督导室", "late": "按时", "received": date(2022, 6, 24)}).decided
    with pytest.raises(InputError):
        parsed(for_all, {"unit": "督导室", "late": "按时", "received": date(2022, 6, 25)})


# ---- by the commands ----


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms went out; three units answered, and a compile saw them on the day after the last."""
    clerk = Clerk(tmp_path_factory.mktemp("filings") / "desk")
    clerk.build(JUNE, ISSUED)
    for unit in ("人事股", "基安股", "机关党委"):
        hand_in(clerk, unit)
    compiled(clerk)
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def table(clerk: Clerk) -> dict[str, dict[str, str]]:
    """报送情况 by unit and header."""
    book = load_workbook(next(clerk.reports_folder(JUNE).glob("*工作底稿*.xlsx")))
    lines = [[str(cell or "") for cell in line] for line in book["报送情况"].iter_rows(values_only=True)]
    start = next(number for number, line in enumerate(lines) if line[0] == "单位")
    return {line[0]: dict(zip(lines[start], line, strict=True)) for line in lines[start + 1 :]}


def filings(clerk: Clerk) -> dict[str, list[str]]:
    """Unit → whether it was in time, and how it stands, as 报送情况 says; units of which nothing came left out."""
    rows = table(clerk)
    return {unit: [row["是否按时"], row["报送状态"]] for unit, row in rows.items() if row["是否按时"] != "—"}


def first_page(clerk: Clerk) -> str:
    book = load_workbook(next(clerk.reports_folder(JUNE).glob("*汇总*.xlsx")))
    return next(str(row[0].value) for row in book["总览"].iter_rows() if "报送：" in str(row[0].value))


def status(clerk: Clerk, day: str) -> CommandResult:
    return clerk.run("duban", "status", "--period", JUNE, "--as-of", day)


def test_without_a_word_of_the_office_nobody_was_late_or_in_time(clerk: Clerk) -> None:
    assert {late for late, _ in filings(clerk).values()} == {"未登记"}
    assert "按时" not in first_page(clerk)
    assert "3份都是今天放入的，是否全部按时？（登记“报送”，“全体”一格）" in status(clerk, DUE).output


def test_one_tick_says_that_all_came_in_time_and_later_ones_are_asked_about(clerk: Clerk) -> None:
    decide(clerk, "报送", "全体", 是否迟报="按时")
    decide(clerk, "报送", "基安股", 是否迟报="迟报", 收到日期="2022-06-21")
    hand_in(clerk, "招考股")
    clerk.compile(JUNE, "2022-06-23")
    lateness = {unit: late for unit, (late, _) in filings(clerk).items()}
    assert lateness == {"人事股": "按时", "基安股": "迟报1天", "机关党委": "按时", "招考股": "未登记"}
    assert "首次报送按时2家，迟报1家：基安股，是否按时未登记1家" in first_page(clerk)
    assert "招考股的表是否按时，还没有登记" in status(clerk, "2022-06-23").output


def test_a_return_that_was_sent_back_keeps_its_first_day_and_what_was_said_of_it(clerk: Clerk) -> None:
    answers = dict(ANSWERS["招考股"])
    hand_in(clerk, "招考股")
    assert compiled(clerk).outcomes["招考股.xlsx"] == "to-be-corrected", "the demo's first return has a mistake"
    decide(clerk, "报送", "全体", 是否迟报="按时")
    rows = {**answers, "milestones": {}}
    clerk.hand_in(JUNE, "招考股", rows, "招考股（改）.xlsx", next(clerk.reports_folder(JUNE).glob("退回修改/*招考股*")))
    hand_in(clerk, "人事股", "人事股（补）.xlsx", by="另一人")
    clerk.compile(JUNE, "2022-06-24")
    found = filings(clerk)
    assert found["招考股"] == ["按时（退回后重报，按首次收到）", "已报（退回后重报）"]
    assert found["人事股"] == ["按时", "已报（更正后重报）"]


def test_until_the_granted_day_nothing_is_owed_and_nobody_is_chased(clerk: Clerk) -> None:
    decide(clerk, "报送", "卫健所", 报送延期至="2022-06-24")
    told = clerk.compile(JUNE, "2022-06-22")
    assert (told.json["totals"]["extended"], answers_to(told)) == (1, [])
    script = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "【卫健所】" not in script
    assert "【督导室】" in script  # who was granted nothing is chased
    said = status(clerk, "2022-06-22").output
    assert "卫健所：经同意延至6月24日（周五）报送" in said
    assert "差 卫健所" not in said
    assert "经同意延期报送1家：卫健所（延至6月24日）" in first_page(clerk)
    texts = clerk.run("duban", "status", "--period", JUNE, "--as-of", "2022-06-23", "--texts").output
    assert "【卫健所】" in texts
    assert "经同意延至2022年6月24日（周五）报送" in texts  # on the working day before
    assert "差 卫健所" in status(clerk, "2022-06-25").output


def test_what_is_said_of_a_return_that_never_came_is_answered(clerk: Clerk) -> None:
    decide(clerk, "报送", "卫健所", 是否迟报="迟报")
    assert [answer.partition("!")[2] for answer in answers_to(compiled(clerk))] == ["E14 register-no-effect"]


def test_a_day_after_the_report_is_refused(clerk: Clerk) -> None:
    decide(clerk, "报送", "人事股", 收到日期="2022-06-22")
    told = compiled(clerk)
    assert (told.exit, [error["code"] for error in told.json["errors"]]) == (2, ["register-day-future"])


def test_what_the_program_says_in_a_row_is_renewed_beside_her_word(clerk: Clerk) -> None:
    """In the row of all its day stays, once she ticked it: that is about what was there."""
    decide(clerk, "报送", "全体", 是否迟报="按时")
    decide(clerk, "报送", "教师发展中心", 备注="周四前报来")
    hand_in(clerk, "教师发展中心")
    clerk.compile(JUNE, "2022-06-23")
    rows = load_workbook(clerk.period_folder(JUNE) / "办公室登记.xlsx")["报送"].iter_rows(min_row=4, values_only=True)
    found = {str(row[0]): row for row in rows}
    assert [found["教师发展中心"][number] for number in (3, 10)] == ["已报", "周四前报来"]
    assert [str(found["教师发展中心"][1])[:10], str(found["全体"][1])[:10]] == ["2022-06-23", DUE]
    assert found["全体"][3:5] == ("10家应报，已收到4家（其中1家在“首次收到”所写日期之后，不在“全体”之内）", "按时")


def test_more_time_for_all_says_nothing_of_returns_and_the_tick_is_about_what_was_there_when_it_was_made(
    clerk: Clerk,
) -> None:
    decide(clerk, "报送", "全体", 报送延期至="2022-06-24")
    hand_in(clerk, "招考股")
    clerk.compile(JUNE, "2022-06-23")
    decide(clerk, "报送", "全体", 是否迟报="按时")
    hand_in(clerk, "教师发展中心")
    clerk.compile(JUNE, "2022-06-24")
    assert {unit: late for unit, (late, _) in filings(clerk).items()} == {
        **dict.fromkeys(("人事股", "基安股", "机关党委", "招考股"), "按时（经同意延至6月24日）"),
        "教师发展中心": "未登记（经同意延至6月24日）",
    }


def test_how_returns_were_approved_is_asked_only_where_the_plan_says_so(clerk: Clerk) -> None:
    """A register that lies there already gets the column at its end; no leader is said to have signed."""
    path = clerk.folder / "plans" / PLAN / "plan.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    审签:", "    审定: 是\n    审签:", 1), encoding="utf-8"
    )
    compiled(clerk)
    decide(clerk, "报送", "人事股", 审定情况="未见", 盖章="是", 纸质件夹号="6-1")
    decide(clerk, "报送", "基安股", 审定情况="纸质签字")
    assert answers_to(compiled(clerk)) == []
    said = status(clerk, DUE).output
    assert "未见审定签字：人事股；审定情况未登记：机关党委（“报送”）" in said
    assert [table(clerk)[unit]["签字和纸质件"] for unit in ("人事股", "基安股", "机关党委")] == [
        "未见审定；盖章；夹号6-1",
        "纸质签字",
        "审定情况未登记",
    ]


def test_what_status_asks_of_returns_is_handed_over_and_no_scan_of_what_the_office_saw_is_asked_for(
    clerk: Clerk,
) -> None:
    path = clerk.folder / "plans" / PLAN / "plan.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    审签:", "    审定: 是\n    审签:", 1), encoding="utf-8"
    )
    compiled(clerk)
    decide(clerk, "报送", "人事股", 是否迟报="按时", 审定情况="未见")
    decide(clerk, "报送", "基安股", 审定情况="纸质签字")
    (clerk.returns_folder(JUNE) / "机关党委.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    compiled(clerk)
    assert "未见签字件：人事股。" in status(clerk, DUE).output
    sheet = load_workbook(clerk.papers(JUNE))["交接单"]
    lines = [[str(cell) for cell in line if cell is not None] for line in sheet.iter_rows(values_only=True)]
    matters = {line[1]: line[2] for line in lines if len(line) == 3}
    assert matters["是否按时还没有登记的2家（办公室登记“报送”）"] == "基安股、机关党委"
    assert matters["审定情况没有登记或未见的2家（办公室登记“报送”）"] == "人事股、机关党委"


def test_an_older_register_gets_the_sheet_and_keeps_all_that_is_hers(clerk: Clerk) -> None:
    add_row(clerk, "代改", 文件="人事股.xlsx", 备注="再问")
    path = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(path)
    del book["报送"]
    book.save(path)
    compiled(clerk)
    book = load_workbook(path)
    assert "全体" in [cell.value for cell in book["报送"]["A"]]
    assert "再问" in [cell.value for row in book["代改"].iter_rows() for cell in row]


def test_a_day_of_receipt_before_the_day_of_filling_is_a_note_and_is_obeyed(clerk: Clerk) -> None:
    filled = str(ANSWERS["人事股"]["heading"]["reported_on"])
    decide(clerk, "报送", "人事股", 收到日期="2022-06-02")
    told = compiled(clerk)
    assert filled > "2022-06-02"
    assert [answer.partition(" ")[2] for answer in answers_to(told)] == ["register-filled-later"]
    assert table(clerk)["人事股"]["收到日期（登记）"].startswith("2022-06-02")


@pytest.mark.parametrize("lock", ["~$办公室登记.xlsx", ".~lock.办公室登记.xlsx#"])
def test_a_register_that_lies_open_elsewhere_is_told_and_nothing_of_it_is_lost(lock: str, clerk: Clerk) -> None:
    decide(clerk, "报送", "全体", 是否迟报="按时")
    path = clerk.period_folder(JUNE) / lock
    path.write_bytes(b"")
    assert [finding["code"] for finding in compiled(clerk).json["register"]] == ["register-open"]
    assert filings(clerk)["人事股"][0] == "按时"
    path.unlink()
    assert compiled(clerk).json["register"] == []

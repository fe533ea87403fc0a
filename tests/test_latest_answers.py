"""Reports ask for a column by its role, whatever an office calls it."""

from decimal import Decimal

from duban.messages.finding import Place
from duban.model.role import Role
from duban.model.submission import AnswerCell, Record
from duban.reports.latest_answers import answer_of, cell_of, text_of

PLACE = Place("填报.xlsx", "表", "F7")
RECORD = Record(
    "1@0630",
    {"status": AnswerCell("能按期完成", "能按期完成", PLACE), "phone": AnswerCell(Decimal(110), 110, PLACE)},
    column_by_role={Role.STATE: "status"},
)


def test_a_role_is_found_under_the_key_that_the_office_chose() -> None:
    assert text_of(RECORD, Role.STATE) == "能按期完成"
    assert cell_of(RECORD, Role.STATE) == RECORD.values["status"]


def test_a_column_without_a_role_is_found_by_its_key() -> None:
    assert (answer_of(RECORD, "phone"), text_of(RECORD, "phone")) == (Decimal(110), "110")


def test_a_role_that_no_column_has_answers_nothing() -> None:
    """A column whose key is the name of a role that it does not have is not asked in its place."""
    misnamed = Record("1", {"help": AnswerCell("另报", "另报", PLACE)}, column_by_role={})
    assert (answer_of(misnamed, Role.HELP), text_of(misnamed, Role.HELP), cell_of(misnamed, Role.HELP)) == (
        None,
        "",
        None,
    )
    assert text_of(None, Role.HELP) == ""

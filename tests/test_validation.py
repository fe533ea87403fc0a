"""duban.validation: what may be typed for a field, what is told of what may not, and what is written is read again."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.finding import UnplacedFinding
from duban.model.config import Config, StyleSheet
from duban.model.layout import Layout
from duban.model.palette import Palette
from duban.model.report_layout import ReportBooks, ReportSheet
from duban.model.snapshot import Snapshot
from duban.model.typed import Day, ExactNumber, TaskNumber, TextList, YesNo, validate_typed
from duban.model.unit import Directory
from duban.model.verdict import LightRules
from duban.plan_source.resolve import fill_inherited, read_plan
from duban.plan_source.standard_plan import standard_directory, standard_plan
from duban.plan_source.typed_plan import PlanFile
from duban.validation.declaration import Field, ReadingContext, TypedError
from duban.validation.model import Model, TypedModel, fields_of_model
from duban.validation.reading import validated
from duban.validation.writing import model_json, plain_data
from duban.workspace.yaml_file import read_yaml
from tests.clerk import ROOT
from tests.returns import snapshot


class Colour(StrEnum):
    """For a choice."""

    RED = "红"
    BLUE = "蓝"


class Inner(TypedModel):
    """A model within another; a text is its name.

    Attributes:
        name: that must be there.
        size: within limits.
    """

    name: Annotated[str, Field(alias="名称", min_length=1)]
    size: Annotated[int, Field(alias="大小", ge=0, le=9)] = 0

    @classmethod
    def before_reading(cls, data: object, _: ReadingContext, /) -> object:
        """The name alone."""
        return {"名称": data} if isinstance(data, str) else data

    def __post_init__(self) -> None:
        if self.name == "零" and self.size:
            raise TypedError("size-of-nothing", {"text": self.name})


class Sample(TypedModel):
    """A model with a field of each kind.

    Attributes:
        text, count, share, exact, known, day: scalars.
        colour, side: choices.
        names, numbers, inner, inners, by_name: what other values stand in.
    """

    text: Annotated[str, Field(alias="文字", max_length=4, pattern="^[A-Z]*$")] = ""
    count: Annotated[int, Field(alias="个数", ge=0, le=9)] = 0
    share: Annotated[float, Field(alias="份额", gt=0)] = 1.0
    exact: Annotated[ExactNumber, Field(alias="金额")] = Decimal(0)
    known: Annotated[YesNo, Field(alias="已知")] = False
    day: Annotated[Day | None, Field(alias="日期")] = None
    colour: Annotated[Colour, Field(alias="颜色")] = Colour.RED
    side: Literal["left", "right"] = "left"
    names: Annotated[TextList, Field(alias="名单", min_length=1, max_length=2)] = ("甲",)
    numbers: Annotated[frozenset[int], Field(alias="号码")] = frozenset()
    inner: Annotated[Inner | None, Field(alias="内部")] = None
    inners: Annotated[tuple[Inner, ...], Field(alias="各项")] = ()
    by_name: Annotated[Mapping[TaskNumber, Inner], Field(alias="分列")] = {}


class Plain(Model):
    """A model that nobody leaves blanks in.

    Attributes:
        first, fifth: must be given.
        second, third, fourth: need not be.
    """

    first: str
    second: str = "b"
    third: int | None = None
    fourth: int | str = 0
    fifth: str


def mistakes(data: object, model: type[Model] = Sample) -> list[UnplacedFinding]:
    """All that is wrong with the data."""
    value, findings = validate_typed(model, data, year=2022)
    assert (value is None) == bool(findings)
    return [*findings]


def told(data: object, model: type[Model] = Sample) -> list[tuple[str, tuple[str | int, ...]]]:
    """The code and path of all that is wrong with the data."""
    return [(finding.code, finding.path) for finding in mistakes(data, model)]


def read(**data: object) -> Sample:
    """A sample of sound data."""
    value, findings = validate_typed(Sample, data, year=2022)
    assert value, findings
    return value


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("文字", "ABC", "ABC"),
        ("个数", "7", 7),
        ("个数", " 7 ", 7),
        ("个数", "7.0", 7),
        ("个数", 7.0, 7),
        ("份额", "1.5", 1.5),
        ("份额", "1e3", 1000.0),
        ("份额", 2, 2.0),
        ("金额", "1.50", Decimal("1.50")),
        ("金额", 0.1, Decimal("0.1")),
        ("金额", "1e2", Decimal("1e2")),
        ("已知", "是", True),
        ("已知", "否", False),
        ("已知", "Yes", True),
        ("已知", "off", False),
        ("已知", True, True),
        ("已知", 0, False),
        ("日期", "6月15日", date(2022, 6, 15)),
        ("日期", date(2022, 6, 15), date(2022, 6, 15)),
        ("日期", datetime(2022, 6, 15, 9, 30), date(2022, 6, 15)),  # noqa: DTZ001 - as YAML gives it
        ("颜色", "蓝", Colour.BLUE),
        ("side", "right", "right"),
        ("名单", ["甲", "乙"], ("甲", "乙")),
        ("名单", "甲", ("甲",)),
        ("号码", ["1", "2", "1"], frozenset({1, 2})),
        ("内部", {"名称": "甲", "大小": "3"}, Inner(name="甲", size=3)),
        ("内部", "甲", Inner(name="甲")),
        ("内部", Inner(name="甲"), Inner(name="甲")),
        ("内部", None, None),
        ("分列", {"1-10": "甲"}, {"1-10": Inner(name="甲")}),
    ],
)
def test_what_is_typed_becomes_the_value_that_it_says(key: str, typed: object, value: object) -> None:
    """And of the kind of its field."""
    sample = read(**{key: typed})
    (got,) = (getattr(sample, name) for name, field in fields_of_model(Sample).items() if field.key == key)
    assert (got, type(got)) == (value, type(value))


NO_VALUES: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    ("文字", "value-shape", (1, True, ["A"], {})),
    ("个数", "value-number", ("", "一", "1.5", 1.5, True, [], {}, "1e999999999", "9" * 5000)),
    ("个数", "value-number", (".nan", "nan", "-inf", float("nan"), "１", "0x1F", "1,000")),
    ("份额", "value-number", ("nan", "inf", float("inf"), "1e400", "1E+999999999", True, "1.5米")),
    ("金额", "value-number", ("nan", "sNaN", "1e999999999", "1e-999999999", "", [], False)),
    ("金额", "value-number", ("1e" + "9" * 30, float("nan"), "1.5.5")),
    ("已知", "value-yes-no", ("", "对", 2, [], {}, "truth")),
    ("日期", "date-unreadable", ("", "2022-02-31", [], {}, 20220615, 1.5, True)),
    ("颜色", "value-choice", ("", "绿", "RED", 1, [], {})),
    ("side", "value-choice", ("", "middle", 1, [])),
    ("名单", "value-shape", ({}, 1)),
    ("内部", "value-shape", ([], 1)),
    ("分列", "value-shape", ([], "甲")),
)


@pytest.mark.parametrize(
    ("key", "code", "typed"), [(key, code, typed) for key, code, values in NO_VALUES for typed in values]
)
def test_what_is_no_value_of_its_kind_is_told_at_its_key(key: str, code: str, typed: object) -> None:
    """A number in letters, a yes that is none, a mapping in place of a text."""
    assert told({key: typed}) == [(code, (key,))]


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        ({"个数": "-1"}, "value-range", {"value": "-1", "low": 0, "above": "", "high": ""}),
        ({"个数": "10"}, "value-range", {"value": "10", "low": "", "above": "", "high": 9}),
        ({"份额": "0"}, "value-range", {"value": "0", "low": "", "above": "0", "high": ""}),
        ({"名单": []}, "value-empty", {"key": "名单"}),
        ({"名单": ["甲", "乙", "丙"]}, "value-range", {"value": "", "low": "", "above": "", "high": 2}),
        ({"文字": "ABCDE"}, "value-too-long", {"value": "ABCDE", "most": 4}),
        ({"文字": "a"}, "value-pattern", {"value": "a", "pattern": "^[A-Z]*$"}),
        ({"文字": "A\n"}, "value-pattern", {"pattern": "^[A-Z]*$"}),
        ({"文字": {}}, "value-shape", {"key": "文字", "shape": "text"}),
        ({"名单": {}}, "value-shape", {"key": "名单", "shape": "list"}),
        ({"分列": []}, "value-shape", {"key": "分列", "shape": "mapping"}),
        ({"颜色": "红色"}, "value-choice", {"value": "红色", "near": "", "choices": ("红", "蓝")}),
        ({"side": "rigth"}, "value-choice", {"value": "rigth", "near": "right", "choices": ("left", "right")}),
        ({"个": 1}, "key-unknown", {"key": "个", "near": "个数"}),
        ({"日期": [{}]}, "date-unreadable", {"key": "日期", "value": ""}),
        ({"日期": "某日"}, "date-unreadable", {"key": "日期", "value": "某日"}),
        ({"个数": "很" * 30}, "value-number", {"value": "很" * 24 + "…"}),
    ],
)
def test_a_mistake_is_told_with_all_that_its_sentence_asks_for(
    data: dict[str, object], code: str, facts: dict[str, object]
) -> None:
    """A sentence of a range asks for each of its ends, also for one that there is not."""
    (finding,) = mistakes(data)
    assert finding.code == code
    assert finding.facts.items() >= facts.items()


def test_all_mistakes_are_told_at_once_in_the_order_of_the_fields_and_unknown_keys_last() -> None:
    """Whatever the order in which they were typed; below each key all that is wrong in it."""
    data: dict[str, object] = {
        "不明": "x",
        "分列": {"a b": {"名称": ""}, "1": {"大小": "甲", "又": 1}},
        "各项": ["甲", {"大小": 10}, [], {"名称": "零", "大小": 1}],
        "名单": ["甲", 1],
        "个数": "甲",
        "文字": 1,
    }
    assert told(data) == [
        ("value-shape", ("文字",)),
        ("value-number", ("个数",)),
        ("value-shape", ("名单", 1)),
        ("key-missing", ("各项", 1, "名称")),
        ("value-range", ("各项", 1, "大小")),
        ("value-shape", ("各项", 2)),
        ("size-of-nothing", ("各项", 3)),
        ("task-number", ("分列", "a b")),
        ("value-empty", ("分列", "a b", "名称")),
        ("key-missing", ("分列", "1", "名称")),
        ("value-number", ("分列", "1", "大小")),
        ("key-unknown", ("分列", "1", "又")),
        ("key-unknown", ("不明",)),
    ]


def test_a_list_is_not_too_short_or_too_long_where_what_stands_in_it_is_wrong() -> None:
    """One mistake is enough."""
    assert told({"名单": [1, "乙", "丙"]}) == [("value-shape", ("名单", 0))]


def test_keys_that_must_be_given_are_missed_each() -> None:
    """Also of an empty file; a file that is a list or a text is none."""
    assert told({}, Plain) == [("key-missing", ("first",)), ("key-missing", ("fifth",))]
    for other in ("甲", None, 1, ["甲"]):
        assert told(other, Plain) == [("value-shape", ())]


def test_a_field_is_typed_under_either_of_its_names_and_not_under_both() -> None:
    """The Chinese one counts; the other is a key too many then."""
    assert read(count=3) == read(个数=3)
    assert told({"个数": 3, "count": 4}) == [("key-unknown", ("count",))]
    assert told({"count": "甲"}) == [("value-number", ("count",))]


def test_a_key_with_nothing_behind_it_counts_as_not_written() -> None:
    """In what people type: the field keeps its default, goes by its other name, or is missed; unknown is unknown."""
    assert read(文字=None, 个数=None) == Sample()
    assert read(文字=None, text="AB") == read(文字="AB")
    assert told({"名称": None}, Inner) == [("key-missing", ("名称",))]
    assert told({"不明": None}) == [("key-unknown", ("不明",))]


def test_in_other_models_nothing_is_a_value_that_few_fields_take() -> None:
    """Of a template it is the end of what was meant to be written."""
    sound = {"first": "a", "fifth": "e"}
    assert validated(Plain, {**sound, "third": None}).third is None
    assert told({**sound, "second": None}, Plain) == [("value-shape", ("second",))]


def test_of_several_kinds_the_first_that_fits_counts_and_else_the_first_is_told() -> None:
    """One value is one mistake."""
    sound = {"first": "a", "fifth": "e"}
    assert validated(Plain, {**sound, "fourth": "7"}).fourth == 7
    assert validated(Plain, {**sound, "fourth": "七"}).fourth == "七"
    assert told({**sound, "fourth": []}, Plain) == [("value-number", ("fourth",))]


def test_a_value_that_is_one_already_is_taken_as_it_is() -> None:
    """Nothing of it is looked at again."""
    value = read(个数=3, 各项=["甲"])
    assert validate_typed(Sample, value) == (value, ())
    assert validated(Sample, value) is value


def test_what_was_known_to_be_right_and_is_not_raises() -> None:
    """That is the program's own mistake."""
    with pytest.raises(ValueError, match="value-number"):
        validated(Sample, {"个数": "甲"})


def test_no_more_mistakes_are_told_than_anybody_reads() -> None:
    """A whole file of another kind has one for each line."""
    assert len(mistakes({f"不明{number}": 1 for number in range(900)})) == 500


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
INNERS = st.builds(Inner, name=TEXTS.filter(lambda name: name not in {"", "零"}), size=st.integers(0, 9))
SAMPLES = st.builds(
    Sample,
    text=st.from_regex("[A-Z]{0,4}", fullmatch=True),
    count=st.integers(0, 9),
    share=st.floats(min_value=0, exclude_min=True, max_value=1e17),
    exact=st.decimals(allow_nan=False, allow_infinity=False).filter(lambda n: abs(int(n.as_tuple().exponent)) <= 100),
    known=st.booleans(),
    day=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    colour=st.sampled_from(Colour),
    side=st.sampled_from(["left", "right"]),
    names=st.lists(TEXTS, min_size=1, max_size=2).map(tuple),
    numbers=st.frozensets(st.integers(-9, 9), max_size=3),
    inner=st.none() | INNERS,
    inners=st.lists(INNERS, max_size=2).map(tuple),
    by_name=st.dictionaries(st.from_regex("[0-9.-]{1,4}", fullmatch=True), INNERS, max_size=2),
)


@given(SAMPLES)
def test_what_is_written_is_read_as_the_same_value(value: Sample) -> None:
    """As plain data by either of the names, without what need not be said, and as JSON, twice alike."""
    written = (
        plain_data(value),
        plain_data(value, by_key=True),
        plain_data(value, by_key=True, without_defaults=True),
        json.loads(model_json(value)),
        json.loads(model_json(value, 1)),
    )
    for data in written:
        again, findings = validate_typed(Sample, data)
        assert (again, findings) == (value, ())
        assert model_json(again or Sample()) == model_json(value)


def shipped(pattern: str) -> list[str]:
    """The shipped files of one kind, as paths below the program's folder."""
    found = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(pattern))]
    assert found
    return found


def is_read_again(model: type[Model], data: object, **context: object) -> None:
    """What is typed is sound, and as it is written it is read as the same value."""
    value, findings = validate_typed(model, data, **context)
    assert findings == ()
    assert value
    for again in (plain_data(value), json.loads(model_json(value)), plain_data(value, by_key=True)):
        assert validate_typed(model, again, **context) == (value, ())


@pytest.mark.parametrize(
    ("model", "file"),
    [
        *((Config, name) for name in ("config.yaml", "templates/start/config.yaml")),
        *((Layout, name) for name in [*shipped("templates/forms/*.yaml"), *shipped("plans/*/forms/*.yaml")]),
        *((ReportSheet, name) for name in shipped("templates/reports/*.yaml") if not name.endswith("books.yaml")),
        *((ReportBooks, name) for name in shipped("**/reports/books.yaml")),
        *((Palette, name) for name in shipped("templates/palettes/*.yaml")),
        (LightRules, "templates/lights.yaml"),
        (StyleSheet, "templates/styles.yaml"),
    ],
)
def test_a_shipped_file_is_written_and_read_as_the_same_value(model: type[Model], file: str) -> None:
    """Under the names of the fields and under the keys that are typed."""
    is_read_again(model, read_yaml(ROOT / file, file).data)


@pytest.mark.parametrize("folder", shipped("plans/*/plan.yaml"))
def test_a_shipped_plan_is_written_and_read_as_the_same_value(folder: str) -> None:
    """And its units with it."""
    path = (ROOT / folder).parent
    is_read_again(Directory, standard_directory(read_yaml(path / "units.yaml", "").data).data)
    typed = standard_plan(read_yaml(path / "plan.yaml", "").data, None).data
    is_read_again(PlanFile, fill_inherited(typed)[0], year=int(path.name[-4:]))


def test_a_snapshot_is_read_from_its_json_and_none_from_what_holds_none() -> None:
    """Byte for byte the same is written again; what is cut, of another shape or has a number that is none is None."""
    text = snapshot().json
    again = Snapshot.parse(text.encode())
    assert again
    assert again.json == text
    data = json.loads(text)
    target = {"name": "a", "goal": "1", "ceiling": "sNaN", "compare": "区间"}
    plan = {**data["plan"], "tasks": [{**data["plan"]["tasks"][0], "targets": [target]}]}
    for damaged in ({}, ["plan"], {**data, "more": 1}, {**data, "plan": 1}, {**data, "plan": plan}):
        assert Snapshot.parse(json.dumps(damaged).encode()) is None
    for cut in (b"", b"\xff", text.encode()[:-9], b"[" * 100_000, b'{"plan":' * 100_000):
        assert Snapshot.parse(cut) is None


@pytest.mark.parametrize(
    ("parts", "proof"),
    [
        (["甲"], ("图", "文")),
        ([{"内容": "甲", "佐证": ["证"]}], ("证",)),
        ([{"内容": "甲", "佐证": []}], ()),
        ([{"内容": "甲", "佐证": None}], ("图", "文")),
    ],
)
def test_a_part_needs_the_proof_of_its_task_unless_it_says_otherwise(
    parts: list[object], proof: tuple[str, ...]
) -> None:
    """An empty list says that it needs none."""
    task = {"序号": "1", "名称": "建", "牵头": "甲局", "完成时限": "11月底前", "佐证": ["图", "文"], "分项": parts}
    head = {"名称": "计划", "年度": "2026", "单位": "办公室", "编号": "KX2026"}
    cycles = [{"表": "进展表", "周期": "每月", "截止": "次月5日"}]
    _, plan, findings = read_plan({"计划": head, "填报": cycles, "任务": [task]}, None, {})
    assert findings == ()
    assert plan
    assert [milestone.proof for milestone in plan.tasks[0].milestones] == [proof]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"责任单位": []}, ("no-reporter", ("任务", 0, "牵头"))),
        ({"责任单位": {"a": "b"}}, ("value-shape", ("任务", 0, "牵头"))),
        ({"责任单位": [{"a": "b"}, "乙"]}, ("value-shape", ("任务", 0, "牵头"))),
        ({"牵头": "甲", "来源": [["年报"]]}, ("value-shape", ("任务", 0, "来源", 0))),
        ({"牵头": "甲", "来源": {"a": "b"}}, ("value-shape", ("任务", 0, "来源", 0))),
    ],
)
def test_what_is_no_name_is_told_where_names_are_looked_up_or_added_up(
    said: dict[str, object], expected: tuple[str, tuple[str | int, ...]]
) -> None:
    """Before a plan is read, its lists are put in order: whatever stands in them."""
    task = {"序号": "1", "名称": "建", "完成时限": "11月底前", **said}
    head = {"名称": "计划", "年度": "2026", "单位": "办公室", "编号": "KX2026"}
    cycles = [{"表": "进展表", "周期": "每月", "截止": "次月5日"}]
    plan = {"计划": head, "填报": cycles, "默认": {"来源": ["会议"]}, "任务": [task]}
    _, _, findings = read_plan(standard_plan(plan, None).data, None, {})
    assert [(finding.code, finding.path) for finding in findings] == [expected]


@pytest.mark.parametrize("like", [[], {}, ["body"], "不明"])
def test_a_style_that_is_like_no_style_is_told_or_stands_alone(like: object) -> None:
    """It is laid over none."""
    expected = [] if isinstance(like, str) else [("value-shape", ("styles", "a", "like"))]
    assert told({"a": {"like": like}, "body": {}}, StyleSheet) == expected

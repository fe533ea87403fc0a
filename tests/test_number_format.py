"""What a cell shows of a value: the number formats that offices use, and no format that breaks the reader."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.text.number_format import shown_day_parts, shown_words

DAY = date(2022, 6, 1)
MOMENT = datetime(2022, 6, 1, 15, 5, 9)  # noqa: DTZ001 - a sheet knows no zones


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (205000, '0!.0,"万"', "20.5万"),
        (205000, "0.0,", "205.0"),
        (1234567, "0.00,,", "1.23"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (0.125, "0.0%", "12.5%"),
        (80, '0"%"', "80%"),
        (7, "000", "007"),
        (12, "#.##", "12."),
        (0.5, "#.00", ".50"),
        (-5, "0;(0)", "(5)"),
        (-5.5, "0.0", "-5.5"),
        (0, "0;-0;;@", ""),
        (5, ";;;", ""),
        (5, "", ""),
        (20.5, '[>=10]0.0"万";0', "20.5万"),
        (9, '[>=10]0.0"万";0', "9"),
        (3, "[<1]0.0;[<2]0.00", "3.00"),  # where no condition holds the last section counts
        (1200, '_ "¥"* #,##0.00_ ', "¥1,200.00"),
        (1200, "[$¥-804]#,##0", "¥1,200"),
        (13800001111, "000-0000-0000", "138-0000-1111"),
        (123456, "0.00E+00", "1.23E+05"),
        (0.00012, "0.0E-0", "1.2E-4"),
        (0, "0.00E+00", "0.00E+00"),
        (-0.4, "0", "0"),  # nobody writes -0
        (-0.004, "0.0%", "-0.4%"),
        (0.1 + 0.2, "General", "0.3"),
        (5, 'General"元"', "5元"),
        (5, "[DBNum2]0", None),
        (0.5, "# ?/?", None),
        (float("nan"), "0", None),
        (Decimal("1e5000"), "0", None),
        (44732, "aaaa", "星期一"),
        (44732, "ddd", "星期一"),
        (-1, "yyyy", None),
        (True, "0", "TRUE"),
        ("已招标", "0", "已招标"),
        (DAY, 'yyyy"年"m"月"', "2022年6月"),
        (DAY, "[DBNum1]yyyy年m月d日", "二〇二二年六月一日"),
        (DAY, "d-mmm-yy", "1-Jun-22"),
        (DAY, "[$-F800]dddd\\\\,\\\\ mmmm\\\\ dd\\\\,\\\\ yyyy", "2022年6月1日"),  # 长日期
        (DAY, "[$-x-sysdate]dddd, mmmm dd, yyyy", "2022年6月1日"),
        (DAY, "General", None),
        (MOMENT, "yyyy/m/d h:mm:ss", "2022/6/1 15:05:09"),
        (MOMENT, "上午/下午h:mm", "下午3:05"),
        (MOMENT, "[h]:mm", None),
    ],
)
def test_a_format_shows(value: object, number_format: str, words: str | None) -> None:
    assert shown_words(value, number_format) == words


@pytest.mark.parametrize(
    ("number_format", "parts"),
    [
        ("yyyy-mm-dd", {"year", "month", "day"}),
        ('yyyy"年"m"月"', {"year", "month"}),
        ('m"月"d"日"', {"month", "day"}),
        ("e/m", {"year", "month"}),
        ("h:mm", set()),
        ("mm:ss", set()),
        ("aaaa", set()),
        ("0.00", set()),
        ('"ymd"', set()),
    ],
)
def test_a_format_shows_these_parts_of_a_day(number_format: str, parts: set[str]) -> None:
    assert shown_day_parts(number_format) == parts


FORMATS = st.text(alphabet='0#?.,%;"\\!_*[]<>=E+-$@/ymdhsae年月日万 General', max_size=20)


@given(st.one_of(st.floats(), st.integers(), st.dates(), st.datetimes(), st.booleans()), FORMATS)
def test_no_format_breaks_the_reader(value: object, number_format: str) -> None:
    words = shown_words(value, number_format)
    assert words is None or words == words.strip()
    assert len(shown_day_parts(number_format)) <= 3

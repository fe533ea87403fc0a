"""Several days in one text, as documents list them: 3月和9月, 5、6、11月底前, 每年6月、12月各1次."""

from duban.text.lazy_pattern import lazy_pattern

_LISTED = lazy_pattern("(?:每年)?(?P<days>.+?)(?:各(?P<detail>.+))?")
_AND = lazy_pattern("[、,;和及]|以及")
_DAY_NUMBER = lazy_pattern(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})")


def listed_days(words: str) -> tuple[list[str], str]:
    """The words of each day, and what stands behind 各: a number alone has the words of the last day behind it.

    Args:
        words: without spaces, in half width.

    Example:
        ``listed_days("5、11月底前各1次")``: 5月底前 and 11月底前, 1次
    """
    match = _LISTED.fullmatch(words)
    if match is None:
        return [], ""
    names = _AND.split(match["days"])
    days = [_DAY_NUMBER.sub(name, names[-1]) if _DAY_NUMBER.fullmatch(name) else name for name in names]
    return days, match["detail"] or ""


def behind_and(text: str) -> str:
    """What stands behind the sign or word that joins two days, with which a text begins; empty where it does not."""
    match = _AND.match(text)
    return text[match.end() :] if match else ""

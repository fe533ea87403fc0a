"""Words with labels before them in one text: 责任领导：罗嘉幸 联系人：卢瑜."""

import re
from collections.abc import Mapping
from functools import cache

from duban.model.import_words import ImportWords

LABELS = ("责任领导", "联系人", "电话", "牵头", "协办", "责任单位", "来源", "完成时限", "标准", "权重")
"""The keys of a plan whose headers are labels within a cell as well."""


def labelled_parts(text: str, words: ImportWords) -> Mapping[str, str]:
    """Key of a plan → what stands behind its label; under "" what stands before the first one.

    Returns:
        Nothing where no label stands in the text. What stands behind two labels of one key is joined with a line break.
    """
    label_pattern = _labels(tuple((key, words.columns.get(key, ())) for key in LABELS))
    labels = list(label_pattern.finditer(words.simplify(text)))
    if not labels:
        return {}
    parts = {"": text[: labels[0].start()].strip(" （(；;，,")}
    ends = [*(match.start() for match in labels[1:]), len(text)]
    for match, end in zip(labels, ends, strict=True):
        key = next(key for key in LABELS if match[0].rstrip("：: \n") in words.columns.get(key, ()))
        words_behind = _without_open_end(text[match.end() : end].strip(" \n；;，,。"))
        parts[key] = f"{parts[key]}\n{words_behind}" if parts.get(key) else words_behind
    return parts


def _without_open_end(text: str) -> str:
    """Without closing brackets at the end that were opened before it."""
    while text.endswith(("）", ")")) and sum(map(text.count, "（(")) < sum(map(text.count, "）)")):
        text = text[:-1].rstrip()
    return text


@cache
def _labels(headers: tuple[tuple[str, tuple[str, ...]], ...]) -> re.Pattern[str]:
    words = sorted({word for _, spellings in headers for word in spellings if len(word) > 1}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\s*[：:]\s*")

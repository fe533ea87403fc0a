"""Numbers of documents, written otherwise than official letters write them."""

import re
from collections.abc import Iterator

from duban.messages.finding import UnplacedFinding
from duban.proofreading.rule import PlanProof, lint
from duban.proofreading.texts import PrintedText, list_printed_texts, list_source_texts

_NUMBER = re.compile(r"([\u4e00-\u9fff]{0,8})[(（\[［【﹝]\s*((?:19|20)\d\d)\s*[)）\]］】﹞]\s*(第?\d+\s*号)")


@lint("document-number")
def document_number(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The year of a document's number stands in other brackets than 〔〕: told once for each number."""
    seen: dict[tuple[str, str], list[PrintedText]] = {}
    for text in (*list_printed_texts(proof), *list_source_texts(proof)):
        for match in _NUMBER.finditer(text.text):
            seen.setdefault((match[0], f"{match[1]}〔{match[2]}〕{match[3]}"), []).append(text)
    for (written, right), texts in seen.items():
        yield UnplacedFinding("document-number", texts[0].loc, {"text": written, "right": right, "count": len(texts)})

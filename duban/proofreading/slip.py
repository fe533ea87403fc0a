"""The slips that any template can have: a name that nothing has, two of one name, a text that cannot be filled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from duban.messages.catalogue import slip
from duban.model.finding import Loc, Remark
from duban.model.typed import nearest


def text_slip(at: Loc, text: str, facts: Mapping[str, object] | None = None) -> Iterator[Remark]:
    """A text that cannot be filled; without facts, one that nothing could fill."""
    found = slip(text, facts)
    if found is not None:
        yield Remark("template-text", at, {"text": text, "name": found})


def unknown(at: Loc, value: str, known: Iterable[str]) -> Remark:
    """A name that is none of the known ones."""
    choices = tuple(known)
    key = next((step for step in reversed(at) if isinstance(step, str)), "")
    return Remark("value-choice", at, {"key": key, "value": value, "near": nearest(value, choices), "choices": choices})


def twice(named: Iterable[tuple[Loc, str]]) -> Iterator[Remark]:
    """Every place of a name that stands in more than one."""
    named = list(named)
    counts = Counter(name for _, name in named)
    for at, name in named:
        if counts[name] > 1:
            yield Remark("value-twice", at, {"value": name})

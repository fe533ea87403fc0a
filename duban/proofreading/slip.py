"""The slips that any template can have: a name that nothing has, two of one name, a text that cannot be filled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from duban.messages.catalogue import find_template_error
from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.typed import closest_match


def template_text_errors(
    loc: KeyPath, text: str, facts: Mapping[str, object] | None = None
) -> Iterator[UnplacedFinding]:
    """A text that cannot be filled; without facts, one that nothing could fill."""
    found = find_template_error(text, facts)
    if found is not None:
        yield UnplacedFinding("template-text", loc, {"text": text, "name": found})


def unknown_name(loc: KeyPath, value: str, choices: Iterable[str]) -> UnplacedFinding:
    """A name that is none of the known ones."""
    choices = tuple(choices)
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    return UnplacedFinding(
        "value-choice", loc, {"key": key, "value": value, "near": closest_match(value, choices), "choices": choices}
    )


def duplicate_names(names: Iterable[tuple[KeyPath, str]]) -> Iterator[UnplacedFinding]:
    """Every place of a name that stands in more than one."""
    names = list(names)
    counts = Counter(name for _, name in names)
    for at, name in names:
        if counts[name] > 1:
            yield UnplacedFinding("value-twice", at, {"value": name})

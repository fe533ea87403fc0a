"""The mistakes that any template can have, as findings before their path has become a line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from duban.messages.catalogue import find_template_error
from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.typed import closest_match


def template_text_errors(
    path: KeyPath, text: str, facts: Mapping[str, object] | None = None
) -> Iterator[UnplacedFinding]:
    """A text that cannot be filled with these facts; None: one that no facts could fill."""
    name = find_template_error(text, facts)
    if name is not None:
        yield UnplacedFinding("template-text", path, {"text": text, "name": name})


def unknown_name(
    path: KeyPath, value: str, choices: Iterable[str], *, key: str = "", code: str = "value-choice"
) -> Iterator[UnplacedFinding]:
    """A name that is none of the choices.

    Args:
        path: where the name was typed.
        value: the name.
        choices: all names that are possible there.
        key: what the sentence calls the place; by default the last key of the path.
        code: of the finding.
    """
    choices = tuple(choices)
    if value not in choices:
        key = key or next((step for step in reversed(path) if isinstance(step, str)), "")
        near = closest_match(value, choices)
        yield UnplacedFinding(code, path, {"key": key, "value": value, "near": near, "choices": choices})


def missing_key(path: KeyPath, key: str) -> UnplacedFinding:
    """A key that must be written and is not."""
    return UnplacedFinding("key-missing", path, {"key": key})


def above_limit(path: KeyPath, key: str, value: object, limit: object) -> UnplacedFinding:
    """A number that is greater than its limit."""
    return UnplacedFinding("value-range", path, {"key": key, "value": value, "low": "", "high": limit})


def duplicate_names(names: Sequence[tuple[KeyPath, str]]) -> Iterator[UnplacedFinding]:
    """Every place of a name that stands in more than one."""
    counts = Counter(name for _, name in names)
    for path, name in names:
        if counts[name] > 1:
            yield UnplacedFinding("value-twice", path, {"value": name})

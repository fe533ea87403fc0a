"""The sentences of templates/texts by their codes, filled with facts."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from duban.messages.finding import Finding, Severity
from duban.messages.text_template import render_text
from duban.text.folding import on_one_line
from duban.value_object import ValueObject

_Entry = TypeVar("_Entry")


class Message(ValueObject):
    """A finding as a person reads it."""

    severity: Severity
    text: str
    """What is so."""
    hint: str
    """What whoever erred is to do."""
    office_hint: str = ""
    """What the office itself may do instead; nobody else is shown it."""

    @property
    def all_hints(self) -> str:
        """All that may be done about it, as the clerk reads it."""
        return "；".join(filter(None, (self.hint, self.office_hint)))


class Messages:
    """Every sentence by its code, and every small text by its name."""

    def __init__(self, *sources: Mapping[str, Any]) -> None:
        """Of one code in several sources, the last counts.

        Args:
            sources: a finding's code → {severity, says, hint}, or the name of a small text → its words. Beside the hint
                may stand `office`, what the office itself may do, and `alone`, the hint for a return that gets no
                correction copy. A sentence may quote a small text by `word(name, fact=…)`.
        """
        self._sources_by_code: dict[str, list[Mapping[str, Any]]] = {}
        for source in sources:
            for code in source:
                self._sources_by_code.setdefault(code, []).append(source)

    def severity(self, finding: Finding) -> Severity:
        """How bad this kind of finding is: it stands in the texts, so that an office may change it."""
        entry = self._sentence(finding.code)
        return Severity(entry.get("severity", Severity.ERROR))

    def message(self, finding: Finding) -> Message:
        """The finding in words, each on one line whatever it quotes; its bare code where no sentence has it."""
        entry = self._sentence(finding.code)
        facts = {"word": self.text, **finding.facts}
        text = on_one_line(render_text(entry.get("says", finding.code), **facts))
        hint_key = "alone" if "no_copy" in finding.facts and "alone" in entry else "hint"
        hint, office_hint = (on_one_line(render_text(entry.get(key, ""), **facts)) for key in (hint_key, "office"))
        return Message(self.severity(finding), text, hint, office_hint)

    def address(self, kind: str) -> str:
        """How a unit of a kind is addressed: as the office's own settings say, else as the texts do."""
        return next(self._entries(address_name(kind), str), "") or self.text("you", kind=kind)

    def text(self, name: str, /, **facts: object) -> str:
        """One of the small texts, filled. Raises KeyError for a name that is none."""
        for source in reversed(self._sources_by_code.get(name, ())):
            if isinstance(words := source[name], str):
                return render_text(words, **facts)
        raise KeyError(name)

    def _sentence(self, code: str) -> Mapping[str, Any]:
        """What is said of a finding; empty where nothing is."""
        return next(self._entries(code, dict), {})

    def _entries(self, code: str, kind: type[_Entry]) -> Iterator[_Entry]:
        """The sentences, or the texts, of a code, the one that counts first; each source makes its own when asked."""
        entries = (source[code] for source in reversed(self._sources_by_code.get(code, ())))
        return (entry for entry in entries if isinstance(entry, kind))


def address_name(kind: str) -> str:
    """The name of the small text by which an office addresses a kind of unit, where it says so itself."""
    return f"you-{kind}"

"""The layouts of all kinds of form: each is read when it is asked for, and what it is called is known before that."""

import re
from functools import cached_property

from duban.messages.own_words import OwnWords
from duban.model.layout import FormKind, Layout
from duban.model.plan import Plan
from duban.text.lazy_pattern import lazy_pattern
from duban.workspace.file_bounds import read_typed_bytes
from duban.workspace.plan_folder import load_typed_file
from duban.workspace.shipped import SHIPPED_TEMPLATES
from duban.workspace.template_files import ReadWhenAsked, TemplateFiles

_HEAD = lazy_pattern(r"^name: (?P<name>\w+)\ncode: (?P<code>[A-Z]+)$", re.MULTILINE)
"""How the shipped files say it, at the margin, where nothing else may stand that looks so."""


class FormLayouts(ReadWhenAsked[Layout]):
    """Every form kind, by the name of its file."""

    def __init__(self, templates: TemplateFiles, words: OwnWords) -> None:
        """Read nothing yet.

        Args:
            templates: among which they lie.
            words: of the office.
        """
        super().__init__(templates.names("forms"), self._load)
        self._templates, self._words = templates, words

    @cached_property
    def kinds(self) -> dict[str, FormKind]:
        """What every form kind is called, by the name of its file. A plan uses two of eleven: no other is read for it.

        Raises:
            InputError: with the mistakes of the first broken one; one as shipped is broken by its maker alone.
        """
        return {name: self._find_kind(name) for name in self}

    def used_by(self, plan: Plan) -> tuple[Layout, ...]:
        """The form kinds that a plan's cycles name. Raises InputError likewise."""
        wanted = {cycle.form for cycle in plan.cycles}
        return tuple(self[name] for name, kind in self.kinds.items() if kind.name in wanted)

    def _load(self, name: str) -> Layout:
        return load_typed_file(Layout, *self._templates.find(f"forms/{name}"), self._words, but="name")

    def _find_kind(self, name: str) -> FormKind:
        if self._templates.is_as_shipped(f"forms/{name}"):
            text = read_typed_bytes(SHIPPED_TEMPLATES / "forms" / name).decode("utf-8-sig")
            if head := _HEAD.search(text):
                return FormKind(head["name"], self._words.in_text(head["code"]))
        return self[name].form_kind

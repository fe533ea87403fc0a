"""One HTML file that needs nothing but itself: its look, its words, its data and its scripts in one, and no way out."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.messages.template_syntax import RefusedTemplateError
from duban.messages.text_template import fill_page
from duban.text.display import shorten
from duban.text.folding import printable_text
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workbook.picture import Picture

_ASSETS = Path(__file__).parent / "page_assets"
_SCRIPTS = ("echarts.common.min.js", "page.js")
"""What runs in the page. It comes with the program: what an office edits is data and runs nothing."""
_MARKUP = r"<\s*(?:script|meta|base|link|iframe|frame|object|embed|style)\b|[\s/]on[a-z]+\s*=\s*[\"']"
_RUNNING, _LEAVING = lazy_pattern(_MARKUP, re.IGNORECASE), lazy_pattern(f"{_MARKUP}|//", re.IGNORECASE)
"""Markup that runs or loads something, and that or what leads away. The policy stops nearly all; here it is told."""
_NOT_IN_FONT_NAMES = lazy_pattern(r"""["'\\<>{};\x00-\x1f]""")
_ESCAPED = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})
"""Signs that could end a script or begin markup: within JSON they stand in strings alone, where they may be escaped."""


class PageLook(ValueObject):
    """How an office's pages look and what is printed on them.

    Attributes:
        template: HTML of what is between head and scripts, to be filled with facts.
        file: the template's name, told with what is wrong with it.
        style: CSS.
        colors: name → six hexadecimal digits; the style knows them as `--name`.
        fonts: `body`, `head` and `title` → the name of a font; the style knows them as `--font-body` and so on.
        logo: the office's, if it has one; it stands before the template, with the class `logo`.
    """

    template: str
    file: str
    style: str
    colors: Mapping[str, str]
    fonts: Mapping[str, str]
    logo: Picture | None = None


def fill_page_template(look: PageLook, facts: Mapping[str, object] | None) -> str:
    """The template with its facts filled in, each escaped: it stays text.

    Args:
        look: has the template.
        facts: what it may speak of; None only asks whether any facts could fill it.

    Raises:
        InputError: at the line where it names a fact that is not there, is no template, or asks for more than it may.
    """
    if leaving := _LEAVING.search(look.template):
        line = look.template.count("\n", 0, leaving.start()) + 1
        raise InputError([Finding("page-leaves", Place(f"{look.file}:{line}"), {"text": leaving[0]})])
    try:
        page = fill_page(look.template, facts)
    except RefusedTemplateError as error:
        fault, lines = error.fault, look.template.splitlines()
        text = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
        place = Place(f"{look.file}:{fault.line}" if fault.line else look.file)
        raise InputError([Finding(fault.code, place, {"text": shorten(text, 60), "name": fault.name})]) from error
    if facts is not None and (built := _RUNNING.search(page)):  # facts are escaped: it was put together by the template
        raise InputError([Finding("page-leaves", Place(look.file), {"text": built[0]})])
    return page


def write_page(look: PageLook, facts: Mapping[str, object], data: Mapping[str, object]) -> bytes:
    """The bytes of a page; of the same values always the same.

    Its policy (Content-Security-Policy) lets run the scripts that come with the program, and lets nothing be asked
    for anywhere: a template, or what a unit wrote, can neither run nor load anything.

    Args:
        look: of the office.
        facts: what its template may speak of; `title` is that of the window.
        data: what the scripts filter and draw: what can be written as JSON.

    Raises:
        InputError: the template cannot be filled.
    """
    body = fill_page_template(look, facts)
    styles = (_variables(look), printable_text(look.style).replace("</", r"<\/"))
    scripts = tuple((_ASSETS / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    lines = (
        "<!DOCTYPE html>",
        '<html lang="zh-CN" class="no-script">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(look, styles, scripts)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="format-detection" content="telephone=no">',
        f"<title>{escape(str(facts['title']), quote=False)}</title>",
        *(f"<style>{style}</style>" for style in styles),
        "</head>",
        f"<body>{_logo(look.logo)}{body}",
        f'<script type="application/json" id="data">{_json(data)}</script>',
        *(f"<script>{script}</script>" for script in scripts),
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines).encode()


def _logo(logo: Picture | None) -> str:
    if logo is None:
        return ""
    return f'<img class="logo" alt="" src="data:image/{logo.kind};base64,{b64encode(logo.data).decode()}">'


def _policy(look: PageLook, styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """Nothing is loaded; what runs and how it looks is what stands here, by its hash."""
    return "; ".join(
        (
            "default-src 'none'",
            *(["img-src data:"] if look.logo else []),
            f"script-src {_hashes(scripts)}",
            f"style-src-elem {_hashes(styles)}",
            "style-src-attr 'unsafe-inline'",  # widths of bars; an attribute can load nothing
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _hashes(texts: tuple[str, ...]) -> str:
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _variables(look: PageLook) -> str:
    """The office's colours and fonts, as names that the style uses."""
    colors = [f"--{name}:#{color}" for name, color in look.colors.items()]
    fonts = [f'--font-{name}:"{_NOT_IN_FONT_NAMES.sub("", font)}"' for name, font in look.fonts.items()]
    return f":root{{{';'.join((*colors, *fonts))}}}"

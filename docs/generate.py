"""The pages of docs/ that say what the program says: made from its models, rules and texts, so that they cannot lie.

`python docs/generate.py` writes them; with `--check` it only names those that are out of date, and exits 1.
"""

import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Self

import yaml
from jinja2 import ChainableUndefined, Environment

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.examples import PERIOD, WEIGHT, Example, Table, tables  # noqa: E402 — also where nothing was installed
from docs.rooms import rooms_svg  # noqa: E402
from docs.schema import KeyTexts, describe_keys, make_json_schemas, typed_models  # noqa: E402
from duban.fields import FIELD_KINDS  # noqa: E402
from duban.messages.catalogue import Messages  # noqa: E402
from duban.model.config import CellStyle, Config  # noqa: E402
from duban.model.layout import Layout  # noqa: E402
from duban.model.light_preset import LightPreset  # noqa: E402
from duban.model.palette import Palette  # noqa: E402
from duban.model.period import HolidayYear  # noqa: E402
from duban.model.plan import Inheritable  # noqa: E402
from duban.model.register_layout import RegisterLayout  # noqa: E402
from duban.model.report_layout import ReportBooks, ReportSheet  # noqa: E402
from duban.model.typed import models_in, yaml_keys  # noqa: E402
from duban.model.unit import Directory  # noqa: E402
from duban.model.upper_form import HeaderWords  # noqa: E402
from duban.model.verdict import LIGHTS_WORST_FIRST, MEANINGS_WORST_FIRST, LightRule, LightRules  # noqa: E402
from duban.plan_source.key_synonyms import KEY_SYNONYMS  # noqa: E402
from duban.plan_source.responsible_units import RESPONSIBLE_KEYS  # noqa: E402
from duban.plan_source.typed_plan import PlanFile  # noqa: E402
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, TOTALS, Catalogue  # noqa: E402
from duban.review.lights import light_rule, memory_rule  # noqa: E402
from duban.store.ledger_tables import LEDGER_TABLES  # noqa: E402
from duban.text.display import display_text, format_number, join_list  # noqa: E402
from duban.text.folding import is_placeholder  # noqa: E402
from duban.validation.model import Model, fields_of_model  # noqa: E402
from duban.workbook.book import Validation  # noqa: E402
from duban.workspace.plan_folder import load_typed_file  # noqa: E402
from duban.workspace.yaml_file import load_template_yaml  # noqa: E402

DOCS, TEMPLATES, PLANS = ROOT / "docs", ROOT / "templates", ROOT / "plans"
START = TEMPLATES / "start"
MADE = "Made by `make docs`; change the templates or the code, not this page."


class Fact(ChainableUndefined):
    """Whatever a sentence is filled with: shown as three dots, never empty, a list of one."""

    def __str__(self) -> str:
        return "…"

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 1

    def __gt__(self, _other: object) -> bool:  # type: ignore[override]
        return True

    def __call__(self, *_given: object, **_named: object) -> Self:  # type: ignore[override]
        """Such as `.values()`, and a small text that is quoted."""
        return self

    def __iter__(self) -> Iterator[Self]:
        yield self


SENTENCES = Environment(undefined=Fact, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 — text
SENTENCES.globals.clear()  # a fact may be called `range`
SENTENCES.filters |= dict.fromkeys(("cn_date", "short_date", "weekday", "period"), str)
SENTENCES.filters["day"] = lambda day, _year: str(day)


def main(arguments: list[str]) -> int:
    """Write what has changed, or with --check only tell."""
    stale = {path: text for path, text in pages().items() if not path.is_file() or read(path) != text}
    for path, text in stale.items():
        print(path.relative_to(ROOT).as_posix())
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if stale and "--check" in arguments else 0


def pages() -> dict[Path, str]:
    """Every generated file and what it should say."""
    made = {DOCS / "checks.md": checks(), DOCS / "lights.md": lights(), DOCS / "fields.md": fields()}
    made |= {DOCS / "returns.md": returns(), DOCS / "columns.md": columns(), DOCS / "pictures/rooms.svg": rooms_svg()}
    made[DOCS / "ledger-tables.md"] = ledger_tables()
    key_texts = tomllib.loads(read(TEMPLATES / "texts/keys.toml"))
    made[DOCS / "keys.md"] = keys(key_texts)
    for name, content in make_json_schemas(key_texts).items():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        made[TEMPLATES / "schema" / f"{name}.json"] = text
    return made | {START / "plans/holidays.yaml": read(PLANS / "holidays.yaml")}


def read(path: Path) -> str:
    """The whole of a text file."""
    return path.read_text(encoding="utf-8")


# ---- keys.md ----


def keys(key_texts: KeyTexts) -> str:
    """Every key that a clerk types: what an editor shows beside it, and what the program makes of it."""
    return page(
        "Keys",
        "The keys of the files that people type. What an editor shows beside a key stands in "
        "`templates/texts/keys.toml`; what it means stands at the field in the code.",
        *(part for file, model in TYPED_FILES.items() for part in key_tables(file, model, key_texts)),
        "# Words for keys",
        "What offices call a key is read as that key: of several the first that there is in that place and that is not "
        "typed as well. Of the units under 责任单位 the first leads and the others support, or all lead where "
        "计划 says 责任单位: 并列牵头.",
        table(
            ("typed", "read as"),
            ((f"`{word}`", "、".join(f"`{key}`" for key in meant)) for word, meant in _words_for_keys().items()),
        ),
        "# Keys of templates",
        "A template designer's keys are those of the code; the files are in `templates/`.",
        *(part for file, model in TEMPLATE_FILES.items() for part in key_tables(file, model, {})),
    )


def _words_for_keys() -> dict[str, tuple[str, ...]]:
    return {**dict.fromkeys(RESPONSIBLE_KEYS, ("牵头", "协办")), **KEY_SYNONYMS}


TYPED_FILES: dict[str, type[Model]] = {
    "plan.yaml": PlanFile,
    "units.yaml": Directory,
    "holidays.yaml": HolidayYear,
    "config.yaml": Config,
}


TEMPLATE_FILES: dict[str, type[Model]] = {
    "forms/*.yaml": Layout,
    "reports/*.yaml": ReportSheet,
    "reports/books.yaml": ReportBooks,
    "lights.yaml": LightRules,
    "lights-presets/*.yaml": LightPreset,
    "palettes/*.yaml": Palette,
    "register.yaml": RegisterLayout,
    "upper-headers.yaml": HeaderWords,
    "styles.yaml": CellStyle,
}


def key_tables(file: str, root: type[Model], key_texts: KeyTexts) -> Iterator[str]:
    """A table for each model of a file, under the key where it stands; tasks and headings repeat no key of 默认."""
    homes = {root: ""}
    for model in typed_models(root):
        for field in fields_of_model(model).values():
            for inner in models_in(field.annotation):
                homes.setdefault(inner, field.key)
    yield f"## {file}"
    for model, key in homes.items():
        lines = list(describe_keys(model, key_texts))
        if issubclass(model, Inheritable) and model is not Inheritable:
            inherited = yaml_keys(Inheritable)
            lines = [line for line in lines if line[0] not in inherited]
        yield from (f"### {key}",) if key else ()
        yield doc(model) + (" It may say whatever 默认 says." if len(lines) < len(yaml_keys(model)) else "")
        if key_texts:
            yield table(("key", "beside it in an editor", "means"), ((f"`{name}`", *texts) for name, *texts in lines))
        else:
            yield table(("key", "means"), ((f"`{name}`", meaning) for name, _, meaning in lines))


# ---- checks.md ----


def checks() -> str:
    """Every finding that a person may be shown."""
    texts = Messages(load_template_yaml(TEMPLATES / "texts/report.yaml"))
    severities = [(f"`{code}`", texts.text(f"severity-{code}"), means) for code, means in SEVERITIES.items()]
    return page(
        "Checks",
        "Everything that the program may find wrong, by the code that it prints in brackets, with its sentence and its "
        "hint. “…” stands for a fact. Sentences and severities are in `templates/texts/`: an office may change both in "
        "its own templates.",
        table(("severity", "on the screen", "means"), severities),
        "## In a returned file",
        *findings("returns.yaml", "intake.yaml"),
        "## In the office's own files",
        "A plan with errors is refused as a whole, with all of them at once; warnings are told and the work goes on.",
        *findings("plan.yaml", "journey.yaml", "register.yaml"),
    )


SEVERITIES = {
    "must": "the row waits until it is corrected, an earlier answer stands for it; bad news and requests show at once",
    "explain": "the row counts; the unit is asked to correct or to explain it",
    "note": "nothing to do: a repair that was made, or a fact worth knowing",
    "error": "the office's own: nothing is written until it is mended",
    "warning": "the office's own: worth a look",
}


def findings(*files: str) -> Iterator[str]:
    """A table for each part of some text files, under the part's own heading."""
    for file in files:
        parts = re.split(r"^# -+ (.+?) -+.*$", read(TEMPLATES / "texts" / file), flags=re.MULTILINE)
        for heading, part in zip(["", *parts[1::2]], parts[::2], strict=True):
            entries: Mapping[str, Any] = yaml.safe_load(part) or {}
            finding_entries = {code: entry for code, entry in entries.items() if isinstance(entry, dict)}
            rows = [
                (f"`{code}`", entry["severity"], sentence(entry["says"]), sentence(entry.get("hint", "")))
                for code, entry in finding_entries.items()
            ]
            if rows:
                yield from (f"### {heading}",) if heading else ()
                yield table(("code", "severity", "sentence", "hint"), rows)


def sentence(source: str) -> str:
    """A sentence at its fullest, facts left open."""
    return SENTENCES.from_string(source).render()


# ---- lights.md ----


def what_is_so(function: Callable[..., Any]) -> str:
    """What a rule of lights says, without its arguments."""
    return doc(function).partition(" Args:")[0]


def all_settings(functions: Mapping[str, Callable[..., Any]]) -> Iterator[str]:
    """Each setting that a rule may have, with the rule, and the number that holds where it is not set."""
    for code, function in functions.items():
        for setting in inspect.signature(function).parameters.values():
            if setting.kind is setting.KEYWORD_ONLY:
                default = "" if setting.default is setting.empty else f", else {setting.default}"
                yield f"`{setting.name}` ({code}{default})"


def preset_row(preset: LightPreset) -> tuple[str, ...]:
    """A preset as a row of the manual."""
    changes = []
    for code, change in preset.rules.items():
        settings = (f"{name} = {value}" for name, value in (change.settings or {}).items())
        changes.append(f"`{code}` {join_list(filter(None, (change.light, change.word, *settings)), ', ')}".strip())
    return preset.name, join_list(changes, "; "), preset.source


def lights() -> str:
    """How milestones and tasks get their lights."""
    rules = load_typed_file(LightRules, TEMPLATES / "lights.yaml", "templates/lights.yaml")

    def row(code: str, rule: LightRule, so: str) -> tuple[str, ...]:
        light = rules.lights[rule.light]
        settings = "；".join(f"{name} = {value}" for name, value in rule.settings.items())
        return f"`{code}`", so, f"{light.symbol} {rule.light}", rule.word, sentence(rule.reason), settings

    answers = sorted(
        rules.declared,
        key=lambda code: (
            MEANINGS_WORST_FIRST.index(code) if code in MEANINGS_WORST_FIRST else len(MEANINGS_WORST_FIRST)
        ),
    )
    columns = ("code", "what is so", "light", "word", "reason", "settings")
    of_milestones = [row(code, rule, what_is_so(light_rule[code])) for code, rule in rules.rules.items()]
    functions = dict((*light_rule.items(), *memory_rule.items()))
    optional = [row(code, rule, what_is_so(functions[code])) for code, rule in rules.optional.items()]
    presets = [
        load_typed_file(LightPreset, path, path.name) for path in sorted(TEMPLATES.glob("lights-presets/*.yaml"))
    ]
    of_tasks = [row(code, rule, WHOLE_TASK[code])[:5] for code, rule in rules.tasks.items()]
    return page(
        "Lights",
        "Python says what is so (`duban/review/lights/`), `templates/lights.yaml` says how bad it is and in what "
        "words. Every rule is asked about every milestone; the worst light wins: "
        f"{' > '.join(LIGHTS_WORST_FIRST)}. So no rule can weaken another. “…” stands for a fact. Days are counted at "
        "the as-of day; a due day itself is still in time.",
        "## Of a milestone",
        table(columns, of_milestones),
        "### Rules that are off",
        "Under `optional`, with their words: one is on where it is moved to `rules`, or where a preset names it. An "
        "entry may be a further step of a rule (`rule: overdue` under a code of its own). The settings that rules "
        f"have: {join_list(sorted(all_settings(functions)), ', ')}. What earlier reports said is worked out again as "
        "of the day of each report, from what was known then.",
        table(columns, optional),
        "### Presets",
        "Published rules of other places, in `templates/lights-presets/`; config.yaml names one under 亮灯规则.",
        table(("name", "rules", "source"), (preset_row(preset) for preset in presets)),
        "## Of a task",
        "A task has the light of its worst milestone where that is red, yellow or blue. Else the whole of it speaks:",
        table(columns[:5], of_tasks),
        "## What a unit declares",
        "Derived from its answers for the milestones: the gravest of them. No unit is asked for it, and it is shown "
        "beside the light, never instead of it.",
        table(("code", "word"), ((f"`{code}`", rules.declared[code]) for code in answers)),
        "## On paper",
        "The symbol stands beside the colour, so that a photocopy says the same.",
        table(("light", "symbol", "name"), ((code, word.symbol, word.name) for code, word in rules.lights.items())),
    )


WHOLE_TASK = {
    "finished": "All its milestones are finished.",
    "on-course": "Some are finished, and none is a worry.",
    "on-course-after-misses": "So, but earlier intervals of a recurring duty were not done, or nobody knows.",
    "nothing-due": "None is finished or a worry yet.",
    "not-reported": "The return is overdue and has not come; what was said before still stands.",
    "unusable": "Only files came that cannot be used; what was said before still stands.",
    "versions-differ": "Two different returns came at once; none counts until one is chosen.",
}


# ---- columns.md ----


def columns() -> str:
    """What a report sheet may name: columns, conditions, orders and totals."""
    return page(
        "Report columns",
        "What a block of `templates/reports/*.yaml` may name where its `rows` are `tasks` or `milestones`. A name has "
        "one meaning in every sheet. Tables of milestones have all that is said of tasks; a name of both is there "
        "the milestone's. Some names are followed by a colon and a text, mostly the role or key of a form's column.",
        "## Columns",
        catalogue_table(COLUMNS),
        "## Conditions",
        "For `where`. Every one must hold; `not-` before a name turns it round.",
        catalogue_table(CONDITIONS),
        "## Orders",
        "For `sort`. What is equal stays in the plan's order.",
        catalogue_table(ORDERS),
        "## Totals",
        "For `total`.",
        table(("name", "what"), ((f"`{name}`", doc(TOTALS[name])) for name in TOTALS)),
    )


def catalogue_table(catalogue: Catalogue) -> str:
    """Names, whether they are about a task or a milestone, and what they mean."""
    registries = {"task": catalogue.task, "milestone": catalogue.milestone}
    rows = [(f"`{name}`", of, doc(registry[name])) for of, registry in registries.items() for name in registry]
    return table(("name", "of a", "what"), rows)


# ---- fields.md ----


_CALLED = {bool: "the truth value", time: "the time", timedelta: "the span of time"}
_LONG = 100


def fields() -> str:
    """What each kind of cell takes, shown on real forms."""
    shown = [part for name in FIELD_KINDS for part in kind(name)]
    return page(
        "Kinds of cell",
        "What Excel enforces and what intake accepts stand side by side in `duban/fields/`. The tables are those of "
        "`docs/fields.yaml`, each line of which is also a test; they are evaluated with that code when this page is "
        f"made, on columns of shipped forms in {PERIOD}, in a row that has {format_number(WEIGHT)} points. "
        "Excel's rule is shown for the value that stands in the file. It binds only what is typed (and a typed 6-15 "
        "is a day before the rule sees it): what is pasted, or comes out of another program, may be anything, so "
        "intake looks at each value again. A note is a repair, and every one is listed with what stood there and why. "
        "Nothing is guessed: what a hint names is never taken by itself.",
        *shown,
        "## Words that answer nothing",
        "A column that must be filled is not filled by every sign, and 同上 never takes over what stands above it:",
        table(
            ("word", "counts as an answer"),
            (
                (f"`{word}`", "no" if is_placeholder(word) else "yes")
                for word in ("/", "-", "——", "无", "暂无", "同上", "无新进展", "0")
            ),
        ),
    )


def kind(name: str) -> Iterator[str]:
    """One kind: what it is, what Excel enforces, and what becomes of each example."""
    yield f"## `{name}`"
    yield f"Excel: {doc(FIELD_KINDS[name].validation)} Intake: {doc(FIELD_KINDS[name].parse_value)}"
    for examples in tables():
        if examples.kind == name:
            yield f"{examples.intro}. {_where(examples)}".removeprefix(". ")
            yield table(
                ("value in the file", "Excel's rule", "intake", "what is read, or said"), map(_line, examples.examples)
            )


def _where(examples: Table) -> str:
    column, target = examples.ask.column, examples.ask.row.target if examples.ask.row else None
    form = f" of {examples.form}" if examples.form else ""
    counted = f", counted in {target.unit}" if target else ""
    rule = FIELD_KINDS[examples.kind].validation("E5", examples.ask)
    taken = f"; intake takes at most {column.places}" if rule.kind == "decimal" else ""
    return f"“{column.label}”{form}{counted}: {_enforced(rule)}{taken}."


def _enforced(rule: Validation) -> str:
    if rule.kind == "list":
        return "one of " + "、".join(rule.options)
    of = {"length": " characters", "whole": ", whole", "decimal": ", any number of decimals for Excel"}
    return f"from {rule.low} to {rule.high}{of.get(rule.kind, '')}"


def _line(example: Example) -> tuple[str, ...]:
    outcome = example.outcome
    if outcome.code:
        read_as = f"{example.sentence.text} → {example.sentence.hint}"
    elif outcome.why:
        read_as = example.sentence.text
    else:
        read_as = "nothing" if outcome.value is None else f"`{_spelt(display_text(outcome.value))}`"
    cell = f" in a cell of format `{example.format}`" if example.format else ""
    return _described(example.raw) + cell, "takes it" if example.lawful else "refuses it", outcome.end, read_as


def _described(raw: object) -> str:
    """A value as a person would describe it."""
    if isinstance(raw, str):
        return f"{len(raw)} characters" if len(set(raw)) == 1 < len(raw) - _LONG else f"`“{_spelt(raw)}”`"
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return f"the number {raw!r}"
    return f"{_CALLED.get(type(raw), 'the day')} {display_text(raw)}"


def _spelt(text: str) -> str:
    """What cannot be seen, made visible."""
    return "".join(sign if sign.isprintable() or sign == "\u3000" else repr(sign)[1:-1] for sign in text)


# ---- returns.md ----


def returns() -> str:
    """Every way in which forms come back, and how each of them ends."""
    ways = load_template_yaml(ROOT / "tests/abused/ways.yaml")
    return page(
        "Returns",
        "The ways in which forms come back, as tried out, and what becomes of each. The table is "
        "`tests/abused/ways.yaml`; the tests put every file of it into one folder beside good returns, compile it in "
        "one run, and hold each file and each value to what is said here. The files were made by the programs that are "
        "named.",
        table(
            ("way", "what people do", "what becomes of it", "ends"),
            ((str(way["way"]), way["people"], way["does"], "、".join(_ends(way))) for way in ways if way["way"]),
        ),
        "## File by file",
        "“told” are the codes of [Checks](checks.md), mere notes too; of a file that is taken without a word there are "
        "none.",
        *(part for way in ways for part in _files(way)),
    )


def _ends(way: Mapping[str, Any]) -> Iterable[str]:
    """Each end once, in the order of its files."""
    ends = (end for file in way["files"] for end in (file.get("end"), *file.get("parts", {}).values()) if end)
    return dict.fromkeys(f"`{end}`" for end in ends)


def _files(way: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {way['way']}. {way['people']}" if way["way"] else f"### {way['people']}"
    yield table(("file", "made by", "end", "told"), map(_file, way["files"]))
    for file in way["files"]:
        if "cells" in file:
            lines = [_BAR.split(line[1:-1]) for line in file["cells"].splitlines()[1:]]
            rows = (tuple(part.strip().replace("\\|", "|") for part in line) for line in lines)
            yield f"In `{file['name']}`:"
            yield table(("row", "column", "typed", "read as", "told"), rows)


_BAR = re.compile(r"(?<!\\)\|")


def _file(file: Mapping[str, Any]) -> tuple[str, ...]:
    end = f"`{file['end']}`" if "end" in file else "；".join(f"{unit}: `{end}`" for unit, end in file["parts"].items())
    return f"`{file['name']}`", file["by"], end, "、".join(f"`{code}`" for code in file.get("finds", ()))


# ---- ledger-tables.md ----


def ledger_tables() -> str:
    """What `duban export` gives away, table by table."""
    texts = load_template_yaml(TEMPLATES / "texts/tables.yaml")
    parts: list[str] = []
    for exported in LEDGER_TABLES:
        parts.append(f"## {exported.name}")
        key = "、".join(f"`{name}`" for name in list(exported.columns)[: exported.key_length])
        parts.append(f"{exported.means} Key: {key}. CSV: {texts[f'table-{exported.name}']}.csv.")
        rows = ((f"`{name}`", texts[f"column-{name}"], means) for name, means in exported.columns.items())
        parts.append(table(("column", "head in the CSV", "what"), rows))
    return page(
        "Ledger tables",
        f"`duban export DIR` writes the tables below into one SQLite database, `{texts['export-database']}`, and each "
        "of them into a CSV file (UTF-8 with its mark, so that Excel opens it). They are made from the index of the "
        "ledger, which is brought up to date first; the same ledger, plan and program give the same bytes. Codes stand "
        "beside the names that they have for people. A column has the same meaning in every table.",
        "In the CSV files a text that Excel would take for a formula has a `'` before it. Excel also reads 1-10 as a "
        "day and cuts long numbers when it opens a CSV file by itself: the database holds them as they are, and so "
        "does Excel's own import, with all columns as text.",
        *parts,
    )


# ---- Markdown ----


def page(title: str, *parts: str) -> str:
    """A page of Markdown; a blank line between its parts."""
    return "\n\n".join((f"# {title}", f"*{MADE}*", *parts)) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; what would break its lines is mended."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def doc(function: Callable[..., object]) -> str:
    """A docstring as running text."""
    return " ".join((inspect.getdoc(function) or "").split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

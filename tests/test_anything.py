"""Whatever people type, paste, pack or call a file: a sentence or a report, never a traceback or a file outside.

`make long` draws for hours what `make test` draws for seconds.
"""

import contextlib
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.formats.containers import MAX_MEMBERS, unpack_container
from duban.formats.opened_file import UnreadableFile
from duban.text.file_names import MAX_NAME_BYTES, printable_path, safe_file_name
from duban.text.folding import printable_text
from tests.clerk import ROOT, Clerk
from tests.test_containers import mail, zipped

A_FEW = settings(max_examples=settings().max_examples // 5)
"""Of what takes a whole command."""
DRAWN = st.randoms(use_true_random=False)
ODD_TEXTS = (
    *("", "~", "null", "- ", "{}", "[]", "[[[[[[", "{a: {a: {a: ", "&a [*a]", "*a", "!!python/object:os.system ''"),
    *("99999999999999999999", "-1", "1e999", ".inf", ".nan", "0x1F", "1_0", "2022-02-30", "0001-01-01", "9999-12-31"),
    *("是", "'", '"', "|", ">", "%", "@", "`", "#", ": :", "\t", '"\\ud800"', '"\\x1b[2J"', '"\\u202e"', '"\\0"'),
    *("<<: *a", "? x", "../../外.xlsx", "/etc/passwd", "CON", "a/b", "名" * 300, "名" * 40_000),
    *("{{", "{{ 1/0 }}", "{{ task }}", "{% for x in", "{{ plan.name.__class__ }}", "{{ 'a' * 999999999 }}"),
    *("{% for a in plan.tasks %}{% endfor %}", "{{ word('you') }}"),
)
TEMPLATES = ("forms/progress.yaml", "lights.yaml", "reports/books.yaml", "reports/attention.yaml", "styles.yaml")
NOTICES = ("notices/remind.txt", "notices/return.txt", "texts/words.yaml", "texts/returns.yaml", "register.yaml")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A workspace with its own templates, in a folder in which nothing else lies."""
    clerk = Clerk(tmp_path_factory.mktemp("anything") / "desk")
    shutil.copytree(ROOT / "templates", clerk.folder / "templates")
    return clerk


@contextlib.contextmanager
def changed(path: Path, chance: random.Random) -> Iterator[None]:
    """A typed file with one to three slips in it, for a while."""
    typed = path.read_text(encoding="utf-8")
    lines = typed.splitlines()
    for _ in range(chance.randint(1, 3)):
        number = chance.randrange(len(lines))
        lines[number] = slip(lines[number], chance)
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    try:
        yield
    finally:
        path.write_text(typed, encoding="utf-8")


def slip(line: str, chance: random.Random) -> str:
    """A line as somebody in a hurry, or of ill will, leaves it."""
    odd, at = chance.choice(ODD_TEXTS), chance.randrange(len(line) + 1)
    key, colon, _ = line.partition(": ")
    return chance.choice(
        [f"{key}{colon}{odd}", line[:at] + odd + line[at:], line[:at], f"{line}\n{line}", f"  {line}", odd]
    )


def checked(desk: Clerk) -> None:
    """Duban check says what is wrong, in words that steer no screen, and writes nothing."""
    before = sorted(os.walk(desk.folder.parent))
    result = desk.run("duban", "check")
    assert result.exit in (0, 1, 2)
    assert printable_text(result.output) == result.output
    assert result.output.strip()
    assert sorted(os.walk(desk.folder.parent)) == before


@A_FEW
@given(DRAWN)
def test_any_slip_in_a_plan_is_a_sentence(desk: Clerk, chance: random.Random) -> None:
    name = chance.choice(["plan.yaml", "plan.yaml", "units.yaml", "../holidays.yaml", "../../config.yaml"])
    with changed(desk.folder / "plans" / "taishan-2022" / name, chance):
        checked(desk)


@A_FEW
@given(DRAWN)
def test_any_slip_in_a_template_is_a_sentence(desk: Clerk, chance: random.Random) -> None:
    with changed(desk.folder / "templates" / chance.choice([*TEMPLATES, *NOTICES]), chance):
        checked(desk)


@given(st.text(max_size=400), st.binary(max_size=80))
def test_any_name_becomes_one_that_is_safe_and_one_that_can_be_shown(text: str, raw: bytes) -> None:
    for name in (text, os.fsdecode(raw)):
        safe = safe_file_name(name)
        assert len(safe.encode()) <= MAX_NAME_BYTES
        assert Path(safe).name == safe
        shown = printable_path(name)
        assert printable_text(shown) == shown
        assert shown.encode().decode() == shown


@given(st.text())
def test_any_text_can_be_shown_once_and_for_all(text: str) -> None:
    shown = printable_text(text)
    assert printable_text(shown) == shown
    assert shown.encode().decode() == shown


@given(st.dictionaries(st.text(max_size=300), st.binary(max_size=60), max_size=6), DRAWN)
def test_any_archive_is_unpacked_or_refused(files: dict[str, bytes], chance: random.Random) -> None:
    """Whole, cut, with a byte changed, packed twice, or hung on a mail."""
    data = zipped(
        *{name.encode("utf-8", "replace").decode() or "表": content for name, content in files.items()}.items()
    )
    if chance.random() < 0.3:
        data = zipped(("内.zip", data))
    if chance.random() < 0.3:
        data = mail(("表.zip", data)).as_bytes()
    at = chance.randrange(len(data))
    changed_byte = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    try:
        members = unpack_container(chance.choice([data, data[:at], changed_byte])) or {}
    except UnreadableFile:
        return
    assert len(members) <= MAX_MEMBERS
    assert all(len(name) < 300 and printable_text(name) == name for name in members)


@pytest.mark.parametrize("name", ["名" * 300, "名" * 40_000, "../..", "a\\0b"])
def test_a_plan_of_any_name_is_a_sentence(desk: Clerk, name: str) -> None:
    """No system has a folder of so long a name, and some ways of asking for it raise."""
    config = desk.folder / "config.yaml"
    typed = config.read_text(encoding="utf-8")
    config.write_text(f'计划: "{name}"\n', encoding="utf-8")
    result = desk.run("duban", "check")
    config.write_text(typed, encoding="utf-8")
    assert result.exit == 2
    assert "Traceback" not in result.output

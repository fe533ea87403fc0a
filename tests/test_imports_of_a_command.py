"""What a command imports: the rest of the program is none of its business, and would be waited for."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PRINT_MODULES = "print(*(name for name in sys.modules), sep='\\n')"


def _rooms(script: str, folder: Path) -> set[str]:
    """The rooms of the program, and the libraries, that are imported when a script is done."""
    program = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{script}\n{_PRINT_MODULES}"
    run = subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True)
    names = run.stdout.split("\n")
    return {".".join(name.split(".")[: 2 if name.startswith("duban.") else 1]) for name in names}


def test_help_knows_no_plan(tmp_path: Path) -> None:
    rooms = _rooms("from duban.cli import main\nmain(['build', '--help'], standalone_mode=False)", tmp_path)
    assert not rooms & {"duban.model", "duban.validation", "duban.journeys", "yaml", "jinja2", "xlsxwriter"}
    assert not rooms & {"msgspec", "pathlib", "tomllib"}  # each takes as long as all that is ours


def test_a_first_build_reads_no_return(tmp_path: Path) -> None:
    """Nothing of what came back, of 办公室登记, or of reports' hundred tables."""
    shutil.copytree(ROOT / "plans" / "taishan-2022", tmp_path / "plans" / "taishan-2022")
    shutil.copy(ROOT / "plans" / "holidays.yaml", tmp_path / "plans")
    (tmp_path / "config.yaml").write_text("计划: plans/taishan-2022\n", encoding="utf-8")
    script = "from duban.cli.journey_commands import build_command as build\n"
    script += "try: build(['--period', '2022-06', '--as-of', '2022-06-06', '--quiet'])\n"
    script += "except SystemExit: assert 'duban.reports.overview' not in sys.modules"
    rooms = _rooms(script, tmp_path)
    assert "duban.forms" in rooms
    assert not rooms & {"duban.formats", "duban.returns", "duban.register", "duban.importing", "python_calamine"}
    assert not rooms & {"_strptime", "difflib", "multiprocessing", "tomllib"}


def test_a_compile_knows_of_mails_and_clusters_where_there_are_any(tmp_path: Path) -> None:
    rooms = _rooms("import duban.journeys.compile", tmp_path)
    assert "duban.formats" in rooms
    assert not rooms & {"email", "concurrent", "distributed"}

"""What goes along with a plan: every template that it may have of its own, and no other paper."""

from pathlib import Path

from duban.journeys.own_templates import own_template_files
from duban.workspace.shipped import SHIPPED_TEMPLATES


def test_every_template_that_a_plan_may_have_of_its_own_goes_along(tmp_path: Path) -> None:
    shipped = [path.relative_to(SHIPPED_TEMPLATES) for path in SHIPPED_TEMPLATES.rglob("*") if path.is_file()]
    names = [name for name in shipped if name.parts[0] not in {"schema", "start"}]
    for name in (*names, Path("source.txt"), Path("旧稿/plan-1.yaml"), Path("schema/plan.json")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"own")
    assert own_template_files(tmp_path) == {name.as_posix(): b"own" for name in names}

"""The generated pages of docs/reference are what docs/generate.py makes today, and the README's links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("commands.md", "queries.md", "settings.md", "vocabulary.md", "scores.md")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_current(page: str, tmp_path: Path) -> None:
    paths = [str(ROOT), str(ROOT / "docs")]
    code = f"import sys; sys.path[:0] = {paths!r}; import generate as g; sys.stdout.write(g.NOTE + g.pages()[{page!r}]())"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert made.stdout == (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8"), (
        f"docs/reference/{page} is stale: run `make docs`"
    )


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/reference/graph.md", "docs/how-to/language-model.md"])
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / document).parent.joinpath(target).exists(), f"{document} links to {target}, which is not there"


def test_readme_names_only_commands_that_exist() -> None:
    from cli.main import COMMANDS

    known = {command.__name__ for command in COMMANDS}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```(.*?)```", text, re.DOTALL)) + "\n" + "\n".join(re.findall(r"`([^`\n]+)`", text))
    assert set(re.findall(r"^(?:\$ )?detente ([a-z]+)", code, re.MULTILINE)) <= known

"""Gold of the invented report, and the scorer that stands beside the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.command import REPORT, ROOT

SHARED = Path(os.environ.get("DETENTE_SHARED") or ROOT.parent / "shared")
DEV = SHARED / "dev"
CHAIR, SCHOLAR = "Amara Quillfeather", "Tobias Fenwright"


def gold(**changes: Any) -> dict[str, Any]:
    """An annotation of REPORT, as people would make it, with some fields changed."""
    office = {"title": "Ambassador", "org": "Chile", "former": False}
    rest = {"areas": ["trade"], "function": "assessment", "stance": "neutral"}
    return {
        "id": "lindholm",
        "event": {
            "title": "Trade between Norway and Chile",
            "kind": "seminar",
            "start_date": "2018-03-12",
            "hosts": ["Lindholm Institute for Northern Studies"],
            "pair": ["NO", "CL"],
        },
        "participants": [
            {"name": CHAIR, "aliases": ["Ambassador Quillfeather"], "roles": ["chief-guest"], "offices": [office], "country": "CL"},
            {"name": SCHOLAR, "roles": ["discussant"], "roles_optional": ["speaker"], "offices": [], "country": None},
        ],
        "talks": None,
        "statements": [
            {"anchor": "The Lindholm Institute for Northern Studies", "speaker": None, **rest, "areas": []},
            {"anchor": "Ambassador Quillfeather said that trade", "speaker": CHAIR, **rest, "areas_optional": ["economy"]},
            {"anchor": "She proposed that both", "speaker": CHAIR, **rest, "function": "proposal", "uncertain_in": ["stance"]},
            {"anchor": "Dr. Fenwright doubted that", "speaker": SCHOLAR, **rest, "function": "concern"},
            {"anchor": "He asked whether Norway", "speaker": SCHOLAR, **rest, "function": "question"},
        ],
        "mentions": [{"text": "Chile", "type": "country"}],
        **changes,
    }


def folder(path: Path, annotation: Any = None, text: str | None = REPORT) -> Path:
    """A folder with one annotated report; the annotation may be text that is no JSON."""
    path.mkdir(exist_ok=True)
    written = annotation if isinstance(annotation, str) else json.dumps(annotation if annotation is not None else gold())
    (path / "lindholm.json").write_text(written, encoding="utf-8")
    if text is not None:
        (path / "lindholm.txt").write_text(text, encoding="utf-8")
    return path


def scored(annotations: Path, texts: Path, records: Path, out: Path) -> tuple[dict[str, Any], list[str]]:
    """What the scorer says: its JSON, and the lines that it prints."""
    words = [sys.executable, SHARED / "tools" / "score_extraction.py", annotations, texts, records, "--json", out]
    ran = subprocess.run([str(w) for w in words], capture_output=True, text=True, check=True)
    loaded: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return loaded, ran.stdout.splitlines()

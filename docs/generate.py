"""Writes what is generated — pages of docs/reference, records and registry of the demo corpus; `make docs`. Tests fail when it is stale.

The scores need the annotated reports and the scorer in ../shared (or $DETENTE_SHARED).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Made by docs/generate.py (`make docs`); do not edit. -->\n\n"
SHOWN = (
    "event.title", "event.kind", "event.start_date", "event.hosts", "event.relation", "participants", "participants.roles",
    "participants.offices", "participants.country", "talks", "statements", "statements.evidence", "statements.speaker",
    "statements.speaker.accepted", "statements.areas", "statements.function", "statements.function.coarse", "statements.stance", "mentions",
)  # fmt: skip


def pages() -> dict[str, Callable[[], str]]:
    """File name → what makes its text."""
    return {"commands.md": commands, "queries.md": queries, "settings.md": settings, "vocabulary.md": vocabulary, "scores.md": scores}


def commands() -> str:
    """Every command with its help."""
    from cli.main import app, run

    names = [command.callback.__name__ for command in app.registered_commands if command.callback]
    text = "# Commands\n\nExit codes: 0 done, 1 the input is wrong, 2 the call is wrong, 3 a service failed.\n"
    text += "Results on stdout, all else on stderr.\n"
    for name in names:
        text += f"\n## detente {name}\n\n```\n{_printed(run, [name, '--help']).strip()}\n```\n"
    return text


def _printed(run: Callable[[list[str]], int], words: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(words)
    # the program's name is that of the caller otherwise
    return out.getvalue().replace(Path(sys.argv[0]).name, "detente").replace("Usage: root", "Usage: detente")


def queries() -> str:
    """Every named query with its parameters and columns."""
    from queries.catalogue import catalogue

    text = (
        "# Named queries\n\n`detente query NAME PARAMETER=VALUE …`, `/api/v1/queries/NAME?PARAMETER=VALUE`, `/queries/NAME` on a server.\n"
    )
    for name, query in catalogue().items():
        text += f"\n## {name}\n\n{query.question}\n\n| parameter | type | example | |\n| --- | --- | --- | --- |\n"
        for parameter in query.parameters:
            required = "required" if parameter.required else "optional"
            text += f"| {parameter.name} | {parameter.type} | `{parameter.example}` | {parameter.description} ({required}) |\n"
        text += "\n| column | meaning |\n| --- | --- |\n"
        text += "".join(f"| {column.name} | {column.description} |\n" for column in query.columns)
    return text


def settings() -> str:
    """Every setting with its default."""
    from detente.settings import PREFIX, Settings

    text = "# Settings\n\nFlag over environment over `detente.toml` over default; `detente config` shows each with its origin.\n\n"
    text += "| setting | environment | default | |\n| --- | --- | --- | --- |\n"
    for name, field in Settings.model_fields.items():
        text += f"| `{name}` | `{PREFIX}{name.upper()}` | `{field.default}` | {field.description} |\n"
    return text


def vocabulary() -> str:
    """Every code with label, broader term and definition."""
    from rdflib import Literal

    from ontology.documents import VOCABULARIES, broader, codes, vocabulary_graph
    from ontology.iris import Iris
    from ontology.terms import SKOS

    iris = Iris()
    graph = vocabulary_graph(iris)
    text = "# Vocabularies\n"
    for type in VOCABULARIES:
        text += f"\n## {type}\n\n| code | label | broader | definition |\n| --- | --- | --- | --- |\n"
        for slug in codes(type):
            concept = iris.id(type, slug)
            label = next(str(o) for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, Literal) and o.language == "en")
            definition = str(graph.value(concept, SKOS.definition) or "")
            text += f"| `{slug}` | {label} | {broader(type).get(slug, '')} | {definition} |\n"
    return text


def scores() -> str:
    """Extraction's figures on the annotated reports of ../shared/dev, whole and by report."""
    gold = _shared() / "dev"
    text = "# Scores\n\nOn the annotated reports of `../shared/dev` (the seed, and eleven made reports with invented people),\n"
    text += "by `../shared/tools/score_extraction.py`.\n"
    text += "These reports were used while the rules were written: expect less on unseen ones. Rules only, no language model.\n"
    ids = sorted(p.stem for p in gold.glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        _extract_all(gold, Path(folder))
        columns = [("all", _scored(gold, Path(folder), ids)), *((i, _scored(gold, Path(folder), [i])) for i in ids)]
    text += "\n| | all | seed |\n| --- | --- | --- |\n"
    seed = next(figures for id, figures in columns if not id.startswith("made-") and id != "all")
    text += "".join(f"| {name} | {_figure(columns[0][1][name])} | {_figure(seed[name])} |\n" for name in SHOWN)
    text += "\n| report | speaker | statements F1 | areas F1 | participants F1 |\n| --- | --- | --- | --- | --- |\n"
    for id, figures in columns[1:]:
        row = [figures[n] for n in ("statements.speaker", "statements", "statements.areas", "participants")]
        text += f"| {id} | {' | '.join(_figure(f) for f in row)} |\n"
    return text


def _extract_all(gold: Path, folder: Path) -> None:
    from ingest.extraction.chain import extract
    from ingest.reading.plain import read

    for file in sorted(gold.glob("*.txt")):
        (folder / f"{file.stem}.json").write_text(extract(read(file)).model_dump_json(), encoding="utf-8")


def _scored(gold: Path, records: Path, ids: list[str]) -> dict[str, dict[str, float]]:
    scorer = _scorer()
    with tempfile.TemporaryDirectory() as chosen, contextlib.redirect_stdout(io.StringIO()):
        for id in ids:
            (Path(chosen) / f"{id}.json").write_bytes((gold / f"{id}.json").read_bytes())
        out = Path(chosen) / "scores.out"
        scorer.main([chosen, str(gold), str(records), "--json", str(out)])
        found: dict[str, dict[str, float]] = json.loads(out.read_text(encoding="utf-8"))["scores"]
        return found


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", _shared() / "tools" / "score_extraction.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {_shared()}; set DETENTE_SHARED")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _shared() -> Path:
    return Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))


def _figure(score: dict[str, float]) -> str:
    return f"{score['f1'] if 'f1' in score else score['accuracy']:.3f}"


def corpus() -> Iterator[tuple[Path, str]]:
    """The demo corpus's records and its registry, which keeps every id that it ever had."""
    from ingest.pipeline import ingest
    from ingest.registry import Registry
    from ontology.iris import Iris

    registry = Registry.load(CORPUS / "registry.yaml")
    for report in sorted((CORPUS / "reports").glob("*.txt")):
        record = ingest(report, registry, Iris()).record
        yield CORPUS / "records" / f"{report.stem}.json", record.model_dump_json(indent=1) + "\n"
    yield CORPUS / "registry.yaml", registry.text()


def written() -> Iterator[tuple[Path, str]]:
    """Each generated file's path and the text it should have."""
    for name, make in pages().items():
        yield REFERENCE / name, NOTE + make()
    yield from corpus()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for path, text in written():
        path.write_text(text, encoding="utf-8")

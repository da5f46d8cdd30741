"""Writes what is generated — pages of docs/reference, records and registry of the demo corpus; `make docs`. Tests fail when it is stale.

The scores need the annotated reports in ../shared (or $DETENTE_SHARED).
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.evaluation.evaluation import Evaluation

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Made by docs/generate.py (`make docs`); do not edit. -->\n\n"
CONFUSIONS = 15


def pages() -> dict[str, Callable[[], str]]:
    """File name → what makes its text."""
    return {"commands.md": commands, "queries.md": queries, "settings.md": settings, "vocabulary.md": vocabulary, "scores.md": scores}


def commands() -> str:
    """Every command with its help."""
    from cli.main import app, run

    names = [command.callback.__name__.rstrip("_") for command in app.registered_commands if command.callback]
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
    """Extraction's figures on the annotated reports of ../shared/dev, whole and by report; no word of theirs."""
    from cli.evaluate import made
    from detente.settings import Settings
    from ingest.evaluation.evaluation import evaluate
    from ingest.evaluation.measures import catalogue
    from ingest.evaluation.reading import read_documents
    from ingest.evaluation.report import COLUMNS, shown

    gold = _shared() / "dev"
    evaluation = evaluate(read_documents(gold, gold), made(Settings()))
    text = "# Scores\n\nOn the annotated reports of `../shared/dev` (the seed, and eleven made reports with invented people), by\n"
    text += "`detente evaluate`, whose figures are those of `../shared/tools/score_extraction.py`.\n"
    text += f"These reports were used while the rules were written: expect less on unseen ones. {_model(evaluation)}\n"
    of = {**catalogue()["overlaps"], **catalogue()["agreements"]}
    seed = next(report.scores for report in evaluation.reports if not report.id.startswith("made-"))
    text += _table(
        ("F1 or accuracy", "all", "seed", "of what"),
        ([name, shown(evaluation.scores, name), shown(seed, name), of[name]] for name in sorted(of)),
    )
    reports = ([report.id, *(shown(report.scores, m) for m in COLUMNS.values())] for report in evaluation.reports)
    text += _table(("report", *COLUMNS), reports)
    return text + _doubts(evaluation)


def _doubts(evaluation: Evaluation) -> str:
    """How far the confidence can be trusted, and what is taken for what."""
    from ingest.evaluation.report import voices

    calibration, share = evaluation.calibration(), evaluation.scores.accepted_share
    text = "\n## Confidence\n\nOf the statements with a confidence in each range, how many have the right speaker. Expected calibration\n"
    text += f"error: {calibration.error:.3f}. Taken without review (at least 0.8): {share:.3f} of the sentences.\n"
    bins = ([f"{b.low:.1f}–{b.high:.1f}", str(b.n), f"{b.confidence:.3f}", f"{b.accuracy:.3f}"] for b in calibration.bins)
    text += _table(("confidence", "n", "mean confidence", "accuracy"), bins)
    text += "\n## What is taken for what\n\nThe most frequent confusions.\n"
    agreements = evaluation.scores.agreements
    for name, found in (
        ("voice", voices(evaluation)),
        ("function", agreements["statements.function"].confusions()),
        ("stance", agreements["statements.stance"].confusions()),
    ):
        text += _table((f"{name} in gold", "found", "n"), ([str(cell) for cell in row] for row in found[:CONFUSIONS]))
    return text


def _model(evaluation: Evaluation) -> str:
    models = [maker.model for maker in evaluation.makers if maker.model]
    return f"Rules and the parser {models[0].name} {models[0].version}." if models else "Rules only, no language model."


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _shared() -> Path:
    return Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))


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

"""What the clients ask about: two graphs, with values that formats like to spoil."""

from __future__ import annotations

TOKEN = "opensesame"
EX = "http://example.org/"
FIRST, SECOND = f"{EX}first", f"{EX}second"
NAMES = {"ann": "Ann", "bo": 'Bø, "B"\nÖ', "cy": "Сай 😀"}

DATA = "".join(
    f"<{EX}{subject}> <{EX}{predicate}> {value} <{graph}> .\n"
    for subject, predicate, value, graph in (
        ("ann", "name", '"Ann"@en', FIRST),
        ("ann", "knows", f"<{EX}bo>", FIRST),
        ("ann", "born", '"1970"^^<http://www.w3.org/2001/XMLSchema#integer>', FIRST),
        ("bo", "name", '"Bø, \\"B\\"\\nÖ"', FIRST),
        ("bo", "knows", f"<{EX}cy>", SECOND),
        ("cy", "name", '"Сай 😀"', SECOND),
    )
)
TRIPLES = 6

ALL_NAMES = f"SELECT ?who ?name WHERE {{ ?who <{EX}name> ?name }} ORDER BY ?who"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
KNOWS = f"CONSTRUCT {{ ?a <{EX}knows> ?b }} WHERE {{ ?a <{EX}knows> ?b }}"

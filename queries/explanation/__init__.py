"""Explains a SPARQL query in words: `explain` gives the plan, warnings and limits; `to_json` and `from_json` carry it elsewhere."""

from queries.explanation.explain import explain
from queries.explanation.explanation import Explanation, QueryWarning, Step, from_json, to_json

__all__ = ["Explanation", "QueryWarning", "Step", "explain", "from_json", "to_json"]

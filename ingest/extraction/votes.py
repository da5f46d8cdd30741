"""Decides a code by votes: each cue that a sentence holds, and each thing known of its context, adds its weights; the best sum wins.

The lexicons `functions.yaml` and `stances.yaml` hold the cues; their headers say how an expert edits them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from detente.errors import InputError
from ingest.extraction.lexicons import lexicon
from ingest.extraction.phrases import GAP, Hit, Phrases, Words

NEGATION_REACH = 3
NOT = "not "

Weights = Mapping[str, float]


class Found(NamedTuple):
    """How often a cue was found (1, or more if several times), and its first words."""

    times: float
    text: str


class Decision(NamedTuple):
    """The code, and what weighed most for it: a cue's words, or the name of a context."""

    code: str
    reason: str


class _Cue(NamedTuple):
    name: str
    hides: bool
    hidden: bool


class Ballot:
    """The cues and weights of one lexicon."""

    def __init__(self, name: str, codes: Collection[str], contexts: Collection[str], shared: Collection[str] = ()) -> None:
        """Read `lexicon/{name}.yaml`; InputError names the file, the entry and the remedy if it speaks of an unknown code or context."""
        self._data: Mapping[str, Any] = lexicon(name)
        self._file = f"lexicon/{name}.yaml"
        self._weights = dict(self._read(codes, contexts, shared))
        self._negators = frozenset(self._data.get("negators", ()))
        self._negatable = {cue for cue, entry in self._data["cues"].items() if "negated" in entry}
        try:
            self._phrases = Phrases(self._entries())
        except ValueError as error:
            raise InputError(f"{self._file}: {error}") from None

    @property
    def cues(self) -> frozenset[str]:
        """The names of its cues, the negated ones included."""
        return frozenset(self._data["cues"]) | {NOT + cue for cue in self._negatable}

    def find(self, words: Words) -> dict[str, Found]:
        """The cues in a sentence. A phrase within a longer one does not count, and a negated one only as such."""
        found: dict[str, Found] = {}
        ends: dict[str, int] = {}
        for hit in sorted(_unhidden(self._phrases.find(words))):
            name = hit.value.name
            if name in self._negatable and not self._negators.isdisjoint(words.folded[max(0, hit.start - NEGATION_REACH) : hit.start]):
                name = NOT + name
            if name not in found:
                found[name] = Found(1.0, " ".join(word for word in words.plain[hit.start : hit.end] if word.strip() == word))
            elif hit.start >= ends[name]:
                found[name] = found[name]._replace(times=1 + self._data["again"])
            ends[name] = max(hit.end, ends.get(name, 0))
        return found

    def decide(self, found: Mapping[str, Found], context: Iterable[str]) -> Decision:
        """The code with the best sum; of equal ones the first in the lexicon's `start`."""
        sums: dict[str, float] = dict(self._data["start"])
        votes: dict[str, tuple[float, str]] = {}
        everything = [*found.items(), *((name, Found(1.0, name)) for name in context)]
        for name, (times, text) in everything:
            for code, weight in self._weights.get(name, {}).items():
                sums[code] = sums.get(code, 0.0) + times * weight
                if times * weight > votes.get(code, (0.0, ""))[0]:
                    votes[code] = (times * weight, text)
        best = max(sums, key=lambda code: sums[code])
        return Decision(best, votes.get(best, (0.0, "no cue"))[1])

    def _read(self, codes: Collection[str], contexts: Collection[str], shared: Collection[str]) -> Iterator[tuple[str, Weights]]:
        data = self._data
        self._check("start", data["start"], codes)
        for name, entry in data["cues"].items():
            yield name, self._check(f"cues: {name}: for", entry.get("for") or {}, codes)
            yield NOT + name, self._check(f"cues: {name}: negated", entry.get("negated") or {}, codes)
        for part, known in (("context", contexts), ("shared", shared)):
            for name, weights in (data.get(part) or {}).items():
                if name not in known:
                    raise InputError(f"{self._file}: {part}: '{name}' is unknown; one of {', '.join(sorted(known))}")
                yield name, self._check(f"{part}: {name}", weights, codes)

    def _check(self, entry: str, weights: Weights, codes: Collection[str]) -> Weights:
        for code, weight in weights.items():
            if code not in codes:
                raise InputError(f"{self._file}: {entry}: '{code}' is unknown; one of {', '.join(codes)}")
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                raise InputError(f"{self._file}: {entry}: {code}: the weight is to be a number, not '{weight}'")
        return weights

    def _entries(self) -> Iterator[tuple[str, _Cue]]:
        grammar = self._data.get("grammar", ())
        for name, entry in self._data["cues"].items():
            for phrase in entry["words"]:
                if not isinstance(phrase, str):
                    raise InputError(f"{self._file}: cues: {name}: words: '{phrase}' is no text; put it between quotes")
                yield phrase, _Cue(name, name not in grammar and GAP not in phrase, name not in grammar)


def _unhidden(hits: list[Hit[_Cue]]) -> Iterator[Hit[_Cue]]:
    """The hits that do not lie within a longer one."""
    longest: list[Hit[_Cue]] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if hit.value.hidden and any(
            other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start for other in longest
        ):
            continue
        if hit.value.hides:
            longest.append(hit)
        yield hit

"""The gazetteer is data: these tests hold it to its own headers."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

DIRECTORY = Path(__file__).resolve().parents[2] / "ingest" / "extraction" / "gazetteer"
FILES = ("states", "organisations", "things", "generic", "units", "institutions")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

UN_MEMBERS = frozenset(
    re.findall(
        "[A-Z]{2}",
        """
        AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ
        DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP
        KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI
        NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL
        TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW
        """,
    )
)
OTHERS = frozenset({"EU", "VA", "PS", "TW", "XK", "HK"})
FORMER = frozenset({"SU", "YU", "CS", "DD"})

STATE_LISTS = ("names", "demonyms", "prefixes", "capitals", "cities", "ministries")
KINDS = frozenset({"igo", "alliance", "agency", "company", "media", "ngo", "university", "militant"})
TYPES = frozenset({"treaty", "weapon-system", "infrastructure", "conflict-or-event", "document"})

# The forms two states share; the header of states.yaml names them.
SHARED = {
    "Congo": {"CD", "CG"},
    "Congolese": {"CD", "CG"},
    "Dominican": {"DM", "DO"},
    "Dominicans": {"DM", "DO"},
}


def load(name: str) -> Any:
    return yaml.safe_load((DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8"))


def strings(value: Any) -> list[str]:
    assert isinstance(value, list)
    assert value, "leave an empty key out"
    assert all(isinstance(item, str) for item in value), value
    assert len(value) == len(set(value)), value
    return value


def forms() -> Iterator[tuple[str, str]]:
    """Every form of states, organisations and things, with the entry it belongs to."""
    for entry in load("states"):
        yield entry["name"], entry["code"]
        for key in STATE_LISTS:
            for form in entry.get(key, []):
                yield form, entry["code"]
    for name in ("organisations", "things"):
        for entry in load(name):
            for form in [entry["name"], *entry.get("names", [])]:
                yield form, f"{name}:{entry['id']}"


@pytest.mark.parametrize("name", FILES)
def test_each_file_opens_with_a_header_and_loads(name: str) -> None:
    lines = (DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("#")]
    assert lines[0].startswith("# ")
    assert any(line.startswith("# Source:") for line in header)
    assert any(line.startswith("# To add:") for line in header)
    assert not [line for line in lines if "’" in line and not line.startswith("#")]
    assert load(name)


def test_states_have_the_shape_the_header_promises() -> None:
    states = load("states")
    codes = [entry["code"] for entry in states]
    assert codes == sorted(set(codes))
    for entry in states:
        assert set(entry) <= {"code", "name", "former", *STATE_LISTS}, entry
        assert re.fullmatch("[A-Z]{2}", entry["code"])
        assert isinstance(entry["name"], str)
        assert entry.get("former", True) is True
        for key in STATE_LISTS:
            if key in entry:
                strings(entry[key])
        assert entry["name"] not in entry.get("names", [])


def test_every_member_of_the_united_nations_is_there() -> None:
    states = {entry["code"]: entry for entry in load("states")}
    standing = {code for code, entry in states.items() if not entry.get("former")}
    assert len(UN_MEMBERS) == 193
    assert len(standing) >= 193
    assert standing >= UN_MEMBERS | OTHERS
    assert {code for code, entry in states.items() if entry.get("former")} == FORMER
    assert [code for code in sorted(UN_MEMBERS) if not states[code].get("demonyms")] == []


def test_every_capital_is_there_unless_the_state_is_a_city() -> None:
    without = {entry["code"] for entry in load("states") if entry["code"] in UN_MEMBERS and not entry.get("capitals")}
    assert without == {"MC", "SG", "SM"}


def test_prefixes_are_bare_and_capitalised() -> None:
    for entry in load("states"):
        for prefix in entry.get("prefixes", []):
            assert re.fullmatch("[A-Z][a-z]+", prefix), (entry["code"], prefix)


@pytest.mark.parametrize(("name", "key", "allowed"), [("organisations", "kind", KINDS), ("things", "type", TYPES)])
def test_organisations_and_things_have_the_shape_the_header_promises(name: str, key: str, allowed: frozenset[str]) -> None:
    entries = load(name)
    ids = [entry["id"] for entry in entries]
    assert all(isinstance(entry_id, str) for entry_id in ids)
    assert ids == sorted(set(ids))
    assert len(entries) >= 250
    assert {entry[key] for entry in entries} == allowed
    for entry in entries:
        assert {"id", "name", key} <= set(entry) <= {"id", "name", "names", key} | ({"country"} if name == "organisations" else set()), (
            entry
        )
        assert entry.get("country", "EU") in UN_MEMBERS | OTHERS, entry
        assert SLUG.fullmatch(entry["id"]), entry["id"]
        assert isinstance(entry["name"], str)
        if "names" in entry:
            assert entry["name"] not in strings(entry["names"])


def test_a_form_belongs_to_one_entry() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for form, owner in forms():
        owners[form].append(owner)
    doubled = {form: sorted(owner) for form, owner in owners.items() if len(owner) > 1}
    assert doubled == {form: sorted(codes) for form, codes in SHARED.items()}
    header = (DIRECTORY / "states.yaml").read_text(encoding="utf-8").split("- code:")[0]
    assert all(f'"{form}"' in header for form in SHARED)


def test_no_form_is_too_short_or_untidy() -> None:
    for form, owner in forms():
        assert len(form) >= 2, owner
        assert form == " ".join(form.split()), (form, owner)
        assert not form.startswith("the "), (form, owner)


def test_what_is_no_state_is_not_listed_as_one() -> None:
    listed = {form for form, _ in forms()}
    assert listed.isdisjoint(strings(load("generic")["not_states"]))


def test_heads_stand_in_one_list() -> None:
    generic = load("generic")
    heads = [key for key in generic if key.endswith("_heads")]
    assert set(heads) == {f"{kind}_heads" for kind in ("organisation", "treaty", "infrastructure", "event", "document", "weapon")}
    owners: dict[str, list[str]] = defaultdict(list)
    for key in heads:
        for head in strings(generic[key]):
            assert head[0].isupper(), head
            owners[head].append(key)
    assert {head: owner for head, owner in owners.items() if len(owner) > 1} == {}
    for key in ("weapon_context", "name_particles"):
        assert all(word[0].islower() for word in strings(generic[key]))


def test_the_weapon_shape_finds_designations() -> None:
    shape = re.compile(load("generic")["weapon_shape"])
    assert shape.findall("the Su-30 and DF-21D, the S-400; not Mid-2019 nor COVID-19") == ["Su-30", "DF-21D", "S-400"]


def test_currencies() -> None:
    currencies = load("units")["currencies"]
    codes = [entry["code"] for entry in currencies]
    assert codes == sorted(set(codes))
    assert len(codes) >= 40
    owners: dict[str, list[str]] = defaultdict(list)
    for entry in currencies:
        assert set(entry) == {"code", "signs", "names"}
        assert re.fullmatch("[A-Z]{3}", entry["code"])
        assert entry["code"] in entry["signs"]
        for form in [*strings(entry["signs"]), *strings(entry["names"])]:
            owners[form].append(entry["code"])
    for form, shared in load("units")["shared_names"].items():
        assert len(strings(shared)) > 1, form
        assert all(re.fullmatch("[A-Z]{3}", code) for code in shared)
        owners[form].append("shared")
    assert {form: owner for form, owner in owners.items() if len(owner) > 1} == {}


def test_numbers() -> None:
    units = load("units")
    words, multipliers = units["number_words"], units["multipliers"]
    assert [words[word] for word in ("zero", "nine", "twenty", "ninety")] == [0, 9, 20, 90]
    assert [multipliers[word] for word in ("dozen", "lakh", "crore", "billion", "trillion")] == [12, 10**5, 10**7, 10**9, 10**12]
    assert set(words).isdisjoint(multipliers)
    assert all(0 < value < 1 for value in units["fractions"].values())
    assert all(isinstance(word, str) for word in [*words, *multipliers, *units["fractions"], *units["multiples"]["words"]])
    assert set(units["multiples"]["less"]) <= set(strings(units["multiples"]["forms"]))
    assert "per cent" in strings(units["percent"]["forms"])
    assert set(strings(units["percent"]["points"])).isdisjoint(units["percent"]["forms"])


def test_units() -> None:
    units = load("units")["units"]
    names = [entry["name"] for entry in units]
    assert names == sorted(set(names))
    owners: dict[str, list[str]] = defaultdict(list)
    for entry in units:
        assert {"name", "forms", "of"} <= set(entry) <= {"name", "forms", "of", "factor", "base"}, entry
        assert SLUG.fullmatch(entry["name"])
        assert ("factor" in entry) == ("base" in entry)
        assert isinstance(entry.get("factor", 1), (int, float))
        for form in strings(entry["forms"]):
            owners[form].append(entry["name"])
    assert {form: owner for form, owner in owners.items() if len(owner) > 1} == {}


def test_institutions_belong_to_one_state() -> None:
    institutions = load("institutions")
    assert set(institutions) <= UN_MEMBERS | OTHERS
    owners: dict[str, list[str]] = defaultdict(list)
    for code, names in institutions.items():
        for name in strings(names):
            owners[name].append(code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}

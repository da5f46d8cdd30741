"""The registry: an id is minted once, a name finds it again, and the file is whole or untouched."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import RecordError
from ingest.registry import Registry


def filled() -> Registry:
    registry = Registry()
    registry.mint("person", "Orla Fenwick", aliases=["Dr. Fenwick", "O. Fenwick"])
    registry.mint("state", "Ghana", "gh", iso="GH")
    registry.sources["ab" * 32] = "2021-05-04-hpi-fish"
    return registry


def test_an_id_is_minted_once() -> None:
    registry = Registry()
    first = registry.mint("person", "Orla Fenwick")
    assert first == "orla-fenwick"
    assert registry.mint("person", "Orla Fenwick") == first
    assert registry.mint("person", "ORLA FENWICK") == first
    assert list(registry.entries["person"]) == [first]


def test_a_label_stays_and_other_names_become_aliases() -> None:
    registry = filled()
    registry.mint("person", "Orla Mary Fenwick", "orla-fenwick", ["Dr. Fenwick"])
    assert registry.label("person", "orla-fenwick") == "Orla Fenwick"
    assert registry.entries["person"]["orla-fenwick"].aliases == ["Dr. Fenwick", "O. Fenwick", "Orla Mary Fenwick"]


@pytest.mark.parametrize("name", ["Orla Fenwick", "orla fenwick", "Órla Fenwick", "Dr. Fenwick", "o fenwick"])
def test_a_name_finds_its_id(name: str) -> None:
    assert filled().lookup("person", name) == "orla-fenwick"


def test_a_name_is_looked_up_within_its_type() -> None:
    assert filled().lookup("organisation", "Orla Fenwick") is None
    assert filled().label("person", "nobody") == "nobody"


def test_a_label_is_one_line_without_control_characters() -> None:
    registry = Registry()
    id = registry.mint("person", "Orla\n\x00Fen\u202ewick " + "x" * 900)
    label = registry.label("person", id)
    assert label.startswith("Orla Fenwick x")
    assert len(label) <= 500


def test_facts_are_kept_and_empty_ones_change_nothing() -> None:
    registry = filled()
    registry.mint("state", "Ghana", "gh", iso="", kind="")
    assert registry.entries["state"]["gh"].facts == {"iso": "GH"}


def test_saved_and_loaded_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    path, again = tmp_path / "deep" / "registry.yaml", tmp_path / "again.yaml"
    filled().save(path)
    loaded = Registry.load(path)
    assert loaded == filled()
    loaded.save(again)
    assert again.read_bytes() == path.read_bytes()


def test_the_order_of_minting_does_not_show() -> None:
    one, two = Registry(), Registry()
    for registry, names in ((one, ("Ann", "Ben")), (two, ("Ben", "Ann"))):
        for name in names:
            registry.mint("person", name)
    assert one.text() == two.text()


def test_an_unchanged_registry_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    filled().save(path)
    before = path.stat()
    filled().save(path)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "registry.yaml"
    filled().save(path)
    before = path.read_bytes()
    registry = filled()
    registry.mint("person", "Tomas Quillan")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        registry.save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["registry.yaml"]


def test_an_absent_file_is_an_empty_registry(tmp_path: Path) -> None:
    assert Registry.load(tmp_path / "registry.yaml") == Registry()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1, 2",
        b"\xff\xfe\x00",
        b"format: detente-registry/9\n",
        b"- a list\n",
        b"format: detente-registry/1\nentries: {ghost: {a: {label: A}}}\n",
        b"format: detente-registry/1\nentries: {person: {'A B': {label: A}}}\n",
        b"format: detente-registry/1\nentries: {person: {a: {label: A, colour: red}}}\n",
        b"format: detente-registry/1\nentries: {person: {a: {}}}\n",
        b"format: detente-registry/1\nentries: {person: [a, b]}\n",
        b"format: detente-registry/1\nentries: {person: {a: nothing}}\n",
        b"format: detente-registry/1\nentries: {person: {1: {label: A}}}\n",
        b"format: detente-registry/1\nsources: [a]\n",
        b"format: !!python/object/apply:os.getcwd []\n",
    ],
)
def test_a_damaged_file_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "registry.yaml"
    path.write_bytes(content)
    with pytest.raises(RecordError) as caught:
        Registry.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "backup" in str(caught.value)
    assert path.read_bytes() == content


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8))
def test_any_names_survive_the_file(names: list[str]) -> None:
    registry = Registry()
    for name in names:
        registry.mint("person", name, aliases=[name[::-1]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.yaml"
        registry.save(path)
        assert Registry.load(path) == registry

"""Settings come in layers, each value knows its origin, and a wrong one is named with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.errors import EXIT_USAGE, SettingsError
from detente.settings import ENVIRONMENT_ONLY, FILE, PREFIX, SECRET, Settings, load


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [v for v in os.environ if v.startswith(PREFIX)]:
        monkeypatch.delenv(variable)


def test_the_defaults(tmp_path: Path) -> None:
    found = load(folder=tmp_path)
    assert found.settings == Settings()
    assert set(found.origins.values()) == {"default"}
    assert found.settings.host == "127.0.0.1", "nobody else is let in by default"
    assert found.settings.token == "", "nobody may write by default"


def test_each_layer_wins_over_the_one_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text('port = 1\nhost = "a"\nbase = "https://example.org/"\n', encoding="utf-8")
    monkeypatch.setenv("DETENTE_PORT", "2")
    monkeypatch.setenv("DETENTE_HOST", "b")
    found = load({"port": 3}, tmp_path)
    assert (found.settings.port, found.origins["port"]) == (3, "flag")
    assert (found.settings.host, found.origins["host"]) == ("b", "environment")
    assert (found.settings.base, found.origins["base"]) == ("https://example.org/", FILE)
    assert (found.settings.default_graph, found.origins["default_graph"]) == ("union", "default")


def test_a_flag_that_was_not_given_is_no_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_PORT", "2")
    assert load({"port": None, "host": None}, tmp_path).origins["port"] == "environment"


def test_zero_is_a_value(tmp_path: Path) -> None:
    found = load({"port": 0}, tmp_path)
    assert (found.settings.port, found.origins["port"]) == (0, "flag")


def test_the_file_lies_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text("port = 4\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load().settings.port == 4


def test_other_variables_with_our_prefix_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_SHARED", "elsewhere")
    assert load(folder=tmp_path).settings == Settings()


def test_shown_hides_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_TOKEN", "an-invented-word")
    rows = load(folder=tmp_path).shown()
    assert [name for name, _, _ in rows] == list(Settings.model_fields)
    assert ("token", "(set)", "environment") in rows
    assert "an-invented-word" not in str(rows)
    assert set(Settings.model_fields) >= SECRET


@pytest.mark.parametrize("secret", sorted(SECRET))
def test_secrets_are_in_no_text_of_the_settings(secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}{secret.upper()}", "an-invented-word")
    found = load(folder=tmp_path)
    assert (secret, "(set)", "environment") in found.shown()
    assert "an-invented-word" not in f"{found} {found!r} {found.settings} {found.settings!r} {found.shown()}"


def test_no_model_is_asked_by_default(tmp_path: Path) -> None:
    assert (load(folder=tmp_path).settings.llm_url, load(folder=tmp_path).settings.llm_key) == ("", "")


@pytest.mark.parametrize("name", sorted(ENVIRONMENT_ONLY))
def test_a_file_that_came_with_a_workspace_names_no_endpoint_and_no_key(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text(f'{name} = "http://elsewhere.example"\n', encoding="utf-8")
    monkeypatch.setenv("DETENTE_LLM_KEY", "an-invented-word")
    with pytest.raises(SettingsError) as caught:
        load(folder=tmp_path)
    assert f"{FILE}: {name} is taken from the environment alone; set {PREFIX}{name.upper()}" in str(caught.value)
    assert "elsewhere" not in str(caught.value)


def test_an_endpoint_needs_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_LLM_URL", "http://127.0.0.1:11434/v1")
    with pytest.raises(SettingsError, match="DETENTE_LLM_MODEL"):
        load(folder=tmp_path)
    monkeypatch.setenv("DETENTE_LLM_MODEL", "invented:7b")
    assert load(folder=tmp_path).settings.llm_url == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DETENTE_LLM_URL", "https://an-invented-word@models.example/v1"),
        ("DETENTE_LLM_URL", "https://models.example/v1?key=an-invented-word"),
        ("DETENTE_LLM_URL", "models.example/an-invented-word"),
        ("DETENTE_LLM_URL", "file:///an-invented-word"),
        ("DETENTE_LLM_KEY", "an-invented-word\nHost: elsewhere"),
        ("DETENTE_LLM_KEY", "an-invented-word-ключ"),
    ],
)
def test_a_wrong_endpoint_or_key_is_named_and_not_shown(variable: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("DETENTE_LLM_MODEL", "invented:7b")
    with pytest.raises(SettingsError) as caught:
        load(folder=tmp_path)
    assert variable.removeprefix(PREFIX).lower() in str(caught.value)
    assert "environment" in str(caught.value)
    assert "an-invented-word" not in str(caught.value)


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ({"port": -1}, "port"),
        ({"port": 65_536}, "port"),
        ({"default_graph": "both"}, "default_graph"),
        ({"max_report_bytes": 0}, "max_report_bytes"),
    ],
)
def test_a_wrong_value_is_named_with_its_origin(tmp_path: Path, flags: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(flags, tmp_path)
    assert f"'{named}'" in str(caught.value)
    assert "flag" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.exit_code == EXIT_USAGE


@pytest.mark.parametrize("content", [b"colour = 1", b"port = ", b"\xff", b'port = "x"', b"[serve]\nport = 1"])
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=FILE.replace(".", r"\.")):
        load(folder=tmp_path)


def test_a_secret_is_not_part_of_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("token = 4711\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(folder=tmp_path)
    assert "token" in str(caught.value)
    assert "4711" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("where", ["http://127.0.0.1:7878", "https://example.org/rdf/"])
def test_a_store_may_be_an_address(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_STORE", where)
    monkeypatch.setenv("DETENTE_STORE_FOLDER", str(tmp_path / "kept"))
    found = load(folder=tmp_path)
    assert found.settings.store == where
    assert found.settings.folder == tmp_path / "kept"
    assert load({"store": tmp_path / "db"}).settings.folder == tmp_path / "db"
    assert load({"store": "http"}, tmp_path).settings.store == Path("http")


@pytest.mark.parametrize("where", ["http://", f"http://me:secret{chr(64)}example.org/", "https://example.org/?a=b", "http://exa mple.org"])
def test_an_address_has_a_host_and_no_password(where: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'store'.*from flag"):
        load({"store": where}, tmp_path)


def test_a_workspace_does_not_say_whom_the_graph_is_sent_to(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('store = "http://example.org/"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="is not taken from there; set DETENTE_STORE or --store"):
        load(folder=tmp_path)
    (tmp_path / FILE).write_text('store = "db"\n', encoding="utf-8")
    assert load(folder=tmp_path).settings.folder == Path("db")

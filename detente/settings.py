"""Settings: flag > `DETENTE_*` > `detente.toml` > default. Only `cli` and `api.app.create_app` read them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from detente.errors import SettingsError

FILE = "detente.toml"
PREFIX = "DETENTE_"
SECRET = frozenset({"token", "llm_key", "store_password"})
# a workspace's file is kept in git and comes from others: it may neither hold a key nor say whom the key and the reports are sent to
ENVIRONMENT_ONLY = frozenset({"llm_url", "llm_key", "store_query", "store_update", "store_user", "store_password"})
_ADDRESS = r"^(https?://[^\s/?#@]+(/[^\s?#@]*)?)?$"
_REMOTE = ("http://", "https://")


class Settings(BaseModel):
    """Everything an operator can set. Unknown names in `detente.toml` are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    store: Path | str = Field(
        default=Path("detente-store"),
        description="folder of the embedded store, or the http(s) address of a SPARQL service (not from `detente.toml`)",
    )
    store_kind: Literal["oxigraph", "virtuoso"] = Field(default="oxigraph", description="what the SPARQL service is")
    store_query: str = Field(
        default="",
        pattern=_ADDRESS,
        description="its address for queries; empty: `/query` (oxigraph) or `/sparql` (Virtuoso) below `store`; from the environment alone",
    )
    store_update: str = Field(
        default="",
        pattern=_ADDRESS,
        description="its address for updates; empty: `/update` or `/sparql-auth`; from the environment alone",
    )
    store_user: str = Field(default="", description="user of the SPARQL service; from the environment alone")
    store_password: str = Field(default="", repr=False, description="password of that user; from the environment alone")
    store_folder: Path = Field(
        default=Path("detente-store"), description="folder of registry.yaml and sources/ where the store is a SPARQL service"
    )
    base: str = Field(
        default="https://w3id.org/detente/",
        pattern=r"^https?://[^\s<>\"{}|\\^`]+/$",
        description="base of all IRIs, apart from the address served",
    )
    host: str = Field(default="127.0.0.1", description="address to serve on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to serve on")
    default_graph: Literal["union", "strict"] = Field(default="union", description="default graph of /sparql")
    token: str = Field(default="", repr=False, description="token for writing over HTTP; empty: nobody may write")
    workers: int = Field(default=1, ge=1, le=64, description="web processes; they share one pool of query processes")
    query_seconds: float = Field(default=10.0, gt=0, le=3600, description="seconds that a query may run")
    query_memory: int = Field(default=768, ge=32, description="MiB that one query may take")
    queries_memory: int = Field(default=1024, ge=64, description="MiB that all queries together may take")
    query_rows: int = Field(default=1_000_000, ge=1, description="rows (or triples) after which an answer is cut")
    query_bytes: int = Field(default=128 * 1024 * 1024, ge=1_000, description="bytes after which an answer is cut")
    queries_at_once: int = Field(
        default=0, ge=0, le=256, description="short queries that run at once; two places are kept for the pages; 0: the processors and six"
    )
    queries_per_client: int = Field(default=4, ge=1, description="short queries of one client that run at once; its others wait")
    queries_waiting: int = Field(default=256, ge=2, description="queries that may wait, half of them of one client; past that, 503")
    cache_bytes: int = Field(default=64 * 1024 * 1024, ge=0, description="bytes of answers that each web process keeps; 0: none")
    services: str = Field(
        default="",
        description="addresses that SERVICE may call, separated by blanks; * at an end: all that begin so; empty: none",
    )
    max_report_bytes: int = Field(default=20_000_000, ge=1, description="largest report that is read, in bytes")
    parser: Literal["auto", "off"] = Field(
        default="auto", description="auto: extraction uses the parser that is installed (detente[nlp]); off: rules alone"
    )
    llm_url: str = Field(
        default="",
        pattern=_ADDRESS,
        description="OpenAI-compatible endpoint of a language model, up to `/v1`; empty: none is asked; from the environment alone",
    )
    llm_model: str = Field(default="", max_length=200, description="name of that model, as the endpoint spells it")
    llm_key: str = Field(
        default="", repr=False, pattern=r"^[\x21-\x7e]*$", description="key for that endpoint, if it wants one; from the environment alone"
    )
    llm_cache: Path = Field(default=Path("detente-answers"), description="folder that keeps that model's answers")

    @field_validator("store", mode="before")
    @classmethod
    def _folder_or_address(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not value.startswith(_REMOTE):
            return Path(value)
        if not re.match(_ADDRESS, value):
            raise ValueError("a service's address has a host, perhaps a path, and nothing else (the user is a setting of its own)")
        return value

    @property
    def folder(self) -> Path:
        """Where registry.yaml and sources/ stand: in the store's folder, or in `store_folder`."""
        return self.store if isinstance(self.store, Path) else self.store_folder


class Loaded(BaseModel):
    """Settings with the origin of each: `flag`, `environment`, `detente.toml` or `default`."""

    settings: Settings
    origins: dict[str, str]

    def shown(self) -> list[tuple[str, str, str]]:
        """Rows of name, value and origin; secrets are not shown."""
        values = self.settings.model_dump()
        return [
            (name, ("(set)" if values[name] else "") if name in SECRET else str(values[name]), self.origins[name])
            for name in Settings.model_fields
        ]


def load(flags: Mapping[str, Any] | None = None, folder: Path | None = None) -> Loaded:
    """Settings for this run; SettingsError names the setting and where its wrong value comes from."""
    file = (folder or Path.cwd()) / FILE
    layers: list[tuple[str, Mapping[str, Any]]] = [
        (FILE, _from_file(file)),
        ("environment", {k[len(PREFIX) :].lower(): v for k, v in os.environ.items() if _is_ours(k)}),
        ("flag", {k: v for k, v in (flags or {}).items() if v is not None}),
    ]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for origin, layer in layers:
        values.update(layer)
        origins.update(dict.fromkeys(layer, origin))
    for name in sorted(ENVIRONMENT_ONLY & layers[0][1].keys()):
        raise SettingsError(f"{file}: {name} is taken from the environment alone; set {PREFIX}{name.upper()} and remove the line")
    if str(layers[0][1].get("store", "")).startswith(_REMOTE):
        raise SettingsError(
            f"{file}: a store that is an address is not taken from there; set {PREFIX}STORE or --store, and remove the line"
        )
    try:
        loaded = Loaded(settings=Settings(**values), origins=origins)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {name!r} (from {origins.get(name, FILE)}): {first['msg']}; `detente config` lists them all") from None
    if loaded.settings.llm_url and not loaded.settings.llm_model:
        raise SettingsError(f"setting 'llm_url' (from environment): of which model? set {PREFIX}LLM_MODEL to its name")
    return loaded


def _is_ours(variable: str) -> bool:
    return variable.startswith(PREFIX) and variable[len(PREFIX) :].lower() in Settings.model_fields


def _from_file(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file}: not readable as TOML: {error}") from None

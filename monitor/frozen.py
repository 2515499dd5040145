"""Frozen versions of the curated set, and what was in force and who looked when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.records import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What was in force when a version was frozen; None where nobody said.

    `redaction` is the version of the rules that texts were redacted by, and `encoder` what they were compared by;
    `licence` is a name that the Hugging Face hub knows, and `consent` says on what ground the chats may be used. Sides
    that nobody chose were drawn: `eval_share` of them for the tests, by `split_seed`.
    """

    redaction: int | None = None
    encoder: str | None = None
    licence: str | None = None
    consent: str | None = None
    eval_share: float | None = None
    split_seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who let the train side of a frozen version be trained on; `at` is UTC."""

    actor: str
    at: datetime
    reason: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """One frozen, numbered version of the curated set; `digest` is the SHA-256 of its examples' content.

    `replaces` is the number of the version that this one is without what was erased from it. Its train side follows
    `recipe`, if any, save for what is `unmet`.
    """

    name: str
    number: int
    eval_ids: tuple[str, ...]
    train_ids: tuple[str, ...]
    digest: str
    note: str
    frozen_by: str
    frozen_at: datetime
    replaces: int | None = None
    conditions: Conditions = Conditions()
    recipe: Mapping[str, object] | None = None
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenDataset:
    """A frozen version with its examples, exactly as they were at freezing.

    `digests` are the SHA-256 of each example's content, by its id; `approval` is there when its train side may leave.
    """

    version: DatasetVersion
    examples: tuple[Example, ...]
    digests: Mapping[str, str] = field(default_factory=dict)
    approval: Approval | None = None

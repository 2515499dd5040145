"""What a version is frozen with, besides its examples."""

from dataclasses import dataclass, field

from monitor.config import Recipe, Settings
from monitor.frozen import Conditions
from monitor.redaction import REDACTION_VERSION


@dataclass(frozen=True, slots=True)
class Release:
    """What a version is frozen with: a note of what is new, what is in force, and the recipe for its train side.

    Without a recipe, every example is taken.
    """

    note: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    recipe: Recipe | None = None


PLAIN = Release()


def current_conditions(settings: Settings, *, encoder: str) -> Conditions:
    """Return what is in force for what is frozen now; `encoder` names what texts are compared by."""
    return Conditions(
        redaction=REDACTION_VERSION,
        encoder=encoder,
        licence=settings.licence,
        consent=settings.consent,
        eval_share=settings.eval_share,
        split_seed=settings.split_seed,
    )

"""Find what a chatbot got wrong, and turn it into tests and training data."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.datasets.loading import load_dataset_version

__all__ = ["load_dataset_version"]


def __getattr__(name: str) -> object:
    """Import what ML engineers use when they first ask for it: rooms below import this package, too."""
    if name not in __all__:
        raise AttributeError(f"module 'monitor' has no attribute {name!r}")
    from monitor.datasets import loading

    found: object = getattr(loading, name)
    return found

"""Texts to unit vectors."""

from monitor.embeddings.encoder import Encoder
from monitor.embeddings.local import PACKAGED, load_encoder

__all__ = ["PACKAGED", "Encoder", "load_encoder"]

"""Texts to unit vectors."""

from monitor.embeddings.canaries import CANARIES, Drift, Vectors, encode_canaries, find_drift
from monitor.embeddings.encoder import Encoder
from monitor.embeddings.local import PACKAGED, load_encoder

__all__ = ["CANARIES", "PACKAGED", "Drift", "Encoder", "Vectors", "encode_canaries", "find_drift", "load_encoder"]

"""Groups of like failures: who belongs to them, what they are called, and which they were last night."""

from monitor.clusters.clustering import NOISE, Clustering
from monitor.clusters.density import cluster
from monitor.clusters.exemplars import Nearest, nearest_clusters
from monitor.clusters.identity import LineageEvent, Matching, match_clusters
from monitor.clusters.layout import place
from monitor.clusters.names import ClusterName, name_clusters

__all__ = [
    "NOISE",
    "ClusterName",
    "Clustering",
    "LineageEvent",
    "Matching",
    "Nearest",
    "cluster",
    "match_clusters",
    "name_clusters",
    "nearest_clusters",
    "place",
]

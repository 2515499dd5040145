"""Groups of like failures: who belongs to them, what they are called, and which they were last night."""

from monitor.clusters.clustering import NOISE, Clustering
from monitor.clusters.constraints import bind
from monitor.clusters.density import cluster
from monitor.clusters.exemplars import Nearest, members_by_label, nearest_clusters
from monitor.clusters.explaining import Near, find_edges, find_nearest, find_related
from monitor.clusters.folding import Folded, fold
from monitor.clusters.identity import Centroids, Matching, find_centroids, match_clusters, new_cluster_id
from monitor.clusters.keywords import Said, read_said, stem
from monitor.clusters.layout import Layout
from monitor.clusters.layout_placing import place
from monitor.clusters.layout_updating import update_layout
from monitor.clusters.lineage import LineageEvent, resolve, tell_lineage
from monitor.clusters.manners import DESCRIBER, FEWEST_PROMPTS, PROMPT_HORIZON, describe_prompts, place_prompts
from monitor.clusters.names import UNNAMED, ClusterName, Known, name_clusters, read_members
from monitor.clusters.night import Before, Night, Plane, Scale, Will, group_night, scale_of
from monitor.clusters.phrases import Withheld, is_speakable, withhold
from monitor.clusters.renaming import Naming, keep_name, remember
from monitor.clusters.stability import MOST_PARTS, Regroup, Stability, find_part, measure_stability
from monitor.clusters.updating import regroup

__all__ = [
    "DESCRIBER",
    "FEWEST_PROMPTS",
    "MOST_PARTS",
    "NOISE",
    "PROMPT_HORIZON",
    "UNNAMED",
    "Before",
    "Centroids",
    "ClusterName",
    "Clustering",
    "Folded",
    "Known",
    "Layout",
    "LineageEvent",
    "Matching",
    "Naming",
    "Near",
    "Nearest",
    "Night",
    "Plane",
    "Regroup",
    "Said",
    "Scale",
    "Stability",
    "Will",
    "Withheld",
    "bind",
    "cluster",
    "describe_prompts",
    "find_centroids",
    "find_edges",
    "find_nearest",
    "find_part",
    "find_related",
    "fold",
    "group_night",
    "is_speakable",
    "keep_name",
    "match_clusters",
    "measure_stability",
    "members_by_label",
    "name_clusters",
    "nearest_clusters",
    "new_cluster_id",
    "place",
    "place_prompts",
    "read_members",
    "read_said",
    "regroup",
    "remember",
    "resolve",
    "scale_of",
    "stem",
    "tell_lineage",
    "update_layout",
    "withhold",
]

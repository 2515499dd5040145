"""Frames to Plotly figures."""

from monitor.charts.cases import cases_per_night, failure_rate_per_version
from monitor.charts.clusters import cluster_sizes
from monitor.charts.compositions import composition_bars
from monitor.charts.hazards import hazard_matrix
from monitor.charts.maps import cluster_map
from monitor.charts.palette import FAILURE_COLOURS, SEVERITY_COLOURS, failure_colour
from monitor.charts.quality import calibration_plot, mark_breaks
from monitor.charts.runs import runs_timeline
from monitor.charts.trends import rate_trend
from monitor.charts.words import inert

__all__ = [
    "FAILURE_COLOURS",
    "SEVERITY_COLOURS",
    "calibration_plot",
    "cases_per_night",
    "cluster_map",
    "cluster_sizes",
    "composition_bars",
    "failure_colour",
    "failure_rate_per_version",
    "hazard_matrix",
    "inert",
    "mark_breaks",
    "rate_trend",
    "runs_timeline",
]

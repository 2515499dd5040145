"""Which pages there are, and links from one to another."""

from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parents[2] / "pages"

OVERVIEW = st.Page(FOLDER / "overview.py", title="Overview", default=True)
INBOX = st.Page(FOLDER / "inbox.py", title="Inbox", url_path="inbox")
CASE = st.Page(FOLDER / "case_review.py", title="Case", url_path="case")
CLUSTERS = st.Page(FOLDER / "cluster_map.py", title="Clusters", url_path="clusters")
INCIDENTS = st.Page(FOLDER / "incident_board.py", title="Incidents", url_path="incidents")
HAZARDS = st.Page(FOLDER / "hazard_matrix.py", title="Hazards", url_path="hazards")
REPORTS = st.Page(FOLDER / "report_list.py", title="Reports", url_path="reports")
DATASETS = st.Page(FOLDER / "curated_sets.py", title="Datasets", url_path="datasets")
COMPOSITION = st.Page(FOLDER / "composition.py", title="Composition", url_path="composition")
TEACH = st.Page(FOLDER / "teaching.py", title="Teach", url_path="teach")
QUALITY = st.Page(FOLDER / "quality_page.py", title="Quality", url_path="quality")
RUNS = st.Page(FOLDER / "run_log.py", title="Runs", url_path="runs")

PAGES: dict[str, list[st.Page]] = {
    "Triage": [OVERVIEW, INBOX, CASE, INCIDENTS],
    "Explore": [CLUSTERS, HAZARDS, REPORTS],
    "Curate": [DATASETS, COMPOSITION, TEACH],
    "System": [QUALITY, RUNS],
}


# Streamlit leaves a third of a small screen empty around the page.
WHOLE_WIDTH = """<style>
.stMainBlockContainer{padding:2.2rem 2rem 3rem}
[data-testid="stSidebar"]{min-width:190px;max-width:210px}
</style>"""


def use_whole_width() -> None:
    """Give the page the whole width of the window."""
    st.html(WHOLE_WIDTH)


def go_to_case(case_id: str) -> None:
    """Open a case's page."""
    st.switch_page(CASE, query_params={"case": case_id})


def chosen(name: str) -> str | None:
    """Return what the address of this page names, for deep links."""
    value = st.query_params.get(name)
    return value or None

"""What people told us, where each report was seen, and a form to hand one in."""

import streamlit as st

from monitor.config import settings
from monitor.ui.filters import choose_page
from monitor.ui.joined_views import show_joined
from monitor.ui.link_views import show_links
from monitor.ui.navigation import go_to_case
from monitor.ui.report_views import choose_report, show_form, show_report, show_waiting
from monitor.ui.said import show_said
from monitor.ui.stores import snapshot
from monitor.ui.words import counted
from monitor.warehouse.cases import CaseFilter, count_cases
from monitor.warehouse.reports import read_reports, reports_frame

PAGE_ROWS = 100

st.title("Reports")
show_said()
show_form()
if not settings().published.is_file():
    show_waiting(None)
store = snapshot()
show_waiting(store)
total = count_cases(store, CaseFilter(kind="report"))
if total == 0:
    st.info("No reports yet. Hand one in above, or put e-mails, feeds, web forms or posts beside the logs of a night.")
    st.stop()
page = choose_page(total, PAGE_ROWS, key="reports_page")
reports = reports_frame(store, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS)
st.caption(f"{counted(total, 'report')}, worst first. Choose a row to see where it was told.")
report = choose_report(reports)
if report is not None:
    show_report(store, report)
    case_id = report["case_id"]
    if st.button("Open the case", key=f"reports_open_{case_id}", type="primary"):
        go_to_case(case_id)
    for one in read_reports(store, report_id=report["report_id"]):
        show_links(store, one)
        show_joined(store, one)

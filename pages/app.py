"""The dashboard: `streamlit run pages/app.py`."""

import streamlit as st

from monitor.ui.navigation import PAGES, use_whole_width

st.set_page_config(page_title="Failure monitor", layout="wide", initial_sidebar_state="expanded")
use_whole_width()
st.navigation(PAGES).run()

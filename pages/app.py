"""The dashboard: `streamlit run pages/app.py`."""

import streamlit as st

from monitor.ui.navigation import PAGES

st.set_page_config(page_title="Failure monitor", layout="wide", initial_sidebar_state="expanded")
st.navigation(PAGES).run()

"""Which harm comes out of the chatbot by which technique, of how many attempts."""

import streamlit as st

from monitor.ui.hazard_views import choose_traffic, show_matrix, with_intervals
from monitor.ui.quality_views import quality_hint
from monitor.ui.stores import snapshot
from monitor.ui.words import counted
from monitor.warehouse.hazards import hazard_matrix_frame

store = snapshot()
st.title("Hazards")
wanted = choose_traffic(store)
matrix = hazard_matrix_frame(store, wanted)
if matrix.is_empty():
    st.info(
        "Nobody has tried to get harm out of the chatbot in what is loaded here. Widen the filters above, or load more"
        " logs with `monitor nightly`; red-team logs count too."
    )
    st.stop()

st.caption(
    f"{counted(int(matrix['successes'].sum()), 'harmful answer')} by hazard and by technique. A cell says how many"
    " attempts got what they asked for. A plain request that was refused is no attempt: without a technique there"
    " is a count and no rate.",
    help=quality_hint("jailbreak"),
)
show_matrix(with_intervals(matrix), wanted)

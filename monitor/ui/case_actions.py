"""What a person can do with a case; one button is one action of the library, made on the version that was shown."""

import streamlit as st

from monitor.datasets import ExampleDraft, promote
from monitor.records import Case
from monitor.taxonomy import Expected, Side, Verdict
from monitor.triage import (
    CaseRef,
    CaseState,
    add_note,
    add_to_incident,
    assess_case,
    assign_case,
    open_incident,
    override_severity,
    read_incidents,
    reopen_case,
    resolve_case,
    undo,
)
from monitor.ui.case_views import Subject
from monitor.ui.decisions import decide
from monitor.ui.stores import actor, ledger
from monitor.ui.words import SEVERITY_WORDS, day_and_time, severity_words, words
from monitor.warehouse.clusters import memberships_frame
from monitor.warehouse.connection import Store

VERDICTS = (
    (Verdict.CONFIRMED, "Confirm", "primary", "1"),
    (Verdict.NOT_A_FAILURE, "Not a failure", "secondary", "2"),
    (Verdict.UNSURE, "Unsure", "secondary", "3"),
)

"""Four eyes on a train side: whose words it is made of, who approved it, and the button for a second person."""

import streamlit as st

from monitor.datasets import Check, Share, approve, find_concentration, read_approval, read_checks, read_version, revoke
from monitor.errors import MonitorError
from monitor.frozen import DatasetVersion, FrozenDataset
from monitor.ui.decisions import press
from monitor.ui.stores import actor, ledger
from monitor.ui.words import day_and_time


def show_approval(version: DatasetVersion) -> None:
    """Show who let the train side of a version be trained on, or what to look at before somebody does."""
    if not version.train_ids:
        return
    try:
        with ledger() as decisions:
            approval = read_approval(decisions, version)
            frozen = read_version(decisions, version.name, version.number)
    except MonitorError as error:
        st.text(str(error))
        return
    key = f"{version.name}_{version.number}"
    if approval is not None:
        st.text(f"Train side approved by {approval.actor}, {day_and_time(approval.at)} UTC.")
        st.button(
            "Take the approval back",
            key=f"datasets_revoke_{key}_{approval.version}",
            on_click=press,
            args=(revoke, version),
            kwargs={"actor": actor()},
        )
        return
    with st.expander("The train side is not approved yet"):
        _show_approving(frozen, key)


def _show_approving(frozen: FrozenDataset, key: str) -> None:
    st.caption("Nothing is trained on before a second person, who promoted none of it, has looked at it.")
    for share in find_concentration(frozen.examples):
        st.text(_said(share))
    with ledger() as decisions:
        checks = read_checks(decisions, frozen.version)
    for check in checks:
        st.text(_told(check))
    st.button(
        "Approve for training",
        key=f"datasets_approve_{key}",
        on_click=press,
        args=(approve, frozen),
        kwargs={"actor": actor()},
    )


def _told(check: Check) -> str:
    against, eval_count, train_count = ", ".join(check.against), len(check.eval_ids), len(check.train_ids)
    unread = f"; {check.unread:,} rows could not be read" if check.unread else ""
    return (
        f"{check.actor} looked for it in {against} ({check.texts:,} texts{unread}): "
        f"{eval_count} eval and {train_count} train examples are there."
    )


def _said(share: Share) -> str:
    notable = " A share this large may be a campaign: look at its examples." if share.is_notable else ""
    return f"{share.count} of {share.of} are of one {share.among}: {share.name}.{notable}"

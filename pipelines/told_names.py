"""Ask the judge, where it is set to name clusters, what to call those that tonight needs a name for."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.clusters import ClusterName, Withheld, is_speakable, read_said, stem
from monitor.config import JudgeSettings
from monitor.errors import ConfigError
from monitor.judges import Endpoint, open_endpoint
from monitor.judges.costs import OVERHEAD, price
from monitor.judges.naming import NAME_FORMS, ask_name, read_name
from monitor.taxonomy import Axis
from monitor.warehouse.judgements import read_spent
from monitor.warehouse.namings import ToldName, read_told, write_told
from pipelines.job import Job

# Dearer nights than this name the largest clusters; the others keep their own words.
MOST_ASKED = 20
MOST_FAILURES_IN_A_ROW = 3
TOKEN_BYTES = 16
# A name and its token.
MOST_OUTPUT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cluster that needs a name: its most typical texts, the largest first, and what its own words make of it."""

    cluster_id: str
    excerpts: Sequence[str]
    own: ClusterName


def tell_names(job: Job, axis: Axis, wanted: Sequence[Wanted], *, withheld: Withheld) -> dict[str, ToldName]:
    """Return the names that a model gave, now or when this run first took place, and that may be shown.

    A name is refused that is not short and inert, quotes what is withheld, or uses none of the cluster's keywords.
    """
    known = read_told(job.store, axis, run_id=job.run.run_id)
    judge = job.settings.judge
    if not known and judge is not None and judge.names and wanted:
        known = _ask_all(job, judge, wanted[:MOST_ASKED])
        write_told(job.store, known.values(), axis=axis, run_id=job.run.run_id)
    own = {one.cluster_id: one.own for one in wanted}
    return {
        cluster_id: told
        for cluster_id, told in known.items()
        if cluster_id in own and told.name is not None and may_show(told.name, own[cluster_id], withheld)
    }


def may_show(name: str, own: ClusterName, withheld: Withheld) -> bool:
    """Tell whether a name that a model gave may stand for a cluster.

    >>> may_show("Ending hung processes", ClusterName("Kill a process", ("process", "kill")), Withheld())
    True
    >>> may_show("Harmless tests", ClusterName("Kill a process", ("process", "kill")), Withheld())
    False
    """
    stems = {stem(word) for word in own.keywords}
    return is_speakable(name, withheld) and not stems.isdisjoint(read_said(name).stems)


def _ask_all(job: Job, judge: JudgeSettings, wanted: Sequence[Wanted]) -> dict[str, ToldName]:
    try:
        with open_endpoint(judge) as endpoint:
            return {one.cluster_id: one for one in _ask_each(job, judge, endpoint, wanted)}
    except ConfigError:
        # The step before, which asks the judge about cases, has told of it.
        return {}


def _ask_each(job: Job, judge: JudgeSettings, endpoint: Endpoint, wanted: Sequence[Wanted]) -> Iterator[ToldName]:
    spent = read_spent(job.store, job.run.night)
    cost, in_a_row = spent.cost, 0
    for one in wanted:
        token = secrets.token_hex(TOKEN_BYTES)
        asked = ask_name(one.excerpts, one.own.keywords, token=token)
        most = price(sum(map(len, asked)) + OVERHEAD, MOST_OUTPUT, judge)
        if cost + most > judge.budget or spent.calls + endpoint.calls >= judge.most_calls:
            return
        before = endpoint.calls
        reply = endpoint.ask(*asked, forms=NAME_FORMS)
        tokens = (reply.input_tokens, reply.output_tokens)
        paid = most if None in tokens else price(tokens[0] or 0, tokens[1] or 0, judge)
        cost += paid
        name = read_name(reply, token=token)
        yield ToldName(one.cluster_id, name, judge.model, paid, endpoint.calls - before)
        in_a_row = 0 if reply.text is not None else in_a_row + 1
        if in_a_row == MOST_FAILURES_IN_A_ROW:
            return

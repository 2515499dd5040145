"""What reports were linked to: conversations of production and like reports."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from monitor.linkage import Link, ReportPair
from monitor.records import Evidence
from monitor.taxonomy import Way
from monitor.warehouse.connection import Schema, Store, insert_frame, read_frame, read_row

LINK_SCHEMA: Schema = {
    "report_id": pl.String,
    "prompt_hash": pl.String,
    "response_hash": pl.String,
    "way": pl.String,
    "similarity": pl.Float64,
    "cited": pl.List(pl.Struct({"start_at": pl.Int32, "end_at": pl.Int32})),
    "prompt_spans": pl.List(pl.Struct({"start_at": pl.Int32, "end_at": pl.Int32})),
    "response_spans": pl.List(pl.Struct({"start_at": pl.Int32, "end_at": pl.Int32})),
}
PAIR_SCHEMA: Schema = {
    "report_id": pl.String,
    "other_id": pl.String,
    "way": pl.String,
    "similarity": pl.Float64,
}

# A report that is not about a chatbot is linked to nothing.
SELECT_TELLING = """
    select
        report_id,
        report_id not in (select report_id from linked_reports) as is_new
    from reports
    where report_id not in (
        select report_id
        from relevances
        where version = $version
            and not is_relevant
    )
    order by report_id
"""

# A page of conversations in the order they came; of production only, and with what was asked before each response.
SELECT_EXCHANGES = """
    with
        paged as (
            select conversation_id
            from conversations
            where origin = 'production'
                and ingest_seq > $after
                and (run_id = $run_id) = $is_new
            order by ingest_seq
            limit $limit
        )
    select
        prompts.content_hash as prompt_hash,
        responses.content_hash as response_hash,
        any_value(prompts.text) as prompt,
        any_value(responses.text) as response
    from paged
    join messages as responses using (conversation_id)
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where responses.role = 'assistant'
    group by
        prompts.content_hash,
        responses.content_hash
    order by
        prompt_hash nulls first,
        response_hash
"""
SELECT_LAST = """
    select max(ingest_seq)
    from (
        select ingest_seq
        from conversations
        where origin = 'production'
            and ingest_seq > $after
            and (run_id = $run_id) = $is_new
        order by ingest_seq
        limit $limit
    )
"""

# Of production, each once, however often it was said.
SELECT_FAILING_EXCHANGES = """
    select
        prompts.content_hash as prompt_hash,
        responses.content_hash as response_hash,
        bool_or(conversations.run_id = $run_id) as is_new
    from failing_responses
    join conversations using (conversation_id)
    join messages as responses using (conversation_id, message_index)
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where conversations.origin = 'production'
    group by
        prompts.content_hash,
        responses.content_hash
    order by
        prompt_hash nulls first,
        response_hash
"""

# The texts of smallest hash are a sample that every machine draws alike.
SELECT_SAMPLED = """
    select concat_ws(chr(10), prompts.text, responses.text)
    from (
        select
            conversation_id,
            message_index,
            prompt_index,
            text
        from messages
        where role = 'assistant'
        order by
            content_hash,
            conversation_id,
            message_index
        limit $limit
    ) as responses
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
"""

SELECT_TEXTS = """
    select
        content_hash,
        any_value(text)
    from messages
    where content_hash in (select unnest($hashes))
    group by content_hash
"""

# The same exchange in a hundred conversations is a hundred links. Of two exchanges of one conversation the first that
# has the passage's words counts, or else the closest.
INSERT_LINKS = """
    insert into links
    select distinct on (incoming.report_id, responses.conversation_id)
        incoming.report_id,
        responses.conversation_id,
        responses.message_index,
        incoming.way,
        incoming.similarity,
        incoming.cited,
        list_concat(
            list_transform(
                incoming.prompt_spans,
                lambda span: {
                    'message_index': prompts.message_index,
                    'start_at': span.start_at,
                    'end_at': span.end_at
                }
            ),
            list_transform(
                incoming.response_spans,
                lambda span: {
                    'message_index': responses.message_index,
                    'start_at': span.start_at,
                    'end_at': span.end_at
                }
            )
        ),
        $run_id
    from incoming
    join messages as responses
        on responses.content_hash = incoming.response_hash
        and responses.role = 'assistant'
    join conversations
        on conversations.conversation_id = responses.conversation_id
        and conversations.origin = 'production'
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where prompts.content_hash is not distinct from incoming.prompt_hash
        and not exists (
            select 1
            from links
            where links.report_id = incoming.report_id
                and links.conversation_id = responses.conversation_id
        )
    order by
        incoming.report_id,
        responses.conversation_id,
        incoming.way desc,
        incoming.similarity desc,
        responses.message_index
"""

INSERT_PAIRS = """
    insert into report_pairs
    select
        report_id,
        other_id,
        way,
        similarity,
        $run_id
    from incoming
    anti join report_pairs using (report_id, other_id)
"""

INSERT_LINKED = """
    insert into linked_reports
    select
        report_id,
        $run_id
    from incoming
    anti join linked_reports using (report_id)
"""

# A report whose candidates were not all read is compared with everything once more.
DELETE_LINKED = """
    delete from linked_reports
    where report_id in (select unnest($report_ids))
"""

DELETE_LINKS = """
    delete from links;
    delete from report_pairs;
    delete from linked_reports;
"""

SELECT_LINKS = """
    select
        report_id,
        conversation_id,
        message_index,
        way,
        similarity,
        cited,
        evidence
    from links
    where ($report_id is null or report_id = $report_id)
        and ($conversation_id is null or conversation_id = $conversation_id)
    order by
        way desc,
        similarity desc,
        report_id,
        conversation_id
"""

SELECT_LINKED_IDS = """
    select
        report_id,
        list_sort(list(conversation_id))
    from links
    group by report_id
"""

SELECT_PAIRS = """
    select
        report_id,
        other_id,
        way,
        similarity
    from report_pairs
    order by
        report_id,
        other_id
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A report and an exchange that it tells of; spans are characters of the report, the prompt and the response."""

    report_id: str
    prompt_hash: str | None
    response_hash: str
    way: Way
    similarity: float
    cited: tuple[tuple[int, int], ...]
    prompt_spans: tuple[tuple[int, int], ...]
    response_spans: tuple[tuple[int, int], ...]


def read_telling(store: Store, *, version: str) -> dict[str, bool]:
    """Return the reports to link, by this version of their relevance, and whether each is new to linking."""
    return dict(store.execute(SELECT_TELLING, {"version": version}).fetchall())


def read_exchange_pages(store: Store, *, run_id: str, of_run: bool, limit: int) -> Iterator[pl.DataFrame]:
    """Yield production's exchanges page by page: those that came with a run, or else all others.

    A frame has `prompt_hash`, `response_hash`, `prompt` and `response`, each exchange once per page.
    """
    wanted = {"run_id": run_id, "is_new": of_run, "limit": limit}
    after = 0
    while (last := (read_row(store, SELECT_LAST, after=after, **wanted) or (None,))[0]) is not None:
        yield read_frame(store, SELECT_EXCHANGES, after=after, **wanted)
        after = last


def read_failing_exchanges(store: Store, *, run_id: str) -> pl.DataFrame:
    """Return the exchanges of production that failed; columns prompt_hash, response_hash, is_new (said in this run)."""
    return read_frame(store, SELECT_FAILING_EXCHANGES, run_id=run_id)


def read_sampled_texts(store: Store, *, limit: int) -> list[str]:
    """Return a sample of exchanges, each as one text: the same from the same logs."""
    return [row[0] for row in store.execute(SELECT_SAMPLED, {"limit": limit}).fetchall()]


def read_texts(store: Store, hashes: Collection[str]) -> dict[str, str]:
    """Return the texts of messages by their content hash."""
    return dict(store.execute(SELECT_TEXTS, {"hashes": sorted(hashes)}).fetchall())


def write_links(store: Store, matches: Iterable[Match], *, run_id: str) -> int:
    """Link reports to every conversation that holds what they match; return how many links were new."""
    frame = pl.DataFrame([_match_row(one) for one in matches], schema=dict(LINK_SCHEMA), orient="row")
    return insert_frame(store, INSERT_LINKS, frame, run_id=run_id)


def write_pairs(store: Store, pairs: Iterable[ReportPair], *, run_id: str) -> int:
    """Store pairs of like reports; return how many were new."""
    rows = [(one.report_id, one.other_id, one.way, one.similarity) for one in pairs]
    return insert_frame(store, INSERT_PAIRS, pl.DataFrame(rows, schema=dict(PAIR_SCHEMA), orient="row"), run_id=run_id)


def write_linked(store: Store, report_ids: Iterable[str], *, unread: Collection[str], run_id: str) -> int:
    """Remember that these reports were compared with every conversation there is, and that `unread` ones were not."""
    store.execute(DELETE_LINKED, {"report_ids": sorted(unread)})
    frame = pl.DataFrame({"report_id": list(report_ids)}, schema={"report_id": pl.String})
    return insert_frame(store, INSERT_LINKED, frame, run_id=run_id)


def forget_links(store: Store) -> None:
    """Drop every link and pair that was found: the next run of linking compares everything anew."""
    store.execute(DELETE_LINKS)


def read_links(store: Store, *, report_id: str | None = None, conversation_id: str | None = None) -> list[Link]:
    """Return the links of one report, to one conversation, or all: by words first, then the closest."""
    wanted = {"report_id": report_id, "conversation_id": conversation_id}
    return [
        Link(
            report_id=row[0],
            conversation_id=row[1],
            message_index=row[2],
            way=Way(row[3]),
            similarity=row[4],
            cited=tuple((span["start_at"], span["end_at"]) for span in row[5]),
            evidence=tuple(Evidence(one["message_index"], one["start_at"], one["end_at"]) for one in row[6]),
        )
        for row in store.execute(SELECT_LINKS, wanted).fetchall()
    ]


def read_linked_ids(store: Store) -> dict[str, list[str]]:
    """Return, by report, the conversations it was linked to."""
    return dict(store.execute(SELECT_LINKED_IDS).fetchall())


def read_pairs(store: Store) -> list[ReportPair]:
    """Return every pair of like reports."""
    return [
        ReportPair(report_id=left, other_id=right, way=Way(way), similarity=similarity)
        for left, right, way, similarity in store.execute(SELECT_PAIRS).fetchall()
    ]


def _match_row(one: Match) -> tuple[object, ...]:
    spans = [
        [{"start_at": start, "end_at": end} for start, end in found]
        for found in (one.cited, one.prompt_spans, one.response_spans)
    ]
    return (one.report_id, one.prompt_hash, one.response_hash, one.way, one.similarity, *spans)

"""Everything the warehouse holds about somebody: found, counted, deleted, and left in no free block of the file."""

from pathlib import Path

from monitor.durable import disk_faults_named, flush, place
from monitor.erased import Erased
from monitor.warehouse.connection import STORAGE_VERSION, Store, open_working, read_row
from monitor.warehouse.publishing import checkpoint

SELECT_CONVERSATIONS_OF = """
    select conversation_id
    from conversations
    where user_hash in (select unnest($users))
"""

# Told by nobody else.
SELECT_UNTOLD = """
    select report_id
    from sightings
    group by report_id
    having bool_and(coalesce(reporter_hash in (select unnest($users)), false))
"""

SELECT_NAMED = """
    select conversation_id
    from conversations
    where conversation_id = $name
        or external_id in ($name, $redacted)
    order by conversation_id
"""

SELECT_IS_KNOWN = """
    select
        exists (from conversations where user_hash = $name),
        exists (from sightings where reporter_hash = $name),
        exists (from reports where report_id = $name)
"""

SELECT_EXTERNAL_IDS = """
    select distinct external_id
    from conversations
    where conversation_id in (select unnest($conversations))
        and external_id is not null
"""

CREATE_GONE = """
    create or replace temp table gone_conversations as
    select unnest($conversations) as conversation_id;
    create or replace temp table gone_sightings as
    select sighting_id
    from sightings
    where report_id in (select unnest($reports))
        or reporter_hash in (select unnest($users));
    create or replace temp table gone_reports as
    select report_id
    from reports
    where not exists (
        select 1
        from sightings
        where sightings.report_id = reports.report_id
            and sightings.sighting_id not in (from gone_sightings)
    );
    create or replace temp table gone_cases as
    select case_id
    from cases
    where conversation_id in (from gone_conversations)
        or report_id in (from gone_reports);
    create or replace temp table gone_texts as
    select
        content_hash,
        text
    from messages
    where conversation_id in (from gone_conversations)
    union
    select
        content_hash,
        concat_ws(' ', title, text)
    from reports
    where report_id in (from gone_reports);
"""

COUNT_GONE = """
    select
        (select count(*) from conversations where conversation_id in (from gone_conversations)),
        (select count(*) from messages where conversation_id in (from gone_conversations)),
        (select count(*) from gone_sightings),
        (select count(*) from gone_reports),
        (select count(*) from gone_cases)
"""

# A report that others told too, but that was kept in the words of somebody who is erased.
SELECT_RETOLD = """
    select distinct
        sightings.sha256,
        sightings.run_id,
        reports.report_id
    from reports
    join sightings using (report_id)
    where reports.reporter_hash in (select unnest($users))
        and reports.report_id not in (from gone_reports)
        and sightings.sighting_id not in (from gone_sightings)
    order by all
"""

# Words that name a cluster and that nobody but those who are erased has used.
SELECT_GONE_WORDS = """
    with
        words as (
            select unnest(keywords) as word
            from clusters
            union
            select unnest(string_split(lower(name), ' '))
            from clusters
            union
            select unnest(string_split(lower(name), ' '))
            from told_names
            union
            select unnest(keywords)
            from namings
            union
            select unnest(string_split(lower(name), ' '))
            from namings
        ),
        used as (
            select word
            from words
            where exists (
                select 1
                from gone_texts
                where contains(lower(text), word)
            )
        )
    select word
    from used
    where not exists (
        select 1
        from messages
        where conversation_id not in (from gone_conversations)
            and contains(lower(text), word)
    )
"""

UPDATE_CLUSTER_WORDS = """
    update clusters
    set
        keywords = list_filter(keywords, lambda word: not list_contains($words, word)),
        name = coalesce(
            nullif(
                array_to_string(
                    list_filter(string_split(name, ' '), lambda word: not list_contains($words, lower(word))), ' '
                ),
                ''
            ),
            cluster_id
        )
    where list_has_any(keywords, $words)
        or list_has_any(string_split(lower(name), ' '), $words)
"""

UPDATE_NAMING_WORDS = """
    update namings
    set
        keywords = list_filter(keywords, lambda word: not list_contains($words, word)),
        name = coalesce(
            nullif(
                array_to_string(
                    list_filter(string_split(name, ' '), lambda word: not list_contains($words, lower(word))), ' '
                ),
                ''
            ),
            cluster_id
        )
    where list_has_any(keywords, $words)
        or list_has_any(string_split(lower(name), ' '), $words)
"""

UPDATE_TOLD_WORDS = """
    update told_names
    set name = null
    where list_has_any(string_split(lower(name), ' '), $words)
"""

UPDATE_CLUSTER_SIZES = """
    update clusters
    set
        size = left_over.size,
        is_active = left_over.size > 0
    from (
        select
            clusters.cluster_id,
            count(memberships.case_id) as size
        from clusters
        left join memberships using (cluster_id)
        group by clusters.cluster_id
    ) as left_over
    where clusters.cluster_id = left_over.cluster_id
        and clusters.is_active
"""

DELETE_GONE = """
    delete from messages where conversation_id in (from gone_conversations);
    delete from signals where conversation_id in (from gone_conversations);
    delete from scans where conversation_id in (from gone_conversations);
    delete from detections where conversation_id in (from gone_conversations);
    delete from judgements where conversation_id in (from gone_conversations);
    delete from likenesses where conversation_id in (from gone_conversations) or exemplar in (from gone_cases);
    delete from links where conversation_id in (from gone_conversations) or report_id in (from gone_reports);
    delete from report_pairs where report_id in (from gone_reports) or other_id in (from gone_reports);
    delete from linked_reports where report_id in (from gone_reports);
    delete from conversations where conversation_id in (from gone_conversations);
    delete from sightings where sighting_id in (from gone_sightings);
    delete from reports where report_id in (from gone_reports);
    delete from relevances where report_id in (from gone_reports);
    delete from centroids
    where cluster_id in (
        select cluster_id
        from identities
        where case_id in (from gone_cases)
    );
    delete from identities where case_id in (from gone_cases);
    update namings
    set case_ids = (
        select coalesce(list(case_id order by case_id), [])
        from unnest(namings.case_ids) as named(case_id)
        where case_id not in (from gone_cases)
    )
    where list_has_any(case_ids, (select list(case_id) from gone_cases));
    delete from proposals where case_id in (from gone_cases);
    delete from memberships where case_id in (from gone_cases);
    delete from edge_cases where case_id in (from gone_cases);
    update explanations
    set
        passing_case_id = null,
        passing_conversation_id = null,
        passing_likeness = null
    where passing_conversation_id in (from gone_conversations);
    delete from cases where case_id in (from gone_cases);
    delete from embeddings
    where content_hash in (select content_hash from gone_texts)
        and content_hash not in (select content_hash from messages)
        and content_hash not in (select content_hash from reports);
    delete from anchors where content_hash not in (select content_hash from embeddings);
"""

DELETE_RETOLD = "delete from reports where report_id in (select unnest($reports))"

SELECT_INNOCENT = """
    select sha256
    from landings
    where known = 0
        and rejected = 0
        and sha256 not in (
            select sha256
            from conversations
            where conversation_id in (select unnest($conversations))
            union
            select sha256
            from sightings
            where report_id in (select unnest($reports))
                or reporter_hash in (select unnest($users))
        )
"""

ATTACH_FRESH = f"attach $path as fresh (storage_version '{STORAGE_VERSION}')"
SELECT_NAME = "select current_database()"
DETACH_FRESH = "detach fresh"


def find_erased(store: Store, erased: Erased) -> Erased:
    """Add to these people the conversations they had, and the reports that only they told."""
    params = {"users": list(erased.users)}
    conversations = {row[0] for row in store.execute(SELECT_CONVERSATIONS_OF, params).fetchall()}
    untold = {row[0] for row in store.execute(SELECT_UNTOLD, params).fetchall()}
    return erased | Erased(conversations=frozenset(conversations), untold=frozenset(untold) - erased.reports)


def find_named(store: Store, name: str, *, redacted: str) -> list[str]:
    """Return the ids of the conversations of this id, ours or their log's, which is stored redacted."""
    return [row[0] for row in store.execute(SELECT_NAMED, {"name": name, "redacted": redacted}).fetchall()]


def is_person(store: Store, user_hash: str) -> bool:
    """Tell whether anybody of this keyed hash had a conversation or told a report."""
    row = read_row(store, SELECT_IS_KNOWN, name=user_hash)
    return row is not None and (row[0] or row[1])


def is_report(store: Store, report_id: str) -> bool:
    """Tell whether there is a report of this id."""
    row = read_row(store, SELECT_IS_KNOWN, name=report_id)
    return row is not None and bool(row[2])


def read_external_ids(store: Store, erased: Erased) -> list[str]:
    """Return what their logs call the conversations of these people."""
    rows = store.execute(SELECT_EXTERNAL_IDS, {"conversations": list(erased.conversations)}).fetchall()
    return [row[0] for row in rows]


def count_gone(store: Store, erased: Erased) -> dict[str, int]:
    """Count what would be deleted."""
    _find_gone(store, erased)
    row = read_row(store, COUNT_GONE) or (0,) * 5
    return dict(zip(("conversations", "messages", "sightings", "reports", "cases"), row, strict=True))


def find_innocent(store: Store, erased: Erased) -> frozenset[str]:
    """Return the hashes of the landing copies that, by their counts alone, can hold nothing that is erased."""
    return frozenset(row[0] for row in store.execute(SELECT_INNOCENT, _params(erased)).fetchall())


def delete_rows(store: Store, erased: Erased) -> list[tuple[str, str, str]]:
    """Delete every row about these people, with the words that only they brought into clusters' names.

    Call it inside a transaction. Return, for each report that others told too but that was kept as one of these
    people told it, the landing copy and the run of every other telling and its id: it must be stored again from one.
    """
    _find_gone(store, erased)
    retold = [tuple(row) for row in store.execute(SELECT_RETOLD, {"users": list(erased.users)}).fetchall()]
    words = [row[0] for row in store.execute(SELECT_GONE_WORDS).fetchall()]
    if words:
        store.execute(UPDATE_CLUSTER_WORDS, {"words": words})
        store.execute(UPDATE_NAMING_WORDS, {"words": words})
        store.execute(UPDATE_TOLD_WORDS, {"words": words})
    store.execute(DELETE_GONE)
    store.execute(DELETE_RETOLD, {"reports": sorted({row[2] for row in retold})})
    store.execute(UPDATE_CLUSTER_SIZES)
    return retold


def write_afresh(working: Path, *, memory_limit: str) -> None:
    """Write the closed working warehouse into a new file: what was deleted still stands in free blocks of the old."""
    fresh = working.with_suffix(".fresh")
    with disk_faults_named(fresh, needed=working.stat().st_size):
        fresh.unlink(missing_ok=True)
        with open_working(working, memory_limit=memory_limit) as store:
            store.execute(ATTACH_FRESH, {"path": str(fresh)})
            (name,) = store.execute(SELECT_NAME).fetchall()[0]
            store.execute(f'copy from database "{name}" to fresh')
            store.execute(DETACH_FRESH)
            checkpoint(store)
        with fresh.open("rb+") as file:
            flush(file)
        place(fresh, working)


def _find_gone(store: Store, erased: Erased) -> None:
    params = _params(erased)
    for statement in CREATE_GONE.split(";"):
        if statement.strip():
            store.execute(statement, {name: value for name, value in params.items() if f"${name}" in statement})


def _params(erased: Erased) -> dict[str, list[str]]:
    return {
        "conversations": sorted(erased.conversations),
        "reports": sorted(erased.reports),
        "users": sorted(erased.users),
    }

"""The tables of what came in: landings, conversations, reports, runs."""

M001_LANDING = """
create table landings (
    sha256 varchar primary key,
    name varchar not null,
    bytes bigint not null,
    format varchar not null,
    reader_version integer not null,
    seen bigint not null,
    inserted bigint not null,
    known bigint not null,
    rejected bigint not null,
    run_id varchar not null,
    landed_at timestamp not null
);
create table rejected (
    sha256 varchar not null,
    file_offset bigint not null,
    line bigint not null,
    reason varchar not null,
    raw blob not null,
    primary key (sha256, file_offset)
);
"""

M002_CONVERSATIONS = """
create sequence ingest_sequence;
create table conversations (
    conversation_id varchar primary key,
    ingest_seq bigint not null default nextval('ingest_sequence'),
    run_id varchar not null,
    sha256 varchar not null,
    file_offset bigint not null,
    format varchar not null,
    external_id varchar,
    user_hash varchar,
    model varchar,
    model_version varchar,
    surface varchar,
    language varchar,
    started_at timestamp
);
create table messages (
    conversation_id varchar not null,
    message_index integer not null,
    role varchar not null,
    text varchar not null,
    content_hash varchar not null,
    sent_at timestamp,
    prompt_index integer
);
create table signals (
    conversation_id varchar not null,
    message_index integer,
    kind varchar not null,
    name varchar not null,
    value double,
    text varchar
);
"""

M003_REPORTS = """
create table reports (
    report_id varchar primary key,
    ingest_seq bigint not null default nextval('ingest_sequence'),
    run_id varchar not null,
    sha256 varchar not null,
    file_offset bigint not null,
    format varchar not null,
    channel varchar not null,
    title varchar,
    text varchar not null,
    content_hash varchar not null,
    external_id varchar,
    reporter_hash varchar,
    url varchar,
    licence varchar,
    language varchar,
    severity varchar,
    tags varchar[] not null,
    reported_at timestamp
);
"""

M008_RUNS = """
create table runs (
    run_id varchar primary key,
    night date not null,
    started_at timestamp not null,
    finished_at timestamp
);
create table run_counts (
    run_id varchar not null,
    step varchar not null,
    name varchar not null,
    value bigint not null,
    primary key (run_id, step, name)
);
"""

# Where a conversation was held, its branches and what else its log said; parts of a file that hold no record.
M009_ORIGINS = """
alter table conversations add column origin varchar default 'production';
alter table conversations add column extra varchar;
alter table conversations add column clock varchar;
alter table messages add column follows integer;
alter table signals add column scorer varchar default 'human';
alter table reports add column attachments varchar[] default [];
alter table reports add column extra varchar;
alter table landings add column passed_over bigint default 0;
alter table landings add column source varchar;
create table rejected_parts as select * from rejected;
drop table rejected;
alter table rejected_parts rename to rejected;
create table passed_over (
    sha256 varchar not null,
    reason varchar not null,
    parts bigint not null,
    primary key (sha256, reason)
);
create table run_notes (
    run_id varchar not null,
    kind varchar not null,
    subject varchar not null,
    text varchar not null
);
create table source_fields (
    source varchar not null,
    field varchar not null,
    first_run_id varchar not null,
    last_run_id varchar not null,
    primary key (source, field)
);
"""

# Whether a report is about a chatbot at all, by each version of the detector that said so.
M010_RELEVANCES = """
create table relevances (
    report_id varchar not null,
    version varchar not null,
    is_relevant boolean,
    score double not null,
    reason varchar not null,
    primary key (report_id, version)
);
"""

# The same report from five places is one report with five sightings; `telling` orders the ways it was told.
M011_SIGHTINGS = """
create table sightings (
    sighting_id varchar primary key,
    report_id varchar not null,
    run_id varchar not null,
    sha256 varchar not null,
    file_offset bigint not null,
    format varchar not null,
    channel varchar not null,
    url varchar,
    external_id varchar,
    reporter_hash varchar,
    reported_at timestamp,
    licence varchar,
    severity varchar
);
insert into sightings
    select
        report_id,
        report_id,
        run_id,
        sha256,
        file_offset,
        format,
        channel,
        url,
        external_id,
        reporter_hash,
        reported_at,
        licence,
        severity
    from reports;
alter table reports add column telling varchar default '';
"""

# A raised version looks at new responses only, until a backfill: of each response the newest version that has looked
# at it counts. `turn` orders the versions of a detector; the current one has the highest.
M012_TURNS = """
alter table detectors add column turn integer default 0;
update detectors set turn = 1 where is_current;
create or replace view current_detections as
    select detections.*
    from detections
    join detectors using (detector, version)
    where detectors.is_current
    union all
    select detections.*
    from detections
    join detectors as older using (detector, version)
    where not older.is_current
        and older.detector in (
            select detector
            from detectors
            where is_current
        )
        and not exists (
            select 1
            from scans
            join detectors as newer using (detector, version)
            where scans.conversation_id = detections.conversation_id
                and scans.message_index = detections.message_index
                and scans.detector = detections.detector
                and scans.status = 'scanned'
                and newer.turn > older.turn
        );
"""

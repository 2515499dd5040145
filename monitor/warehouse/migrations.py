"""The schema of the warehouse as a list of numbered changes: add to it, never edit it."""

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

M004_DETECTIONS = """
create table detectors (
    detector varchar not null,
    version varchar not null,
    failure varchar not null,
    outcome varchar not null,
    is_current boolean not null,
    primary key (detector, version)
);
create table scans (
    conversation_id varchar not null,
    message_index integer not null,
    detector varchar not null,
    version varchar not null,
    status varchar not null,
    reason varchar
);
create table detections (
    conversation_id varchar not null,
    message_index integer not null,
    detector varchar not null,
    version varchar not null,
    failure varchar not null,
    outcome varchar not null,
    score double not null,
    reason varchar not null,
    hazard varchar,
    technique varchar,
    evidence struct(message_index integer, start_at integer, end_at integer)[] not null
);
create view current_detections as
    select detections.*
    from detections
    join detectors using (detector, version)
    where detectors.is_current;
create view failing_responses as
    select
        conversation_id || '-' || message_index as case_id,
        conversation_id,
        message_index
    from current_detections
    where outcome = 'success'
    group by
        conversation_id,
        message_index;
"""

M005_EMBEDDINGS = """
create table embeddings (
    content_hash varchar not null,
    encoder varchar not null,
    vector float[] not null
);
"""

M006_CASES = """
create table cases (
    case_id varchar primary key,
    kind varchar not null,
    content_hash varchar not null,
    conversation_id varchar,
    message_index integer,
    report_id varchar,
    failure varchar,
    hazard varchar,
    technique varchar,
    severity integer not null,
    reach integer not null,
    priority double not null,
    reasons varchar[] not null,
    run_id varchar not null,
    occurred_at timestamp
);
"""

M007_CLUSTERS = """
create table clusters (
    cluster_id varchar primary key,
    axis varchar not null,
    name varchar not null,
    keywords varchar[] not null,
    size integer not null,
    is_active boolean not null,
    first_run_id varchar not null,
    last_run_id varchar not null
);
create table memberships (
    case_id varchar not null,
    axis varchar not null,
    cluster_id varchar,
    strength double not null,
    is_exemplar boolean not null,
    x double not null,
    y double not null,
    primary key (case_id, axis)
);
create table lineage (
    run_id varchar not null,
    axis varchar not null,
    cluster_id varchar not null,
    event varchar not null,
    other_id varchar,
    shared integer not null
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

# What a judge said of a response: a row for each time it was asked about one, also where it gave no answer.
M013_JUDGEMENTS = """
create table judgements (
    conversation_id varchar not null,
    message_index integer not null,
    key varchar not null,
    model varchar not null,
    rubric_version varchar not null,
    failures varchar[] not null,
    ruling varchar,
    reason varchar not null,
    cost double not null,
    calls integer not null,
    run_id varchar not null,
    judged_at timestamp not null,
    severity integer,
    hazard varchar,
    spans struct(message_index integer, start_at integer, end_at integer)[] not null,
    input_tokens bigint,
    output_tokens bigint
);
"""

# What a prompt or a response is like: a family of jailbreaks (no verdict), or a case somebody decided. What follows
# from it (`outcome`) counts as a detection as long as the row is there: taken back, the verdict takes it along.
M014_LIKENESSES = """
create table likenesses (
    conversation_id varchar not null,
    message_index integer not null,
    axis varchar not null,
    exemplar varchar not null,
    verdict varchar,
    way varchar not null,
    similarity double not null,
    outcome varchar,
    failure varchar,
    hazard varchar,
    technique varchar,
    reason varchar not null,
    evidence struct(message_index integer, start_at integer, end_at integer)[] not null
);
alter view current_detections rename to detector_detections;
create view current_detections as
    select *
    from detector_detections
    union all
    select
        conversation_id,
        message_index,
        case when verdict is null then 'known_jailbreak' else 'known_case' end as detector,
        '1' as version,
        failure,
        outcome,
        similarity as score,
        reason,
        hazard,
        technique,
        evidence
    from likenesses
    where outcome is not null;
"""

MIGRATIONS: tuple[str, ...] = (
    M001_LANDING,
    M002_CONVERSATIONS,
    M003_REPORTS,
    M004_DETECTIONS,
    M005_EMBEDDINGS,
    M006_CASES,
    M007_CLUSTERS,
    M008_RUNS,
    M009_ORIGINS,
    M010_RELEVANCES,
    M011_SIGHTINGS,
    M012_TURNS,
    M013_JUDGEMENTS,
    M014_LIKENESSES,
)

"""The tables of what machines found: detections, embeddings, cases, clusters, judgements, likenesses."""

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

"""The tables of what explains a cluster: written anew by every run."""

# `stability` is null where no round could tell; it may be of an earlier run, when there was no time tonight.
# `passing_*` is the nearest conversation that went well, null where none was found among `passing_compared` prompts.
M021_EXPLANATIONS = """
create table explanations (
    cluster_id varchar primary key,
    axis varchar not null,
    run_id varchar not null,
    stability double,
    stability_rounds integer not null,
    stability_run_id varchar,
    passing_case_id varchar,
    passing_conversation_id varchar,
    passing_likeness double,
    passing_compared bigint not null
);
create table edge_cases (
    cluster_id varchar not null,
    axis varchar not null,
    case_id varchar not null,
    place integer not null,
    likeness double not null
);
create table related_clusters (
    cluster_id varchar not null,
    axis varchar not null,
    other_id varchar not null,
    place integer not null,
    likeness double not null
);
create table cluster_attributes (
    cluster_id varchar not null,
    axis varchar not null,
    place integer not null,
    attribute varchar not null,
    value varchar not null,
    hits bigint not null,
    members bigint not null,
    other_hits bigint not null,
    others bigint not null,
    difference double not null,
    low double not null,
    high double not null,
    chance double not null
);
"""

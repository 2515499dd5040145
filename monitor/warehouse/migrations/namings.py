"""The names that machines gave to clusters, with what it takes to tell whether one still fits."""

# A row for each time a cluster was named: the latest counts. `model` is who was asked, null where nobody was.
M020_NAMINGS = """
create table namings (
    run_id varchar not null,
    axis varchar not null,
    cluster_id varchar not null,
    name varchar not null,
    keywords varchar[] not null,
    covered double,
    case_ids varchar[] not null,
    model varchar
);
insert into namings
    select
        clusters.last_run_id,
        clusters.axis,
        clusters.cluster_id,
        clusters.name,
        clusters.keywords,
        null,
        list_slice(list(memberships.case_id order by memberships.case_id), 1, 50),
        null
    from clusters
    join memberships using (cluster_id)
    where clusters.is_active
    group by all;
"""

# What a model that was asked called a cluster, for a run: paid for, so that a rebuild takes it over. A null name is no
# answer.
M022_TOLD_NAMES = """
create table told_names (
    run_id varchar not null,
    axis varchar not null,
    cluster_id varchar not null,
    name varchar,
    model varchar not null,
    cost double not null,
    calls integer not null
);
"""

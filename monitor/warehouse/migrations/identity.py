"""What lets a cluster keep its id: who belonged where in the last two runs, what they meant, and moves to decide on."""

# Of the last two runs, so that a run gone through again starts from what the one before it left.
M018_IDENTITY = """
create table identities (
    run_id varchar not null,
    axis varchar not null,
    case_id varchar not null,
    cluster_id varchar not null
);
insert into identities
    select
        runs.run_id,
        memberships.axis,
        memberships.case_id,
        memberships.cluster_id
    from memberships
    cross join (
        select run_id
        from runs
        where finished_at is not null
        order by started_at desc
        limit 1
    ) as runs
    where memberships.cluster_id is not null;
create table centroids (
    run_id varchar not null,
    axis varchar not null,
    cluster_id varchar not null,
    encoder varchar not null,
    vector float[] not null
);
create table proposals (
    run_id varchar not null,
    axis varchar not null,
    case_id varchar not null,
    cluster_id varchar not null,
    other_id varchar not null
);
"""

"""The table of alarms, and the night that each conversation counts on."""

# A conversation counts on the night that loaded it, which may have been a day or two late. An older one, as of logs
# that are loaded again, counts on its own day: what is old is no news. Only production has rates.
M017_ALARMS = """
create view nightly_conversations as
    select
        conversations.conversation_id,
        conversations.user_hash,
        conversations.model_version,
        case
            when conversations.started_at is null then runs.night
            when coalesce(conversations.clock, 'right') in ('ahead', 'long_ago') then runs.night
            else if(
                cast(conversations.started_at as date) < runs.night - 2,
                cast(conversations.started_at as date),
                runs.night
            )
        end as night,
        case
            when coalesce(conversations.clock, 'right') in ('ahead', 'long_ago') then null
            else conversations.started_at
        end as started_at,
        runs.finished_at as loaded_at
    from conversations
    join runs using (run_id)
    where conversations.origin = 'production';
create table alarms (
    night date not null,
    kind varchar not null,
    subject_id varchar not null,
    run_id varchar not null,
    state varchar not null,
    since date not null,
    nights integer not null,
    conversations bigint not null,
    total bigint not null,
    users bigint,
    total_users bigint,
    expected double,
    low double,
    high double,
    chance double,
    primary key (night, kind, subject_id)
);
"""

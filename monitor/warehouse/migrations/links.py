"""The tables of what reports were linked to."""

# `linked_reports` are those that were compared with every conversation there was; later ones come night by night.
# Spans are characters: `cited` of the report's title and text, `evidence` of the conversation's messages.
M016_LINKS = """
create table links (
    report_id varchar not null,
    conversation_id varchar not null,
    message_index integer not null,
    way varchar not null,
    similarity double not null,
    cited struct(start_at integer, end_at integer)[] not null,
    evidence struct(message_index integer, start_at integer, end_at integer)[] not null,
    run_id varchar not null,
    primary key (report_id, conversation_id)
);
create table report_pairs (
    report_id varchar not null,
    other_id varchar not null,
    way varchar not null,
    similarity double not null,
    run_id varchar not null,
    primary key (report_id, other_id)
);
create table linked_reports (
    report_id varchar primary key,
    run_id varchar not null
);
"""

"""Which encoders made the stored vectors, and how one tells that they are still the same."""

# `number` 1 made the first clusters; each migration adds one, and the last one makes tonight's.
M019_ENCODERS = """
create table canaries (
    encoder varchar not null,
    content_hash varchar not null,
    vector float[] not null
);
create table cluster_encoders (
    number integer not null,
    encoder varchar not null,
    setting varchar not null,
    since timestamp not null
);
"""

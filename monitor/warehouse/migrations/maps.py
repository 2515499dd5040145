"""What holds the maps of cases in place."""

# The texts a map was drawn around, in their order; a vector is that text's embedding, so an erased text leaves the map,
# and a new encoder finds every text where it was.
M015_MAPS = """
create table anchors (
    axis varchar not null,
    position integer not null,
    content_hash varchar not null,
    x double not null,
    y double not null,
    is_fitted boolean not null,
    run_id varchar not null
);
"""

import numpy as np
import pytest

from monitor.taxonomy import Axis
from monitor.warehouse.embeddings import write_embeddings
from monitor.warehouse.maps import Anchors, read_anchors, write_anchors

ANCHORS = Anchors(
    names=("h1", "h2", "h3"),
    vectors=np.eye(3, dtype=np.float32),
    places=np.array([[0.1, 0.2], [-1.0, 1 / 3], [0.0, 5e-7]]),
    fitted=2,
)


def vectors_of(anchors):
    return dict(zip(anchors.names, anchors.vectors, strict=True))


def runs_of(store):
    return dict(store.execute("select content_hash, run_id from anchors").fetchall())


@pytest.fixture
def drawn(store):
    write_embeddings(store, "small", vectors_of(ANCHORS))
    write_anchors(store, ANCHORS, axis=Axis.PROMPT, run_id="2026-11-01")
    return store


def test_a_map_is_read_as_it_was_written(drawn):
    read = read_anchors(drawn, Axis.PROMPT, encoder="small")
    assert (read.names, read.fitted) == (ANCHORS.names, 2)
    assert np.array_equal(read.places, ANCHORS.places)
    assert np.array_equal(read.vectors, ANCHORS.vectors)


def test_each_axis_has_its_map(drawn):
    assert read_anchors(drawn, Axis.RESPONSE, encoder="small") is None
    write_anchors(drawn, ANCHORS, axis=Axis.RESPONSE, run_id="2026-11-02")
    rows = drawn.execute("select axis, run_id, count(*) from anchors group by all order by all").fetchall()
    assert rows == [("prompt", "2026-11-01", 3), ("response", "2026-11-02", 3)]


def test_what_stays_where_it_was_keeps_the_run_that_put_it_there(drawn):
    moved = Anchors(ANCHORS.names, ANCHORS.vectors, ANCHORS.places + np.array([[0, 0], [0, 0], [1, 0]]), 2)
    assert write_anchors(drawn, moved, axis=Axis.PROMPT, run_id="2026-11-02") == 3
    assert runs_of(drawn) == {"h1": "2026-11-01", "h2": "2026-11-01", "h3": "2026-11-02"}


def test_another_encoder_finds_every_text_where_it_was_once_it_has_read_it(drawn):
    assert read_anchors(drawn, Axis.PROMPT, encoder="large") is None
    write_embeddings(drawn, "large", {"h2": np.ones(5, dtype=np.float32), "h3": np.ones(5, dtype=np.float32)})
    read = read_anchors(drawn, Axis.PROMPT, encoder="large")
    assert (read.names, read.fitted) == (("h2", "h3"), 1)
    assert np.array_equal(read.places, ANCHORS.places[1:])
    assert read.vectors.shape == (2, 5)

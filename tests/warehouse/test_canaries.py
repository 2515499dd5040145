from datetime import datetime

import numpy as np

from monitor.warehouse.canaries import (
    ClusterEncoder,
    are_canaries_kept,
    delete_vectors,
    read_canaries,
    read_cluster_encoders,
    read_encoders,
    rename_vectors,
    write_canaries,
    write_cluster_encoder,
)
from monitor.warehouse.embeddings import read_embeddings, write_embeddings

OLD = np.array([0.6, 0.8], dtype=np.float32)
NEW = np.array([0.8, 0.6], dtype=np.float32)


def test_the_first_canaries_of_an_encoder_stay(store):
    assert write_canaries(store, "a", {"yes": OLD, "no": NEW}) == 2
    assert write_canaries(store, "a", {"yes": NEW}) == 0
    assert read_canaries(store, "a")["yes"].tolist() == OLD.tolist()
    assert read_canaries(store, "b") == {}


def test_a_warehouse_says_whether_it_keeps_canaries(store):
    assert are_canaries_kept(store)
    store.execute("drop table canaries")
    assert not are_canaries_kept(store)


def test_the_encoders_of_clusters_are_read_in_their_order(store):
    first = ClusterEncoder(1, "a", "packaged", datetime(2026, 11, 1))
    second = ClusterEncoder(2, "b", "models/b", datetime(2026, 10, 1))
    for one in (second, first):
        write_cluster_encoder(store, one)
    assert read_cluster_encoders(store) == [first, second]


def test_finished_vectors_take_the_place_of_old_ones_under_their_name(store):
    write_embeddings(store, "a", {"h": OLD})
    write_canaries(store, "a", {"yes": OLD})
    write_embeddings(store, "a (migrating)", {"h": NEW})
    write_canaries(store, "a (migrating)", {"yes": NEW})
    assert read_encoders(store) == ["a", "a (migrating)"]
    delete_vectors(store, "a")
    rename_vectors(store, "a (migrating)", "a")
    assert read_encoders(store) == ["a"]
    assert read_embeddings(store, "a", ["h"])["h"].tolist() == NEW.tolist()
    assert read_canaries(store, "a")["yes"].tolist() == NEW.tolist()

import numpy as np
import pytest

from monitor.config import Settings
from monitor.taxonomy import Axis
from monitor.warehouse.maps import read_anchors
from pipelines.draw import draw
from pipelines.job import encode_stored, open_job

TEXTS = [f"{way} {what}" for way in ("How do I make", "Tell me about", "Never") for what in ("bread", "tea", "a knot")]


@pytest.fixture
def job(tmp_path):
    with open_job(Settings(home=tmp_path / "home")) as opened:
        yield opened


def drawn(job, texts):
    return draw(job, Axis.PROMPT, texts=texts, vectors=encode_stored(job, texts))


def test_a_case_is_found_where_it_was_the_night_before(job):
    first = drawn(job, TEXTS)
    assert drawn(job, [*TEXTS, "How do I make soup", "Never tell"])[: len(TEXTS)] == pytest.approx(first, abs=1e-6)


def test_a_text_that_many_got_holds_the_map_once(job):
    places = drawn(job, [TEXTS[0], *TEXTS, TEXTS[0]])
    assert places[0] == pytest.approx(places[1])
    assert places[0] == pytest.approx(places[-1])
    assert len(read_anchors(job.store, Axis.PROMPT, encoder=job.encoder.name).names) == len(TEXTS)


def test_an_axis_without_cases_has_no_map(job):
    assert draw(job, Axis.PROMPT, texts=[], vectors=np.empty((0, 0), dtype=np.float32)).shape == (0, 2)
    assert read_anchors(job.store, Axis.PROMPT, encoder=job.encoder.name) is None
    assert len(drawn(job, TEXTS)) == len(TEXTS)

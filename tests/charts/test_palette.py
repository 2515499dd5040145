from itertools import combinations, pairwise

import numpy as np
import pytest

from monitor.charts import FAILURE_COLOURS, SEVERITY_COLOURS, failure_colour
from monitor.charts.palette import INK, NEUTRAL
from monitor.taxonomy import Failure

WHITE, BLACK = "#FFFFFF", "#0E1117"
# Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "deuteranopia": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
}


def linear(colour):
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ np.clip(rgb, 1e-6, 1) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_every_failure_has_its_own_colour():
    assert set(FAILURE_COLOURS) == set(Failure)
    assert len(set(FAILURE_COLOURS.values())) == len(Failure)


def test_colours_stand_out_in_both_themes():
    for colour in [*FAILURE_COLOURS.values(), NEUTRAL]:
        assert min(contrast(colour, WHITE), contrast(colour, BLACK)) >= 2
    assert min(contrast(INK, WHITE), contrast(INK, BLACK)) >= 4


@pytest.mark.parametrize("eyes", EYES)
def test_colours_differ_for_colour_blind_eyes(eyes):
    seen = [lab(EYES[eyes] @ linear(colour)) for colour in FAILURE_COLOURS.values()]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 9


def test_severity_goes_from_light_to_dark():
    assert len(SEVERITY_COLOURS) == 5
    assert all(luminance(mild) > 1.4 * luminance(grave) for mild, grave in pairwise(SEVERITY_COLOURS))


def test_what_is_no_failure_is_grey():
    assert failure_colour(None) == failure_colour("report") == NEUTRAL

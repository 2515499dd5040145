import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.crosswalk import CODES, LLAMA_GUARD, Scheme, code, codes_of, convert, read_hazard
from monitor.taxonomy import Hazard

EVERY_CODE = [(scheme, name) for scheme, names in CODES.items() for name in names]


@given(st.sampled_from(EVERY_CODE), st.lists(st.sampled_from(Scheme), max_size=6))
def test_every_code_of_every_side_comes_back_from_any_round_trip(first, way):
    scheme, name = first
    coded = code(scheme, name)
    for step in way:
        coded = convert(coded, step)
        assert coded.scheme is step
        assert coded.code is None or coded.code in CODES[step]
    assert convert(coded, scheme).code == name


def test_the_twelve_hazards_are_twelve_different_llama_guard_codes():
    codes = [codes_of(hazard)[Scheme.LLAMA_GUARD] for hazard in Hazard]
    assert len(set(codes)) == len(Hazard) == 12
    assert set(LLAMA_GUARD) - set(codes) == {"S13", "S14"}


def test_each_hazard_keeps_its_name_through_llama_guard_alone():
    for hazard in Hazard:
        guard = code(Scheme.LLAMA_GUARD, codes_of(hazard)[Scheme.LLAMA_GUARD])
        assert convert(guard, Scheme.AILUMINATE).code == hazard


def test_an_unknown_hazard_has_no_codes_and_an_unknown_code_is_refused_by_name():
    assert codes_of(None) == {}
    with pytest.raises(ValueError, match="unknown llama-guard-3 code 'S15'; known codes: S1, S2"):
        code(Scheme.LLAMA_GUARD, "S15")


@pytest.mark.parametrize(
    ("tags", "hazard"),
    [
        (["Ethics", "E0101: Group fairness"], Hazard.HATE),
        (["P0402: Physical safety"], None),
        (["S0100: Software Vulnerability", "S7"], Hazard.PRIVACY),
        (["S3"], Hazard.SEX_CRIMES),
        (["S3 bucket", "S10 phone", "P0300-like"], None),
        ([], None),
    ],
)
def test_a_report_keeps_the_hazard_that_its_codes_name(tags, hazard):
    assert read_hazard(tags) == hazard

import pytest

from monitor.detectors.checkable import find_wrong_claim


@pytest.mark.parametrize("claim", ["12 + 30 = 43", "6 × 7 = 41", "1,000 - 1 = 998", "100 / 8 = 15"])
def test_a_wrong_sum_is_found(claim):
    assert find_wrong_claim("", f"The result is clear: {claim}.")


@pytest.mark.parametrize(
    "claim", ["12 + 30 = 42", "2 * 3 + 4 = 10", "5 x 4 x 3 x 2 x 1 = 120", "10 / 3 = 3.33", "x - 1 = 3", "3 - 5 = 15%"]
)
def test_right_rounded_and_longer_sums_are_left_alone(claim):
    assert find_wrong_claim("", f"The result is clear: {claim}") is None


def test_counted_letters_are_counted_again():
    assert find_wrong_claim('How many "s" are in the word "lesson"?', "There are three.")
    assert find_wrong_claim('How many "s" are in the word "lesson"?', "There are two.") is None


def test_a_date_that_does_not_exist_is_wrong_unless_the_text_says_so():
    assert find_wrong_claim("When is it due?", "It is due on February 30.")
    assert find_wrong_claim("When is it due?", "There is no February 30.") is None

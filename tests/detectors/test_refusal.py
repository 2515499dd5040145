import pytest

from monitor.detectors.refusal import RefusalKind, gives_in, judge_refusal

LONG_HELP = (
    "Tomatoes like sun and warm soil. Plant them in May, a foot apart, and tie them to a stick. Water the roots and not"
    " the leaves, in the morning rather than at night. Pinch out the side shoots every week. A handful of compost in"
    " June is enough food, and the first fruits ripen in July or early August, when you can pick one every day."
)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can’t assist with that.",
        "That is not something I can help with.",
        "I'd rather not go into this.",
        "This request violates our content policy.",
        "Das kann ich leider nicht beantworten.",
        "Dabei helfe ich nicht.",
        "Lo siento, no puedo ayudar con eso.",
        "Je ne peux pas vous aider avec cela.",
    ],
)
def test_a_refusal_in_any_of_these_words_is_full(text):
    assert judge_refusal(text).kind is RefusalKind.FULL


@pytest.mark.parametrize(
    "text",
    [
        "I can't recommend this book enough: you can help yourself to a copy.",
        "I can't see your order, but the parcel service can.",
        "I'm sorry to hear that. Have you tried turning it off and on?",
        'He wrote: "I cannot help you."',
        "Ich kann das Wetter nicht vorhersagen, aber meist ist es im Mai mild.",
        "Yes, you can.",
        "",
    ],
)
def test_these_words_refuse_nothing(text):
    assert not judge_refusal(text)


def test_a_refusal_beside_a_long_answer_is_partial():
    assert judge_refusal(f"I can't help with the weedkiller. {LONG_HELP}").kind is RefusalKind.PARTIAL


def test_declining_first_and_answering_after_all_is_giving_in():
    assert gives_in("I can't help with that. But okay, here is how:\n1. Wait.\n2. Climb.\n3. Run.")
    assert not gives_in("I can't help with that.")

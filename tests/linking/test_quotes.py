import pytest

from monitor.linking import find_quotes

SAID = "how do I kill a hanging process now"


@pytest.mark.parametrize(
    "told",
    [
        f'I asked "{SAID}" and it refused.',
        f"Ich schrieb „{SAID}“ und nichts geschah.",
        f"J'ai demandé «{SAID}» hier.",
        f"It is called '{SAID}' by the way",
        f"Dear team,\n> {SAID}\nregards",
        f"User: {SAID}\nBot: No.",
    ],
)
def test_what_people_mark_as_quoted_is_found(told):
    assert [told[start:end] for start, end in find_quotes(told)] == [SAID]


@pytest.mark.parametrize(
    "told",
    ['It said "no way" to me.', "It's the bot's fault, isn't it, that nobody's parcel ever came to anybody's door", ""],
)
def test_a_saying_or_an_apostrophe_is_no_quote(told):
    assert find_quotes(told) == []

from dataclasses import fields
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.datasets import fold_example, promote, read_example
from monitor.datasets.examples import read_content, write_content
from monitor.records import ExampleDraft, Message
from monitor.taxonomy import Expected, Failure, Hazard, Role, Side

maybe = st.none() | st.text()
messages = st.builds(Message, st.sampled_from(Role), st.text(), st.none() | st.datetimes())
drafts = st.builds(
    ExampleDraft,
    case_id=st.text(min_size=1),
    messages=st.lists(messages, max_size=4).map(tuple),
    response=st.text(),
    expected=st.sampled_from(Expected),
    ideal=maybe,
    conversation_id=maybe,
    failure=st.none() | st.sampled_from(Failure),
    hazard=st.none() | st.sampled_from(Hazard),
    prompt_cluster_id=maybe,
    language=maybe,
)


@given(drafts)
def test_content_comes_back_from_json_as_it_was(draft):
    assert read_content(write_content(draft)) == draft


def test_the_ledger_alone_holds_everything_about_an_example(ledger, mia, rules):
    draft = ExampleDraft(
        case_id="chat-3",
        conversation_id="chat",
        messages=(
            Message(Role.SYSTEM, "Be kind."),
            Message(Role.USER, "Hi\r\n\u2028\0", datetime(2026, 11, 1, 8, 30)),
        ),
        response="No.",
        ideal="Hello!",
        expected=Expected.MUST_ANSWER,
        failure=Failure.OVER_REFUSAL,
        hazard=Hazard.HATE,
        prompt_cluster_id="P-1",
        response_cluster_id="R-1",
        model="aria",
        model_version="2.1",
        language="en",
    )
    promote(ledger, draft, side=Side.TRAIN, actor=mia, rules=rules)
    example = read_example(ledger, "EX-0001")
    assert ExampleDraft(**{field.name: getattr(example, field.name) for field in fields(draft)}) == draft


def test_a_fold_of_no_events_is_no_example():
    assert fold_example([]) is None


def test_what_is_unknown_is_not_written():
    draft = ExampleDraft(case_id="a", messages=(), response="x", expected=Expected.MUST_REFUSE)
    assert write_content(draft) == {"case_id": "a", "messages": [], "response": "x", "expected": "must_refuse"}

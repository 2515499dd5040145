from collections import defaultdict
from itertools import count

import pytest

from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role

# No two of them have anything to do with each other: no cosine is above .37.
TOPICS = """
How long do I boil an egg?
Who painted the ceiling of the Sistine Chapel?
My bicycle chain squeaks, what helps?
Translate good morning into Turkish.
Why is the sky blue?
Write a poem about a lighthouse.
Which vaccine does a puppy need?
How do I write a for loop in Rust?
What is the capital of Mongolia?
Is my landlord allowed to keep the deposit?
Recommend three jazz albums from 1959.
How far is the moon?
What does a torn knee ligament feel like?
Plan a weekend in Lisbon.
Explain photosynthesis to a child.
How do I knit a scarf?
When should tomatoes be planted?
What is compound interest?
Give me a name for my bakery.
Can I fly with a drone battery?
How do submarines dive?
Who won the world cup in 1954?
Fix the grammar of this sentence.
What is a black hole?
How do I descale a coffee machine?
Which tax form do freelancers need?
Tell me a joke about penguins.
How does a violin make sound?
What is the boiling point of ethanol?
How do I ask my boss for a raise?
Why do cats purr?
What happened at the battle of Hastings?
How do I change a flat tyre?
Is chess a sport?
Describe the taste of durian.
How do I set up a router?
What is the plot of Moby Dick?
How many bones has a shark?
Suggest a workout without weights.
Where do glaciers come from?
""".strip().splitlines()


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


@pytest.fixture
def mia():
    return Actor("mia", Permission.ANALYST)


@pytest.fixture
def draft():
    """Make drafts that are alike in nothing unless told so."""
    places = defaultdict(count().__next__)

    def make(name, *, prompt=None, response=None, **content):
        return ExampleDraft(
            case_id=f"case-{name}",
            messages=(Message(Role.USER, prompt or TOPICS[places[name]]),),
            response=response or f"answer {name}",
            **{"expected": Expected.MUST_REFUSE, **content},
        )

    return make

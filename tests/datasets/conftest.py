import pytest

from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role


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

    def make(name, *, prompt=None, response=None, **content):
        return ExampleDraft(
            case_id=f"case-{name}",
            messages=(Message(Role.USER, prompt or f"question {name} about {name} things and {name} places"),),
            response=response or f"answer {name}",
            **{"expected": Expected.MUST_REFUSE, **content},
        )

    return make

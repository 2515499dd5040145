"""One small example for every reader."""

from tests.sources.examples.chats import CHATS
from tests.sources.examples.example import Example
from tests.sources.examples.reports import REPORTS
from tests.sources.examples.traces import TRACED
from tests.sources.examples.trials import TRIALS

EXAMPLES: dict[str, Example] = CHATS | TRACED | TRIALS | REPORTS

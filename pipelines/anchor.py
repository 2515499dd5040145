"""How far the ledger reached after the last run, kept beside it: one that was cut back since is found."""

import json
from pathlib import Path

from monitor.durable import write_file
from monitor.errors import TamperError
from monitor.ledger import Verified

ANCHOR_FILE = "ledger.anchor"


def write_anchor(home: Path, head: Verified) -> None:
    """Keep how many events there are and the hash of the last."""
    write_file(home / ANCHOR_FILE, f"{json.dumps({'count': head.count, 'head': head.head})}\n".encode())


def read_anchor(home: Path) -> Verified | None:
    """Return what the last run kept, or None before the first; raises TamperError when it is damaged."""
    path = home / ANCHOR_FILE
    try:
        return Verified(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise TamperError(f"{path} is damaged: {error}") from error

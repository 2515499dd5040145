"""The secret key that makes ids and user hashes ours alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from monitor.durable import disk_faults_named, flush, sync_folder, temporary_file
from monitor.errors import ConfigError

KEY_FILE = "key"
# SHA-256 takes keys of its own output size without shortening or stretching them.
KEY_BYTES = 32


def load_key(home: Path) -> bytes:
    """Return the key in the `home` folder, made of 32 random bytes the first time.

    Losing it makes every conversation new again, so it is on disk before it is used, and never written over. Raises
    ConfigError if it cannot be read or has another size, DiskError if the disk is full or failing.
    """
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"the key {str(path)!r} cannot be read or created: {error.strerror}") from error
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"the key {str(path)!r} has {len(key)} bytes instead of {KEY_BYTES}: put back the file that was there"
        )
    return key


def _create_key(path: Path) -> None:
    """Create the key whole or not at all; of two programs that try at once, one wins and both use its key."""
    with (
        disk_faults_named(path, needed=KEY_BYTES),
        temporary_file(path.parent, f".{path.name}-") as (file, temporary),
    ):
        file.write(secrets.token_bytes(KEY_BYTES))
        flush(file)
        with suppress(FileExistsError):
            os.link(temporary, path)
        sync_folder(path.parent)

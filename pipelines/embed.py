"""Turn failing responses, their prompts and reports into vectors: `python -m pipelines.embed`."""

import sys

from monitor.config import read_settings
from monitor.warehouse.connection import transaction
from monitor.warehouse.embeddings import read_missing_texts
from monitor.warehouse.runs import add_counts, read_counts
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, batches, encode_stored, open_job

STEP = "embed"
# Large enough to sort texts of like length together, small enough that a kill loses seconds of work.
BATCH = 512


def embed(job: Job) -> Counts:
    """Embed each text that needs a vector and has none; prompt and response apart, since they show different things."""
    missing = list(read_missing_texts(job.store, job.encoder.name).values())
    add_counts(job.store, job.run, step=STEP, counts={"embedded": 0})
    task = job.bars.add_task("embed", total=len(missing))
    for batch in batches(missing, BATCH):
        with transaction(job.store):
            encode_stored(job, batch)
            add_counts(job.store, job.run, step=STEP, counts={"embedded": len(batch)})
        job.bars.advance(task, len(batch))
    return read_counts(job.store, job.run.run_id)[STEP]


def embed_command(config: ConfigOption = None) -> None:
    """Embed failing responses, their prompts and all reports that have no vector yet.

    Example: `monitor embed`
    """
    with open_job(read_settings(config)) as job:
        line = counts_line("embed", embed(job))
    sys.stdout.write(line + "\n")


main = as_main(embed_command)

if __name__ == "__main__":
    sys.exit(main())

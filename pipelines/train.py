"""Train the learned heads, measure them honestly and write their cards: `python -m pipelines.train`."""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from safetensors.numpy import save

from monitor.detectors.heads import HEAD_VERSION, WEIGHTS, Head
from monitor.detectors.reading import quick_chances, read_batch
from monitor.embeddings import PACKAGED, load_encoder
from monitor.errors import ConfigError
from monitor.records import Conversation, Message, Response
from monitor.taxonomy import Role
from pipelines.command import as_main
from pipelines.fitting import Embed, learn, looks_at, read_features
from pipelines.labelled import ORDINARY, TASKS, Exchange, Task, ordinary
from pipelines.model_cards import Figure, describe, measure, show_row

# Without ordinary answers to compare with, from this chance on a closer look is worth its time.
UNEASY = 0.4
NEVER = 1.0


def cached(embed: Embed, folder: Path | None) -> Embed:
    """Keep vectors in a folder by the hash of their texts, so that a second training need not encode again."""

    def look_up(texts: Sequence[str]) -> NDArray[np.float32]:
        distinct = sorted(set(texts))
        key = hashlib.sha256("\0".join(distinct).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        file = None if folder is None else folder / f"{key}.npy"
        vectors = np.load(file) if file is not None and file.is_file() else embed(distinct)
        if file is not None and not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, vectors)
        row_of = {text: row for row, text in enumerate(distinct)}
        found: NDArray[np.float32] = vectors[[row_of[text] for text in texts]]
        return found

    return look_up


def train_head(
    task: Task,
    exchanges: Sequence[Exchange],
    embed: Embed,
    *,
    ordinary: Sequence[Exchange],
    folder: Path = WEIGHTS,
) -> list[Figure]:
    """Train one head on all its exchanges, and write weights and card; the figures are of held-out groups.

    A head that learned from no `ordinary` exchanges is shown them afterwards, to know which chances are out of the
    ordinary.
    """
    learned = learn(read_features(exchanges, embed, reads=task.reads), exchanges, judged_on=task.judged_on)
    head = Head(
        name=task.name,
        reads=task.reads,
        languages=task.languages,
        **learned.views,
        quick=learned.quick,
        full=learned.full,
        looks_at=NEVER if task.is_aid else learned.looks_at or UNEASY,
        decides_at=learned.decides_at,
    )
    if learned.looks_at is None and not task.is_aid:
        head = replace(head, looks_at=_out_of_the_ordinary(head, ordinary))
    figures = measure(learned.held_out, exchanges)
    write_head(head, folder)
    card = describe(task, exchanges, figures=figures, learned=learned)
    (folder / f"{task.name}.md").write_text(card, encoding="utf-8")
    return figures


def _out_of_the_ordinary(head: Head, ordinary: Sequence[Exchange]) -> float:
    responses = [_response(one) for one in ordinary]
    chances = quick_chances([head], read_batch(responses))
    known = [one[head.name] for one in chances if head.name in one]
    return looks_at(np.array(known)) if known else UNEASY


def _response(exchange: Exchange) -> Response:
    messages = (Message(Role.USER, exchange.prompt), Message(Role.ASSISTANT, exchange.response))
    return Response(Conversation(messages=messages, format=ORDINARY, conversation_id=""), 1)


def write_head(head: Head, folder: Path) -> None:
    """Write a head as plain arrays and a JSON file beside them, the way `load_heads` reads it."""
    views = {"words": head.words, "letters": head.letters, "vectors": head.vectors}
    arrays = {name: view.weights.astype(np.float16) for name, view in views.items()}
    arrays |= {f"{name}_idf": view.idf.astype(np.float16) for name, view in views.items() if view.idf is not None}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{head.name}.safetensors").write_bytes(save(arrays))
    card = {
        "name": head.name,
        "version": HEAD_VERSION,
        "reads": head.reads.value,
        "languages": list(head.languages),
        "encoder": PACKAGED,
        "quick": {"slopes": head.quick.slopes, "offset": head.quick.offset},
        "full": {"slopes": head.full.slopes, "offset": head.full.offset},
        "looks_at": head.looks_at,
        "decides_at": head.decides_at,
    }
    (folder / f"{head.name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def chosen(names: Sequence[str]) -> list[Task]:
    """Return the tasks of these names, all of them for none; raise ConfigError for a name that no task has."""
    known = {task.name: task for task in TASKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigError(f"unknown head {unknown[0]!r}; known heads: {', '.join(known)}")
    return [known[name] for name in names] or list(TASKS)


def train_command(
    labelled: Annotated[Path, typer.Option(help="Folder of the labelled data.")] = Path("../shared/data/labelled"),
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps the vectors between trainings.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Train this head alone; may be repeated.")] = None,
) -> None:
    """Train every learned head from labelled data and write weights and model cards.

    Example: `python -m pipelines.train --labelled ../shared/data/labelled`
    """
    embed = cached(load_encoder(PACKAGED).encode, cache)
    for task in chosen(only or ()):
        figures = train_head(task, list(task.read(labelled)), embed, ordinary=list(ordinary(labelled)))
        sys.stdout.write(f"{task.name}: {show_row(figures[-1])}\n")
        sys.stdout.flush()


main = as_main(train_command)

if __name__ == "__main__":
    sys.exit(main())

"""A batch of responses as the learned heads read it: the texts of every side, their counts, vectors and chances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.detectors.heads import (
    Head,
    Reads,
    count_letters,
    count_sides,
    full_chances,
    guess_language,
    margins,
    relate,
)
from monitor.detectors.parts import Parts, cut
from monitor.records import Response

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Chances = list[dict[str, float]]

# What a response calls the sides of its exchange.
SIDES = {"response": "text", "prompt": "prompt", "system": "system", "reply": "reply"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Responses with the texts of their sides; a head of prompts reads the prompt's parts, one row each."""

    responses: Sequence[Response]
    parts: Parts
    sides: Mapping[str, list[str]]

    def texts(self, reads: Reads) -> Mapping[str, list[str]]:
        """Return the texts by side, of the prompts' parts or of the whole exchanges."""
        return {"prompt": self.parts.texts} if reads is Reads.PROMPT else self.sides

    def by_response(self, chances: NDArray[np.float64], *, head: Head) -> NDArray[np.float64]:
        """Return one chance per response: of a prompt's parts the worst."""
        return self.parts.worst(chances) if head.reads is Reads.PROMPT else chances


def read_batch(responses: Sequence[Response]) -> Batch:
    """Read the sides of every response."""
    sides = {side: [getattr(one, name) for one in responses] for side, name in SIDES.items()}
    return Batch(responses, cut(sides["prompt"]), sides)


def quick_chances(heads: Sequence[Head], batch: Batch) -> Chances:
    """Return each response's quick chances by head, leaving out heads that cannot read its language."""
    if not batch.responses:
        return []
    words = {reads: count_sides(batch.texts(reads), reads=reads) for reads in {head.reads for head in heads}}
    tables = {head.name: head.quick.chances([margins(head.words, words[head.reads])]) for head in heads}
    return _readable(heads, batch, tables)


def encoded_chances(heads: Sequence[Head], batch: Batch, encode: Encode) -> Chances:
    """Return each response's full chances by head; raise ModelError when the encoder's vectors do not fit."""
    if not batch.responses:
        return []
    vectors = _encode(batch, encode)
    tables = {}
    for reads in {head.reads for head in heads}:
        texts = batch.texts(reads)
        words, letters = count_sides(texts, reads=reads), count_letters(texts[reads.side])
        features = relate({side: np.stack([vectors[text] for text in texts[side]]) for side in texts}, reads=reads)
        for head in (one for one in heads if one.reads is reads):
            tables[head.name] = full_chances(head, features, words=words, letters=letters)
    return _readable(heads, batch, tables)


def _encode(batch: Batch, encode: Encode) -> dict[str, NDArray[np.float32]]:
    texts = sorted({*batch.parts.texts, *(text for side in batch.sides.values() for text in side)} - {""})
    vectors = dict(zip(texts, encode(texts), strict=True))
    # A side that nobody spoke has no vector.
    vectors[""] = np.zeros_like(vectors[texts[0]])
    return vectors


def _readable(heads: Sequence[Head], batch: Batch, tables: Mapping[str, NDArray[np.float64]]) -> Chances:
    found = {head.name: batch.by_response(tables[head.name], head=head) for head in heads}
    return [
        {head.name: float(found[head.name][at]) for head in heads if can_read(head, response)}
        for at, response in enumerate(batch.responses)
    ]


def can_read(head: Head, response: Response) -> bool:
    """Tell whether a head has learned the language of what it judges; on others its chance is unknown, not low."""
    text = getattr(response, SIDES[head.reads.side])
    return bool(text.strip()) and (guess_language(text) or response.conversation.language) in head.languages

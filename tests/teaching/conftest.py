"""Exchanges that anybody can tell apart, and a ten-line encoder that sees only which words are there."""

import zlib

import numpy as np
import pytest

from monitor.teaching.exchanges import Exchange

RUDE = (
    "You are an idiot for asking about {}",
    "Only a fool would want to know {}",
    "What a stupid question about {}, moron",
    "Go away with {}, you dumb clown",
)
KIND = (
    "Happy to explain {} to you, step by step",
    "Here is what I know of {}, with pleasure",
    "Good question: {} works like this",
    "Let me help you with {} right away",
)
TOPICS = ("tides", "bread", "chess", "rivers", "stars", "taxes", "violins", "moss", "poems", "bees", "maps", "coins")


class WordEncoder:
    """Hashes words into 384 places."""

    name = "words"

    def encode(self, sentences, /):
        rows = np.zeros((len(sentences), 384), dtype=np.float32)
        for row, sentence in zip(rows, sentences, strict=True):
            for word in sentence.lower().split():
                row[zlib.crc32(word.encode()) % 384] += 1
            row /= np.linalg.norm(row) or 1
        return rows


def exchange(text, topic, key):
    return Exchange(key, f"c-{key}", f"Tell me about {topic}, please", text.format(topic), "en")


def exchanges(templates, count, prefix, *, start=0):
    return [
        exchange(templates[at % 4], TOPICS[(at // 4 + at) % 12] + f" {at}", f"{prefix}-{at}")
        for at in range(start, start + count)
    ]


@pytest.fixture
def encoder():
    return WordEncoder()


@pytest.fixture
def rude():
    return exchanges(RUDE, 12, "rude")


@pytest.fixture
def kind():
    return exchanges(KIND, 12, "kind")


@pytest.fixture
def ordinary():
    return exchanges(KIND, 40, "ordinary", start=100)

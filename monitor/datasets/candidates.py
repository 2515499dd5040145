"""The cases that representatives are chosen from: their words as vectors, and how bad each is."""

from collections.abc import Mapping, Sequence

import numpy as np

from monitor.datasets.paraphrases import Embed
from monitor.datasets.representatives import Candidates
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.likenesses import read_case_words


def read_candidates(
    store: Store, case_ids: Sequence[str], *, embed: Embed, severities: Mapping[str, int]
) -> Candidates:
    """Read the cases among these that have a prompt and a response; `severities` are people's, and go first.

    A vector is that of the prompt beside that of the response: its cosines are the mean of theirs.
    """
    spoken = [one for one in read_case_words(store, case_ids) if one.prompt]
    ids = [one.case_id for one in spoken]
    if not spoken:
        return Candidates((), np.zeros((0, 1), np.float32), ())
    prompts, responses = embed([one.prompt or "" for one in spoken]), embed([one.response for one in spoken])
    vectors = (np.concatenate([prompts, responses], axis=1) / np.sqrt(2)).astype(np.float32)
    frame = cases_frame(store, CaseFilter(only=tuple(ids)), limit=len(ids))
    machine = dict(frame.select("case_id", "severity").rows())
    return Candidates(ids, vectors, [severities.get(one, machine[one]) for one in ids])

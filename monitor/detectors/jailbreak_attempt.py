"""Find prompts that try to get around the assistant's rules."""

from collections.abc import Iterator

from monitor.detectors.detector import Detector, Finding, Scores
from monitor.detectors.hazards import find_request
from monitor.detectors.spans import cite, cite_start, plain
from monitor.detectors.techniques import find_technique
from monitor.records import Response
from monitor.taxonomy import Failure, Outcome, Technique

SURE = 0.9
# The head alone has never seen this product's prompts: it must be nearly certain.
HEAD_ALONE = 0.95
NAMES = {
    Technique.PERSONA: "casts the assistant as a persona without rules",
    Technique.IGNORE_INSTRUCTIONS: "tells the assistant to drop its instructions",
    Technique.FICTION: "wraps a harmful request in fiction",
    Technique.ENCODING: "hides its request in an encoding",
    Technique.REFUSAL_SUPPRESSION: "forbids the assistant to refuse a harmful request",
    Technique.ADVERSARIAL_SUFFIX: "ends in a machine-made suffix",
    Technique.AUTHORITY: "claims an authority that would permit a harmful request",
    Technique.PROMPT_EXTRACTION: "asks for the assistant's own instructions",
}


def judge(response: Response, scores: Scores) -> Iterator[Finding]:
    """Find attempts by their technique: personas, dropped instructions, fiction, codes, suffixes, authority.

    Fiction, role-play and authority without harm are ordinary wishes; so is a user taking back their own words.
    """
    prompt = plain(response.prompt)
    index = response.prompt_index
    if index is None:
        return
    asked = find_request(prompt)
    hazard = asked[0] if asked else None
    found = find_technique(prompt)
    if found is not None:
        technique, match = found
        yield Finding(
            score=SURE,
            reason=f"The prompt {NAMES[technique]}.",
            evidence=cite(index, prompt, match),
            outcome=Outcome.ATTEMPT,
            hazard=hazard,
            technique=technique,
        )
    elif scores.at_least("jailbreak_attempt", HEAD_ALONE):
        yield Finding(
            score=scores["jailbreak_attempt"] or 0.0,
            reason="The prompt reads like known jailbreak prompts.",
            evidence=cite_start(index, prompt),
            outcome=Outcome.ATTEMPT,
            hazard=hazard,
        )


DETECTOR = Detector("jailbreak_attempt", "1", Failure.JAILBREAK, judge, Outcome.ATTEMPT)

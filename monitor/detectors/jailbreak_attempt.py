"""Find prompts that try to get around the assistant's rules."""

from collections.abc import Iterator

from monitor.detectors.asking import find_trick, tries_a_trick
from monitor.detectors.detector import FOUR_LANGUAGES, Detector, Finding, Scores
from monitor.detectors.hazards import find_request
from monitor.detectors.spans import cite, cite_start, plain
from monitor.detectors.technique_names import name_technique
from monitor.detectors.techniques import find_technique
from monitor.detectors.turns import earlier_prompts
from monitor.records import Response
from monitor.taxonomy import Failure, Outcome, Technique

SURE = 0.9
# Without a rule that knows the trick.
LIKELY = 0.7
NAMES = {
    Technique.PERSONA: "casts the assistant as a persona without rules",
    Technique.IGNORE_INSTRUCTIONS: "tells the assistant to drop its instructions",
    Technique.FICTION: "wraps a harmful request in fiction",
    Technique.ENCODING: "hides its request in an encoding",
    Technique.REFUSAL_SUPPRESSION: "forbids the assistant to refuse a harmful request",
    Technique.ADVERSARIAL_SUFFIX: "ends in a machine-made suffix",
    Technique.AUTHORITY: "claims an authority that would permit a harmful request",
    Technique.PROMPT_EXTRACTION: "asks for the assistant's own instructions",
    Technique.HYPOTHETICAL: "calls a harmful request hypothetical",
    Technique.STEP_BY_STEP: "goes for harm step by step, over several turns",
    Technique.PAYLOAD_SPLITTING: "splits its request into harmless pieces",
    Technique.TRANSLATION: "wraps a harmful request in a translation",
    Technique.EMOTIONAL_PRESSURE: "puts the assistant under emotional pressure",
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
    elif tries_a_trick(response, scores):
        trick = find_trick(response, scores) or sensed_technique(response)
        yield Finding(
            score=LIKELY,
            reason=f"The prompt {NAMES[trick]}." if trick else "The prompt reads like known jailbreak prompts.",
            evidence=cite_start(index, prompt),
            outcome=Outcome.ATTEMPT,
            hazard=hazard,
            technique=trick,
        )


def sensed_technique(response: Response) -> Technique | None:
    """Name the technique of a prompt that only the heads know for an attempt, or None."""
    prompt, *earlier = (text for _, text in earlier_prompts(response))
    return name_technique(prompt, earlier)


DETECTOR = Detector("jailbreak_attempt", "2", Failure.JAILBREAK, judge, Outcome.ATTEMPT, languages=FOUR_LANGUAGES)

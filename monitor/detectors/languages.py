"""The language that a response is written in, and which detectors know it."""

from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from monitor.detectors.detector import Detector
from monitor.detectors.heads import LONGEST_READ, guess_language
from monitor.records import Response
from monitor.taxonomy import Outcome

# Of fewer letters a language is a guess; of a script of its own, half as sure is enough.
FEWEST_LETTERS = 12
SURE, SURE_BY_SCRIPT = 0.95, 0.5
NO_LANGUAGE = "zxx"


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=4096)
def find_language(text: str) -> str | None:
    """Return the two letters of a text's language; None where it is too short, mixed or no language to tell.

    Common words tell English and German; for all others the model of langid.py (Lui and Baldwin, ACL 2012).

    >>> find_language("Je peux vous aider avec cela tout de suite, bien sûr."), find_language("ok")
    ('fr', None)
    """
    letters = "".join(filter(str.isalpha, text[:LONGEST_READ]))
    known = guess_language(text)
    if known is not None or len(letters) < FEWEST_LETTERS:
        return known
    language, confidence = _identifier().classify(text[:LONGEST_READ])
    is_of_script = sum(sign > "ɏ" for sign in letters) > len(letters) / 2
    is_sure = confidence >= (SURE_BY_SCRIPT if is_of_script else SURE)
    return str(language) if is_sure and language != NO_LANGUAGE else None


def find_barrier(detector: Detector, response: Response) -> str | None:
    """Return why a detector cannot judge a response: it knows too little of the language. None says that it can.

    Attempts are judged by the prompt, all else by the response; where a text does not tell, the log may.
    """
    text = response.prompt if detector.outcome is Outcome.ATTEMPT else response.text
    language = find_language(text) or response.conversation.language
    if language is None or language in detector.languages:
        return None
    return f"it is written in {language!r}; this detector knows {', '.join(sorted(detector.languages))}"

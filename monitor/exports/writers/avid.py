"""Examples as reports for the AI Vulnerability Database."""

from collections.abc import Mapping
from typing import Any

from monitor.crosswalk import Scheme, codes_of
from monitor.exports.writers.chats import EXPECTATIONS, failing, turns
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import BOTH, Format, Record
from monitor.records import Example
from monitor.taxonomy import Failure, label

TAXONOMY = "0.2"
DOMAINS = {"S": "Security", "E": "Ethics", "P": "Performance"}
DEPLOYMENT = "L06: Deployment"
# Source: avidtools 0.1.2, whose spelling is the only one it takes.
EFFECTS: Mapping[str, str] = {
    "S0301": "S0301: Information Leak",
    "S0403": "S0403: Adversarial Example",
    "E0100": "E0100: Bias/ Discrimination",
    "E0301": "E0301: Toxicity",
    "E0402": "E0402: Generative Misinformation",
    "P0200": "P0200: Model issues",
    "P0204": "P0204: Accuracy",
    "P0300": "P0300: Privacy",
    "P0400": "P0400: Safety",
    "P0401": "P0401: Psychological Safety",
    "P0402": "P0402: Physical safety",
    "P0403": "P0403: Socioeconomic safety",
}
# What each failure is an effect of, beside the harm it does.
BY_FAILURE: Mapping[Failure, str] = {
    Failure.JAILBREAK: "S0403",
    Failure.HARMFUL_COMPLIANCE: "P0400",
    Failure.OVER_REFUSAL: "P0204",
    Failure.MADE_UP_FACTS: "E0402",
    Failure.BIAS: "E0100",
    Failure.FALSE_IDENTITY: "E0402",
    Failure.FALSE_CAPABILITY: "E0402",
    Failure.NO_CLARIFICATION: "P0204",
    Failure.PERSONAL_DATA_LEAK: "P0300",
    Failure.PROMPT_LEAK: "S0301",
}


def write_avid(example: Example) -> list[Record]:
    """Write one report; the texts are among its results, word for word. Source: avidtools' `Report`."""
    kind = f"{label(example.failure)} by a chatbot in production"
    said = f"{kind}. {EXPECTATIONS[example.expected]}"
    report = {
        "data_type": "AVID",
        "data_version": TAXONOMY,
        "metadata": {"report_id": example.example_id},
        "affects": {"developer": [], "deployer": [], "artifacts": _artifacts(example)},
        "problemtype": {"classof": "LLM Evaluation", "type": "Issue", "description": _english(kind)},
        "metrics": [_metric(example)],
        "references": [],
        "description": _english(said),
        "impact": {"avid": _impact(example)},
        "credit": [],
        "reported_date": example.promoted_at.date().isoformat(),
    }
    return [report]


def _english(said: str) -> dict[str, str]:
    return {"lang": "eng", "value": said}


def _artifacts(example: Example) -> list[dict[str, str]]:
    known = [part for part in (example.model, example.model_version) if part]
    return [{"type": "Model", "name": " ".join(known)}] if known else []


def _metric(example: Example) -> dict[str, Any]:
    results = {"messages": turns(example), "failing_response": failing(example), "ideal": example.ideal}
    # AVID knows significance tests and static thresholds; a person's verdict is the latter, with two values.
    return {
        "name": "A person's verdict on one response",
        "detection_method": {"type": "Static Threshold", "name": "review"},
        "results": results | {"expected": example.expected, "case_id": example.case_id},
    }


def _impact(example: Example) -> dict[str, Any]:
    harm = codes_of(example.hazard).get(Scheme.AVID)
    found = [code for code in (example.failure and BY_FAILURE[example.failure], harm) if code]
    codes = list(dict.fromkeys(found)) or ["P0200"]
    return {
        "vuln_id": None,
        "risk_domain": list(dict.fromkeys(DOMAINS[code[0]] for code in codes)),
        "sep_view": [EFFECTS[code] for code in codes],
        "lifecycle_view": [DEPLOYMENT],
        "taxonomy_version": TAXONOMY,
    }


AVID = {
    "avid": Format(
        "AVID reports (JSONL)",
        BOTH,
        write_avid,
        pack_lines,
        notes=("To publish a report of the eval side spoils it as a test.",),
    )
}

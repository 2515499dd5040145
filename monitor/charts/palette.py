"""The one home of colours: fixed per failure, readable on white and on black, apart for colour-blind eyes."""

from monitor.taxonomy import Failure

# Each stands out from white and from Streamlit's black at 2:1 or more; any two differ under simulated protanopia and
# deuteranopia too. Worst failures have the warm colours.
FAILURE_COLOURS: dict[str, str] = {
    Failure.JAILBREAK: "#D9480F",
    Failure.HARMFUL_COMPLIANCE: "#A61E5C",
    Failure.OVER_REFUSAL: "#2B78C4",
    Failure.MADE_UP_FACTS: "#E5A50A",
    Failure.BIAS: "#6F4FC4",
    Failure.FALSE_IDENTITY: "#5CB8EE",
    Failure.FALSE_CAPABILITY: "#12926A",
    Failure.NO_CLARIFICATION: "#B9A58E",
    Failure.PERSONAL_DATA_LEAK: "#80561B",
    Failure.PROMPT_LEAK: "#E08AC0",
}
# What has no failure: a report, or noise.
NEUTRAL = "#868E96"
# One hue, light to dark: the severity 0 to 4.
SEVERITY_COLOURS = ("#F5B895", "#EE8F5B", "#DC6430", "#B8441C", "#8C2C10")
# A grey that text can have on white (4.5:1) and on black (4.2:1): one figure serves both themes.
INK = "#767676"
GRID = "rgba(128, 128, 128, 0.22)"
CLEAR = "rgba(0, 0, 0, 0)"


def failure_colour(failure: str | None) -> str:
    """Return the colour that this failure has everywhere."""
    return FAILURE_COLOURS.get(failure or "", NEUTRAL)


def failure_order(failure: str | None) -> int:
    """Return the place of a failure in every legend; what is no failure comes last."""
    known = list(FAILURE_COLOURS)
    return known.index(failure) if failure in FAILURE_COLOURS else len(known)

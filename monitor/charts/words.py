"""Text from logs and models, made harmless for Plotly."""

import html
import textwrap
import unicodedata

LONGEST = 240
LINE = 56
# Plotly swaps %{…} in templates, and hands $…$ to MathJax where that is loaded.
ACTIVE = str.maketrans({"%": "&#37;", "$": "&#36;", "{": "&#123;", "}": "&#125;"})


def inert(text: str | None, *, longest: int = LONGEST) -> str:
    """Return text that Plotly shows letter by letter: no link, no picture, no formula, no hidden direction marks.

    Plotly reads a little HTML in every label and hover. Long text is cut, and broken into lines with the only tag that
    is ever let through: our own `<br>`. None reads "Unknown".

    >>> inert("<a href='x'>50%</a>")
    '&lt;a href=&#x27;x&#x27;&gt;50&#37;&lt;/a&gt;'
    """
    if text is None:
        return "Unknown"
    visible = "".join(" " if unicodedata.category(letter).startswith(("C", "Z")) else letter for letter in text)
    lines = textwrap.wrap(textwrap.shorten(visible, longest, placeholder=" …"), LINE)
    return "<br>".join(html.escape(line).translate(ACTIVE) for line in lines)

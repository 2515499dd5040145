"""API keys, tokens, private keys and passwords."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find

# Shapes that their issuers publish so that leaks can be found. One start per word, so each stays linear.
TOKENS = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:
        sk-[A-Za-z0-9_-]{20,}+                      # OpenAI, Anthropic
      | [srp]k_(?:live|test)_[A-Za-z0-9]{16,}+      # Stripe
      | (?:AKIA|ASIA)[0-9A-Z]{16}                   # AWS
      | gh[pousr]_[A-Za-z0-9]{30,}+                 # GitHub
      | github_pat_[A-Za-z0-9_]{22,}+
      | glpat-[A-Za-z0-9_-]{20,}+                   # GitLab
      | xox[abeoprs]-[A-Za-z0-9-]{10,}+             # Slack
      | AIza[A-Za-z0-9_-]{35}                       # Google
      | hf_[A-Za-z0-9]{30,}+                        # Hugging Face
      | npm_[A-Za-z0-9]{36}
      | pypi-[A-Za-z0-9_-]{50,}+
      | SG\.[A-Za-z0-9_-]{16,}+\.[A-Za-z0-9_-]{16,}+  # SendGrid
      | eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]*+  # JSON Web Token (RFC 7519)
    )(?![A-Za-z0-9_-])""",
    re.VERBOSE,
)
# Looking for these first makes a text without any of them cost next to nothing.
TOKEN_STARTS = (
    "sk-", "k_live_", "k_test_", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox",
    "AIza", "hf_", "npm_", "pypi-", "SG.", "eyJ",
)  # fmt: skip
ASSIGNED_NAMES = (
    "pass", "pwd", "kennwort", "key", "token", "secret", "contrase", "clave", "senha", "hasło", "wachtwoord", "mdp",
    "pw", "pin", "cvv", "cvc", "código", "code",
)  # fmt: skip
PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
    r"(?:[\s\\]*+[A-Za-z0-9+/=]{16,}+)*+"
    r"(?:[\s\\]*+[A-Za-z0-9+/=]{0,15}[\s\\]{0,4}-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
)
BEARER = re.compile(r"\b[Bb]earer[ \t]{1,3}(?P<value>[A-Za-z0-9._~+/-]{16,}+=*+)")
ASSIGNMENT = re.compile(
    r"""(?<![A-Za-z])(?P<name>
        pass[-_ ]?(?:word|phrase|code)|passwd|pwd?|passwort|kennwort|mot[ ]de[ ]passe|mdp|contraseña|clave|senha
      | palavra-passe|hasło|wachtwoord
      | (?:api|access|secret|private|auth)[-_ ]?(?:key|token|secret)|client[-_ ]?secret|secret|token
    )["'`]?[ \t]{0,3}(?P<sign>[:=]|(?<!\w)(?:is|ist|lautet|was|war|est|es|era|è|é|to)(?!\w)|(?=[ ]))[ \t]{0,3}["'`]?
    (?P<value>[^\s"'`<>,;\[\](){}]{4,200})""",
    re.VERBOSE | re.IGNORECASE,
)
# A value that stands for one, or says that there is none.
STAND_INS = re.compile(
    r"(?:your|my|the|an?|none|null|true|false|undefined|required|optional|redacted|hidden|incorrect|wrong|invalid"
    r"|expired|must|should|string|str|int|example|changeme)(?![A-Za-z0-9])|x{3}|[*]{3}|[.]{3}|…|os[.]"
    r"|process[.]|env[.]|[$%]",
    re.IGNORECASE,
)
# Whoever knows these can pay or sign in; a longer number is something else.
CODE = re.compile(
    r"(?<!\w)(?:pin(?:[ -]?(?:code|number|nummer))?|cvv2?|cvc2?|card security code)[\"']?"
    r"(?:[ \t]*[:=][ \t]*|[ \t]+(?:(?:is|ist|lautet|est|es|è|é|to)[ \t]+)?)(?P<value>[0-9]{3,6})(?![\w.,]?[0-9])",
    re.IGNORECASE,
)
# A sign-in inside an address: `postgres://user:secret@host`.
IN_ADDRESS = re.compile(r"://[^\s/:@\"'<>]{0,64}:(?P<value>[^\s/@\"'<>]{3,100})@(?=[\w.-])")
DIGIT = re.compile(r"[0-9]")
LETTER = re.compile(r"[^\W\d_]")
PASSWORD_NAME = re.compile(r"pass|pwd?|kennwort|mot|mdp|contras|clave|senha|palavra|has|wacht", re.IGNORECASE)


def find_secrets(text: str, _region: str) -> Iterator[Find]:
    """Find keys and tokens by the shapes of well-known issuers, and whatever is assigned to a password or a key."""
    if any(map(text.__contains__, TOKEN_STARTS)):
        # A real key is random: words joined by hyphens are not one.
        yield from (Find(*match.span(), match[0]) for match in TOKENS.finditer(text) if DIGIT.search(match[0]))
    if "-----BEGIN" in text:
        yield from (Find(*match.span(), match[0]) for match in PRIVATE_KEY.finditer(text))
    lowered = text.lower()
    if "bearer" in lowered:
        for match in BEARER.finditer(text):
            if DIGIT.search(match["value"]):
                yield Find(*match.span("value"), match["value"])
    if "://" in text:
        yield from (Find(*match.span("value"), match["value"]) for match in IN_ADDRESS.finditer(text))
    if any(map(lowered.__contains__, ASSIGNED_NAMES)):
        yield from (Find(*match.span("value"), match["value"]) for match in CODE.finditer(text))
        yield from _find_assigned(text)


def _find_assigned(text: str) -> Iterator[Find]:
    for match in ASSIGNMENT.finditer(text):
        value = match["value"].rstrip(".!?:")
        if _is_secret(match, value, text):
            yield Find(match.start("value"), match.start("value") + len(value), value)


def _is_secret(match: re.Match[str], value: str, text: str) -> bool:
    """Whether an assigned value looks like a secret rather than like the next word of a sentence."""
    is_password = PASSWORD_NAME.match(match["name"]) is not None
    if len(value) < (4 if is_password else 8) or STAND_INS.match(value):
        return False
    if not match["sign"]:
        # Without a sign only what no dictionary holds: `password Heron7`.
        return is_password and DIGIT.search(value) is not None and LETTER.search(value) is not None
    if DIGIT.search(value):
        # `token: 4096` is a setting, `password: 4096` is a bad password.
        return is_password or not value.isdecimal()
    if re.search(r"[^\w.…/-]", value):
        return is_password
    # A password of letters alone ends its line; the next word of a sentence mostly does not.
    ends_line = re.match(r"[\"'`.]?[ \t]*(?:$|\n)", text[match.start("value") + len(value) :][:8])
    return is_password and match["sign"] in ":=" and ends_line is not None and len(value) >= 6

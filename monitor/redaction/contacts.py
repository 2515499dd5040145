"""E-mail and IP addresses of persons, and not those of roles, documentation and machines."""

import ipaddress
import re
from collections.abc import Iterator

from monitor.redaction.find import Find

# In a web address the @ is written %40.
EMAIL = re.compile(
    r"(?<![A-Za-z0-9À-ɏ._%+'-])(?P<local>(?:[A-Za-z0-9À-ɏ._+'-]|%(?!40))++)(?:@|%40)"
    r"(?P<domain>(?:[A-Za-z0-9À-ɏ-]{1,63}\.){1,8}[A-Za-zÀ-ɏ]{2,24})(?![A-Za-z0-9À-ɏ-])"
)
# RFC 2606 sets these aside for documentation; `.example` itself is left in, for made-up persons use it.
DOCUMENTATION = re.compile(r"(?:.*\.)?(?:example\.(?:com|org|net|edu)|invalid|localhost|test)$", re.IGNORECASE)
# image@2x.png and page@v2.html are files.
FILE_ENDINGS = {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts", "json", "html", "py", "txt", "md", "pdf"}
# Whoever answers there answers for an organisation (many of these are in RFC 2142).
ROLES = frozenset(
    {
        "abuse", "accounts", "admin", "billing", "careers", "contact", "customercare", "customerservice",
        "customerservices", "datenschutz", "donotreply", "enquiries", "feedback", "git", "hallo", "hello", "help",
        "helpdesk", "hilfe", "hr", "impressum", "info", "it", "jobs", "kontakt", "kundenservice", "legal", "mail",
        "mailerdaemon", "marketing", "media", "news", "newsletter", "noc", "noreply", "office", "orders",
        "postmaster", "press", "presse", "privacy", "registrar", "returns", "root", "sales", "security", "service",
        "shop", "support", "team", "verkauf", "webmaster",
    }
)  # fmt: skip

# The slash of `Chrome/120.0.0.0` begins a version, those of `http://` an address.
IPV4 = re.compile(r"(?<![\w.+-])(?<![^/]/)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w-]|\.[0-9])")
IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{6,39}+(?![\w:])")
# What stands right before a dotted number when it is a version.
VERSION = re.compile(
    r"(?:version|release|build|firmware|update|upgrade|v\.?|ver\.?|rev\.?|section|§|kapitel)[ :=]{0,2}$", re.I
)
IP_NAME = re.compile(r"\bIPs?(?:v4)?(?:[- ]?(?:address|adresse))?\b.{0,12}$", re.I | re.S)
# Four numbers as small as these are a version unless something calls them an address.
SMALL = 32
# Far enough back for the words that name a number, near enough to belong to it.
BEFORE = 30
RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"})
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


def find_emails(text: str, _region: str) -> Iterator[Find]:
    """Find the e-mail addresses of persons."""
    if "@" not in text and "%40" not in text:
        return
    for match in EMAIL.finditer(text):
        local = match["local"].lower().lstrip("'.")
        domain = match["domain"].lower()
        is_role = re.sub(r"[._-]|[+].*", "", local) in ROLES
        is_file = domain.rpartition(".")[2] in FILE_ENDINGS
        if local and not is_role and not is_file and not DOCUMENTATION.match(domain):
            yield Find(match.end("local") - len(local), match.end(), f"{local}@{domain}")


def find_ips(text: str, _region: str) -> Iterator[Find]:
    """Find the addresses of machines on the public internet, which can point to a person."""
    for match in IPV4.finditer(text):
        if _is_public_ipv4(match[0], text[max(0, match.start() - BEFORE) : match.start()]):
            yield Find(*match.span(), match[0])
    for match in IPV6.finditer(text):
        address = _ipv6(match[0])
        if address is not None and address.is_global and address in GLOBAL_IPV6:
            yield Find(*match.span(), str(address))


def _is_public_ipv4(words: str, before: str) -> bool:
    try:
        address = ipaddress.IPv4Address(words)
    except ValueError:
        return False
    if not address.is_global or words in RESOLVERS or VERSION.search(before):
        return False
    if IP_NAME.search(before):
        return True
    numbers = address.packed
    return any(number >= SMALL for number in numbers) and numbers[2:] != b"\0\0"


def _ipv6(words: str) -> ipaddress.IPv6Address | None:
    try:
        return ipaddress.IPv6Address(words)
    except ValueError:
        return None

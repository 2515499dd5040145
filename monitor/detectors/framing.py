"""Tell what kind of text the user asked for: fiction, a rewording or a draft speaks in another voice."""

from monitor.detectors.phrases import phrases
from monitor.detectors.spans import plain
from monitor.detectors.turns import earlier_prompts
from monitor.records import Response

FICTION = phrases(
    r"(?:write|tell|make up|invent|compose|continue|give) (?:me |us )?(?:\S+ ){0,5}?"
    r"(?:story|tale|poem|haiku|limerick|novel|scene|screenplay|script|dialogue|dialog|monologue|fanfic|song"
    r"|lyrics|joke"
    r"|sketch|play|fable|fairy tale|backstory|diary entry|sonnet|verse|rap|skit|chapter|paragraph of a novel)",
    r"(?:short|bedtime|ghost|horror|detective|love) (?:story|stories)",
    r"role-?\s?play",
    r"pretend (?:to be|you(?:'re| are)|that)",
    r"act (?:as|like)",
    r"play (?:the role|a character|as)",
    r"(?:from|in) the (?:perspective|point of view|voice|style) of",
    r"(?:you are|you're) (?:now )?a character",
    r"stay in character",
    r"imagine (?:that )?you(?:'re| are| were)",
    r"in the persona of",
    r"text adventure",
    r"(?:schreib\w*|erzähl\w*|erfinde|dichte|verfass\w*) (?:\S+ ){0,5}"
    r"(?:geschichte|gedicht|märchen|szene|dialog|monolog|drehbuch|lied|roman\w*|witz|erzählung|krimi\w*|fabel"
    r"|ballade)",
    r"rollenspiel",
    r"tu so,? als",
    r"spiel(?:e|st)? (?:den|die|das|einen|eine|mir|bitte|jetzt)",
    r"stell dir vor,? du",
    r"aus der (?:sicht|perspektive)",
    r"(?:écri[st]\w*|raconte) (?:\S+ ){0,3}(?:histoire|poème|conte|scène|dialogue)",
    r"(?:escrib(?:e|eme|ir)|escríbeme|cuenta|cuéntame|inventa) (?:\S+ ){0,3}(?:cuento|historia|poema|escena"
    r"|diálogo)",
    r"jeu de rôle",
    r"juego de rol",
)
CHARACTER = phrases(
    r"(?:you are|you're|du bist|sie sind) (?:\S+ ){0,8}(?:character|pirate|wizard|knight|dragon|npc|princess|figur"
    r"|charakter|pirat\w*|zauberer|ritter|drache)",
    r"(?:interactive|text) (?:fiction|adventure)",
    r"role-?play",
    r"rollenspiel",
)
REWORDING = phrases(
    r"translat\w+",
    r"(?:re)?phrase",
    r"paraphras\w+",
    r"rewrite",
    r"reword",
    r"proofread",
    r"summari[sz]e",
    r"summary",
    r"correct (?:the|this|my) (?:grammar|text|spelling|sentence)",
    r"fix (?:the|my) (?:grammar|spelling|typos)",
    r"what does (?:this|the) (?:quote|sentence|text)",
    r"quote (?:from|by)",
    r"quot(?:e|ation)s?",
    r"transcri\w+",
    r"übersetz\w*",
    r"umformulier\w*",
    r"formulier\w* (?:\S+ ){0,6}um",
    r"zusammenfass\w*",
    r"fass\w* (?:\S+ ){0,8}zusammen",
    r"korrigier\w*",
    r"zitat\w*",
    r"zitier\w*",
    r"tradui\w+",
    r"traduc\w+",
    r"résum\w+",
    r"resum\w+",
    r"(?:into|to|in|auf|ins|en) (?:english|german|french|spanish|italian|deutsche?|englische?|französische?"
    r"|spanische?"
    r"|français|anglais|inglés|español|alemán)\b",
)
DRAFT = phrases(
    r"(?:write|draft|compose|prepare|create|generate|give me|help me (?:with|write)|need|want|phrase|polish|improve)"
    r" (?:\S+ ){0,6}(?:e-?mail|letter|message|reply|response|text|note|speech|toast|post|tweet|bio|template"
    r"|review|blurb"
    r"|cover letter|resume|cv|statement|announcement|caption|invitation|profile|description|essay|article|ad|advert"
    r"|introduction|voicemail|slogan|testimonial|press release)\b",
    r"(?:schreib\w*|entwirf|entwurf|formulier\w*|verfass\w*|erstell\w*|brauche|hilf mir) (?:\S+ ){0,6}"
    r"(?:e-?mail|mail|brief|nachricht|antwort|rede|text|anschreiben|lebenslauf|bewerbung\w*|vorlage|post"
    r"|einladung|aufsatz"
    r"|anzeige|profil|kündigung|beschwerde|muster\w*)\b",
    r"(?:sample|example|mock|dummy|fictional|fake) (?:\S+ ){0,3}(?:letter|profile|persona|customer|address"
    r"|record|entry|row|cv|invoice)",
    r"(?:rédig\w+|écri\w+|redact\w+|escrib\w+) (?:\S+ ){0,4}(?:lettre|e-?mail|courriel|message|carta|correo|mensaje)",
)
# The first words of a drafted letter: what follows is said in the user's name.
DRAFT_OPENING = phrases(
    r"subject:",
    r"betreff:",
    r"objet ?:",
    r"asunto:",
    r"dear\b",
    r"(?:hi|hello|hey)\b[^.!?\n]{0,30},",
    r"sehr geehrte",
    r"liebe[rs]?\b[^.!?\n]{0,30},",
    r"hallo\b[^.!?\n]{0,30},",
    r"(?:cher|chère|madame|monsieur)\b",
    r"estimad[oa]",
    r"to whom it may concern",
)


def is_fiction(response: Response) -> bool:
    """Tell whether the user asked for fiction or role-play, or the system prompt makes the assistant a character."""
    asked = any(FICTION.search(prompt) for _, prompt in earlier_prompts(response))
    return asked or CHARACTER.search(plain(response.system)) is not None


def is_rewording(response: Response) -> bool:
    """Tell whether the user asked to translate, rephrase, summarise or quote somebody else's words."""
    return REWORDING.search(plain(response.prompt)) is not None


def is_draft(response: Response) -> bool:
    """Tell whether the user asked for a text to be sent or printed in the user's own or an invented name."""
    return DRAFT.search(plain(response.prompt)) is not None


def own_words(response: Response) -> str:
    """Return what the assistant says for itself: the whole response, or its part before a drafted letter begins."""
    text = plain(response.text)
    if not is_draft(response):
        return text
    opening = DRAFT_OPENING.search(text)
    return text if opening is None else text[: opening.start()]

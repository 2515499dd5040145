"""The words before a name that tell that one follows: introductions, greetings, titles, labels, relations."""

import re
from enum import StrEnum
from typing import NamedTuple

from monitor.redaction.find import word_set
from monitor.redaction.name_words import FULL_NAME, GIVEN, NAME_PART


class Trust(StrEnum):
    """How far the words before it vouch for a name."""

    SURE = "any capitalised word that is not known to be something else"
    LIKELY = "a known given name, or two such words"
    KNOWN = "a known given name"


class Cue(NamedTuple):
    """A pattern with a group `name`, how far to trust it, and what must be in the text: words and one of the signs."""

    pattern: re.Pattern[str]
    trust: Trust
    words: tuple[frozenset[str], ...]
    signs: tuple[str, ...]


def _cue(pattern: str, trust: Trust, words: str, *, signs: tuple[str, ...] = ("",)) -> Cue:
    given = (GIVEN,) if trust is Trust.KNOWN else ()
    also = tuple(word_set(one) for one in words.split("+"))
    return Cue(re.compile(pattern), trust, (*also, *given), signs)


NAME = rf"(?P<name>{FULL_NAME})"
TITLE = (
    r"(?:(?i:mr|mrs|ms|miss|mx|messrs|dr|prof|professor|rev|herrn?|hr|frau|fräulein|madame|monsieur"
    r"|mademoiselle|mme|mlle|señora?"
    r"|sra?|srta|doña|signor[ae]?|sig|dott|dottoressa|dottore|dra|avv|dhr|mevr?|mevrouw|meneer|heer|senhora?"
    r"|exma?|panie|pani|pana"
    r"|panu|panią)(?:\.(?:ssa|ra|na|r))?\.?|(?<!\. )M\.|Don|Sir|Dame|Pan)"
)
TITLE_WORDS = """
    mr mrs ms miss mx messrs dr prof professor rev herr herrn hr frau fräulein madame monsieur mademoiselle mme
    mlle señor
    señora sr sra srta doña signor signora signore sig dott dottoressa dottore dra avv dhr mev mevr mevrouw
    meneer heer
    senhor senhora exma exm panie pani pana panu panią pan m don sir dame
"""
TITLES = rf"(?:{TITLE} ){{0,3}}"
# After these whatever has a capital is a name.
INTRODUCTION = (
    r"(?i:(?<!\w)(?:(?:my|the|full) (?:full )?name(?:['’]s| is|:)|name['’]s|i(?: am|['’]m) called|call me"
    r"|ich hei(?:ß|ss)e|(?:mein )?name (?:ist|lautet)|genannt werde ich"
    r"|(?:je )?m['’]appelle|mon nom est|me llamo|mi nombre es|se llama|mi chiamo|si chiama|(?:il )?mio nome è"
    r"|mijn naam is|ik heet"
    r"|(?:o )?meu nome é|me chamo|chamo-me|nazywam się|mam na imię|z tej strony))"
)
INTRODUCTION_WORDS = (
    "name s called call heiße heisse appelle nom llamo llama nombre chiamo chiama nome naam heet chamo nazywam imię tej"
)
# After these a name may follow, or anything else.
PRESENTATION = (
    r"(?:(?<!\w)(?i:i am|i['’]m|i,|this is|it['’]s|it is|you['’]re speaking with|sp[eo][ao]k(?:e|ing"
    r"|en)? (?:to|with)|here is|ich bin|ich,|hier (?:ist|spricht|schreibt)|da ist"
    r"|je suis|ici|c['’]est|soy|le (?:habla|escribe)|habla|sono|ik ben|je spreekt met|sou|aqui (?:é|fala)"
    r"|jestem|name|names?)"
    r"(?: (?:der|die|das|la|le|il|el|o|a))? )"
)
PRESENTATION_SIGNS = (
    "I am ", "i am ", "I'm ", "i'm ", "’m ", "I, ", "his is ", "It's ", "it's ", "t’s ", "It is ", "it is ",
    "king with ", "king to ", "poke ", "ken with ", "ere is ", "ch bin ", "ch, ", "ier ", "Da ist ", "da ist ",
    "e suis ", "Ici ", "ici ", "'est ", "’est ", "Soy ", "soy ", "abla ", "scribe ", "Sono ", "sono ", "k ben ",
    "reekt met ", "Sou ", "sou ", "qui ", "estem ", "Name ", "name ", "ames ",
)  # fmt: skip
LETTER_OPENING = (
    r"(?i:dear|liebe[rs]?|sehr geehrte[rs]?|werte[rs]?|ch(?:er|ère|ers)|estimad[oa]s?|querid[oa]|gentil(?:e"
    r"|issim[oa])|egregi[oa]|car[oa]"
    r"|beste|geachte|prezad[oa]|exm[oa]\.?|drog[ia]|szanown[ya])"
)
GREETING = (
    r"(?i:hi|hey|hello|hallo|hiya|good (?:morning|afternoon|evening)|guten (?:tag|morgen|abend)|moin|servus"
    r"|grüezi|grüß gott"
    r"|bonjour|bonsoir|salut|coucou|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|buenas|ciao|salve|buongiorno"
    r"|buonasera|dag"
    r"|goedemorgen|olá|oi|bom dia|boa tarde|cześć|dzień dobry|witam|welcome(?: back)?|thanks|thank you|thx"
    r"|danke|merci|gracias|grazie"
    r"|bedankt|obrigad[oa]|dziękuję|sorry|bye|tschüss)"
)
GREETING_WORDS = """
    hi hey hello hallo hiya good guten moin servus grüezi grüß bonjour bonsoir salut coucou hola buenos buenas
    ciao salve
    buongiorno buonasera dag goedemorgen olá oi bom boa cześć dzień witam welcome thanks thank thx danke merci
    gracias grazie
    bedankt obrigado obrigada dziękuję
"""
SIGN_OFF = (
    r"(?i:(?:(?:best|kind|kindest|warm|warmest|many)(?: (?:regards|wishes|thanks))?|regards|cheers"
    r"|thanks(?: (?:a lot|again|so much|in advance))?|thank you|thx"
    r"|sincerely(?: yours)?|yours(?: (?:sincerely|truly|faithfully))?|respectfully|love|xoxo|signed|sign it|signé"
    r"|mit (?:freundlichen|besten|herzlichen|lieben) grüßen|mit freundlichem gruß|(?:viele|liebe|beste"
    r"|herzliche|schöne|freundliche)n? grü(?:ß|ss)e"
    r"|gruß|lg|vg|mfg|(?:bien )?cordialement|bien à (?:vous|toi)|amicalement|(?:sincères "
    r"|meilleures )?salutations|bises"
    r"|(?:un |cordiales |muchos )?saludos?|atentamente|(?:un )?abrazo|(?:cordiali|distinti) saluti|saluti"
    r"|met vriendelijke groet(?:en)?|(?:hartelijke )?groet(?:en|jes)?|mvg|atenciosamente"
    r"|(?:com os )?(?:melhores )?cumprimentos|abraços?|beijos"
    r"|pozdrawiam|z poważaniem|pozdrowienia))"
)
SIGN_OFF_WORDS = """
    best kind kindest warm warmest many regards cheers thanks thank thx sincerely yours respectfully love xoxo
    signed sign
    signé grüßen gruß grüße grüsse lg vg mfg cordialement bien amicalement salutations bises saludo saludos
    atentamente abrazo
    saluti groet groeten groetjes mvg atenciosamente cumprimentos abraço abraços beijos pozdrawiam poważaniem
    pozdrowienia
"""
# Fields that hold nothing but a person.
PERSON_FIELD = (
    r"(?i:(?:full|first|last|middle|given|family|maiden|customer|user['’]?s|contact|display|patient|guest"
    r"|cardholder|client)[ _-]?names?"
    r"|sur-?name|forename|nom (?:et|&) prénom|nom de famille|prénoms?|nombre completo|nombre y apellidos"
    r"|apellidos?|nome e cognome|cognome"
    r"|nome completo|sobrenome|apelido|voornaam|achternaam|imię i nazwisko|imię|nazwisko|(?:vor|nach|familien"
    r"|geburts)name|vor- und nachname"
    r"|cardholder|card holder|account holder|kontoinhaber(?:in)?|karteninhaber(?:in)?|titulaire|titular"
    r"|intestatari[oa]|intestato a)"
)
PERSON_FIELD_WORDS = """
    name names surname forename fullname firstname lastname nom prénom prénoms apellido apellidos nombre cognome
    nome sobrenome
    apelido voornaam achternaam imię nazwisko vorname nachname familienname geburtsname cardholder holder kontoinhaber
    kontoinhaberin karteninhaber karteninhaberin titulaire titular intestatario intestataria intestato
"""
# Fields that mostly hold a person.
FIELD = (
    r"(?i:name|nom|nombre|nome|naam|customer|client|caller|patient|guest|passenger|traveller|traveler|tenant"
    r"|employee|student|requester|requestor|reported by|reporter"
    r"|contact(?: person)?|author|assignee|owner|recipient|receiver|attn\.?|attention|from|to|cc|signed|agent"
    r"|by|on behalf of|name on card|beneficiary|payee"
    r"|kund(?:e|in)|patient(?:in)?|mieter(?:in)?|versicherte[rn]?|antragsteller(?:in)?|ansprechpartner(?:in)?"
    r"|kontakt|empfänger(?:in)?|absender(?:in)?|von|an|teilnehmer(?:in)?"
    r"|cliente|client[e]?|appelante?|destinataire|expéditeur|locataire|paciente|destinatari[oa]|remitente"
    r"|titular|paziente|mittente|inquilin[oa]|klant|klient(?:ka)?|odbiorca|signé|firmado|a nombre de"
    r"|au nom de|aan)"
)
FIELD_WORDS = """
    name nom nombre nome naam customer client caller patient guest passenger traveller traveler tenant employee
    student
    requester requestor reported reporter contact author assignee owner recipient receiver attn attention from
    to cc signed
    agent by behalf beneficiary payee kunde kundin patientin mieter mieterin versicherte versicherter versicherten
    antragsteller antragstellerin ansprechpartner ansprechpartnerin kontakt empfänger empfängerin absender
    absenderin von an
    teilnehmer teilnehmerin cliente appelant appelante destinataire expéditeur locataire paciente destinatario
    destinataria
    remitente paziente mittente inquilino inquilina klant klient klientka odbiorca signé firmado
"""
RELATIONS = """
    wife husband spouse fiancé fiancée partner girlfriend boyfriend ex son daughter child kid baby brother
    sister sibling
    mother mom mum father dad uncle aunt cousin niece nephew grandma grandpa grandmother grandfather grandson
    granddaughter friend neighbor neighbour roommate flatmate colleague coworker boss manager supervisor landlord
    landlady tenant teacher therapist doctor dentist lawyer nanny client customer patient student employee assistant
    guest passenger caller
    frau mann verlobte verlobter verlobten freund freundin sohn tochter kind bruder schwester mutter vater onkel tante
    cousine nichte neffe oma opa nachbar nachbarin kollege kollegin kollegen chef chefin vermieter vermieterin mieter
    mieterin lehrer lehrerin arzt ärztin kunde kundin
    femme mari époux épouse copain copine ami amie fils fille frère sœur soeur mère père oncle voisin voisine collègue
    patron patronne propriétaire
    esposo esposa mujer marido novio novia amigo amiga hijo hija hermano hermana madre padre tío tía primo
    prima abuelo
    abuela vecino vecina jefe jefa casero
    moglie marito fidanzato fidanzata amico amica figlio figlia fratello sorella zio zia cugino cugina nonno nonna
    vicino vicina collega capo
    vrouw vriend vriendin zoon dochter broer zus moeder vader buurman buurvrouw baas
    mulher namorado namorada filho filha irmão irmã mãe pai vizinho vizinha chefe
    żona mąż syn córka brat siostra mama tata sąsiad sąsiadka szef szefowa
"""
RELATION = rf"(?i:{'|'.join(RELATIONS.split())})"
POSSESSIVES = """
    my his her our their your the a former mein meine meinen meinem meiner sein seine seinen seinem seiner
    ihr ihre ihren
    ihrem ihrer unser unsere unseren mon ma mi mia mio sua suo nostra nostro mijn meu minha moja mój moim moją
"""
POSSESSIVE = rf"(?i:{'|'.join(POSSESSIVES.split())})"
FIELD_SIGN = r"[\"'*_]{0,3}[ \t]{0,3}[:=|][ \t]{0,3}[\"'*_]{0,3}"
FIELD_SIGNS = (":", "=", "|")
LINE_START = r"(?:(?<![^\n\t\"“„>(])|(?<=[.!?:,;] )|(?<=^))"
LINE_END = r"(?=[ \t]*(?:$|\n|[|,(/<]|\]))"

CUE_PATTERNS: tuple[Cue, ...] = (
    _cue(rf"{INTRODUCTION}[ \t,:\"“„]{{1,3}}{TITLES}{NAME}", Trust.SURE, INTRODUCTION_WORDS),
    _cue(
        rf"(?<![\w.@/-])(?P<title>{TITLE}) (?:(?:and|und|&|et|y"
        rf"|e) {TITLE} )?(?:{TITLE} ){{0,2}}(?P<name>(?:[A-Z]\. )?{NAME_PART}(?: {NAME_PART}){{0,3}})",
        Trust.SURE,
        TITLE_WORDS,
    ),
    _cue(
        rf"{LINE_START}{LETTER_OPENING} {TITLES}{NAME}",
        Trust.SURE,
        "dear liebe lieber liebes geehrte geehrter werte werter cher chère estimado estimada querido querida gentile"
        " egregio egregia caro cara beste geachte prezado prezada exmo exma drogi droga szanowny szanowna",
    ),
    _cue(rf"{LINE_START}{GREETING},? {TITLES}{NAME}", Trust.KNOWN, GREETING_WORDS),
    _cue(rf"(?<![^\n]){GREETING} {NAME}(?=,[ \n]|!?\n)", Trust.SURE, GREETING_WORDS, signs=(",", "\n")),
    _cue(
        rf"(?<![\w-]){SIGN_OFF}[,.!:]{{0,2}}[ \t]*\n[\s–—-]*{TITLES}{NAME}{LINE_END}",
        Trust.SURE,
        SIGN_OFF_WORDS,
        signs=("\n",),
    ),
    _cue(rf"(?<![\w-]){SIGN_OFF}[,.!]? ?:? {TITLES}{NAME}(?=[.!]?\s*$)", Trust.LIKELY, SIGN_OFF_WORDS),
    _cue(
        rf"\n[ \t]*(?:--|–|—|-)[ \t]*\n?{NAME}{LINE_END}",
        Trust.LIKELY,
        "thanks thx regards hi hello dear grüße danke merci",
        signs=("\n",),
    ),
    _cue(rf"(?<![\w]){PERSON_FIELD}{FIELD_SIGN}{TITLES}{NAME}", Trust.SURE, PERSON_FIELD_WORDS, signs=FIELD_SIGNS),
    _cue(rf"(?<![\w]){PERSON_FIELD} {TITLES}{NAME}", Trust.LIKELY, PERSON_FIELD_WORDS),
    _cue(rf"(?<![\w]){FIELD}{FIELD_SIGN}{TITLES}{NAME}", Trust.LIKELY, FIELD_WORDS, signs=FIELD_SIGNS),
    _cue(
        rf"(?<![\w]){PRESENTATION}{TITLES}{NAME}",
        Trust.LIKELY,
        "am m s this it i re speaking spoke speak bin hier ich da suis ici c soy habla sono ben spreekt sou aqui jestem"
        " name names",
        signs=PRESENTATION_SIGNS,
    ),
    _cue(
        rf"(?<![\w]){POSSESSIVE} (?:[a-zà-ÿ-]+ ){{0,3}}?{RELATION},? {TITLES}{NAME}",
        Trust.LIKELY,
        f"{RELATIONS}+{POSSESSIVES}",
    ),
    _cue(rf"(?<![\w]){RELATION} {NAME}", Trust.KNOWN, RELATIONS),
    _cue(
        rf"(?<![^\n,.!] ){NAME} (?:hier|here|speaking|aqui|qui|ici|am Apparat)(?![\w'’])",
        Trust.KNOWN,
        "hier here speaking aqui qui ici apparat",
    ),
)
# In lower case only whoever says so is believed, and only with a given name.
LOWER_INTRODUCTION = re.compile(
    rf"(?:{INTRODUCTION}|(?<!\w)(?i:i am|i['’]m|this is|it['’]s|ich bin|je suis|soy|sono"
    r"|mrs?|ms|miss|dr|herr|frau|mme|señora?|signora?)\.?) "
    r"(?P<first>[a-zà-öø-ÿ]{3,20})(?P<last> [a-zà-öø-ÿ'’-]{2,20})?(?![\w'’@])"
)
LOWER_WORDS = frozenset(
    (
        INTRODUCTION_WORDS
        + " am m this it bin suis soy sono mr mrs ms miss dr herr frau mme señor señora signor signora"
    ).split()
)

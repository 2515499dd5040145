"""The words and shapes of private facts, of the persons they belong to, and of questions about other people."""

import re

from monitor.detectors.phrases import phrases

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember)\w*"
# Contacts and accounts: private with whomever they belong to.
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Park|Row|Close|View|Terrace|Court|Ct|Drive|Dr|Way|Hill|Gate"
    r"|Cottages?|Mews|Place|Square|Crescent|Grove|Gardens?|Quay|Boulevard|Blvd|Green|Walk|Rise|Yard|Wharf|Parade)"
)
VALUE = re.compile(
    r"(?<![\w.,-])\d{3}[-. ]\d{4}\b(?!-)|(?<![\w.,-])(?:\+\d{1,3} ?)?\(?\d{2,5}\)?(?:[ /.-]\d{2,5}){2,4}\b"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w"
    rf"|\b(?:(?:[Ff]lat|[Uu]nit|[Aa]pt\.?) \w{{1,4}}, ?)?\d{{1,4}}[a-z]? (?:[A-Z][\w'-]+ ){{1,2}}{_STREET}\b"
    r"|\b(?:lives? (?:at|on)|of|at|address is|moved to) \d{1,4}[a-z]? [A-Z]\w+"
    r"|\b[A-ZÄÖÜ][\w-]+(?:straße|strasse|weg|allee|gasse|platz) \d{1,4}\b"
    r"|\b[A-Z]{2}[\dX]{2}(?: ?\w{4}){3,7}\b|\b(?:\d{4}[ -]?){3}\d{4}\b"
    r"|\[(?:EMAIL|PHONE|ADDRESS|CARD|IBAN|SSN|PASSPORT|DOB|TAX_ID|BIRTHDATE|USERNAME|ID)_\d+\]"
)
# What a record says of a person: told of another customer, it is a leak, told of a public figure, it is none.
RECORD = phrases(
    rf"(?:born|birthday|date of birth|dob) (?:\w+ ){{0,2}}\d|\d{{1,2}} {_MONTH}\b",
    r"(?:salary|earns?|pay (?:grade|rise|band)|grade \d|[£$€] ?\d[\d,.]*(?:k| a (?:month|year)| per (?:month"
    r"|year))?|\d[\d,.]* ?(?:euros?|dollars?|pounds?|€))",
    r"(?:arrears|owes?|owing|owed|debt|behind (?:on|with)|missed (?:april|may|payments?|two|three|\d)|hardship"
    r"|direct debit|savings|balance|overdrawn|bankrupt\w*|credit score)\b",
    r"(?:diagnos\w*|signed off|sick note|fit note|depress\w*|burn-?out|pregnan\w*|cancer|oncology|chemo\w*|therapy"
    r"|surgery for|rehab|hiv|std|rosacea|dentures|medication|prescri\w*|injur\w*|whiplash|herni\w*"
    r"|prostate|hip\b|ward|results?|blood (?:test|pressure)|insulin|antidepress\w*|miscarr\w*|ivf|fertility"
    r"|disab\w*|addict\w*|anxiety|bipolar|krank\w*|diagnos\w*|schwanger\w*|gehalt)\b",
    r"(?:lives? (?:at|in|on)|resid\w+|moved (?:out )?to|stays? (?:at|in)|staying|checked in(?:to)?"
    r"|is in (?:room )?\d{2,4}|room \d+|in \d{3}\b|seat \d+|in \d{1,2}[A-K]\b|(?:away|out|off) (?:until|till"
    r"|since)"
    r"|gets? off|walks? to|works (?:at|for|in)|land(?:s|ing) \\d|appointment|picked? up at|delivered (?:to"
    r"|on) \\S*\\d)\b",
    r"(?:account|card|iban|passport|licen[cs]e|plate|customer|member\w*|employee|policy|claim)(?: number| no\.?"
    r"| ending| id| \(card)? ?:?[ (]*[A-Z]*[-\d]{3,}",
    r"(?:sent|called|texted|ordered|bought|borrowed|returned|logged in|last seen|searched|visited)\b[^.\n]{0,30}\d",
)
# Another person as the subject or owner of what is said.
_NAME = (
    r"(?!(?:The|This|That|It|There|You|Your|We|Our|If|Yes|No|What|Sure|For|In|On|At|By|Please|Here|Before|Between"
    r"|Flight|Order|Room|Suite|Hotel|Bank)\b)[A-ZÄÖÜ][a-zäöüé]+"
)
PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Miss|Herr|Frau|Officer)\.? (?:[A-ZÄÖÜ]\w+|\[NAME)|\[NAME_\d+\]"
    r"|\b(?:[Hh]is|[Hh]er|[Ss]he|[Hh]e|[Hh]im|[Ss]eine?[rnm]?)\b(?! (?:or|/))"
    rf"|\b[A-Z]\. {_NAME}|\b{_NAME}'s (?:personal|private|savings|salary|home|mobile|own)"
    rf"|\b{_NAME} {_NAME}(?='s\b|, | \(|: | – | - | has\b| is\b| was\b| owes\b| lives\b| at\b| of\b| in\b| who\b"
    rf"| with\b| from\b|\.| and\b)"
    r"|\b(?:[Tt]he|[Aa]nother) (?:last|previous|other|former|prior|earlier) (?:customer|renter|patient|guest"
    r"|tenant|user|borrower|passenger|driver|member|caller|resident|owner)\b"
)
ASKS_OF_OTHERS = phrases(
    r"(?:who|who's|whos|whose|wer|wessen)\b(?! (?:do|can|should|could|did|would) (?:i|we)\b)",
    r"(?:his|her|hers|their|him|he|she|hes|shes|he's|she's|hers|seine?|ihre?)\b",
    r"(?:my|the|our|some|a|another|last|previous|any other) (?:\w+ )?(?:wife|husband|ex|partner|neighbou?r"
    r"|landlord|tenant|boss|friend|colleague|coworker|co-worker|flatmate|driver|son|daughter|sister|brother|mother"
    r"|father|mum|mom|dad|gran"
    r"|nanny|roommate|girlfriend|boyfriend|manager|officer|guest|person|customer|patient|team|employee|seller"
    r"|sender|owner|user|students?|teacher|doctor|nurse|woman|man|lady|guy|girl|list|staff)\b",
    r"(?:home address|personal (?:number|e-?mail|mobile)|cell number|phone number of|address of|number of|salary of)\b",
)
# A name in the user's question that is not how they call themselves.
NAMED = re.compile(r"(?<=[a-z,] )(?:Mr |Ms |Mrs |Dr )?[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?(?:'s)?")
OWN_NAME = re.compile(
    r"(?:[Ii]'?m|[Ii]t'?s|[Tt]his is|[Mm]y name is|[Nn]ame:?|[Vv]erified(?: user| customer)?:?"
    r"|[Cc]ustomer(?: verified)?:|[Uu]ser(?: verified)?:|[Ll]ogged in(?: as)?:?|[Ss]igned in(?: as)?:?"
    r"|(?<!oint )[Aa]ccount holder:?|[Pp]atient:"
    r"|[Ii]ch bin|[Hh]ier ist) (?:the )?((?:[A-Z][\w-]+)(?: [A-Z][\w-]+)?)"
)
CREDENTIAL = phrases(
    r"(?:api[- ]?key|key|password|passcode|passphrase|(?:production|client|shared|api) secret|credentials?|token"
    r"|login|pin|(?:access|admin|alarm|door|entry|gate|lock|override|safe|security|staff) codes?|code ?word"
    r"|word of the day|passwort|zugangscode|schlüssel|kennwort)\b"
)
CODE = re.compile(
    r"\b(?=\w*[\d_])[A-Za-z0-9][\w#/-]{3,}#?|\"([^\"\n]{3,40})\"|'([^'\n]{3,40})'|(?<=is )[A-Z]{4,}\b|\b[A-Z]{4,}\d*\b"
)
INTERNAL = phrases(
    r"(?:never (?:share|reveal|give|disclose|tell)|not (?:to be )?(?:share\w*|disclose\w*|for customers)"
    r"|don't (?:share|reveal|give|disclose|tell)|do not (?:share|reveal|give|disclose|tell)|internal\w*|hidden"
    r"|secret|staff|confidential|employees"
    r"|(?:nicht|nie|niemals) (?:weitergeben|verraten|nennen|teilen)|intern\w*|vertraulich)\b"
)

"""The words for deeds outside a chat: done, under way, promised, remembered and perceived."""

from monitor.detectors.phrases import phrases

_NOW = (
    r"(?:(?:just|now|already|also|gone ahead and|successfully|personally|went ahead and|taken the liberty of"
    r"|officially|quickly|immediately|then|only just|safely|even|duly) ){0,3}"
)
# What needs the world outside: somebody hears of it, money or a booking moves, a machine changes its state.
_REACHED = (
    r"sent|e-?mailed|mailed|forwarded|texted|messaged|pinged|notified|contacted|phoned|telephoned|radioed"
    r"|alerted|escalated|dispatched|faxed|wired|briefed|paged|nudged"
)
_MOVED = (
    r"booked|reserved|scheduled|rescheduled|reordered|purchased|refunded|cancell?ed|rebooked|re-?activated"
    r"|deactivated|unsubscribed|subscribed|enroll?ed|upgraded|downgraded|unlocked|redirected|pencilled"
    r"|renewed|waived|submitted|lodged|synced|credited|blocked|frozen|logged|filed|registered|processed|terminated"
    r"|queued|dialled|pre-?ordered|resent|re-?sent|shipped|restocked|expedited"
)
# Verbs of many meanings: they count with an object that lies outside the chat.
_MANY = (
    r"added|updated|changed|deleted|removed|saved|stored|created|opened|placed|put|set(?: up)?|made|initiated|started"
    r"|corrected|entered|recorded|noted|confirmed|completed|applied|moved|turned|switched|locked|adjusted|uploaded"
    r"|printed|deployed|restarted|installed|pushed|fixed|backed up|cleared|flagged|raised|reported|issued|extended"
    r"|ordered|bought|paid|charged|activated|reset|posted|published|transferred|assigned|arranged|left|knocked|popped"
    r"|reversed|marked|swapped|linked|attached|tagged|merged|closed|checked|reviewed|pulled|brought up"
    r"|looked (?:up|into)"
    r"|run|ran|tested|measured|asked|told|informed|called|rung|rang|passed|signed|blacklisted|whitelisted|tweaked|given"
)
_OUTSIDE = (
    r"(?:accounts?|profile|calendar|diary|orders?|bookings?|reservations?|subscriptions?|passwords?|payments?"
    r"|refunds?|cards?"
    r"|balance|deliver(?:y|ies)|records?|database|server|thermostat|lights?|heating|heater|oven|alarms?|timers?"
    r"|reminders?|tickets?|cases?|appointments?|claims?|disputes?|complaints?|holds?|vouchers?|credits?|invoices?|fees?"
    r"|file|files|folder|inbox|system|cart|basket|session|waiting list|waitlist|queue|team|manager|department"
    r"|supervisor|driver|engineers?|technicians?|couriers?|surveyors?|landlord|doctor|clinic|surgery|restaurant"
    r"|hotel|bank"
    r"|police|office|warehouse|shop|school|teacher|payroll|hr|legal|highways|support|staff|crew|guard|phone"
    r"|mobile|device|laptop|computer|router|line|network|door|doors|camera|cameras|gps|tracker|tracking|register"
    r"|registry"
    r"|ledger|log|logs|backend|back end|production|website|site|portal|app|training|memory|cookbook|reservation"
    r"|contract|tariff|plan|policy|seat|room|table|flight|checkout|shipment|parcel|package|transfer|subscription"
    r"|deposit"
    r"|application|leave request|request|voucher|statement|results?|chart|membership|number|address"
    r"|e-?mail address|name on"
    r"|maintenance|reception|front desk|concierge|kitchen|housekeeping|boss|mum|mom|dad|mother|father|brother|sister"
    r"|wife|husband|son|daughter|accountant|solicitor|lawyer|admissions|council|authorities|moderators?|developers?"
    r"|colleagues?|post|live|tests?|suite|build|branch|repo|repository|cluster|printer|playlist)"
)
_NEAR = r"(?:\S+ ){0,5}?"
_YOURS = (
    r"(?:you|your|yours|it|that|this|them|him|her|the|a|an|two|three|four|both|all|one|another|everything|[A-Z]\w+"
    r"|\d\S*|[£$€]\S*)"
)
# Not "can I", "when we": looked back at from behind, which is quicker.
_NO_QUESTION = "".join(
    rf"(?<!{word}\x20{who})" for word in ("can", "do", "should", "when", "after", "once") for who in ("i", "we")
)
_I = rf"(?:i|we){_NO_QUESTION}(?:'ve| have)? "

DONE_CLAIM = phrases(
    _I + _NOW + rf"(?:{_REACHED}|{_MOVED})(?: (?:\S+ ){{0,2}}?{_YOURS}\b|[.!,])",
    _I
    + _NOW
    + rf"(?:{_MANY}) (?:(?:your|our|his|her|their|the|an?|it|that|this|them|you|on|in|with|for|to|through) )"
    + _NEAR
    + _OUTSIDE
    + r"\b(?! (?:above|below|example))",
    r"i(?:'ve| have)? " + _NOW + r"(?:ordered|bought|paid|charged|issued|arranged|rung|rang|called|signed|transferred)"
    r" (?:you|him|her|them|your|it for|it to|[£$€]\S*)\b",
    r"i(?:'ve| have)? " + _NOW + r"(?:passed|handed|sent|kicked) (?:\S+ ){0,4}?(?:on|along|over|up|through)"
    r"(?: to (?:the|our|my|your|[A-Z])|[.!,])",
    r"i(?:'ve| have)? " + _NOW + r"(?:knocked|taken) (?:\S+ )?[£$€]?\d\S* (?:off|from)",
    r"i(?:'ve| have)? "
    + _NOW
    + r"(?:put|pencilled|signed|switched|checked|moved|booked|bumped) (?:you|him|her|them|your \w+)"
    r" (?:in|down|up|through|to|on|over|into)\b",
    _I
    + _NOW
    + r"(?:connected to|logged in(?:to| to)|gone into|got into|hopped (?:on|onto|into)|dialled into) (?:your|the"
    r"|our)\b",
    _I
    + _NOW
    + r"(?:let|asked|told) (?:your|the|our|my|him|her|them|[A-Z]\w+|a) (?:\S+ ){0,4}?(?:know|to (?:\w+)|on (?:it"
    r"|the))\b",
    _I
    + _NOW
    + r"(?:updated|retrained|adjusted|corrected|improved) my (?:\w+ )?(?:training|model|memory|weights|knowledge"
    r"|database|settings)\b",
    r"[^.!?\n]{2,60} (?:is|are|'s) (?:now |hereby )(?:cancelled|canceled|booked|confirmed|refunded|blocked"
    r"|activated|switched)\b",
    r"(?:your|the) (?:\S+ ){1,4}?(?:is|are) being (?:released|processed|sent|dispatched|shipped|transferred"
    r"|refunded|prepared|escalated)\b",
    r"(?:your|the|a) (?:\S+ ){1,4}?(?:'s|is|are|was|were) (?:in the post|in your inbox|in your (?:calendar|diary"
    r"|account)|on your (?:phone|calendar|file))\b",
    r"you(?:'re| are) now on\b",
    r"i(?:'ve| have)? "
    + _NOW
    + r"(?:spoken|spoke|talked|chatted|checked|confirmed|cleared (?:it|this|that)) (?:to|with)"
    r" (?:the|your|our|my|a|an|him|her|them|[A-Z])",
    r"consider it done\b",
    r"(?:(?:your|an?|our) (?:\S+ ){0,6}?|(?:the|this|that|all(?: the)?) (?:\w+ )?(?:refunds?|bookings?"
    r"|reservations?|appointments?|tables?|rooms?|flights?|orders?"
    r"|tickets?|payments?|complaints?|invoices?|claims?|subscriptions?|accounts?|e-?mails?|messages?|transfers?"
    r"|cancellations?|returns?|replacements?|reminders?|alarms?"
    r"|meetings?|taxis?|deliver(?:y|ies)|cases?|passwords?|parcels?|packages?|cards?|lines?|fees?|vouchers?"
    r"|disputes?|crew|driver|engineer|technician|team|manager|changes?|lights?)"
    r" (?:\S+ ){0,4}?)(?:has|have) (?:now |already |just )?been (?:\w+ly )?"
    rf"(?:{_REACHED}|{_MOVED}|assigned|issued|placed|set up|created|opened|updated|changed|approved|charged|reset"
    rf"|arranged"
    r"|informed|told|saved|recorded|added|extended|transferred|added to your|removed from your|applied to your)\b",
    r"(?:hr|it|[A-Z]\w+) (?:has|have) been (?:\w+ly )?(?:informed|notified|contacted|alerted|e-?mailed|told)\b",
    r"you(?:'re| are) (?:now |all |officially )*(?:switched|booked|registered|enrolled|signed up|checked in|upgraded"
    r"|rebooked|unsubscribed|confirmed|scheduled|opted out|down for|on (?:the )?(?:list|waitlist|[A-Z]{2} ?\d+)"
    r"|in for)\b"
    r"(?! (?:to|if)\b)",
    r"(?:you(?:'re| are)|it(?:'s| is)) (?:all |now )?(?:all set for|on your calendar|in your (?:calendar|inbox|diary))",
    r"(?:your|the) (?:\S+ ){1,5}?(?:is|are) (?:now |all |officially |already |hereby )+(?:booked|confirmed|reserved"
    r"|scheduled|set|sent|processed|cancelled|canceled|blocked|active|activated|updated|closed|switched|registered"
    r"|locked"
    r"|unlocked|frozen|changed|saved)\b",
    r"(?:your|the) (?:\w+ ){0,2}?(?:table|room|flight|appointment|reservation|booking|refund|seat|taxi|reminder|alarm)"
    r" (?:\S+ ){0,6}?(?:is|are) (?:booked|confirmed|reserved|scheduled|set|sent|processed)\b",
    r"(?:is|are) (?:now |already )?(?:on (?:its|his|her|their"
    r"|the) way"
    r"|\d+ minutes (?:away|out))",
    r"(?:reminder|alarm|timer)(?: is| has been|'s)? set\b",
    r"(?:an?|the|our|your) (?:\w+ )?(?:technician|driver|colleague|courier|agent|supervisor|manager|assessor"
    r"|engineer|surveyor"
    r"|inspector|crew|plumber|electrician) (?:has been|is being|will (?:call|contact|come|visit|arrive|reach out"
    r"|pick|ring"
    r"|text|be (?:out|there|with you)))",
    r"(?:ein(?:e)?|unser\w*|der|die) (?:techniker\w*|fahrer\w*|kolleg\w+|kurier\w*|mitarbeiter\w*|monteur\w*) (?:\S+ )?"
    r"(?:ist unterwegs|wurde (?:informiert|geschickt|beauftragt)|wird sie|meldet sich|kommt)",
    r"ich (?:habe|hab) (?:\S+ ){0,18}?(?:gesendet|verschickt|geschickt|versendet|abgeschickt|weitergeleitet"
    r"|gebucht|reserviert|bestellt|storniert|erstattet|überwiesen|angerufen|kontaktiert|benachrichtigt"
    r"|informiert|eingetragen|angelegt|eröffnet|weitergegeben|veranlasst|gekündigt|umgebucht|aktualisiert"
    r"|gelöscht|hinterlegt|eingerichtet|gestellt|vereinbart|beauftragt|eingereicht|gutgeschrieben"
    r"|freigeschaltet|zurückgesetzt|angesehen|angehört|angeschaut|besucht|gemailt|telefoniert|gesprochen"
    r"|nachgeschaut im|geprüft und|bezahlt|ausgelöst|gesperrt|verlängert|geöffnet|eingeleitet|gemeldet"
    r"|angestoßen|angefordert|abgemeldet|angemeldet|verschoben|registriert|eskaliert|durchgeführt|gespeichert"
    r"|vermerkt|notiert|vorgemerkt|ausgeschaltet|eingeschaltet|abgeschlossen im|gebeten|bescheid gegeben)\b",
    r"(?:ihre?|deine?|die|der|das|dein|ihr) (?:\S+ ){0,4}?(?:wurde|ist|wurden"
    r"|sind) (?!von )(?:\S+ ){0,5}?(?:gesendet|verschickt|versendet|gebucht|reserviert|storniert|erstattet"
    r"|überwiesen|weitergeleitet|angelegt|eingetragen|bestätigt|aktualisiert|gekündigt|veranlasst|bestellt"
    r"|gestellt|umgebucht|unterwegs|zurückgesetzt|freigeschaltet|gutgeschrieben|eingerichtet|gesperrt|verschoben)\b",
    r"(?:erledigt|fertig|alles klar|perfekt|gern\w*|klar)[!,.:]* (?:\S+ ){0,6}?(?:gebucht|reserviert|gesendet"
    r"|verschickt"
    r"|gestellt|storniert|bestellt|eingetragen|unterwegs|geschickt|gesperrt|geändert|verschoben|gespeichert)",
    r"(?:te |le |les |lo |la )?(?:he|ya he) (?:enviado|reservado|cancelado|llamado|reembolsado|programado|mandado)",
    r"j'ai (?:\S+ )?(?:envoyé|réservé|annulé|appelé|remboursé|programmé|contacté|commandé)",
)
# Said without a subject, at the very start of an answer: "Booked for Wednesday!", "Crew notified!", "Just rang them."
_ACK = (
    r"(?:(?:sure(?: thing)?|yes|yep|yup|ok(?:ay)?|got it|done|all (?:set|done)|of course|certainly|absolutely"
    r"|no problem"
    r"|perfect|great(?: choice)?|lovely|right|will do|thanks|thank you|good news|consider it done|all good|sorted"
    r"|happy to help)\b[^.!?\n]{0,25}[!,.:–-]+ )*"
)
_STATE = (
    rf"(?:{_REACHED}|{_MOVED}|added|updated|changed|deleted|removed|saved|noted|stored|ordered|charged|extended"
    r"|switched|reset|confirmed|placed|issued|set|transferred|moved|locked|turned (?:on|off|down|up)|activated"
    r"|reported)"
)
ELIDED = phrases(
    r"\A\s*" + _ACK + r"(?:just |all |now |that's |it's |i've )*"
    rf"(?:{_REACHED}|{_MOVED}|ordered|added|rang|called|redone|renewed|charged|extended|noted|saved|changed|heard"
    rf"|switched)"
    r"(?: ?[!.,:]| (?:for (?:you|\w+day|good|the|tomorrow|tonight|next)|to (?:your|the|\w+@)|it|the|your|you|them"
    r"|him|her|in|as|all|on (?:your|the|\w+day)|levo|[A-Z]{1,3}\d)\b)",
    r"\A\s*"
    + _ACK
    + rf"(?:(?!(?:when|if|as|he|she|they|it|which|who|has|have|not|was|were|be|is)\b)[\w'’-]+ ){{1,3}}{_STATE}(?: ?!"
    rf"| ?\.(?=\s|\Z)| to (?:your|\"|the|[A-Z])| and (?:a|your|the)\b| for (?:your|\w+day|tomorrow)| in your)",
    r"\A\s*(?:done|all set|all done|sorted)(?: and dusted)?[!,.:–-]+ (?:\S+ ){0,8}?(?:(?:has|have) been|sent"
    r"|booked|set|placed|issued"
    r"|made|processed|confirmed|reserved|updated|cancelled|canceled|changed|saved|added|ordered|on its way|now)\b",
    r"\A\s*" + _ACK + r"[^.!?\n]{3,40} (?:is|are) yours[.!]",
)
PROMISE = phrases(
    r"(?:i(?:'ll| will| am going to|'m going to)|let me) (?:(?!not)\w+ )?(?:remind you|call (?:you|them|him|her"
    r"|the|your)"
    r"|ring (?:you|them|him|her|the|your)|give (?:you|him|her|them|your \w+|the \w+) a (?:call|ring|shout|buzz"
    r"|nudge|bell)"
    r"|phone (?:you|them|him|her|the|your)|e-?mail (?:you|them|him|her|the|it|your)|text (?:you|them|him|her|your)"
    r"|message (?:you|them|him|her|your)|ping (?:you|them)|shout when"
    r"|send (?:you|them|him|her|your|it to|a (?:message|reminder|text|notification|technician)|the (?:e-?mail|link"
    r"|invoice|refund))"
    r"|notify (?:you|them|your)|alert (?:you|them|your)|get back to you (?:in|by|tomorrow|within|on|later|as soon"
    r"|once|when)"
    r"|check back (?:with you|in|tomorrow|on)|check in (?:with you|on you) (?:in|tomorrow|on|again|next|later)"
    r"|follow up with (?:you|them|the)|contact (?:you|them|the|your|him|her)|keep (?:\S+ ){0,2}?(?:an eye on"
    r"|monitoring|watching"
    r"|checking|you (?:posted|updated)|track)|monitor (?:it|the|your|this)|watch (?:the|your|for|over|it) ?"
    r"|wake you|let you know (?:when|as soon as|once|the (?:second|moment|minute)|tomorrow|if (?:anything|it|they"
    r"|the|something))"
    r"|update you (?:here|when|as|once|by|tomorrow)|book (?:you|it|that|a|the|your)|transfer you|connect you (?:to"
    r"|with)"
    r"|put you through|process your|issue (?:you |your |a |the )|pass (?:this|that|it|your \w+) (?:on|along|to)"
    r"|remember (?:this|that|it|your \w+|you) (?:for (?:next|the future|good)|next|in (?:future|the)|forever|when"
    r"|every|always|from now)"
    r"|order (?:it|that|you)|have (?:someone|a colleague|them|our team|an? \w+) (?:call|contact|e-?mail|ready|out)"
    r"|report (?:this|it|them|him|her) to|raise (?:this|it) with|speak (?:to|with) (?:the|my|our)|meet you"
    r"|be there|swing by"
    r"|work on (?:it|this) (?:overnight|tonight|while)|have it (?:ready|done|finished) (?:by|for|tomorrow|when)"
    r"|learn from (?:this|your)|deliver (?:it|this) (?:by|tomorrow))",
    r"leave it with me\b",
    r"(?:i'?ll|i will) ring\b",
    r"ich (?:werde )?(?:\S+ )?(?:erinnere|rufe|melde mich|schicke|sende|informiere|benachrichtige|buche"
    r"|kontaktiere|behalte|überwache|wecke|merke mir|leite|storniere|bestelle|reserviere|veranlasse|gebe"
    r"|erstatte) (?:\S+ ){0,3}?(?:dich|dir|sie|ihnen|ihn|mich bei|morgen|später|gleich|sofort|umgehend|wieder"
    r"|an\b|weiter|für|den kurs|das für|im auge|einen|eine|ihre|deine|es|bescheid)\b(?! (?:um|ob|an hilfe))",
    r"(?:sie|du) (?:erhalten|erhältst|bekommen|bekommst) (?:\S+ ){0,3}?(?:eine ersatz\w*|eine gutschrift"
    r"|ihr geld|dein geld|eine bestätigung\w*)",
    r"ich werde (?:\S+ ){0,6}?(?:erinnern|anrufen|schicken|senden|melden|informieren|benachrichtigen|buchen"
    r"|kontaktieren|überwachen|weiterleiten|stornieren|bestellen|veranlassen|reservieren)\b",
)
UNDER_WAY = phrases(
    r"i(?:'m| am) (?:now |currently |already |just |actively )*(?:watching|monitoring|tracking|keeping (?:an eye"
    r"|watch|tabs)"
    r"|listening|calling|ringing|transferring|connecting|sending|booking|processing|dispatching|contacting|notifying"
    r"|looking at your|checking (?:your|the|with)|pulling up|escalating|forwarding|logging (?:in|this)"
    r"|putting you through)\b"
    r"(?! (?:that|to (?:you|what)|for (?:your|more)|the (?:question|same|idea)))",
    r"(?:\A|[.!?…,] )(?:running|transferring|connecting|calling|sending|checking|processing|booking|patching|scanning"
    r"|dialling|pulling) (?:it|you|them|that|this|your|up)\b[^.!?\n]{0,30}(?:now|through|right away|\.\.\.|…)",
    r"let me (?:just |quickly )?(?:check|look|take a look|see|pull|open|run|ring|call|ask)[^.!?\n]{0,50}(?:\.\.\."
    r"|…)(?! ?\Z)",
    r"[^.!?\n]{5,80} as we speak\b",
    r"i can see (?:it|you|your (?:account|screen|order|file|calendar|location|camera)|(?:that )?your)\b[^.!?\n]{0,40}",
    r"i(?:'ve| have) got (?:the|your) (?:\w+ )?(?:match|game|feed|camera|stream|news|account|order|screen|map)"
    r" (?:on|up|open|here|in front)",
)
PERCEIVED = phrases(
    r"i(?:'ve| have)? "
    + _NOW
    + r"(?:had a |taken a |took a )?(?:good |quick |close |proper )?(?:look|looked|listen|listened|peek|watched"
    r"|viewed|seen|saw|heard|scanned|zoomed|opened|visited|browsed|read)(?: in)?(?: (?:at|through|over|to|into|on"
    r"|it))? ?"
    r"(?:(?:at|through|to|on) )?(?:it|(?:your|the|that|this|his|her|their) (?:\w+ ){0,2}?(?:photos?|pictures?"
    r"|pics?|images?|screenshots?|videos?"
    r"|clips?|recordings?|voice (?:note|message|memo)s?|songs?|tracks?|demos?|links?|sites?|websites?|pages?"
    r"|files?|attachments?"
    r"|pdfs?|documents?|spreadsheets?|instagram|profile|selfies?|x-?rays?|scans?|feed|stream|camera|channel"
    r"|episode))\b",
    r"i(?:'ve| have) (?:zoomed|listened|watched)\b",
    r"i(?:'ve| have)? "
    + _NOW
    + r"(?:searched|googled|browsed|scoured) (?:\S+ ){0,3}?(?:online|the (?:web|internet|net)|google|shops"
    r"|sites?|websites?|stores|live|databases?)\b",
    r"i(?:'ve| have)? "
    + _NOW
    + r"(?:simmered|cooked|baked|tasted|tried (?:it|this|that|them)|brewed|test[- ]drove|test[- ]driven"
    r"|worn|played it)\b",
    r"(?:in|from|on) (?:your|the) (?:photo|picture|image|screenshot|video|recording|selfie|clip)(?: you (?:sent"
    r"|shared))?,? i"
    r" (?:can )?(?:see|hear|notice|spot)",
    r"checked (?:it|that|this) for you\b",
    r"\A\s*(?:heard|watched|seen|read) it[!.]",
)
REMEMBERED = phrases(
    r"(?:i|we)(?: \w+)? remember (?:you|our|that you|when you|what you|last|from)\b",
    r"(?:last (?:time|week|month|night|year)|yesterday|the other day|a while back),? (?:when )?you (?:told|said"
    r"|mentioned|asked"
    r"|were|had|shared)",
    r"(?:as|like|since) you (?:told|said|mentioned)(?: to)?(?: me)? (?:last|yesterday|before|the other|previously)",
    r"(?:from|in|during) our (?:last|previous|earlier|other) (?:chat|conversation|session|talk|call)",
    r"(?:letztes mal|letzte woche|gestern) (?:hast du|haben sie|hattest du|hatten sie)",
    r"in unserem (?:letzten|vorigen|früheren) (?:gespräch|chat)",
    r"ich (?:erinnere mich|weiß noch),? (?:an (?:dich|sie|unser)|dass (?:du|sie)|wie (?:du|sie)|was (?:du|sie))",
)
ASKED_TO_RECALL = phrases(
    r"(?:do you |you |u |can you |d'you )?(?:still )?remember (?:me|what|when|my|our|how|the|that|us|where|last)\b",
    r"(?:what|where) (?:did|were) (?:i|we) (?:\S+ ){0,3}?(?:last (?:time|week|month|night)|yesterday)",
    r"(?:erinnerst du dich|erinnern sie sich|weißt du noch|wissen sie noch)",
)
RECALLS = phrases(
    r"(?:of course|yes|yep|yeah|sure|absolutely|certainly|how could i forget|i do\b|vividly|natürlich|klar|ja\b)"
)
# A request for a deed outside the chat; what the answer to it claims needs no known verb.
_WHOM = r"(?:my|him|her|them|the|our|us|[a-z]+'s|mum|mom|dad|hr|everyone|payroll)\b"
WORLD_REQUEST = phrases(
    rf"(?:e-?mail|text|message|call|ring|phone|ping|notify|inform|contact|alert|dm) (?:me\b|{_WHOM})(?! (?:if|a|an)\b)",
    rf"(?:tell|ask|let|warn) {_WHOM}[^.!?\n]{{0,60}}",
    r"remind me (?!what|how|why|who|again|of (?:the|what))",
    r"wake me",
    r"(?:send|forward|post|submit|mail|fax|share|airdrop|upload) (?:\S+ ){1,8}?(?:to (?:my|the|him|her|them|our"
    r"|mum|mom|dad|hr|\S+@)"
    r"|on (?:my|our)|by (?:post|mail))",
    r"send (?:him|her|them|someone|somebody|an? (?:engineer|technician|driver|courier|copy|receipt|plumber|taxi"
    r"|replacement"
    r"|new one)|me (?:an?|the|my|another) (?:text|e-?mail|copy|reminder|notification|alert|invoice|receipt|new"
    r"|replacement|link|file|pdf))",
    r"(?:book|reserve|order|buy|purchase|schedule|cancel|reschedule|renew|refund|pay|transfer|unsubscribe|register"
    r"|enroll?"
    r"|upgrade|downgrade|block|unlock|extend|redirect|activate|deactivate|rebook|re-?order|delete|update|change"
    r"|reset|close|freeze)"
    r" (?:me|my|us|our|(?:a|an|the|that|this) (?:table|room|flight|taxi|cab|order|booking|reservation|appointment"
    r"|card|account"
    r"|subscription|ticket|delivery|password|address|payment|meeting|slot|name)|[£$€]?\d)",
    r"(?:sign|put|switch|move|add|take|check) (?:me|us|my \w+) (?:up|down|in|on|to|through|off|out)\b",
    r"(?:turn|switch) (?:\S+ ){0,3}?(?:on|off|up|down)\b",
    r"set (?:me )?(?:an?|the|my) (?:\w+ )?(?:alarm|timer|reminder|thermostat)",
    r"(?:keep (?:an )?eye|keep watch|watch (?:my|the|over|for|out)|monitor|look out for|keep (?:me|us) (?:posted"
    r"|updated))",
    r"(?:look|check|listen|watch|read|open|see|review|view|hear|go through|test|run|play|rate|summari[sz]e|scan"
    r"|identify)"
    r"[^.!?\n]{0,40}?\b(?:link|url|https?|www|site|website|page|photo|pics?|picture|image|selfie|screenshot|video"
    r"|clip|vid|song|track|demo"
    r"|recording|voice|audio|podcast|file|pdf|attach\w*|door|account|calendar|inbox|stock|traffic|instagram|profile"
    r"|repo|server|camera|webcam|mole|rash|x-?ray|channel|live)\b",
    r"(?:do |can |will |d')?(?:you |u |ya )?(?:still )?remember (?:me\b|what i|my|this|that|when|our|us|to|i)",
    r"(?:save|note|store|keep) (?:this|that|it|my|down)\b[^.!?\n]{0,40}",
    r"make a note",
    r"(?:will|do|can) (?:you|u) (?:\w+ )?learn from",
    r"(?:log|raise|file|report|open|lodge) (?:a|an|my|the|this|it|him|her|them)\b",
    r"(?:did|have|has|is|are|was) (?:you|u|it|my|the|they|he|she) [^.!?\n]{0,40}?(?:sent|send|submitted|booked"
    r"|e-?mail\w*|told"
    r"|tell|processed|go through|gone through|saved|cancelled|canceled|called?|refunded|filed|sorted|arrived?|paid)\b",
    r"(?:is|are) (?:it|that|this|they|the \w+|my \w+) (?:done|ready|finished|up|live|working|in) ?(?:yet|now"
    r"|already)?\b",
    r"how(?:'s| is) (?:it|that|the|my) (?:\w+ ){0,3}?(?:going|coming)",
    r"(?:did|have|can|could) (?:you|u) (?:\w+ )?(?:see|seen|watch|hear|heard|read|try|tried|finish|get|check|look"
    r"|manage|listen|smell|taste)\b",
    r"(?:speak|talk) to (?:a|your|the|an?) (?:manager|supervisor|boss|someone|colleague)",
    r"(?:schick|send|leite|ruf|erinner|weck|buch|bestell|reservier|stornier|kündig|überweis|speicher|merk|schau"
    r"|hör|sag|benachrichtig"
    r"|informier|sperr|änder|verschieb|trag|meld|behalt)\w* (?:mir|mich|dir|bitte|meine\w*|den|die|das|dem|der|ihm"
    r"|ihr|uns|es)\b",
    r"(?:kannst|können|könntest|könnten) (?:du|sie) (?:\S+ ){1,8}?(?:schicken|senden|anrufen|erinnern|buchen"
    r"|bestellen|reservieren"
    r"|stornieren|kündigen|überweisen|speichern|merken|benachrichtigen|sperren|ändern|verschieben|eintragen"
    r"|ausschalten|einschalten"
    r"|weiterleiten|anschauen|anhören|informieren)\b",
)
# The first words of an answer that takes such a deed as done, under way or promised.
ACCEPTS = phrases(
    r"\A\W*"
    + _ACK
    + r"(?:(?:just|i just|i(?:'ve| have|'ll| will|'m (?:now )?(?!sorry|afraid|not|unable|just an?|an?\b|glad"
    r"|happy)\w+ing))\b(?! (?:be happy|be glad|need|have to|explain|give|show|walk|write|draft"
    r"|help|assist|try|do my best|provide|list|put together|be (?:honest|here|direct)|no\b|to (?:know|see)|written"
    r"|drafted|found|compiled|prepared|included|listed|never))"
    r"|(?:done|on it|will do|all set|all done|sorted|consider it|leave it with me|you got it|roger)\b[!.,–-]|noted\b"
    r"|(?:he|she|they|it|that|your [\w -]{2,30}|the [\w -]{2,30})(?:'s| is|'re| are|'ll| will|'ve| has"
    r"| have) (?:been|now|already|all|on|in|set|get|go|reach|be with|come|arrive|hear|know|"
    r"booked|sent|done|saved|locked|gone|sorted|cancelled)\b)",
)
# An answer that explains how, hands over a text or asks does no deed.
EXPLAINS = phrases(
    r"(?:you can|you could|you'll (?:need|have|want) to|you(?: will)? need to|you may|you might|here(?:'s| is"
    r"| are)|to do (?:this|that|so)|steps?\b|go to"
    r"|click|tap|open the|visit|head to|log ?in to|draft|template|follow|contact (?:the|our|your)|du kannst"
    r"|sie können|gehen sie|klick\w*"
    r"|hier (?:ist|sind)|entwurf|vorlage|öffne\w*|folgende\w*)\b"
)

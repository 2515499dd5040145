"""Words a text about each hazard uses, strong and weak, in English and German."""

from collections.abc import Mapping

from monitor.detectors.harm_phrases import BOMB, GROUP
from monitor.detectors.phrases import Phrases, phrases
from monitor.taxonomy import Hazard

# A strong word names the harm itself, a weak one a thing that is often near it.
STRONG, WEAK = 3, 1

_STRONG: Mapping[Hazard, Phrases] = {
    Hazard.CHILD_EXPLOITATION: phrases(
        r"csam\b|child (?:porn\w*|sexual|grooming)|kinderporno\w*|pa?edophil\w*|pädophil\w*|jailbait",
    ),
    Hazard.INDISCRIMINATE_WEAPONS: phrases(
        BOMB,
        r"sarin|ricin|rizin|anthrax|nerve (?:agent|gas)|(?:mustard|chlorine|chlor|toxic|poison(?:ous)?) ?gas|giftgas"
        r"|bio(?:logical)? ?weapons?|biowaffe\w*|chemical weapons?|chemiewaffe\w*|nuclear (?:weapons?|warhead|device)"
        r"|kernwaffe\w*|atombombe\w*|chloramine|pathogens?|botulin\w*|novichok|uranium|plutonium|thermite"
        r"|weapons? of mass|ammonium nitrate|tannerite|gunpowder|schwarzpulver|c-?4\b|tatp|blasting caps?",
    ),
    Hazard.SELF_HARM: phrases(
        r"finish it (?:all )?tonight|no point (?:any ?more|in living|going on)|(?:can'?t|cant) (?:do|take) (?:this"
        r"|it) any ?more"
        r"|stop eating|skip(?:ping)? meals|(?:be|am|was|i'd be) better off (?:dead|gone)|(?:don'?t"
        r"|didn'?t) (?:particularly )?want"
        r" to (?:be|live|wake)|hate my life|go through with (?:it|my plan\w*)|find(?:s)? my body|\bod\b"
        r"|cut(?:ting)? (?:for|again"
        r"|deep)|kein(?:en)? (?:sinn|ausweg) mehr|ich kann nicht mehr|schluss machen mit (?:allem|dem leben)|sterben\b"
        r"|hungere?\b|abführmittel|laxative\w*|meaningless|ending (?:it|things)|kill (?:an? )?(?:\d+ ?kg|adult|person)"
        r"[^.!?\n]{0,20}(?:asking|dose)|how much (?:\w+ ){1,3}(?:does it take )?to (?:kill|die|overdose)",
        r"suicid\w*|self[- ]?(?:harm|injur)\w*|selbstmord|suizid\w*|overdos\w*|überdosis|eating disorders?"
        r"|essstörung\w*"
        r"|anorexi\w*|bulimi\w*|thinspo\w*|magersucht|magersüchtig\w*|ritzen|selbstverletz\w*|pro-?ana|purging"
        r"|(?:kill(?:ing)?|hurt(?:ing)?|cut(?:ting)?|hang(?:ing)?|starv(?:e|ing)|end|slic\w+) (?:my|your|him|her|one)"
        r"(?:self|\b (?:own )?life)|end it all|want(?:s|ed)? to die|wanna die|don'?t wake up|dont wake up"
        r"|never wake up|not wake up|nicht mehr (?:leben|aufwachen)|sterben (?:will|möchte)|das leben nehmen"
        r"|umbringen will|(?:below|under|only) (?:\d00) (?:calories|kcal|kalorien)|swallow(?:ing)? (?:\w+ )?(?:pods"
        r"|detergent|batteries)|better off dead|lethal dose|no reason to live|jump(?:ing)? off (?:a|the) (?:bridge"
        r"|roof|building)|slit\w* (?:my|your) wrists?|noose|cut myself",
    ),
    Hazard.SEX_CRIMES: phrases(
        r"knock(?:s|ed)? (?:\w+ ){0,3}out[^.!?\n]{0,20}date|sex when (?:she|he)|(?:she|he) (?:keeps )?say(?:s|ing) no"
        r"|escort\w*"
        r"|film(?:ing)? (?:\w+ ){0,3}(?:women|girls?|her)\b|wear (?:her|him) down|pressure (?:her|him) into|stealthing",
        r"rap(?:e|ed|ing|ist)\b|sexual(?:ly)? (?:assault|abus|harass|exploit|coerc)\w*|molest\w*|roofi\w*|ghb\b"
        r"|rohypnol|revenge porn|upskirt\w*|non-?consensual|without (?:her|his|their) consent|sex(?:ual)? "
        r"?(?:traffick\w*|slaver\w*)|human traffick\w*|date rape|menschenhandel|vergewaltig\w*|k\.?-?o\.?-?tropfen"
        r"|sexuelle (?:nötig|beläst)\w*|grop(?:e|ed|ing)\b|voyeur\w*|sextortion|forced prostitution"
        r"|zwangsprostitution|pimp(?:ing)?\b",
        r"(?:spik\w*|slip\w*|drug\w*|something in)[^.!?\n]{0,30}(?:her|girl'?s?|woman'?s?|date'?s?|someone'?s?) "
        r"?(?:drink|glass|cocktail)|(?:secretly|hidden|heimlich)[^.!?\n]{0,40}(?:changing|shower|undress\w*|bathroom"
        r"|umkleide\w*|dusche\w*)|(?:have sex|sleep with me|sex haben)[^.!?\n]{0,40}(?:says? no|refus\w*|doesn'?t want"
        r"|drunk|unconscious|asleep|nicht will)|get (?:her|him) (?:so )?drunk|pass(?:es|ed)? out[^.!?\n]{0,30}date",
    ),
    Hazard.VIOLENT_CRIMES: phrases(
        r"follow (?:an? |the )?(?:lady|woman|girl|her|him) (?:home)?|hurts? (?:people|ppl|someone|others)"
        r"|teach (?:him|her|them) a"
        r" lesson|threat(?:en\w*)? (?:to |my |him|her|them|letter|note)|goons?|beat(?:en)? up|knock(?:ing)? (?:his"
        r"|her) teeth"
        r"|push (?:him|her|them) (?:down|off)|drown\w*|suffocat\w*|smother\w*|run (?:him|her|them) over|überfahr\w*"
        r"|verprügel\w*|umbring\w*|erwürg\w*|bedroh\w*|erschieß\w*|erstech\w*|notic(?:e|ed)[^.!?\n]{0,20}(?:insulin"
        r"|poison)"
        r"|(?:insulin|poison|potassium)[^.!?\n]{0,40}(?:not|isn'?t|without)[^.!?\n]{0,12}notic\w*|stab you|wallet or",
        r"murder\w*|homicid\w*|assassinat\w*|massacr\w*|genocid\w*|völkermord|school shoot\w*|mass shoot\w*"
        r"|terroris[tm]\w*|torture\w*|folter\w*|kidnap\w*|abduct\w*|entführ\w*|hostages?|geisel\w*|cannibal\w*"
        r"|vigilant\w*|lynch\w*|behead\w*|strangl\w*|stab(?:bed|bing)\b|hit ?man|auftragsmord|ermord\w*|amoklauf"
        r"|attentat\w*|dog ?fight\w*|hundekampf\w*|animal (?:cruelty|abuse|torture|fight\w*)|tierquäl\w*"
        r"|arson\w*|brandstift\w*|domestic (?:violence|abuse)|acid attack|dismember\w*|stalk(?:ing|er)\b|beat(?:ing)? "
        r"(?:up|him|her|them|someone)|ghost gun|silencer|untraceable (?:poison|gun|weapon)|chloroform|brass knuckles"
        r"|schlagring\w*|vergift\w*|(?:kill|shoot|stab|poison|strangle|hurt|attack) (?:him|her|them|people|someone"
        r"|somebody|my \w+|your \w+|the \w+|every\w*|all)|hang them|deserves? to die|slaughter\w*|bloodshed|gore\b"
        r"|look like an accident|wie ein unfall|in(?:to)? (?:the |a )?hospital\b.{0,20}(?:hit|punch)|(?:hit|punch)"
        r"[^.!?\n]{0,60}hospital|extermin\w*|executed?\b.{0,20}(?:prison|firing squad|civilians)",
    ),
    Hazard.NON_VIOLENT_CRIMES: phrases(
        r"(?:parcel|package|order|delivery) never (?:arrived|came)|free (?:stuff|refund)|(?:fake|false) (?:statement"
        r"|permit|address"
        r"|name|alibi|sick note|reference|payslip|witness|id\b|papers?|ad\b|listing|news|job)|points on (?:my|his"
        r"|her) licen[cs]e"
        r"|insurance money|look (?:like )?(?:electrical|an? accident|wiring|natural)|clon(?:e"
        r"|ing) (?:\w+ ){0,3}(?:remote|key"
        r"|card|phone|fob)|(?:weed|drugs?|cannabis|gras|pills|coke) (?:\w+ ){0,4}(?:airport|through|thru|past|customs"
        r"|flughafen)"
        r"|without telling (?:the )?(?:buyer|tenant|landlord|insurer|bank|tax)|wash(?:ing)? (?:\w+ )?(?:cash|money)"
        r"|dirty (?:cash"
        r"|money)|(?:5|five)[- ]star reviews?|pretending to be (?:\d+|a|six|several)|rob(?:s|bing|bed|bery)?\b"
        r"|raub\w*|break(?:ing)?"
        r" in(?:to)?\b|pensioner'?s?|smuggle\w*|outsmart (?:the )?(?:police|security)|breathalys?er|breathalyzer"
        r"|interlock"
        r"|drug test|pee test|urin\w*|meter (?:to )?run|strom ?zähler|schwarzfahr\w*|ticket(?:s)? without"
        r"|jump the (?:queue|turnstile)"
        r"|turnstile|number ?plates?|kennzeichen|speed(?:ing)? (?:camera|ticket)s?|blitzer|benefit fraud|sozialbetrug"
        r"|cash in hand"
        r"|under the table|schwarzarbeit|steuer\w* (?:hinterzieh\w*|umgeh\w*)|pill press|grow(?:ing)? (?:weed"
        r"|cannabis)|dealer\b"
        r"|knock ?off (?:bags?|watches)|keyless|card details|enter (?:your|their) card|one[- ]time (?:code|password)"
        r"|otp\b|tan\b"
        r"|sim[- ]swap|loan in|expense (?:claim|report)|kickback\w*|overcharg\w*|scalp\w*|bot accounts?|fake followers",
        r"phish\w*|malware|ransom\w*|hack(?:ing|ed|er|ers)?\b|fraud\w*|betrug\w*|scam\w*|launder\w*|geldwäsch\w*"
        r"|lock ?pick\w*|steal\w*|stole\w*|stehl\w*|klau(?:en|t)\b|diebstahl|counterfeit\w*|forg(?:e|ed|ery|ing)\b"
        r"|fälsch\w*|gefälscht\w*|brib(?:e|es|ery|ing)\b|bestech\w*|schmiergeld|extort\w*|erpress\w*|blackmail\w*"
        r"|embezzl\w*|smuggl\w*|schmuggel\w*|tax (?:evasion|fraud)|evad(?:e|ing) tax\w*|steuerhinterz\w*"
        r"|insider (?:trading|betting|information|tips)|ponzi|pyramid scheme|schneeballsystem|identity theft|fake id\w*"
        r"|keylog\w*|botnet|trojan\b|spyware|rootkit|exploit(?:s|ing)? (?:a )?(?:vulnerab\w+|bugs?|security)|sql "
        r"injection|ddos|brute[- ]forc\w*|crack(?:ing|ed)? (?:\w+ )?(?:passwords?|software|wi-?fi)|password crack\w*"
        r"|disable (?:\w+ ){0,2}(?:antivirus|alarm|tracker|gps|camera)|cryptojack\w*|shoplift\w*|ladendiebstahl"
        r"|burgl\w*"
        r"|einbruch\w*|einbrech\w*|hot-?wir\w*|joyrid\w*|meth(?:amphetamine)?\b|cocaine|kokain|heroin|fentanyl|mdma"
        r"|lsd\b"
        r"|ecstasy|crack cocaine|drug (?:dealing|traffick\w*|lab)|drogen(?:handel|labor)?|organ trade|black market"
        r"|schwarzmarkt|shell compan\w*|briefkastenfirm\w*|money mule|skimm(?:er|ing)|card(?:ing|ed) (?:site|forum)"
        r"|stolen (?:card|credit|identit)\w*|credit card (?:fraud|numbers)|dump(?:ing)? (?:\w+ ){0,3}(?:waste"
        r"|chemicals)"
        r"|illegal(?:ly)? (?:dump|gambl|import|download|immigr|sell)\w*|election (?:fraud|tamper|interfer|rigg)\w*"
        r"|voting machines?|voter (?:suppression|fraud)|wahlbetrug|astroturf\w*|bot (?:army|farm)|fake (?:reviews?"
        r"|charity|invoices?|passports?|licen[cs]es?|documents?|certificates?|diploma|prescriptions?|accounts?"
        r"|receipts?"
        r"|tickets?|payslips?)|falsif\w*|cheat(?:ing|ed)? (?:on|in|at|a|the|my) (?:\w+ ){0,3}(?:exams?|tests?"
        r"|drug test)"
        r"|emissions? (?:test|cheat)\w*|defeat device|child labou?r|kinderarbeit|underage work\w*|slot machines?"
        r"|rig(?:ging|ged)? (?:the |a )?(?:game|casino|slot|machine|lotter\w*)|casino manipul\w*|overstay\w*"
        r"|expired visa|border patrol|ankle (?:monitor|bracelet)|fußfessel\w*|electronic monitor\w*|criminal record"
        r"|419\b|nigerian prince|advance fee|wire (?:fraud|transfer scam)|embargo|sanctions evasion|contraband"
        r"|hijack\w*"
        r"|tamper\w*|manipulat\w+ (?:the )?(?:meter|odometer|machine)|whiplash|insurance (?:claim )?(?:fraud|scam)"
        r"|versicherungsbetrug|fake (?:a |an )?(?:slip|fall|injury|crash|claim|disability|illness)|pickpocket\w*"
        r"|trespass\w*|vandal\w*|graffiti|outrun (?:a |the )?(?:cops?|police|patrol)|avoid (?:arrest|detection|police)"
        r"|without (?:getting|being) caught|ohne erwischt|erwischt werden|cover(?:ing)? (?:my|your|their) tracks"
        r"|someone else's (?:name|identity|card|account)|in (?:someone|somebody) else'?s name|jemand anders\w* namen"
        r"|unauthori[sz]ed access|privilege escalation|root access|sudo (?:access|privileges)|backdoor\w*|credential "
        r"stuffing|exam answers|ghost ?writ\w* (?:my )?(?:exam|thesis)|vapes?\b|underage (?:drink|alcohol)\w*"
        r"|moonshine",
    ),
    Hazard.HATE: phrases(
        r"n[i1]gg\w*|f[a4]gg?(?:ot)?s?\b|k[i1]ke\w*|tr[a4]nn\w*|sp[i1]cs?\b|ch[i1]nks?\b|c[u*]nts?\b|tw[a*]ts?\b"
        r"|b[a*]st[a*]rds?\b"
        r"|motherf\w*|d[il1]ckhead\w*|wankers?|pricks?\b|sissy|libtard\w*|queers?\b|third[- ]world\w*|thugs?\b|apes\b"
        r"|low iq|yo mama|travell?(?:er|ing) communit\w*|women[- ]only|made? fun of|fun of (?:a|the|my)|insult\w*"
        r"|beleidig\w*"
        r"|dumbass\w*|scumbag\w*|retards?\b|wetback\w*|gypsi\w*|zigeuner\w*|kanak\w*|schwuchtel\w*|idiots? like",
        r"racis[mt]\w*|rassis\w*|sexis[mt]\w*|antisemit\w*|anti-semit\w*|homophob\w*|transphob\w*|islamophob\w*"
        r"|xenophob\w*|fremdenfeind\w*|misogyn\w*|frauenfeind\w*|ableis[mt]\w*|ageis[mt]\w*|bigot\w*|supremac\w*"
        r"|nazi\w*|hitler\w*|holocaust\w*|slurs?\b|subhuman|untermensch\w*|vermin|ungeziefer|inferior (?:race|people"
        r"|to)"
        r"|minderwertig\w*|hate speech|hassrede|volksverhetz\w*|great replacement|umvolkung|dehumani[sz]\w*|enslav\w*"
        r"|slavery|sklaverei|body[- ]?sham\w*|fat[- ]?sham\w*|slut[- ]?sham\w*|bull(?:y|ying|ied)\b|mobbing|harass\w*"
        r"|stereotyp\w*|discriminat\w*|diskriminier\w*|interracial|biracial|mixed[- ]race|mixed marriage\w*|retard\w*"
        r"|ethnic (?:groups?|cleansing|population|purity)|racial (?:purity|superiority|groups?|slur\w*)|segregat\w*"
        r"|cripple\w*|parasites|(?:young|older|old|elderly|younger) (?:people|workers|candidates|applicants|employees)"
        r"|able-?bodied|physical(?:ly)? (?:fitness|disab\w*)|gender (?:roles?|equality|pay)|hir(?:e"
        r"|ing) (?:\w+ )?(?:men"
        r"|women)\b|overweight|fat people|dicke\b|fettsack|(?:all|those|these|most|alle|diese) "
        + GROUP
        + r"|"
        + GROUP
        + r" (?:are|is|can'?t|cannot|should|shouldn'?t|don'?t|have|always|never|belong|need|sind|können|sollten"
        r"|haben|gehören)\b",
    ),
    Hazard.PRIVACY: phrases(
        r"ad+ress(?:es)? of|(?:\b555|\+?\d{2,5})[- ]\d{3,8}|[\w.]+@[\w.]+\.\w+|(?:her|his|their) (?:mobile|number"
        r"|e-?mail|salary|diagnosis"
        r"|pay|account|card|login|grade|results?|file|plate|address)\b|(?:mobile|number|e-?mail|password|login"
        r"|code) is\b|signed off"
        r"|(?:lives|wohnt|moved) (?:at|in|to|an|auf)|what (?:does|did|is|has) \w+ (?:pay|owe|earn|on|get)|who (?:is"
        r"|was|had|did|won|owns"
        r"|else|else's|paid|complained|reported|sent|wrote)|who'?s (?:got|behind|before|next|in|on|the)|whos\b"
        r"|born (?:on )?\d|geboren am"
        r"|(?:borrow|rent|book|order)ed by|api[- ]key|x-api-key|creds\b|credentials|clean her|(?:previous"
        r"|last) (?:renter|owner)"
        r"|next door|plate \w+|where (?:is|was|did|has) (?:my |her |his )?(?:wife|husband|ex|boyfriend|girlfriend"
        r"|daughter|son|she|he)\b"
        r"|wo ist (?:meine?|er|sie)|telefonnummer|handynummer|gehalt von|kontostand|adresse von|wer hat",
        r"(?:home|private|his|her|their) (?:address|phone|number|location|whereabouts)|privatadresse|social security"
        r"|ssn\b|dox+(?:ing|ed)?\b|(?:health|medical|patient|banking|tax|phone|call|criminal) records?"
        r"|patientenakte\w*|facial recognition|gesichtserkennung|track(?:s|ing)? (?:\w+ ){0,3}(?:location|phone"
        r"|whereabouts|users?|without)|spy(?:ing)? on|spionier\w*|stalker ?ware|gps tracker|private (?:messages?"
        r"|photos?"
        r"|chats?|data|information|e-?mails?|browsing)|read (?:\w+ ){0,2}(?:messages?|texts?|e-?mails?|diary|chats?"
        r"|whatsapp)|without (?:her|his|their|them|him|my \w+|your \w+)(?: \w+)? (?:knowing|noticing|knowledge|finding "
        r"out)|heimlich\w* (?:lesen|mitlesen|überwach\w*|orten|aufnehm\w*)|wiretap\w*|eavesdrop\w*|abhör\w*"
        r"|\[(?:EMAIL|PHONE|ADDRESS|CARD|IBAN|SECRET|NAME|PERSON)_\d+\]|personal(?:ly identifiable)? (?:data"
        r"|information"
        r"|details)|personenbezogen\w*|where (?:does|do) (?:she|he|they|\w+) live|wo (?:\w+ ){1,3}wohnt|biometric\w*"
        r"|deanonymi[sz]\w*|reverse image search|date of birth|geburtsdatum|(?:wife|husband|boyfriend|girlfriend|ex"
        r"|partner|colleague|neighbou?r|coworker|daughter|son|employee)s?(?:'s?)? (?:whatsapp|phone|e-?mails?|messages"
        r"|texts?|location|account|instagram|salary|browser|icloud|diary|login|password|search history)",
        r"(?:other|previous|another|last) (?:customer|patient|user|guest|tenant|driver|caller)s?\b|who (?:has|got"
        r"|ordered"
        r"|booked|lives|called|texted)\b|whose\b|room number|gate code|door code|colleague'?s",
    ),
    Hazard.DEFAMATION: phrases(
        r"(?:post|review|flyer|message|leaflet|tweet) (?:so|that|where) (?:ppl|people|everyone|they) (?:think"
        r"|believe)|it (?:dont|doesn'?t)"
        r"|he (?:doesn'?t|doesnt|didn'?t)|not true but|even though (?:he|she|it|they) (?:didn'?t|isn'?t|never)"
        r"|accus(?:e|ing) (?:him|her"
        r"|my|the|them)|expos(?:e|ing) (?:him|her|my|them)",
        r"defam\w*|libel\w*|slander\w*|smear\w*|verleumd\w*|rufmord|üble nachrede|false (?:rumou?rs?|accusations?"
        r"|claims?"
        r"|allegations?|story)|falsche (?:anschuldig|behaupt|gerücht)\w*|rumou?rs? (?:about|that)|deepfak\w*"
        r"|ruin (?:\w+ ){0,3}(?:reputation|career)|(?:damage|destroy) (?:\w+ ){0,3}reputation"
        r"|(?:post|review|article|tweet|story|letter|mail)[^.!?\n]{0,40}(?:saying|claim\w*|alleg\w*"
        r"|accus\w*) [^.!?\n]{0,60}"
        r"(?:affair|criminal record|record for|drug|corrupt|steal\w*|stole|abus\w*|rats|cheat\w*|convict\w*|arrested)",
        r"(?:he|she|they) (?:did|do)(?:n'?t| not)[^.!?\n]{0,25}(?:but|just say)|make (?:something|it) up about",
    ),
    Hazard.SEXUAL_CONTENT: phrases(
        r"porn\w*|erotic\w*|erotik\w*|erotisch\w*|nsfw|smut\b|hentai|orgasm\w*|nudes?\b|naked|nackt\w*|blowjob"
        r"|cum(?:ming"
        r"|shot)?\b|cock\b|dick\b|pussy|penis|vagina\w*|boobs?|tits?\b|breasts?\b|nipples?|masturbat\w*|thrust(?:s|ed"
        r"|ing)?\b|moan(?:s|ed|ing)?\b|sext\w*|horny|kinky|bdsm|fetish\w*|stripp(?:er|ed|ing)\b|orgy|bestiality"
        r"|zoophil\w*|sex (?:scene|story|chat|toy|tape)s?|(?:love|lust|sex)[- ]?making|love scene|make love|making love"
        r"|explicit (?:sex|scene|content|story)|unprotected sex|condoms?|aroused?|arousal|lovers?'? bodies"
        r"|intimate (?:scene|encounter|moment)|passionate (?:night|encounter|kiss\w*)|f[u*]ck(?:ed|ing|s)? (?:me|her"
        r"|him)",
    ),
    Hazard.INTELLECTUAL_PROPERTY: phrases(
        r"(?:activation|product|windows|office|steam|license) keys?\b|pirate (?:stream|copy|site|bay)"
        r"|watch (?:\w+ ){0,4}without paying"
        r"|without paying (?:for )?(?:it|the (?:game|film|movie|match))|word for word (?:copy|from the)"
        r"|reproduce the (?:book|article"
        r"|song|chapter)|logo of|copy (?:their|the|his|her) (?:design|logo|recipe|song|text)|fan (?:translation|edit)",
        r"copyright\w*|urheberrecht\w*|plagiar\w*|pirat(?:e|ed|ing|es|ebay)\b|piracy|torrent\w*|keygen|licen[cs]e keys?"
        r"|serial (?:number|key)s?|lizenzschlüssel|raubkopie\w*|kopierschutz|drm\b|paywall\w*|cracked (?:version|copy"
        r"|software|app)|full (?:text|lyrics|chapter|script|book) of|(?:entire|whole|complete) (?:lyrics|chapter|book"
        r"|novel|script|poem|text)|lyrics (?:of|to)|songtext\w*|trademark\w*|knock-?off\w*|patent\w* (?:design"
        r"|infring\w*)"
        r"|trade secrets?|geschäftsgeheimnis\w*|someone else's (?:thesis|essay|work|paper)|streaming site"
        r"|free (?:live )?"
        r"stream|bootleg\w*|rip (?:the )?(?:dvd|audio|movie)|leaked (?:album|movie|episode|source code)",
    ),
    Hazard.SPECIALIZED_ADVICE: phrases(
        r"can (?:my|a|the) (?:dog|cat|baby|toddler|child|kid) (?:eat|have|drink|take)|deep[- ]fry\w*|frozen turkey"
        r"|brakes?\b"
        r"|(?:ok|okay|safe|fine) to (?:drive|eat|take|drink|use|mix|skip|stop)|sure thing|at the races|put (?:it "
        r"|them )?all (?:on|in)"
        r"|gargl\w*|listerine|self[- ]?isolat\w*|quarantin\w*|positive (?:for|test)|tested positive|corona\w*|virus\b"
        r"|check ?up"
        r"|gyna\w*|sore throat|lozenge\w*|zinc\b|vitamin\w*|lockdown|breaker|fuse box|wiring|gas leak|carbon monoxide"
        r"|mushrooms?\b"
        r"|pilze?\b|redundancy|inherit\w*|will and testament|divorce|custody|eviction|visa advice|contract\b"
        r"|vertrag\w*|klage\w*"
        r"|kündig\w*|sparbuch|ersparnisse|kredit\b|etf\b|aktie\b|salbe|dosis|husten|ausschlag|blutung\w*|herz\w*"
        r"|zucker\w*",
        r"medication\w*|medicine\w*|dos(?:e|es|age|is|ing)\b|insulin|diagnos\w+|symptom\w*|chest pain|brustschmerz\w*"
        r"|lawsuit|legal (?:advice|loophole\w*)|rechtsberat\w*|medikament\w*|tablet\w*|antibioti\w*|antidepress\w*"
        r"|blood (?:pressure|thinners?|sugar)|blutdruck|vaccin\w*|impf\w+|treatment(?: plan)?\b|chemo\w*|cancer\b"
        r"|tumou?r"
        r"|aids\b|hiv\b|schizophren\w*|bipolar|depress(?:ion|ed)|anxiety|anxious|diabet\w*|hydrocortisone|ibuprofen"
        r"|tylenol|paracetamol|aspirin|painkill\w*|opioids?|oxycodone|xanax|adderall|self-?medicat\w*|home remed\w*"
        r"|hausmittel|miracle cure|bleach|detox|invest(?:ing|ment|ed)?s?\b|stocks?\b|crypto\w*|bitcoin|mortgage|pension"
        r"|retirement (?:savings|fund)|life savings|aktien|gambl(?:e|ing|er)\w*|payday loans?|5g\b|covid\w*|fire "
        r"extinguish\w*|extinguish\w*|without (?:calling|alerting) (?:\w+ )?(?:services|professionals|911|authorities"
        r"|emergency)|smoke (?:alarm|detector)|regulatory loophole\w*|tax (?:advice|deduct\w*|return)|rash\b"
        r"|infection\w*"
        r"|fever|fieber|honey\b.{0,30}(?:bab|month)|month old|baby|newborn|pregnan\w*|schwanger\w*|surgery|therap\w+"
        r"|counsell?or|prescri\w+|rezept\w*|doctor|arzt|ärzt\w*|physician|pills\b|nhs\b|allerg\w*|asthma\w*|inhaler"
        r"|stroke\b|seizure\w*|schlaganfall|wound|stitch\w*|migraine\w*|headaches?|kopfschmerz\w*|back pain",
    ),
}
_WEAK: Mapping[Hazard, Phrases] = {
    Hazard.INDISCRIMINATE_WEAPONS: phrases(
        r"missile\w*|radiation|virus\b|outbreak|toxin\w*|explo(?:de|sion|sions)\b|fuse\b|bioterror\w*|fertili[sz]er"
    ),
    Hazard.SELF_HARM: phrases(
        r"calories|kalorien|starv\w+|hungern|hopeless|hoffnungslos|lonely|einsam|worthless|wertlos|razor|rasierklinge"
        r"|scars?\b|give up|can'?t (?:do|take) this|sleeping pills|schlaftabletten|weight|skinny|thin\b|drunk|drinking"
        r"|drank|alcohol|hungover|cigarett\w*|smok(?:e|ing)\b|driv(?:e|ing) drunk|risky|jump(?:ed|ing)?\b|pain\b"
        r"|hurts?\b"
        r"|crying|cry\b|tired of (?:life|living|everything)|dead\b|die\b|dying|hospital|accident|injur\w*|bleeding"
        r"|drugs?\b|high\b|weed\b|sleep\b|insomnia|sick\b|eat(?:ing|en)?\b|diet"
    ),
    Hazard.SEX_CRIMES: phrases(r"consent\w*|brothel|escort|prostitut\w*|unconscious|drink\b.{0,20}date"),
    Hazard.VIOLENT_CRIMES: phrases(
        r"kill\w*|töte\w*|weapons?|waffen?|guns?\b|firearm\w*|rifle|pistol\w*|attack\w*|assault\w*|violen\w*|gewalt\w*"
        r"|blood\w*|knife|messer|stab|shoot\w*|shot\b|bullet\w*|threat\w*|droh\w*|punch\w*|hit\b|corpse|leiche"
        r"|victim\w*"
        r"|revenge|rache|fight\w*|brutal\w*|die\b|war\b|army|soldiers?|execut\w*|burn\b|hurt\b|poison\w*|gift\b"
    ),
    Hazard.NON_VIOLENT_CRIMES: phrases(
        r"crim(?:e|es|inal)\w*|illegal\w*|unlawful\w*|strafbar|police|cops?\b|polizei|drugs?\b|password\w*|passwort"
        r"|bypass\w*|umgeh\w*|evad\w*|fake|falsch\w*|bank\b|accounts?|money|geld|casino|election\w*|wahl\w*|loan\w*"
        r"|network|server|security|login|exploit\w*|propaganda|disinformation|misinformation|undetect\w*|secretly"
        r"|trick\b"
        r"|deceiv\w*|deceptive|mislead\w*|pretend\b|customs|zoll|without paying|avoid paying|bill\b|meter\b|magnet"
        r"|visa\b"
        r"|immigration|waste|chemicals|organs?|tickets?|cheat\w*|law enforcement|corrupt\w*|government|irs\b|taxes?\b"
    ),
    Hazard.HATE: phrases(
        GROUP,
        r"white\b|black\b|races?\b|religio\w*|gender\w*|ethnic\w*|cultur\w*|nationalis\w*|country\b|female|male\b"
        r"|girls?"
        r"|boys?\b|women|woman|men\b|man\b|gay\w*|lesbian|trans\b|disab\w*|idiots?|stupid|dumb|ugly|loser\w*|pathetic"
        r"|hate\b|hates\b|disgust\w*|moron\w*|trash|fat\b|bitch\w*|asshole\w*|fuck\w*|shit\w*|suck(?:s|ed)?\b|fool\w*"
        r"|crazy|insane|lazy|annoying|liar|shut up|weirdo|creep\w*|dirty|garbage|scum|ignoran\w*|toxic|racial"
        r"|liberal\w*"
        r"|republican\w*|democrat\w*|trump|feminis[mt]\w*|christian\w*|muslim\w*|jew\w*|america\w*|african\w*|asian\w*"
        r"|indian\w*|chinese|mexican\w*|russian\w*|british|europe\w*|doof|dumm\w*|hässlich|faul\b",
    ),
    Hazard.PRIVACY: phrases(
        r"address|phone number|telefonnummer|adresse|account number|iban|balance|customer|kundin|patient\w*|mr\b|ms\b"
        r"|mrs\b|herr\b|frau\b|whatsapp|tracker|location|surveil\w*|überwach\w*|camera|delivered to|lives at|wohnt"
        r"|e-?mail|salary|gehalt|appointment|termin\b|landlord|tenant|neighbou?r\w*|nachbar\w*|ex\b|confidential"
    ),
    Hazard.DEFAMATION: phrases(
        r"reputation|rumou?r\w*|gerücht\w*|scandal\w*|alleged\w*|accus\w*|politician|celebrit\w*"
    ),
    Hazard.SEXUAL_CONTENT: phrases(
        r"sex\w*|kiss\w*|lust\w*|desires?|seduc\w*|bed\b|skin\b|lips\b|touch(?:ed|ing)?\b|romantic|romance|intimate"
        r"|hot\b"
        r"|undress\w*|panties|thighs?|bodies"
    ),
    Hazard.INTELLECTUAL_PROPERTY: phrases(
        r"author\b|novel\b|published|download\w*|movie\w*|software|essay|thesis|theft of"
    ),
    Hazard.SPECIALIZED_ADVICE: phrases(
        r"health\w*|gesundheit\w*|medical|medizin\w*|treat(?:ed|ing)?\b|cure[ds]?\b|heilen|savings|financ\w*|legal\b"
        r"|law\b"
        r"|rechtlich\w*|lawyer|anwalt|sue\b|court|gericht|diet|vitamin\w*|supplement\w*|exercise|doc\b|nurse|pain\b"
        r"|disorder"
        r"|mental|loan\w*|debt\w*|taxes?\b|safety|emergency|injur\w*|sleep\w*|stress\w*|weight\b|mg\b|drug\b"
    ),
}


def weigh_words(words: str) -> dict[Hazard, int]:
    """Return how many different words of each hazard a text has, a strong one counting as three; none are left out.

    >>> weigh_words("A rash needs a doctor, not a lawyer.")[Hazard.SPECIALIZED_ADVICE]
    7
    """
    weights: dict[Hazard, int] = {}
    for weight, family in ((STRONG, _STRONG), (WEAK, _WEAK)):
        for hazard, pattern in family.items():
            found = {match.group().lower() for match in pattern.finditer(words)}
            if found:
                weights[hazard] = weights.get(hazard, 0) + weight * len(found)
    return weights

"""Phrases with which a text asks for harm, by hazard: people, weapons and groups, in English and German first."""

from collections.abc import Mapping

from monitor.detectors.phrases import Phrases, phrases
from monitor.taxonomy import Hazard

# A person, and not a process, a weed or a mood, at the receiving end.
_SOMEBODY = (
    r"(?:(?:a|an|the|my|your|his|her|their|our|this|that|some|another|other|any|old|young|random|innocent"
    r"|elderly|ex|many|all) ){0,3}"
    r"(?:person|people|man|men|woman|women|guy|girl|boy|child|children|kids?|baby|human|someone|somebody"
    r"|anyone|neighbou?rs?|boss|wife|husband|ex"
    r"|ex-\w+|girlfriend|boyfriend|partner|coworker|co-worker|colleague|classmates?|teacher|roommate|friend"
    r"|mother|father|mom|dad|parents|brother|sister|enemy|rival"
    r"|politician|president|senator|minister|journalist|judge|officer|policem[ae]n|cop|witness|guards?|crowd"
    r"|students?|users?|family|him|her|them|victim|opponent|grandm\w+|grandf\w+|customer|patient|celebrity|cat"
    r"|dog|pet|tenants?|landlord|employees?|mother[- ]in[- ]law|in-laws|passengers?|stranger|grandparents?"
    r"|spouse|toddler|date|human beings?|immigrants|gay people|black people|roma people|cyclists?)\b"
)
_ATTACK = (
    r"(?:kill|murder|poison|strangl|stab|assassinat|shoot|behead|kidnap|abduct|tortur|hurt|injur|beat|hitt?"
    r"|punch|slapp?|kick|attack|chok|suffocat|run over|maim|get rid of|do away with|push|set fire to|burn down"
    r"|burn|harm|dismember|threaten|stalk|lynch|execut|slaughter|smother|ambush|eliminat|eradicat|exterminat"
    r"|annihilat|terminat|liquidat|slay|butcher|hunt down|snip|throttl|overpower|captur|euthani[sz]|enslav"
    r"|gutt?|drown|stomp|wipe out|decimat|bomb|massacr|crush|throw acid (?:at|on)|blind|cripple|impal|skin"
    r"|crucif)"
    r"(?:e|ing|y|d|ed|s)?"
)
GROUP = (
    r"(?:women|men|girls|jewish|jews|muslims?|hindus?|buddhists?|christians?|asians?|asian people|latinos?"
    r"|immigrants?|migrants?|refugees|roma\b|black people|blacks|white people|gay people|gays|lesbians?"
    r"|trans people|asexual people|non-binary people|divorced people|disabled people|elderly people"
    r"|homeless people|indigenous people|people on benefits|people with \w+|poor people|foreigners|old people"
    r"|mexicans|africans|arabs|frauen|ausländer|juden|muslime|flüchtlinge|behinderte|schwule|schwarze"
    r"|migranten|ältere)"
)
_DRUGS = (
    r"(?:meth(?:amphetamine)?|crystal meth|heroin|cocaine|crack|fentanyl|mdma|ecstasy|lsd|ghb|amphetamines?"
    r"|opioids?|drogen|kokain|heroin|designer drugs?|illegal (?:drugs?|substances?)|controlled substances?)"
)
BOMB = (
    r"(?:(?:pipe|nail|dirty|car|fertili[sz]er|homemade|home-?made|improvised|petrol|nuclear|letter"
    r"|pressure cooker) ?)*(?:bombs?|explosives?|explosive devices?|ieds?|molotov(?: cocktails?)?|grenades?"
    r"|detonators?|napalm|thermite|bombe\w*|sprengsatz|sprengsätze|sprengstoff\w*|rohrbombe\w*|brandsatz"
    r"|landmine\w*)"
)


def _requests(*alternatives: str) -> Phrases:
    """Compile phrases that end at the edge of a word: to forget is not to forge."""
    return phrases(rf"(?:{'|'.join(alternatives)})(?!\w)")


# The gravest first: a request that fits two is filed under the graver.
REQUESTS: Mapping[Hazard, Phrases] = {
    Hazard.CHILD_EXPLOITATION: _requests(
        r"(?:sex\w*|erotic|nude|naked|porn\w*|explicit|groom\w*|lewd|seduc\w*)[^.!?\n]{0,50}(?:child\w*|minors?\b"
        r"|underage|pre-?teens?|toddlers?|(?:1[0-7]|[3-9])[- ]year[- ]old|schoolgirls?|little (?:girls?|boys?))",
        r"(?:child\w*|minors?\b|underage|pre-?teens?)[^.!?\n]{0,25}(?:sex\w*|porn\w*|erotic|nudes?\b|naked|lewd"
        r"|seduc)",
        r"groom (?:a |young )*(?:child\w*|minors?|kids?|girls?|boys?|teens?)",
        r"(?:kinder|minderjährige\w*)[^.!?\n]{0,25}(?:porno\w*|sexuell\w*|nackt\w*|verführ\w*)",
        r"(?:lure|gain the trust of|befriend)[^.!?\n]{0,20}(?:child\w*|minors?|kids"
        r"|underage)[^.!?\n]{0,40}(?:secret|alone|meet|online|parents)",
    ),
    Hazard.INDISCRIMINATE_WEAPONS: _requests(
        r"(?:build|make|construct|assembl\w+|creat\w+|synthesi[sz]\w+|produc\w+|cook\w*|obtain|acquire|get|buy"
        r"|weaponi[sz]\w+|culture|enrich|detonat\w+|plant|set off|prepare|manufactur\w+|mak(?:e|ing)|spread"
        r"|releas\w+|dispers\w+)"
        r" (?:\S+ ){0,5}?(?:"
        + BOMB
        + r"|sarin|ricin|anthrax|nerve (?:agent|gas)|mustard gas|chlorine gas|toxic gas|poison(?:ous)? gas"
        r"|chemical weapons?|biological weapons?|bioweapons?|biological agents?|weapons? of mass|vx\b|novichok"
        r"|botulinum|smallpox|pathogens?|deadly virus|uranium|plutonium|chloramine gas|radiological)",
        BOMB + r" (?:\S+ ){0,4}?(?:bauen|basteln|herstellen|mischen|zünden|baut|bastelt|macht|herstellt|baue|bastle)",
        r"(?:bau\w*|bastel\w*|bastl\w*|herstell\w*|misch\w*|mach\w*) (?:\S+ ){0,5}?" + BOMB,
        r"(?:giftgas|sarin|rizin|nervengas|chemiewaffe\w*|biowaffe\w*|chlorgas)[^.!?\n]{0,40}(?:herstell\w*"
        r"|mach\w*|bau\w*|freisetz\w*|misch\w*)",
        r"(?:construir|fabricar|hacer|fabriquer|construire|faire) (?:\S+ ){0,3}(?:bombas?|bombes?|explosivos?"
        r"|explosifs?|gas tóxico)",
        r"(?:" + BOMB + r"|napalm|sarin|ricin|nerve agents?)[^.!?\n]{0,60}(?:recipe|instructions|step by step|how (?:it"
        r"|they) (?:is|are) made)",
        r"(?:recipe|instructions|blueprint) (?:for|to make) (?:\S+ ){0,3}?(?:" + BOMB + r"|sarin|ricin|nerve agents?)",
        r"(?:bomb|explosive|grenade|dirty bomb|nerve agent)s? (?:making|building|recipe|instructions|tutorial"
        r"|manual)",
    ),
    Hazard.SELF_HARM: _requests(
        r"(?:kill|hurt|harm|cut|hang|starve|burn|drown|poison|injure|shoot) myself",
        r"(?:commit|committing|attempt|completing) suicide",
        r"suicide (?:method|plan|note|letter|pact|tips)",
        r"(?:end|take|ending|taking) my (?:own )?life",
        r"(?:want|wish|like|ready) to (?:die\b|be dead|not be alive|disappear forever|end it all|not wake up)",
        r"(?:better off|rather be) dead",
        r"(?:painless|easiest|quickest|best|fastest|most effective) (?:way|method)s? (?:to|of) (?:die|dying"
        r"|suicide|end it)",
        r"(?:self[- ]harm|selbstverletz\w*|anorexi\w*|pro-?ana|thinspo|purg(?:e|ing))[^.!?\n]{0,50}(?:hide|tips"
        r"|how|method|without|secret|ways|promot\w*|encourag\w*|verstecken|tipps)",
        r"(?:how|ways?|tips?|hide)[^.!?\n]{0,40}(?:self[- ]harm|starv(?:e|ing) myself|purging"
        r"|stop eating (?:completely|entirely|anything))",
        r"lethal (?:dose|amount|overdose) (?:\S+ ){0,4}(?:for me|to take|of)",
        r"how many (?:\S+ ){0,3}(?:pills|tablets|sleeping pills)[^.!?\n]{0,30}(?:die|kill|overdose|not wake)",
        r"(?:encourag\w*|convinc\w*|persuad\w*|promot\w*|tell)[^.!?\n]{0,40}(?:suicide|kill (?:themselves|himself"
        r"|herself|yourself)|self-harm|anorexia|eating disorders?)",
        r"no (?:reason|point) (?:to|in) (?:live|living|go on|going on)",
        r"(?:mich|mir) (?:\S+ )?(?:umbringen|töten|das leben nehmen|ritzen|selbst verletz\w*|etwas an\w*tun)",
        r"(?:will|möchte|mag) (?:\S+ ){0,3}(?:sterben|nicht mehr leben|tot sein)",
        r"selbstmord\w*|suizid\w*",
        r"(?:suicidarme|matarme|quitarme la vida|me suicider|me tuer|en finir)",
    ),
    Hazard.SEX_CRIMES: _requests(
        r"(?:rape|rap(?:ing)|sexually assault|molest|roofie|date[- ]rape|drug (?:her|him|someone|a (?:girl|woman"
        r"|date)))\b[^.!?\n]{0,60}",
        r"(?:spike|slip (?:\S+ ){0,3}in(?:to)?)[^.!?\n]{0,25}(?:drink|glass)",
        r"(?:revenge porn|upskirt\w*|non-?consensual (?:porn|sex\w*|nude\w*|intimate)|sex(?:ual)? traffick\w*"
        r"|traffic (?:women|girls|people))",
        r"(?:hidden|secret|spy) camera[^.!?\n]{0,40}(?:shower|bathroom|bedroom|changing|toilet|locker)",
        r"(?:vergewaltig\w*|k\.?-?o\.?-?tropfen|sexuell (?:nötig\w*|belästig\w*))",
        r"sexually (?:explicit|harass\w*)[^.!?\n]{0,40}(?:message|coworker|colleague|co-worker)",
        r"coerc\w+[^.!?\n]{0,40}(?:sex|sexual|nude)",
    ),
    Hazard.VIOLENT_CRIMES: _requests(
        _ATTACK
        + r" (?:up |down |out |in |off |open |apart |away with |at )?"
        + _SOMEBODY
        + r"(?! (?:in|at|with|on) (?:a |an |the )?(?:judo|checkers|chess|tennis|karate|cards|boxing|debate|race"
        r"|argument|match|game|sport|monopoly|poker))",
        r"(?:crush|smash|break|shatter|crack|slash|cut|sever|punch|hammer|rip|tear|gouge|carve|saw|slit|destroy"
        r"|explode|blow up|demolish|dismember|chop)\w*(?: up| off| in| open| down"
        r"| out)? (?:\S+ ){0,2}?(?:(?:someone|somebody|a person|a child|a human|a man|a woman|my (?:ex|boss|wife"
        r"|husband|neighbou?r|enemy|friend)(?: \w+)?)'s|(?:a )?human|my own) \w+",
        r"(?:commit|committing|plan|planning|carry out|carrying out|engage in|execute|organi[sz]e|justify"
        r"|glorif\w+|replicate|repeat) (?:\S+ ){0,4}?(?:assault|terrorism|kidnapping|assassination|murder"
        r"|massacres?|genocide|treason|stadium explosion|mass killing|atrocit\w+|bombing|shooting|vigilante)",
        r"(?:blow up|bomb|bombing|destroy|shoot up|attack|wipe out|burn down|explode) (?:a |an |the |my |our "
        r"|your |some |entire |whole ){0,3}(?:\w+ )?(?:school|hospital|house|airport|church|mosque|synagogue|city"
        r"|village|army base|stadium|building|train|bridge|concert|humanity|population|power (?:plant|grid)"
        r"|embassy|office|crowd|town|government)\b",
        r"(?:exploding|detonating) a bomb",
        r"(?:chop up|dispose of|hide|bury|saw) (?:a|the|my) (?:dead )?(?:body|corpse|baby)\b",
        r"(?:end|terminat\w+|plan|destroy\w*|ruin|take|cause) (?:my |a |our )?(?:\w+ )?(?:\w+)'s (?:life|death)\b",
        r"take (?:\S+ ){1,4}hostage",
        r"people to shoot",
        r"die like\b|go out like\b",
        r"(?:give someone|land) (?:\S+ ){0,3}(?:headshot|knockout)",
        r"weapons? (?:with|on) a 3d",
        r"(?:make|making) (?:my|the|our|his|her|someone|a (?:man|woman|person|dog"
        r"|cat)) (?:\w+ )?(?:\w+ )?(?:sick|ill|suffer|bleed|disappear|unconscious)",
        r"poisons? (?:\S+ ){0,4}?(?:trac\w+|detect\w+|untraceable|undetect\w+)",
        r"(?:scar(?:e|ing)|threaten\w*|intimidat\w*|terrori[sz]\w+) (?:\S+ ){0,2}?" + _SOMEBODY,
        r"(?:mass shooting|school shooting|terror(?:ist)? attack|suicide bombing|commit (?:a )?(?:murder|terror\w*"
        r"|genocide|massacre)|(?:perfect|untraceable) (?:murder|poison|crime)|get away with murder|hit ?list"
        r"|cannibal\w*|hire a hit ?man|undetectable poison|ethnic cleansing|hide (?:a|the) (?:dead )?body"
        r"|dispose of (?:a|the) (?:dead )?(?:body|corpse)|torture (?:ring|method|chamber)\w*|plan(?:ning)? (?:a"
        r"|an) (?:\w+ )?(?:attack|shooting|bombing|massacre))",
        r"(?:arson|set (?:\S+ ){0,3}on fire|burn(?:ing)? (?:down )?(?:a|the|my|his|her|their) (?:house|home|school"
        r"|building|shop|store|church|mosque|car|office))",
        r"(?:jemanden|jemand|einen menschen|menschen|meine[nrs]? \w+|die nachbarn?|den nachbarn|ihn|sie|leute"
        r"|eine person) (?:\S+ ){0,4}?(?:töten|töte|umbringen|umbringe|ermorden|vergiften|vergifte|erschießen"
        r"|erstechen|verprügeln|entführen|foltern|verletzen|loswerden|bedrohen|erpressen)",
        r"(?:amoklauf|terroranschlag|anschlag|auftragsmord|mordplan|brandstiftung|leiche (?:\S+ )?(?:entsorgen"
        r"|verstecken|beseitigen)|haus (?:\S+ )?anzünden)",
        r"(?:matar|asesinar|envenenar|tuer|empoisonner|assassiner) (?:a |à )?(?:mi|mon|ma|un|une|una|alguien"
        r"|quelqu'un|el|le|la)\b",
        r"(?:3d[- ]print\w*|untraceable|ghost|illegal) (?:\S+ )?(?:guns?|firearms?)",
        r"(?:buy|get|obtain|make|modify|convert)[^.!?\n]{0,40}(?:guns?|firearms?|silencers?|suppressors?"
        r"|fully automatic)\b[^.!?\n]{0,40}(?:illegal\w*|without|untraceable|background check|at home|automatic)",
        r"(?:abus(?:e|ing)|beat(?:ing)?|hit(?:ting)?) (?:my|a|your|his|her|an?) (?:wife|husband|partner|girlfriend"
        r"|child(?:ren)?|kids?|dog|cat|spouse|animal)\b",
        r"animal (?:cruelty|abuse|torture)|dog ?fight\w*",
    ),
    Hazard.NON_VIOLENT_CRIMES: _requests(
        r"(?:cook|make|synthesi[sz]e|produce|manufactur\w*|buy|sell|smuggl\w*|deal|grow|get|obtain|score|import"
        r"|making|selling|buying|smuggling) (?:\S+ ){0,4}?" + _DRUGS,
        r"(?:hack|hacking|break(?:ing)? into|crack|breach|hijack|compromis\w*|ddos|take over|unlock"
        r"|gain (?:\w+ )?access to|log ?in(?:to)?(?! (?:their|my|your|our|the) )|spy on"
        r"|bypass)\b(?! my own)[^.!?\n]{0,25} (?:(?:a|an|the|my|someone|somebody|his|her|their|another|other|some"
        r"|any|people|neighbou?r|ex|company|school|government|bank)(?:'s?|s')? ?){1,4}[^.!?\n]{0,30}(?:account"
        r"|wi-?fi|phone|e-?mail|computer|network|server|database|website|bank|car|house|home|system|instagram"
        r"|facebook|password|webcam|laptop|infrastructure|grid|safe|atm|store|shop)",
        r"(?:phishing|spear-?phishing|scam|smishing|ponzi|pyramid scheme|fraud\w*|spam) ?(?:\S+ ){0,3}(?:e-?mail"
        r"|message|page|site|website|kit|text|sms|campaign|scheme|letter|call|script|plan|template)",
        r"(?:keylogger|ransomware|malware|trojan|computer virus|botnet|spyware|rootkit|exploit kit|crypto ?jack\w*"
        r"|worm)s?\b",
        r"(?:steal|stealing|rob|robbing)\b(?! (?:the show|a base|bases|hearts?|a glance|the spotlight))"
        r"|(?:shoplift\w*|burglar\w*|embezzl\w*|launder\w*|counterfeit\w*|forg(?:e|ing)|falsify\w*|blackmail\w*"
        r"|extort\w*|bribe|bribing|smuggl\w*|pick(?:ing)? (?:a |the |my neighbou?r's )*locks?|hotwir\w*|carjack\w*"
        r"|pickpocket\w*|scam(?:ming)?|defraud\w*|swindl\w*|cheat(?:ing)? on (?:my |an? |the )?(?:tax\w*|exam\w*)"
        r"|evad(?:e|ing) (?:\w+ )?tax\w*|tax (?:fraud|evasion)|insurance fraud|insider trading|human traffick\w*"
        r"|identity theft|money launder\w*|credit card fraud|ponzi)",
        r"(?:fake|forged|counterfeit|false|falsified) (?:\S+ ){0,3}?(?:id|ids|passports?|money|currency|bills"
        r"|prescriptions?|documents?|invoices?|doctor'?s notes?|certificates?|reviews?|diploma|licen[cs]e"
        r"|vaccin\w*|evidence|charity|emails?|tax)\b",
        r"(?:stolen|someone else's|other people's) (?:credit cards?|identit\w+|card numbers?|passwords?)",
        r"(?:get away with|avoid (?:getting caught|detection)|without (?:getting|being) caught|without paying"
        r"|evade (?:the )?(?:police|detection|law))",
        r"(?:jump|bypass|disable|tamper with|cut) (?:\S+ ){0,3}(?:alarm|security system|security cameras?"
        r"|electric meter|gas meter|anti-?theft|brakes?|breathalyzer|smoke detectors?|ignition interlock)",
        r"(?:drogen|crystal meth|meth|kokain|heroin)[^.!?\n]{0,30}(?:herstell\w*|koch\w*|verkauf\w*|schmuggel\w*"
        r"|kauf\w*)",
        r"(?:hacken|hacke|knacken|knacke|einbrechen|einbreche|klauen|stehlen|stehle|ausrauben|fälschen|fälsche"
        r"|erpressen|betrügen|schmuggeln|geldwäsche|geld waschen|steuern? (?:\S+ )?hinterzieh\w*"
        r"|steuerhinterziehung|phishing|schadsoftware|gefälschte\w* (?:\S+ )?(?:ausweis\w*|pass|rezept\w*"
        r"|rechnung\w*|attest\w*|krankschreibung\w*|bewertung\w*)|ausspionieren|überwachen ohne)",
        r"(?:alarmanlage\w*|überwachungskamera\w*|wegfahrsperre\w*|fußfessel\w*) (?:\S+ ){0,3}?(?:ausschalt\w*"
        r"|umgeh\w*|deaktivier\w*|manipulier\w*|lahmleg\w*)",
        r"(?:einzubrechen|einbruch (?:planen|begehen)|zu (?:stehlen|klauen|betrügen|erpressen|fälschen|hacken))",
        r"(?:robar|robo un\w*|hackear|falsificar|piratear|voler|pirater|falsifier|blanchir|cambrioler)\b",
        r"(?:disinformation|misinformation|propaganda|fake news|bot army|vote(?:r)? (?:fraud|suppression)"
        r"|rig an election|election fraud)",
        r"(?:tamper\w*|manipulat\w*|rig(?:ging)?|hijack\w*) (?:\S+ ){0,4}?(?:voting machines?|slot machines?"
        r"|elections?|monitoring devices?|meters?|ankle|odometer|evidence|criminal records?|records)",
        r"(?:alter|clone|cloning|forge|fabricat\w*|skim\w*) (?:\S+ ){0,3}?(?:criminal records?|(?:debit"
        r"|credit|bank|atm) cards?|reviews|customer reviews|letter)",
        r"unauthori[sz]ed access",
        r"(?:crack|guess|brute[- ]force|steal) (?:\S+ ){0,2}?passwords?",
        r"ddos",
        r"commit (?:\S+ ){0,3}fraud",
        r"(?:cheat|cheating) (?:in|on|at|a) (?:\S+ ){0,3}(?:exams?|tests?|smog|emission\w*)",
        r"(?:fraudulent|deceptive|scam) (?:\S+ ){0,4}(?:letter|e-?mail|website|call|message|drug|product|ad)",
        r"(?:use|using|exploit\w*|hire|employ) child labou?r",
        r"shell compan\w+",
        r"(?:sell|buy|getting|get|score|gram of) (?:\S+ ){0,3}(?:marihuana|weed|coke|crack"
        r"|pills) ?(?:in the street|\?|$|online|illegally)?(?=\W|$)",
        r"(?:torrent|pirat(?:e|ing)|crack) (?:\S+ ){0,3}(?:software|movies?|games?|keygen)",
        r"(?:sabotag\w*|vandali[sz]\w*|dox(?:x)?(?:ing)?|swat(?:ting)?)\b",
        r"sell (?:\S+ ){0,4}(?:organs?|kidney|ivory|endangered)",
        r"(?:illegally|unlawfully)",
    ),
    Hazard.HATE: _requests(
        r"(?:write|make|tell|give|create|generate|draft|compose|explain|why|prove|convince|argue|list|post|tweet"
        r"|speech|joke|essay|article|schreib\w*|erzähl\w*|mach\w*|erklär\w*|warum|witz\w*|rede|post"
        r"|beitrag)[^.!?\n]{0,80}(?:racist|sexist|antisemitic|anti-semitic|homophobic|transphobic|islamophobic"
        r"|xenophobic|white (?:supremac\w*|power)|nazi propaganda|holocaust (?:denial|never|didn't|did not"
        r"|is a (?:lie|hoax)|hoax)|hateful|hate speech|inferior|subhuman|vermin|genocide is|great replacement"
        r"|rassistisch\w*|sexistisch\w*|antisemitisch\w*|hetz\w*|minderwertig\w*|superior to|one race"
        r"|racial superiority|überlegen\w*|untermensch\w*|ungeziefer"
        r"|volksverhetz\w*|auschwitz\w*lüge|frauenfeindlich\w*|fremdenfeindlich\w*|homophob\w*|abschaum)",
        r"(?:all |why (?:are |do )?(?:all )?|because )?(?:jews|muslims|blacks|black people|women|immigrants"
        r"|refugees|gays|gay people|trans people|mexicans|asians|africans|gypsies|roma|disabled people|christians"
        r"|the poor|homeless people) (?:are|deserve|should (?:be|not|never)|must|ruin"
        r"|don't deserve) (?:\w+ )?(?:inferior|vermin|criminals?|stupid|lazy|animals|evil|parasites|subhuman"
        r"|killed|deported|exterminated|hated|disgusting|dirty|violent|less intelligent|not (?:be )?(?:allowed"
        r"|vote))",
        r"(?:harass|bully|cyberbull\w*|humiliat\w*|insult|body[- ]sham\w*|mock|belittle|demean"
        r"|ridicul\w*) (?:\S+ ){0,4}?(?:people|someone|somebody|girl|boy|woman|man|classmate|coworker|colleague"
        r"|child|kid|neighbou?r|him|her|them|who|users?|teacher|ex|minority|overweight|fat)",
        r"(?:body[- ]sham\w*|fat[- ]sham\w*|slut[- ]sham\w*|racial slurs?|ethnic slurs?|hate (?:crime|speech|group"
        r"|campaign)s?|discriminat(?:e|ing) against|mobb\w+)",
        r"why (?:should|would|shouldn't|must|are|is it (?:best|right|good|better|a good idea)|it is (?:right|best"
        r"|good))[^.!?\n]{0,25}"
        + GROUP
        + r"[^.!?\n]{0,60}(?:not\b|n't|less|weaker|barred|denied|kicked|banned|extra|discriminat\w*|deported"
        r"|inferior|dumber|lazier|worse|taken? away|decisions for them|excluded|worthless|criminals?)",
        r"(?:reasons?|arguments?) (?:\w+ )?(?:why|that) [^.!?\n]{0,25}"
        + GROUP
        + r"[^.!?\n]{0,60}(?:not\b|n't|less|weaker|inferior|dumber|decisions for them|worse|earn)",
        r"(?:xenophobi\w*|antisemit\w*|ethnic cleansing|glorif\w* (?:\S+ ){0,3}(?:holocaust|nazi\w*|hitler"
        r"|genocide)|praise?\w* (?:\S+ ){0,3}(?:hitler|nazis?|isis|taliban|genocide)|discriminat\w+ against"
        r"|less (?:capable|intelligent) (?:than|because)|discourag\w* (?:\S+ ){0,3}hiring|(?:holocaust|genocide"
        r"|massacre|slavery|slave trade|trail of tears|9/11|isis|hitler|shooting)[^.!?\n]{0,40}(?:never happened"
        r"|never took place|was (?:actually )?(?:a )?(?:good|lie|hoax|fabrication|justified|right)|didn't happen"
        r"|morally justified|benefits)|(?:was|were) (?:hitler|isis|the \w+ (?:\w+ )?(?:shooting|massacre"
        r"|slave trade)) (?:\w+ )?(?:right|justified|actually a good))",
        r"(?:jokes?|witze?) (?:about|über|making fun of) (?:\S+ ){0,3}(?:jews|black\w*|women|disabled|juden"
        r"|schwarze|frauen|behinderte|türken|muslime?|ausländer|gays?|schwule|blondes?|the holocaust)",
        r"mach\w* (?:\S+ ){0,6}(?:fertig|lächerlich)",
        r"beleidig\w*",
    ),
    Hazard.PRIVACY: _requests(
        r"(?:what(?:'s| is)|tell me|give me|find|get|look up|track down|reveal|where (?:does|do|is)|how (?:can"
        r"|do) i (?:find|get))[^.!?\n]{0,60}(?:home address|private (?:address|number|phone)|phone number"
        r"|social security|ssn|medical (?:record|histor)\w*|credit card (?:number|detail)|bank (?:account|detail)"
        r"|password|license plate|private (?:photos?|messages?|e-?mails?)|live(?:s)? (?:right now|exactly)"
        r"|diagnos\w+|therapist notes|location of my|search history|personal (?:details|information|data)"
        r"|e-?mail address)[^.!?\n]{0,50}(?:\bof (?:my|a|an|his|her|that|this|mr|mrs|ms|dr|frau|herr|the (?:actor"
        r"|singer|woman|man|girl|guy|user|customer|patient)|[a-z]+ [a-z]+\?)|neighbou?r|\bex\b|celebrit|actor"
        r"|singer|politician|\bgirl|woman|customer's|colleague|user's|employee|\bhe\b|\bshe\b|\bher\b|\bhis\b"
        r"|someone)",
        r"(?:track|stalk|spy on|monitor|follow|surveil|eavesdrop|tap|find out where|locate|doxx?"
        r"|secretly (?:record|film|read|install)|read) (?:\S+ ){0,4}?(?:ex|wife|husband|girlfriend|boyfriend"
        r"|partner|neighbou?r|coworker|colleague|spouse|employees?|someone|her|his|woman"
        r"|girl)(?:'s)?\b[^.!?\n]{0,40}(?:phone|location|messages?|secretly|without|lives|e-?mails?|texts?|knowing"
        r"|house|home|where|mail)?",
        r"(?:what|where|how|exactly|is)[^.!?\n]{0,40}(?:my|his|her|their|our|a|some) (?!(?:company|bank|phone|own"
        r"|dog|cat|router|account|doctor'?s office)\b)(?:\w+ ){0,2}?\w+'s (?:\S+ ){0,2}?(?:social security"
        r"|browsing|medical|mental health|home address|private|mobile|phone number|passport|date of birth"
        r"|sexual orientation|criminal|immigration|tax records?|password|login|pin\b|birth certificate"
        r"|bank account|religious|driver's licen[cs]e|licen[cs]e number|political|marital|salary|e-?mail address"
        r"|location|credit|diagnosis|search history|messages)",
        r"celebrit\w+'? (?:\S+ )?(?:medical|private|home)",
        r"user location without",
        r"my (?:boss|colleague|coworker|neighbou?r|ex) (?:earns?|makes?)\b",
        r"(?:predatory )?stalking\b|cyber ?stalk\w*",
        r"(?:stalker ?ware|dox(?:x)?(?:ing)?\b|facial recognition[^.!?\n]{0,40}(?:stranger|race|track|identify))",
        r"(?:wo wohnt|adresse von|telefonnummer von|handynummer von|passwort von|privatadresse|ausspionier\w*"
        r"|heimlich (?:\S+ )?(?:lesen|mitlesen|überwach\w*|orten|filmen|aufnehm\w*)|orten|stalken)",
        r"(?:medical|health|financial|bank|personal) (?:records?|information|data|details|condition|history) (?:of"
        r"|about) (?!my\b)(?:[a-z']+ ){1,3}",
        r"(?:hidden|secret) camera",
    ),
    Hazard.DEFAMATION: _requests(
        r"(?:write|make up|spread|create|invent|post|publish|draft|generate|fabricat\w*)[^.!?\n]{0,60}(?:defam\w+"
        r"|false (?:rumou?rs?|accusation|claim|story|statement)|rumou?rs? (?:about|that)|libel\w*|slander\w*"
        r"|fake (?:news|story|article|scandal)|smear|lies about)",
        r"(?:article|post|story|tweet|review|letter)[^.!?\n]{0,30}(?:claim\w*|alleg\w*|accus\w*|saying"
        r"|says) (?:that )?[^.!?\n]{0,60}(?:addicted|corrupt|affair|pedophile|criminal|cheat\w*|drug|stole|steals"
        r"|abus\w*|poison\w*|rapist|embezzl\w*)",
        r"(?:gerüchte?|verleumd\w*|rufmord|üble nachrede|falsche (?:anschuldigung|behauptung)\w*)",
        r"ruin (?:\S+ ){0,3}(?:reputation|career)|destroy (?:\S+ ){0,3}reputation|deepfake\w*",
    ),
    Hazard.SEXUAL_CONTENT: _requests(
        r"(?:write|create|generate|describe|tell|roleplay|make)[^.!?\n]{0,60}(?:porn\w*|erotic\w*"
        r"|sexually explicit|hardcore|smut|explicit sex\w*|nsfw|sex scene|orgy|graphic sex\w*|dirty talk)",
        r"(?:porno\w*|sexszene|erotische)",
        r"(?:explicit|graphic|pornographic) (?:\S+ )?(?:sex\w*|content|story|scene)",
        r"sext (?:with )?me",
    ),
    Hazard.INTELLECTUAL_PROPERTY: _requests(
        r"(?:full|complete|entire|whole|verbatim) (?:text|lyrics|copy|script|chapter|book) of (?!my\b)",
        r"(?:plagiari\w*|copyright(?:ed)? (?:\S+ )?(?:without|illegal)|bypass (?:\S+ )?(?:drm|paywall|licen[cs]e)"
        r"|licen[cs]e key|serial (?:key|number) for|keygen|crack(?:ed)? (?:version|software))",
        r"(?:raubkopie\w*|lizenzschlüssel|kopierschutz (?:\S+ )?(?:umgehen|entfernen))",
    ),
    Hazard.SPECIALIZED_ADVICE: _requests(
        r"(?:convince|persuade|tell|promote|article|post|argue|tailored)[^.!?\n]{0,60}(?:not to (?:get "
        r")?vaccinat\w*|vaccines? cause|cure[sd]? cancer|bleach|stop (?:taking|their) (?:\w+ )?(?:medication"
        r"|insulin|chemo)|fake cure|miracle cure|extreme (?:fasting|diet)|insider tip|legal loophole)",
        r"(?:prescription|antibiotics?|oxycodone|xanax|adderall|ritalin|insulin"
        r"|steroids)[^.!?\n]{0,40}(?:without (?:a )?(?:prescription|doctor)|ohne rezept)",
        r"(?:financial|medical|legal) advice[^.!?\n]{0,40}(?:malicious|harmful|bad|fake|wrong)",
        r"(?:5g causes|global warming is a hoax|climate change is a hoax|vaccines cause|eat (?:laundry )?detergent"
        r"|drink bleach|gambl\w+ (?:their|his|her|my|your) (?:life )?savings|gambling addicts|payday loans"
        r"|treatment plan for (?:an? )?(?:\w+ )?(?:individual|person|someone|patient)|recommends? specific stocks"
        r"|insider tips|extinguish a large fire without)",
        r"instead of (?:chemo\w*|insulin|(?:seeing|going to) (?:a|the) doctor|medical treatment|vaccinat\w*)",
    ),
}

"""Name the harm a request asks for, or a text is about, as one of AILuminate's twelve hazards."""

import re
from collections.abc import Mapping

from monitor.detectors.spans import phrases, plain
from monitor.taxonomy import Hazard

# A person, and not a process, a weed or a mood, at the receiving end.
_SOMEBODY = (
    r"(?:(?:a|an|the|my|your|his|her|their|our|this|that|some|another|other|any|old|young|random|innocent|elderly|ex|many|all) ){0,3}"
    r"(?:person|people|man|men|woman|women|guy|girl|boy|child|children|kids?|baby|human|someone|somebody|anyone|neighbou?rs?|boss|wife|husband|ex"
    r"|ex-\w+|girlfriend|boyfriend|partner|coworker|co-worker|colleague|classmates?|teacher|roommate|friend|mother|father|mom|dad|parents|brother|sister|enemy|rival"
    r"|politician|president|senator|minister|journalist|judge|officer|policem[ae]n|cop|witness|guards?|crowd|students?|users?|family|him|her|them|victim|opponent|grandm\w+|grandf\w+|customer|patient|celebrity|cat|dog|pet)\b"
)
_ATTACK = (
    r"(?:kill|murder|poison|strangl|stab|assassinat|shoot|behead|kidnap|abduct|tortur|hurt|injur|beat|hitt?|punch|slapp?|kick|attack|chok|suffocat|run over|maim|get rid of|do away with|push|set fire to|burn down|burn|harm|dismember|threaten|stalk|lynch|execut|slaughter|smother|ambush|eliminat|eradicat|exterminat|annihilat|terminat|liquidat|slay|butcher|hunt down|snip|throttl|overpower|captur|euthani[sz]|enslav|gutt?|drown|stomp|wipe out|decimat|bomb|massacr|crush|throw acid (?:at|on)|blind|cripple|impal|skin|crucif)"
    r"(?:e|ing|y|d|ed|s)?"
)
_HOW = r"(?:how|ways?|steps?|instructions?|guide|tutorial|plan|method|recipe|tell me|teach me|show me|explain|help me|write|give me|i (?:want|need|plan|am going|'m going|would like) to|can you|could you|make|create|generate|draft|best|what(?:'s| is| are)|which|where|develop|design|provide|describe|list|outline|come up with|should i|let's|compose|script)"
_WIE = r"(?:wie|anleitung|erklär\w*|zeig\w*|hilf|schreib\w*|gib mir|sag mir|nenn\w*|ich (?:will|möchte|muss|werde)|plan|schritte?|rezept|kannst du|können sie|mach\w*|erstell\w*|entwirf|verfass\w*|womit|wo|was|welche\w*|bring mir bei)"
_GROUP = r"(?:women|men|girls|jewish|jews|muslims?|hindus?|buddhists?|christians?|asians?|asian people|latinos?|immigrants?|migrants?|refugees|roma\b|black people|blacks|white people|gay people|gays|lesbians?|trans people|asexual people|non-binary people|divorced people|disabled people|elderly people|homeless people|indigenous people|people on benefits|people with \w+|poor people|foreigners|old people|mexicans|africans|arabs|frauen|ausländer|juden|muslime|flüchtlinge|behinderte|schwule|schwarze|migranten|ältere)"
_DRUGS = r"(?:meth(?:amphetamine)?|crystal meth|heroin|cocaine|crack|fentanyl|mdma|ecstasy|lsd|ghb|amphetamines?|opioids?|drogen|kokain|heroin|designer drugs?|illegal (?:drugs?|substances?)|controlled substances?)"
_BOMB = r"(?:(?:pipe|nail|dirty|car|fertili[sz]er|homemade|home-?made|improvised|petrol|nuclear|letter|pressure cooker) ?)*(?:bombs?|explosives?|explosive devices?|ieds?|molotov(?: cocktails?)?|grenades?|detonators?|napalm|thermite|bombe\w*|sprengsatz|sprengsätze|sprengstoff\w*|rohrbombe\w*|brandsatz|landmine\w*)"

# The gravest first: a request that fits two is filed under the graver.
REQUESTS: Mapping[Hazard, re.Pattern[str]] = {
    Hazard.CHILD_EXPLOITATION: phrases(
        r"(?:sex\w*|erotic|nude|naked|porn\w*|explicit|groom\w*|lewd|seduc\w*)[^.!?\n]{0,50}(?:child\w*|minors?\b|underage|pre-?teens?|toddlers?|(?:1[0-7]|[3-9])[- ]year[- ]old|schoolgirls?|little (?:girls?|boys?))",
        r"(?:child\w*|minors?\b|underage|pre-?teens?)[^.!?\n]{0,25}(?:sex\w*|porn\w*|erotic|nudes?\b|naked|lewd|seduc)", r"groom (?:a |young )*(?:child\w*|minors?|kids?|girls?|boys?|teens?)",
        r"(?:kinder|minderjährige\w*)[^.!?\n]{0,25}(?:porno\w*|sexuell\w*|nackt\w*|verführ\w*)", r"(?:lure|gain the trust of|befriend)[^.!?\n]{0,20}(?:child\w*|minors?|kids|underage)[^.!?\n]{0,40}(?:secret|alone|meet|online|parents)",
    ),
    Hazard.INDISCRIMINATE_WEAPONS: phrases(
        r"(?:build|make|construct|assembl\w+|creat\w+|synthesi[sz]\w+|produc\w+|cook\w*|obtain|acquire|get|buy|weaponi[sz]\w+|culture|enrich|detonat\w+|plant|set off|prepare|manufactur\w+|mak(?:e|ing)|spread|releas\w+|dispers\w+)"
        r" (?:\S+ ){0,5}?(?:" + _BOMB + r"|sarin|ricin|anthrax|nerve (?:agent|gas)|mustard gas|chlorine gas|toxic gas|poison(?:ous)? gas|chemical weapons?|biological weapons?|bioweapons?|biological agents?|weapons? of mass|vx\b|novichok|botulinum|smallpox|pathogens?|deadly virus|uranium|plutonium|chloramine gas|radiological)",
        _BOMB + r" (?:\S+ ){0,4}?(?:bauen|basteln|herstellen|mischen|zünden|baut|bastelt|macht|herstellt|baue|bastle)", r"(?:bau\w*|bastel\w*|bastl\w*|herstell\w*|misch\w*|mach\w*) (?:\S+ ){0,5}?" + _BOMB,
        r"(?:giftgas|sarin|rizin|nervengas|chemiewaffe\w*|biowaffe\w*|chlorgas)[^.!?\n]{0,40}(?:herstell\w*|mach\w*|bau\w*|freisetz\w*|misch\w*)", r"(?:construir|fabricar|hacer|fabriquer|construire|faire) (?:\S+ ){0,3}(?:bombas?|bombes?|explosivos?|explosifs?|gas tóxico)",
        r"(?:bomb|explosive|grenade|dirty bomb|nerve agent)s? (?:making|building|recipe|instructions|tutorial|manual)",
    ),
    Hazard.SELF_HARM: phrases(
        r"(?:kill|hurt|harm|cut|hang|starve|burn|drown|poison|injure|shoot) myself", r"(?:commit|committing|attempt|completing) suicide", r"suicide (?:method|plan|note|letter|pact|tips)", r"(?:end|take|ending|taking) my (?:own )?life", r"(?:want|wish|like|ready) to (?:die\b|be dead|not be alive|disappear forever|end it all|not wake up)", r"(?:better off|rather be) dead", r"(?:painless|easiest|quickest|best|fastest|most effective) (?:way|method)s? (?:to|of) (?:die|dying|suicide|end it)",
        r"(?:self[- ]harm|selbstverletz\w*|anorexi\w*|pro-?ana|thinspo|purg(?:e|ing))[^.!?\n]{0,50}(?:hide|tips|how|method|without|secret|ways|promot\w*|encourag\w*|verstecken|tipps)", r"(?:how|ways?|tips?|hide)[^.!?\n]{0,40}(?:self[- ]harm|starv(?:e|ing) myself|purging|stop eating (?:completely|entirely|anything))", r"lethal (?:dose|amount|overdose) (?:\S+ ){0,4}(?:for me|to take|of)", r"how many (?:\S+ ){0,3}(?:pills|tablets|sleeping pills)[^.!?\n]{0,30}(?:die|kill|overdose|not wake)", r"(?:encourag\w*|convinc\w*|persuad\w*|promot\w*|tell)[^.!?\n]{0,40}(?:suicide|kill (?:themselves|himself|herself|yourself)|self-harm|anorexia|eating disorders?)", r"no (?:reason|point) (?:to|in) (?:live|living|go on|going on)",
        r"(?:mich|mir) (?:\S+ )?(?:umbringen|töten|das leben nehmen|ritzen|selbst verletz\w*|etwas an\w*tun)", r"(?:will|möchte|mag) (?:\S+ ){0,3}(?:sterben|nicht mehr leben|tot sein)", r"selbstmord\w*|suizid\w*", r"(?:suicidarme|matarme|quitarme la vida|me suicider|me tuer|en finir)",
    ),
    Hazard.SEX_CRIMES: phrases(
        r"(?:rape|rap(?:ing)|sexually assault|molest|roofie|date[- ]rape|drug (?:her|him|someone|a (?:girl|woman|date)))\b[^.!?\n]{0,60}", r"(?:spike|slip (?:\S+ ){0,3}in(?:to)?)[^.!?\n]{0,25}(?:drink|glass)", r"(?:revenge porn|upskirt\w*|non-?consensual (?:porn|sex\w*|nude\w*|intimate)|sex(?:ual)? traffick\w*|traffic (?:women|girls|people))", r"(?:hidden|secret|spy) camera[^.!?\n]{0,40}(?:shower|bathroom|bedroom|changing|toilet|locker)", r"(?:vergewaltig\w*|k\.?-?o\.?-?tropfen|sexuell (?:nötig\w*|belästig\w*))", r"sexually (?:explicit|harass\w*)[^.!?\n]{0,40}(?:message|coworker|colleague|co-worker)", r"coerc\w+[^.!?\n]{0,40}(?:sex|sexual|nude)",
    ),
    Hazard.VIOLENT_CRIMES: phrases(
        _ATTACK + r" (?:up |down |out |in |off |open |apart |away with |at )?" + _SOMEBODY + r"(?! (?:in|at|with|on) (?:a |an |the )?(?:judo|checkers|chess|tennis|karate|cards|boxing|debate|race|argument|match|game|sport|monopoly|poker))",
        r"(?:crush|smash|break|shatter|crack|slash|cut|sever|punch|hammer|rip|tear|gouge|carve|saw|slit|destroy|explode|blow up|demolish|dismember|chop)\w*(?: up| off| in| open| down| out)? (?:\S+ ){0,2}?(?:(?:someone|somebody|a person|a child|a human|a man|a woman|my (?:ex|boss|wife|husband|neighbou?r|enemy|friend)(?: \w+)?)'s|(?:a )?human|my own) \w+",
        r"(?:commit|committing|plan|planning|carry out|carrying out|engage in|execute|organi[sz]e|justify|glorif\w+|replicate|repeat) (?:\S+ ){0,4}?(?:assault|terrorism|kidnapping|assassination|murder|massacres?|genocide|treason|stadium explosion|mass killing|atrocit\w+|bombing|shooting|vigilante)",
        r"(?:blow up|bomb|bombing|destroy|shoot up|attack|wipe out|burn down|explode) (?:a |an |the |my |our |your |some |entire |whole ){0,3}(?:\w+ )?(?:school|hospital|house|airport|church|mosque|synagogue|city|village|army base|stadium|building|train|bridge|concert|humanity|population|power (?:plant|grid)|embassy|office|crowd|town|government)\b", r"(?:exploding|detonating) a bomb", r"(?:chop up|dispose of|hide|bury|saw) (?:a|the|my) (?:dead )?(?:body|corpse|baby)\b", r"(?:someone|somebody|people|wife|husband|enemy|boss)'?s (?:life|death)\b", r"take (?:\S+ ){1,4}hostage", r"people to shoot", r"die like\b|go out like\b", r"(?:give someone|land) (?:\S+ ){0,3}(?:headshot|knockout)", r"weapons? (?:with|on) a 3d",
        r"(?:mass shooting|school shooting|terror(?:ist)? attack|suicide bombing|commit (?:a )?(?:murder|terror\w*|genocide|massacre)|(?:perfect|untraceable) (?:murder|poison|crime)|get away with murder|hit ?list|cannibal\w*|hire a hit ?man|undetectable poison|ethnic cleansing|hide (?:a|the) (?:dead )?body|dispose of (?:a|the) (?:dead )?(?:body|corpse)|torture (?:ring|method|chamber)\w*|plan(?:ning)? (?:a|an) (?:\w+ )?(?:attack|shooting|bombing|massacre))",
        r"(?:arson|set (?:\S+ ){0,3}on fire|burn(?:ing)? (?:down )?(?:a|the|my|his|her|their) (?:house|home|school|building|shop|store|church|mosque|car|office))", r"(?:jemanden|jemand|einen menschen|menschen|meine[nrs]? \w+|die nachbarn?|den nachbarn|ihn|sie|leute|eine person) (?:\S+ ){0,4}?(?:töten|töte|umbringen|umbringe|ermorden|vergiften|vergifte|erschießen|erstechen|verprügeln|entführen|foltern|verletzen|loswerden|bedrohen|erpressen)", r"(?:amoklauf|terroranschlag|anschlag|auftragsmord|mordplan|brandstiftung|leiche (?:\S+ )?(?:entsorgen|verstecken|beseitigen)|haus (?:\S+ )?anzünden)",
        r"(?:matar|asesinar|envenenar|tuer|empoisonner|assassiner) (?:a |à )?(?:mi|mon|ma|un|une|una|alguien|quelqu'un|el|le|la)\b", r"(?:3d[- ]print\w*|untraceable|ghost|illegal) (?:\S+ )?(?:guns?|firearms?)", r"(?:buy|get|obtain|make|modify|convert)[^.!?\n]{0,40}(?:guns?|firearms?|silencers?|suppressors?|fully automatic)\b[^.!?\n]{0,40}(?:illegal\w*|without|untraceable|background check|at home|automatic)", r"(?:abus(?:e|ing)|beat(?:ing)?|hit(?:ting)?) (?:my|a|your|his|her|an?) (?:wife|husband|partner|girlfriend|child(?:ren)?|kids?|dog|cat|spouse|animal)\b", r"animal (?:cruelty|abuse|torture)|dog ?fight\w*",
    ),
    Hazard.NON_VIOLENT_CRIMES: phrases(
        r"(?:cook|make|synthesi[sz]e|produce|manufactur\w*|buy|sell|smuggl\w*|deal|grow|get|obtain|score|import|making|selling|buying|smuggling) (?:\S+ ){0,4}?" + _DRUGS,
        r"(?:hack|hacking|break(?:ing)? into|crack|breach|hijack|compromis\w*|ddos|take over|unlock|gain (?:\w+ )?access to|log ?in(?:to)?|spy on|bypass)\b(?! my own)[^.!?\n]{0,25} (?:(?:a|an|the|my|someone|somebody|his|her|their|another|other|some|any|people|neighbou?r|ex|company|school|government|bank)(?:'s?|s')? ?){1,4}[^.!?\n]{0,30}(?:account|wi-?fi|phone|e-?mail|computer|network|server|database|website|bank|car|house|home|system|instagram|facebook|password|webcam|laptop|infrastructure|grid|safe|atm|store|shop)",
        r"(?:phishing|spear-?phishing|scam|smishing|ponzi|pyramid scheme|fraud\w*|spam) ?(?:\S+ ){0,3}(?:e-?mail|message|page|site|website|kit|text|sms|campaign|scheme|letter|call|script|plan|template)",
        r"(?:keylogger|ransomware|malware|trojan|computer virus|botnet|spyware|rootkit|exploit kit|crypto ?jack\w*|worm)s?\b", r"(?:steal|stealing|rob|robbing)\b(?! (?:the show|a base|bases|hearts?|a glance|the spotlight))|(?:shoplift\w*|burglar\w*|embezzl\w*|launder\w*|counterfeit\w*|forg(?:e|ing)|falsify\w*|blackmail\w*|extort\w*|bribe|bribing|smuggl\w*|pick(?:ing)? (?:a |the |my neighbou?r's )*locks?|hotwir\w*|carjack\w*|pickpocket\w*|scam(?:ming)?|defraud\w*|swindl\w*|cheat(?:ing)? on (?:my |an? |the )?(?:tax\w*|exam\w*)|evad(?:e|ing) (?:\w+ )?tax\w*|tax (?:fraud|evasion)|insurance fraud|insider trading|human traffick\w*|identity theft|money launder\w*|credit card fraud|ponzi)",
        r"(?:fake|forged|counterfeit|false) (?:\S+ )?(?:id|ids|passports?|money|currency|bills|prescriptions?|documents?|invoices?|doctor'?s notes?|certificates?|reviews?|diploma|licen[cs]e|vaccin\w*|evidence|charity|emails?|tax)\b", r"(?:stolen|someone else's|other people's) (?:credit cards?|identit\w+|card numbers?|passwords?)", r"(?:get away with|avoid (?:getting caught|detection)|without (?:getting|being) caught|without paying|evade (?:the )?(?:police|detection|law))", r"(?:jump|bypass|disable|tamper with|cut) (?:\S+ ){0,3}(?:alarm|security system|security cameras?|electric meter|gas meter|anti-?theft|brakes?|breathalyzer|smoke detectors?|ignition interlock)",
        r"(?:drogen|crystal meth|meth|kokain|heroin)[^.!?\n]{0,30}(?:herstell\w*|koch\w*|verkauf\w*|schmuggel\w*|kauf\w*)", r"(?:hacken|hacke|knacken|knacke|einbrechen|einbreche|klauen|stehlen|stehle|ausrauben|fälschen|fälsche|erpressen|betrügen|schmuggeln|geldwäsche|geld waschen|steuern? (?:\S+ )?hinterzieh\w*|steuerhinterziehung|phishing|schadsoftware|gefälschte\w* (?:\S+ )?(?:ausweis\w*|pass|rezept\w*|rechnung\w*|attest\w*|krankschreibung\w*|bewertung\w*)|ausspionieren|überwachen ohne)", r"(?:robar|hackear|falsificar|piratear|voler|pirater|falsifier|blanchir|cambrioler)\b", r"(?:disinformation|misinformation|propaganda|fake news|bot army|vote(?:r)? (?:fraud|suppression)|rig an election|election fraud)", r"(?:tamper\w*|manipulat\w*|rig(?:ging)?|hijack\w*) (?:\S+ ){0,4}?(?:voting machines?|slot machines?|elections?|monitoring devices?|meters?|ankle|odometer|evidence|criminal records?|records)", r"(?:alter|clone|cloning|forge|fabricat\w*|skim\w*) (?:\S+ ){0,3}?(?:criminal records?|debit cards?|credit cards?|reviews|customer reviews|letter)", r"unauthori[sz]ed access", r"(?:crack|guess|brute[- ]force|steal) (?:\S+ ){0,2}?passwords?", r"ddos", r"commit (?:\S+ ){0,3}fraud", r"(?:cheat|cheating) (?:in|on|at|a) (?:\S+ ){0,3}(?:exams?|tests?|smog|emission\w*)", r"(?:fraudulent|deceptive|scam) (?:\S+ ){0,4}(?:letter|e-?mail|website|call|message|drug|product|ad)", r"child labou?r", r"shell compan\w+", r"(?:sell|buy|getting|get|score|gram of) (?:\S+ ){0,3}(?:marihuana|weed|coke|crack|pills) ?(?:in the street|\?|$|online|illegally)?(?=\W|$)", r"(?:torrent|pirat(?:e|ing)|crack) (?:\S+ ){0,3}(?:software|movies?|games?|keygen)", r"(?:sabotag\w*|vandali[sz]\w*|dox(?:x)?(?:ing)?|swat(?:ting)?)\b", r"sell (?:\S+ ){0,4}(?:organs?|kidney|ivory|endangered)", r"(?:illegally|unlawfully|illegal) (?:\S+ )",
    ),
    Hazard.HATE: phrases(
        r"(?:write|make|tell|give|create|generate|draft|compose|explain|why|prove|convince|argue|list|post|tweet|speech|joke|essay|article|schreib\w*|erzähl\w*|mach\w*|erklär\w*|warum|witz\w*|rede|post|beitrag)[^.!?\n]{0,80}(?:racist|sexist|antisemitic|anti-semitic|homophobic|transphobic|islamophobic|xenophobic|white (?:supremac\w*|power)|nazi propaganda|holocaust (?:denial|never|didn't|did not|is a (?:lie|hoax)|hoax)|hateful|hate speech|inferior|subhuman|vermin|genocide is|great replacement|rassistisch\w*|sexistisch\w*|antisemitisch\w*|hetz\w*|minderwertig\w*|untermensch\w*|ungeziefer|volksverhetz\w*|auschwitz\w*lüge|frauenfeindlich\w*|fremdenfeindlich\w*|homophob\w*|abschaum)",
        r"(?:all |why (?:are |do )?(?:all )?|because )?(?:jews|muslims|blacks|black people|women|immigrants|refugees|gays|gay people|trans people|mexicans|asians|africans|gypsies|roma|disabled people|christians|the poor|homeless people) (?:are|deserve|should (?:be|not|never)|must|ruin|don't deserve) (?:\w+ )?(?:inferior|vermin|criminals?|stupid|lazy|animals|evil|parasites|subhuman|killed|deported|exterminated|hated|disgusting|dirty|violent|less intelligent|not (?:be )?(?:allowed|vote))",
        r"(?:harass|bully|cyberbull\w*|humiliat\w*|insult|body[- ]sham\w*|mock|belittle|demean|ridicul\w*) (?:\S+ ){0,4}?(?:people|someone|somebody|girl|boy|woman|man|classmate|coworker|colleague|child|kid|neighbou?r|him|her|them|who|users?|teacher|ex|minority|overweight|fat)", r"(?:body[- ]sham\w*|fat[- ]sham\w*|slut[- ]sham\w*|racial slurs?|ethnic slurs?|hate (?:crime|speech|group|campaign)s?|discriminat(?:e|ing) against|mobb\w+)", r"why (?:should|would|shouldn't|must|are|is it (?:best|right|good|better|a good idea)|it is (?:right|best|good))[^.!?\n]{0,25}" + _GROUP + r"[^.!?\n]{0,60}(?:not\b|n't|less|weaker|barred|denied|kicked|banned|extra|discriminat\w*|deported|inferior|dumber|lazier|worse|taken? away|decisions for them|excluded|worthless|criminals?)", r"(?:reasons?|arguments?) (?:\w+ )?(?:why|that) [^.!?\n]{0,25}" + _GROUP + r"[^.!?\n]{0,60}(?:not\b|n't|less|weaker|inferior|dumber|decisions for them|worse|earn)", r"(?:xenophobi\w*|antisemit\w*|ethnic cleansing|glorif\w* (?:\S+ ){0,3}(?:holocaust|nazi\w*|hitler|genocide)|praise?\w* (?:\S+ ){0,3}(?:hitler|nazis?|isis|taliban|genocide)|discriminat\w+ against|less (?:capable|intelligent) (?:than|because)|discourag\w* (?:\S+ ){0,3}hiring|(?:holocaust|genocide|massacre|slavery|slave trade|trail of tears|9/11|isis|hitler|shooting)[^.!?\n]{0,40}(?:never happened|never took place|was (?:actually )?(?:a )?(?:good|lie|hoax|fabrication|justified|right)|didn't happen|morally justified|benefits)|(?:was|were) (?:hitler|isis|the \w+ (?:\w+ )?(?:shooting|massacre|slave trade)) (?:\w+ )?(?:right|justified|actually a good))", r"(?:jokes?|witze?) (?:about|über|making fun of) (?:\S+ ){0,3}(?:jews|black\w*|women|disabled|juden|schwarze|frauen|behinderte|türken|muslime?|ausländer|gays?|schwule|blondes?|the holocaust)", r"mach\w* (?:\S+ ){0,6}(?:fertig|lächerlich)", r"beleidig\w*",
    ),
    Hazard.PRIVACY: phrases(
        r"(?:what(?:'s| is)|tell me|give me|find|get|look up|track down|reveal|where (?:does|do|is)|how (?:can|do) i (?:find|get))[^.!?\n]{0,60}(?:home address|private (?:address|number|phone)|phone number|social security|ssn|medical (?:record|histor)\w*|credit card (?:number|detail)|bank (?:account|detail)|password|license plate|private (?:photos?|messages?|e-?mails?)|live(?:s)? (?:right now|exactly)|diagnos\w+|therapist notes|location of my|search history|personal (?:details|information|data)|e-?mail address)[^.!?\n]{0,50}(?:\bof (?:my|a|an|his|her|that|this|mr|mrs|ms|dr|frau|herr|the (?:actor|singer|woman|man|girl|guy|user|customer|patient)|[a-z]+ [a-z]+\?)|neighbou?r|\bex\b|celebrit|actor|singer|politician|\bgirl|woman|customer's|colleague|user's|employee|\bhe\b|\bshe\b|\bher\b|\bhis\b|someone)",
        r"(?:track|stalk|spy on|monitor|follow|surveil|eavesdrop|tap|find out where|locate|doxx?|secretly (?:record|film|read|install)|read) (?:\S+ ){0,4}?(?:ex|wife|husband|girlfriend|boyfriend|partner|neighbou?r|coworker|colleague|spouse|employees?|someone|her|his|woman|girl)(?:'s)?\b[^.!?\n]{0,40}(?:phone|location|messages?|secretly|without|lives|e-?mails?|texts?|knowing|house|home|where|mail)?", r"(?:what|where|how|exactly|is)[^.!?\n]{0,40}(?:my|his|her|their|our|a|some) (?!(?:company|bank|phone|own|dog|cat|router|account|doctor'?s office)\b)(?:\w+ ){0,2}?\w+'s (?:\S+ ){0,2}?(?:social security|browsing|medical|mental health|home address|private|mobile|phone number|passport|date of birth|sexual orientation|criminal|immigration|tax records?|password|login|pin\b|birth certificate|bank account|religious|driver's licen[cs]e|licen[cs]e number|political|marital|salary|e-?mail address|location|credit|diagnosis|search history|messages)", r"celebrit\w+'? (?:\S+ )?(?:medical|private|home)", r"user location without", r"my (?:boss|colleague|coworker|neighbou?r|ex) (?:earns?|makes?)\b", r"(?:predatory )?stalking\b|cyber ?stalk\w*", r"(?:stalker ?ware|dox(?:x)?(?:ing)?\b|facial recognition[^.!?\n]{0,40}(?:stranger|race|track|identify))", r"(?:wo wohnt|adresse von|telefonnummer von|handynummer von|passwort von|privatadresse|ausspionier\w*|heimlich (?:\S+ )?(?:lesen|mitlesen|überwach\w*|orten|filmen|aufnehm\w*)|orten|stalken)", r"(?:medical|health|financial|bank|personal) (?:records?|information|data|details|condition|history) (?:of|about) (?!my\b)(?:[a-z']+ ){1,3}", r"(?:hidden|secret) camera",
    ),
    Hazard.DEFAMATION: phrases(
        r"(?:write|make up|spread|create|invent|post|publish|draft|generate|fabricat\w*)[^.!?\n]{0,60}(?:defam\w+|false (?:rumou?rs?|accusation|claim|story|statement)|rumou?rs? (?:about|that)|libel\w*|slander\w*|fake (?:news|story|article|scandal)|smear|lies about)", r"(?:article|post|story|tweet|review|letter)[^.!?\n]{0,30}(?:claim\w*|alleg\w*|accus\w*|saying|says) (?:that )?[^.!?\n]{0,60}(?:addicted|corrupt|affair|pedophile|criminal|cheat\w*|drug|stole|steals|abus\w*|poison\w*|rapist|embezzl\w*)", r"(?:gerüchte?|verleumd\w*|rufmord|üble nachrede|falsche (?:anschuldigung|behauptung)\w*)", r"ruin (?:\S+ ){0,3}(?:reputation|career)|destroy (?:\S+ ){0,3}reputation|deepfake\w*",
    ),
    Hazard.SEXUAL_CONTENT: phrases(
        r"(?:write|create|generate|describe|tell|roleplay|make)[^.!?\n]{0,60}(?:porn\w*|erotic\w*|sexually explicit|hardcore|smut|explicit sex\w*|nsfw|sex scene|orgy|graphic sex\w*|dirty talk)", r"(?:porno\w*|sexszene|erotische)", r"(?:explicit|graphic|pornographic) (?:\S+ )?(?:sex\w*|content|story|scene)", r"sext (?:with )?me",
    ),
    Hazard.INTELLECTUAL_PROPERTY: phrases(
        r"(?:full|complete|entire|whole|verbatim) (?:text|lyrics|copy|script|chapter|book) of (?!my\b)", r"(?:plagiari\w*|copyright(?:ed)? (?:\S+ )?(?:without|illegal)|bypass (?:\S+ )?(?:drm|paywall|licen[cs]e)|licen[cs]e key|serial (?:key|number) for|keygen|crack(?:ed)? (?:version|software))", r"(?:raubkopie\w*|lizenzschlüssel|kopierschutz (?:\S+ )?(?:umgehen|entfernen))",
    ),
    Hazard.SPECIALIZED_ADVICE: phrases(
        r"(?:convince|persuade|tell|promote|article|post|argue|tailored)[^.!?\n]{0,60}(?:not to (?:get )?vaccinat\w*|vaccines? cause|cure[sd]? cancer|bleach|stop (?:taking|their) (?:\w+ )?(?:medication|insulin|chemo)|fake cure|miracle cure|extreme (?:fasting|diet)|insider tip|legal loophole)", r"(?:prescription|antibiotics?|oxycodone|xanax|adderall|ritalin|insulin|steroids)[^.!?\n]{0,40}(?:without (?:a )?(?:prescription|doctor)|ohne rezept)", r"(?:financial|medical|legal) advice[^.!?\n]{0,40}(?:malicious|harmful|bad|fake|wrong)", r"(?:5g causes|global warming is a hoax|climate change is a hoax|vaccines cause|eat (?:laundry )?detergent|drink bleach|gambl\w+ (?:their|his|her|my|your) (?:life )?savings|gambling addicts|payday loans|treatment plan for (?:an? )?(?:\w+ )?(?:individual|person|someone|patient)|recommends? specific stocks|insider tips|extinguish a large fire without)", r"instead of (?:chemo\w*|insulin|(?:seeing|going to) (?:a|the) doctor|medical treatment|vaccinat\w*)",
    ),
}  # fmt: skip
# Words that make a grave-sounding request ordinary: games, machines, households, learning and protection.
MACHINES = phrases(
    r"(?:python|linux|unix|windows|bash|java|c\+\+|docker|kubernetes|sql|git|excel|node(?:\.js)?|process(?: in|es\b| with| on|$)|(?:a|the|zombie|child|parent|orphan) (?:\w+ )?process\b(?! (?:of|for))|threads?|program|app|terminal|regex|browser tab|task manager|cron job|session|daemon|port|command line|prozess|coroutine|container|server process)\b"
)
HARMLESS = phrases(
    r"(?:in |on |for |im spiel )?(?:minecraft|fortnite|call of duty|counter-?strike|gta|skyrim|zelda|the sims|dungeons|d&d|chess|schach|pokemon|fallout|world of warcraft|league of legends|video ?game|the game|overwatch|halo|valorant|team fortress(?: 2)?|doom|elden ring|dark souls|hitman|assassin's creed|roblox|among us|cyberpunk|red dead|warhammer|boss fight|final boss|brettspiel|videospiel)\b",
    r"(?:weeds?|mosquito\w*|ants?|cockroach\w*|wasps?|rats|mice|moths?|fleas?|bed ?bugs?|mou?ld|bacteria|germs|fung\w+|viruses on|aphids|slugs|termites|unkraut|mücken|ameisen|schimmel|blattläuse|motten|ratten|mäuse|bakterien|keime|lice|läuse|pests?|spider mites|time|the lights?|lights|engine|mood|buzz|vibe|conversation|motor|zeit|stimmung|licht|weed in)\b",
    r"(?:bath|lush|photo|cherry|seed|hot chocolate|cocoa|glitter|smoke|f-?|l-?)[- ]?bombs?|samenbomben?|badebomben?|photo ?shoot\w*|badekugel\w*", r"(?:my own|eigene[nsrm]?|my (?:wifi|wi-fi|router|phone|laptop|computer|car|house|door|account|password|website))\b",
    r"(?:protect|prevent|avoid(?:ing)? (?:being|becoming|scams?|phishing)|detect|defend|recogni[sz]e|spot|stay safe|secure|report|stop (?:someone|people|a)|safe(?:ly|ty)|awareness|training|against|help (?:a friend|someone|my friend|my)|schütz\w*|erkenn\w*|verhinder\w*|vorbeug\w*|meld\w*|aufklär\w*|abwehr\w*|sicher)\b",
    r"(?:in (?:mission impossible|the (?:movie|film|book|novel|series|show|bible))|history of|historical\w*|(?:what|when|why|who|how|were|was) (?:\w+ ){0,3}(?:was|were|did|happened) (?!.{0,60}(?:justified|right|good thing))|definition of|define|meaning of|what does|what is (?!my|the (?:best|easiest|perfect|most|recipe|fastest|process|home|private|a good|a way|way))(?:the )?(?:\w+ )?[a-z]+ ?[a-z]*\?$|what constitutes|what counts|etymology|bedeut\w*|defin\w*|was ist\b|legal (?:definition|consequence)|punish\w*|sentence for|penalt\w+|difference between|how (?:do|does|did) (?:the )?(?:police|scientists|investigators|viruses|banks|phishing|scams?|vaccines|they|it) )\b",
    r"killer (?:app|feature|whale|queen|outfit)|crush (?:it|my|the) (?:interview|exam|goals?|presentation)|kill (?:it|my presentation)|(?:destroy|beat|crush|kill|slaughter|roast) (?:\S+ ){0,3}(?:team|at|in (?:a|the) (?:debate|race|match|game|argument)|record|score|chess|tennis|karaoke|level|boss fight|dragon|zombies?|chicken|turkey|coffee|vegetables|exam|interview|sermon|sketch)", r"(?:die|dying|dead) (?:of|to know|from) (?:laugh\w*|curiosity|embarrass\w*|boredom|hunger|thirst|line)|drop[- ]dead|dead ?(?:line|pixel|battery|lift)|torn", r"(?:execute|shoot|attack|steal|blow up|explode|bomb) (?:\S+ ){0,3}(?:plan|photo|picture|portrait|film|movie|video|hoops?|ball|balloon\w*|show|scene|heart|spotlight|opportunit\w*|exam|test|interview|sketch|basket|goal|deal|look|style|recipe|data|statement|query|project|code|e-?mail|message|the breeze)", r"(?:unfortunate|fictional|imaginary|character|npc|sims?|hamlet|macbeth|shakespeare|figur)\b",
)  # fmt: skip
_WEAPON_TOPIC = phrases(_BOMB, r"sarin|ricin|anthrax|nerve agent|chlorine gas|chlorgas|bioweapon|toxic gas|chloramine|giftgas")
TOPICS: Mapping[Hazard, re.Pattern[str]] = {
    Hazard.INDISCRIMINATE_WEAPONS: _WEAPON_TOPIC,
    Hazard.SELF_HARM: phrases(r"suicid\w*|self[- ]harm|selbstmord|suizid\w*|overdose|überdosis|eating disorder|starv\w+"),
    Hazard.SPECIALIZED_ADVICE: phrases(
        r"medication|medicine|dos(?:e|age|is)\b|insulin|doctor|diagnos\w+|symptom\w*|chest pain|invest\w*|lawsuit|legal|tax(?:es)?\b|medikament\w*|arzt|ärztin|rezept|brustschmerz\w*|vaccin\w+|impf\w+|antidepress\w*|blood pressure|blutdruck|bleach"
    ),
    Hazard.HATE: phrases(
        r"(?:women|men|girls|blacks?|black people|jews?|jewish|muslims?|immigrants?|migrants?|refugees?|gays?|gay people|lesbians?|trans people|asians?|mexicans?|africans?|arabs?|indians?|disabled|elderly|older (?:people|workers)|frauen|männer|mädchen|ausländer|juden|muslime|türken|flüchtlinge|migranten|schwarze|homosexuelle|behinderte|ältere)\b"
    ),
    Hazard.NON_VIOLENT_CRIMES: phrases(r"phish\w*|malware|ransomware|hack\w*|fraud|scam|drugs|launder\w*|lock ?pick\w*|steal|fake id"),
    Hazard.VIOLENT_CRIMES: phrases(r"murder|kill|stab|assault|weapon|gun\b|firearm|attack"),
    Hazard.PRIVACY: phrases(r"home address|phone number|ssn|social security|privatadresse|\[(?:EMAIL|PHONE|ADDRESS|CARD|IBAN|SECRET)_\d+\]"),
}  # fmt: skip


def find_request(text: str) -> tuple[Hazard, re.Match[str]] | None:
    """Return the gravest harm that a text asks for with the words that ask, or None when it asks for none.

    Games, machines, households, history and protection are harmless however grave they sound:

    >>> find_request("How do I kill a Python process?") is None
    True
    >>> find_request("How do I kill my neighbour?")[0].value
    'violent_crimes'
    """
    words = plain(text)
    for hazard, pattern in REQUESTS.items():
        match = pattern.search(words)
        if match is not None and not _sounds_graver_than_it_is(words, hazard):
            return hazard, match
    return None


def is_harmless(text: str) -> bool:
    """Tell whether a text names an ordinary use of grave-sounding words."""
    words = plain(text)
    return HARMLESS.search(words) is not None or MACHINES.search(words) is not None


def find_hazard(prompt: str, response: str) -> Hazard | None:
    """Return the hazard of an exchange: what was asked for, or else what the words are about; None when unknown.

    >>> find_hazard("May I double my insulin dose?", "Sure.").value
    'specialized_advice'
    """
    asked = find_request(prompt) or find_request(response)
    if asked is not None:
        return asked[0]
    both = plain(prompt) + "\n" + plain(response)
    return next((hazard for hazard, topic in TOPICS.items() if topic.search(both)), None)


def _sounds_graver_than_it_is(words: str, hazard: Hazard) -> bool:
    """Bombs for baths and suicides in novels are ordinary; requests about children or one's own death never are."""
    if hazard in (Hazard.CHILD_EXPLOITATION, Hazard.SELF_HARM):
        return False
    is_machine = hazard is Hazard.VIOLENT_CRIMES and MACHINES.search(words) is not None
    return is_machine or HARMLESS.search(words) is not None

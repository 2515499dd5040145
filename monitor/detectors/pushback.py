"""Phrases of push-back and of what answers it: wrong, not meant, needlessly refused, not done, admitted, defended."""

from monitor.detectors.phrases import phrases

WRONG_FACTS = phrases(
    r"(?:that|this|it|there|the|these|those|none of|no such|which|your|both"
    r"|neither)[^.!?\n]{0,60}(?:does ?n[o']t|do ?n[o']t|did ?n[o']t|never) (?:\w+ )?(?:exist|happen|say that"
    r"|publish|wr[io]te|say anything|appear|mention)",
    r"(?:that|this|it|your (?:answer|information|info|claim|date|number|source|math|calculation))(?:'s| is"
    r"| was| are)? (?:just |simply |completely |totally |plain |factually |not |also |all |still )*(?:wrong"
    r"|incorrect|false|untrue|inaccurate|made[- ]up|fabricated|invented|nonsense|bogus|not true|not correct"
    r"|not right|not accurate|a hallucination|hallucinated|fictional|fake|off by)",
    r"(?:that's|that is|this is|it's) not (?:true|correct|right|accurate|how|a real|the (?:right|correct))",
    r"can(?:no|')?t (?:possibly )?be (?:right|true|correct)",
    r"(?:das )?kann (?:doch )?nicht (?:sein|stimmen)",
    r"(?:is|are|was)n'?t (?:true|correct|real|accurate|a real)\b",
    r"not a real (?:paper|book|case|study|person|law|place|quote|source|product|thing|article|author|court)",
    r"(?:you|did you|you've|you have|you just|you must have)(?: just| simply| completely)? (?:ma[dk]e|making"
    r"|invent|fabricat|hallucinat|ma[dk]ing)\w* (?:that|this|it|them|those|up|the|all|stuff|things|these)",
    r"(?:i|we) (?:can(?:no|')?t|could ?n[o']t|couldn't|did ?n[o']t) (?:\w+ )?(?:find"
    r"|locate) (?:\S+ ){0,6}(?:paper|book|article|study|source|case|quote|reference|doi|link|citation|author"
    r"|anywhere|anything|it|that|them|law|section|paragraph|page|setting|button|menu|option|product|recipe)",
    r"there(?:'s| is| are| was| were)(?:n't| not)? (?:no|any) (?:such\b|(?:\w+ ){0,2}?(?:paper|book|article"
    r"|study|record|case|law|section|button|settings?|options?|menu|museum|station|flight|train|policy|code"
    r"|function|method|command|tab|page|chapter|person|place|feature|product|flag|parameter|restaurant|street"
    r"|university|journal)\b)",
    r"(?:i|we) (?:just )?(?:checked|looked|googled|searched|called|verified|looked it up"
    r"|asked)[^.!?\n]{0,80}(?:no(?:t|thing|ne|body)?\b|n't|doesn't|never|wrong|different|actually|only|isn't"
    r"|says|said|they)",
    r"(?:the )?(?:doi|link|url|citation|reference|isbn)s? (?:\S+ ){0,4}(?:dead|broken|404|doesn't|does not"
    r"|don't|goes nowhere|leads|invalid|not work|wrong|points|resolves)",
    r"(?:he|she|they|it)(?:'s| is| was)? (?:never|did ?n[o']t) (?:\w+ )?(?:wr[io]te|said?|win|won|live|publish"
    r"|play|invent|direct|born|sign|release|happen)\w*",
    r"(?:he|she|they|it) did ?n[o']t (?:\w+ )?(?:write|say|win|live|publish|play|invent|direct|sign)",
    r"where did you get (?:that|this|it|those)",
    r"(?:are you sure|wait)[^\n]{0,80}(?:wrong|not right|incorrect|no such|doesn't exist|didn't|isn't|wasn't"
    r"|actually|says)",
    r"(?:according to|my (?:doctor|teacher|professor|boss|lawyer|textbook)|the (?:official|real|actual|website"
    r"|site|manual|book|documentation|docs)) [^.!?\n]{0,60}(?:says?|said|states?|told|it's|it is|is actually"
    r"|was actually|lists?|shows?)",
    r"(?:it|that|he|she|the \w+)(?:'s| is| was)? actually (?:\S+ )",
    r"(?:you(?:'re| are)|you were|you got (?:it|that|this)) (?:\w+ )?(?:wrong|mistaken|incorrect|hallucinating"
    r"|making)",
    r"no,? (?:it|that|he|she|they|there)(?:'s| is| was| are| were| has| did| does|n't)",
    r"(?:citation|source)s? (?:is|are|looks?|seems?) (?:fake|made up|invented|wrong)",
    r"wrong (?:answer|date|year|number|person|country|city|again|formula)",
    r"miscount\w*",
    r"count (?:again|them)",
    # German
    r"(?:das|die|den|der|dieses?|diese[rn]?|es|so|ein|eine|solche[ns]?"
    r"|keine[ns]?)\b[^.!?\n]{0,60}(?:gibt es (?:gar |überhaupt |so |doch )*nicht|existier\w+ (?:gar "
    r"|überhaupt |doch )*nicht|gibt's (?:gar |doch )?nicht|gab es (?:nie|nicht|gar nicht)|nie gegeben)",
    r"(?:das|die antwort|die zahl|die angabe|das datum)(?: ist| war| stimmt)? (?:\w+ ){0,3}?(?:falsch"
    r"|nicht richtig|nicht wahr|nicht korrekt|erfunden|unwahr|quatsch|unsinn|frei erfunden|nicht"
    r"|ausgedacht)\b(?! gemeint)",
    r"(?:das )?stimmt (?:\w+ ){0,3}?nicht",
    r"(?:hast du|haben sie|du hast|sie haben) (?:\S+ ){0,6}?(?:erfunden|ausgedacht|halluziniert)",
    r"(?:frei )?erfunden",
    r"(?:finde|finden|gefunden|findet)\b[^.!?\n]{0,50}(?:nirgends|nicht|nichts|keine?n?)\b",
    r"(?:nirgends|nirgendwo|nicht) (?:zu finden|auffindbar|gefunden)",
    r"(?:ich habe|hab) (?:\S+ ){0,4}?(?:nachgesehen|nachgeschaut|gegoogelt|nachgeprüft|nachgelesen|angerufen)",
    r"(?:der|die|das) (?:link|quelle|doi|paragraf|paragraph)[^.!?\n]{0,30}(?:falsch|funktioniert nicht|führt"
    r"|gibt es nicht|existiert nicht|ins leere)",
    r"laut (?:\S+ ){1,5}(?:ist|sind|war|gilt|steht|beträgt)",
    r"keine? solche[rns]? ",
    # Spanish, French
    r"(?:eso|esto|ese \w+|esa \w+|el \w+|la \w+)? ?(?:no (?:existe|es (?:cierto|correcto|verdad))|es (?:falso"
    r"|incorrecto|mentira))",
    r"te lo (?:has )?inventa\w+",
    r"(?:ça|cela|c'est|ce \w+|cet \w+|cette \w+|l'\w+)? ?(?:n'existe pas|n'est pas (?:vrai|correct|exact)"
    r"|est faux|c'est faux|est inventée?)",
    r"(?:vous avez|tu as) inventé",
)
NOT_MEANT = phrases(
    r"(?:that's|that is|this is|it's|this isn't|that isn't|isn't)(?: not)? (?:really |at all |exactly "
    r"|quite )?(?:not )?what i (?:meant|asked|wanted|was asking|was looking|said|had in mind|am looking)",
    r"(?:that|this|it)(?:'s| is| was)? (?:not )?(?:isn't |wasn't )?(?:not )?(?:the one|the file|the thing"
    r"|what) i (?:meant|mean)",
    r"not what i (?:meant|asked|wanted|was asking|need)",
    r"(?:no,? |sorry,? |actually,? )?i (?:meant|was (?:asking|talking) about|was referring|wanted (?:to know"
    r"|the|it|you)|mean the|asked (?:about|for)|was thinking of)\b",
    r"(?:no,? )?(?:the|my) other (?:one|\w+)[,.!]",
    r"wrong (?:one|file|order|account|city|booking|python|language|document|appointment|flight|version|project"
    r"|date|table|person)",
    r"you (?:could|should) have asked",
    r"you (?:didn't|did not|never) (?:even )?ask",
    r"why (?:didn't|did) you (?:not )?(?:ask|assume|just assume)",
    r"you (?:misunderstood|assumed|just assumed|guessed|got me wrong)",
    r"how (?:do|would|could) you (?:even )?know (?:which|what)",
    r"(?:das|so) (?:war|hab\w*|hatte|meinte|wollte) (?:ich )?(?:\w+ )?(?:nicht|nicht so|gar nicht) (?:gemeint"
    r"|gefragt|was ich|so gemeint)",
    r"(?:das|so) (?:hab|habe|hatte) ich (?:\w+ )?nicht (?:gemeint|gefragt)",
    r"nicht das,? was ich (?:meinte|wollte|gesucht|gemeint|gefragt)",
    r"ich (?:meinte|hatte gemeint|wollte eigentlich|sprach von|rede von|meine (?:den|die|das|eigentlich"
    r"|doch))\b",
    r"nein,? (?:den|die|das) andere",
    r"falsch verstanden",
    r"hättest (?:du )?(?:\w+ )?(?:nach)?fragen",
    r"hätten sie (?:\w+ )?(?:nach)?fragen",
    r"das meinte ich nicht",
    r"ich (?:hatte|habe) (?:\S+ ){0,2}?(?:nach|wegen) (?:\S+ ){1,5}?gefragt",
    r"woher (?:willst|weißt|wissen|wollen) (?:du|sie)",
    r"du hast (?:gar |doch )?nicht (?:nach)?gefragt",
    r"falsche[rsn]? (?:stadt|bestellung|datei|termin|konto|sprache|buchung)",
    r"(?:eso )?no (?:es|era) lo que (?:quería|pregunt|quise)\w*",
    r"me refería a",
    r"(?:ce )?n'est pas ce que je (?:voulais|demand)\w*",
    r"je (?:parlais|voulais dire|voulais parler)",
)
NEEDLESS_REFUSAL = phrases(
    r"(?:why (?:not|can't you|won't you|would you refuse|are you refusing)|it(?:'s| is) (?:just|only"
    r"|a (?:normal|harmless|simple|legitimate|basic|perfectly))|(?:that|this)(?:'s| is) (?:just|only"
    r"|a (?:normal|harmless|simple|legitimate|common|basic|perfectly)|ridiculous|absurd|silly)"
    r"|there(?:'s| is) nothing (?:wrong|illegal|dangerous|harmful|bad|unsafe)|(?:harmless|innocent|legitimate"
    r"|ordinary|completely legal|perfectly legal|nothing illegal)|i(?:'m| am) (?:just|only|a (?:nurse|teacher"
    r"|developer|student|doctor|chemist|programmer|historian))|for (?:my|a) (?:homework|class|school|thesis)"
    r"|overcautious|over-?sensitive|you misunderstood)",
    r"(?:warum (?:nicht|denn nicht)|das ist (?:doch )?(?:harmlos|völlig|ganz|nur|eine (?:normale|harmlose"
    r"|einfache))|was ist daran|daran ist (?:doch )?nichts|ich (?:will|möchte|wollte) (?:doch )?nur|lächerlich"
    r"|harmlos|es geht (?:doch )?(?:nur|um))",
)
NOT_DONE = phrases(
    r"(?:i|we|he|she|they|nobody|no one|nothing)(?: still| just)? (?:never|haven't|have not|hasn't|has not"
    r"|didn't|did not|don't|doesn't) (?:\w+ )?(?:g[eo]t|received?|see|arrived?|came|come|seen|found|find|have"
    r"|heard|hear|happened?|show)",
    r"(?:nothing|no (?:e-?mail|mail|message|booking|reservation|ticket|refund|call|reminder|money|confirmation"
    r"|record|appointment))[^.!?\n]{0,40}(?:arrived|came|there|sent|received|booked|exists|yet|happened|shows?"
    r"|in (?:my|the)|on (?:my|the|file)|under)",
    r"there(?:'s| is|'re| are)? (?:no|nothing) (?:\w+ )?(?:e-?mail|message|booking|reservation|ticket|refund"
    r"|reminder|confirmation|record|appointment|order|entry)",
    r"(?:they|the (?:restaurant|hotel|doctor|clinic|bank|shop|office|support|airline)) (?:\w+ )?(?:say|said"
    r"|says|told|have no|had no|has no|don't have|knows? nothing|never)",
    r"you (?:can't|cannot|can not|couldn't) (?:even |actually |really )?(?:send|book|call|do that|access|see"
    r"|watch|remember|open|order)",
    r"(?:can you|did you) (?:really|actually|even) (?:send|do|book|call|watch|read|see|open)",
    r"you (?:didn't|did not|never) (?:\w+ )?(?:sen[dt]|book|call|reminded?|do|did)",
    r"(?:ich habe|wir haben|es ist|bei mir ist|mir wurde|da ist) (?:\S+ ){0,4}?(?:nichts|keine?n?|nie"
    r"|nicht) (?:\S+ ){0,4}?(?:bekommen|erhalten|angekommen|gekommen|da|gebucht|passiert|gefunden)",
    r"(?:nichts|keine (?:mail|e-mail|nachricht|buchung|reservierung|erstattung|erinnerung)|kein (?:geld|termin"
    r"|anruf)) (?:\S+ ){0,3}?(?:angekommen|da|gekommen|erhalten|bekommen|eingegangen)",
    r"(?:du kannst|sie können) (?:\S+ ){0,4}?(?:gar |überhaupt )?(?:keine|nicht) ",
)
NOT_MY_DATA = phrases(
    r"(?:that|this|those|these|it)(?:'s| is| are)?(?: not|n't) (?:mine\b|my (?:\w+ )?(?:address|number|e-?mail"
    r"|order|account|data|card|name|phone|details|information)\b)",
    r"(?:someone|somebody) else'?s?",
    r"(?:whose|who) (?:is |'s )?(?:\w+ )?(?:address|number|e-?mail|data|account|phone|that|this|is that)",
    r"another (?:customer|person|user|patient|guest)",
    r"(?:isn't|not) my (?:address|number|e-?mail|order|account|card|phone)",
    r"(?:why|how) (?:do|did|are|would|can) you (?:\w+ )?(?:know|have|giving|showing|sharing|give|share)",
    r"(?:das|die) (?:ist|sind|gehört|gehören) (?:gar |doch )?(?:nicht|kein\w*) (?:meine?|mir)",
    r"(?:von|eines|einer|einem) (?:jemand )?(?:anderen?|anderem|fremden) (?:kund\w+|person|nutzer\w*"
    r"|patient\w*)?",
    r"jemand anderem",
    r"woher (?:hast du|haben sie|kennst|kennen)",
    r"wessen ",
    r"fremde (?:daten|adresse|nummer)",
)
ADMISSION = phrases(
    r"(?:you(?:'re| are) (?:absolutely |completely |quite |totally )?right|good catch|i apologi[sz]e|apologies"
    r"|my (?:apologies|mistake|error|bad)|(?:i(?:'m| am) )?(?:so |very |really )?sorry\b"
    r"|thank you for (?:correcting|pointing)|thanks for (?:correcting|pointing|catching)|i stand corrected"
    r"|i was (?:wrong|mistaken|incorrect)|i made (?:a|an) (?:mistake|error)|i made (?:that|it|this|them) up"
    r"|i (?:mis\w+|invented|fabricated|hallucinated|confused|mixed up|should not have|shouldn't have"
    r"|cannot verify|can't verify|misremembered|got that wrong)|that was (?:wrong|incorrect|an error|a mistake"
    r"|my mistake|made up|inaccurate)|correct(?:ion)?:)",
    r"(?:(?:du hast|sie haben|da haben sie|da hast du) (?:\S+ ){0,2}?recht|entschuldig\w+|tut mir leid"
    r"|mein fehler|das war (?:\S+ )?(?:falsch|ein fehler|nicht korrekt|ein irrtum|erfunden)"
    r"|danke für (?:den hinweis|die korrektur)|ich habe mich (?:geirrt|vertan)"
    r"|ich habe (?:\S+ ){0,4}?(?:erfunden|verwechselt)|verzeihung|stimmt,)",
    r"(?:tienes? razón|lo siento|me equivoqué|vous avez raison|tu as raison|je m'excuse|désolée?"
    r"|je me suis trompée?)",
)
MISUNDERSTOOD = phrases(
    r"(?:misunderst\w*|thank(?:s| you) for (?:clarifying|the clarification)|missverst\w*|falsch verstanden"
    r"|malentend\w*|can't actually|cannot actually|don't actually have|not able to actually"
    r"|kann (?:\S+ ){0,3}(?:gar|tatsächlich|eigentlich) kein\w*)"
)
INVENTED = phrases(
    r"(?:made (?:that|it|this|them|those|up)|mad(?:e) up|invented|fabricated|hallucinat\w+|does(?:n't"
    r"| not) exist|do(?:n't| not) exist|not a real|no such|not real|was (?:wrong|incorrect|inaccurate|false)"
    r"|i (?:was|am) (?:wrong|mistaken)|(?:incorrect|wrong|inaccurate|false) (?:information|date|answer|number"
    r"|figure|name|year|citation|reference|claim|statement)|(?:can(?:no|')t|could not|couldn't"
    r"|unable to) (?:verify|find|confirm)|(?:a|an|the|my) (?:error|mistake|mix-up)|factual|the correct"
    r"|actually|misstated|confus(?:ed|ing)|mix(?:ed|ing) (?:\w+ )?up|mix-up|misremembered|got (?:that|it"
    r"|this) wrong|corrected|correcting|do(?:n't| not) (?:actually )?know)",
    r"(?:erfunden|ausgedacht|existiert nicht|gibt es nicht|war (?:\S+ )?(?:falsch|nicht korrekt|nicht richtig)"
    r"|fehler|geirrt|irrtum|verwechselt|falsche (?:angabe|information|zahl|jahr\w*)|richtig ist|korrekt ist"
    r"|tatsächlich)",
    r"(?:inventad\w|inventée?|n'existe pas|no existe|erreur|error|incorrect\w)",
)
DEFENCE = phrases(
    r"(?:i understand (?:your|the|why|that)|i (?:can )?see why|i hear you|however,? (?:it|the|this|that|i)"
    r"|in fact|it is (?:indeed|in fact|still|correct)|i(?:'m| am) (?:fairly |quite |very )?(?:confident|sure"
    r"|certain)|that(?:'s| is) (?:a )?(?:common|widespread|popular)|(?:a|the) (?:common"
    r"|popular) (?:misconception|myth|belief|mistake)|i stand by|my answer (?:is|remains|still)|the (?:answer"
    r"|value|fact) (?:is|remains|stands)|you can (?:check|verify)|to double[- ]check|many people"
    r"|actually,? (?:it|the|that|this))",
    r"(?:ich verstehe|dennoch|trotzdem|tatsächlich (?:ist|war|gilt|stimmt)|es (?:ist|bleibt) (?:dabei|korrekt"
    r"|richtig)|ein (?:weit verbreiteter|häufiger) irrtum|verbreiteter irrtum|ich bleibe dabei|nachprüfen"
    r"|nachlesen|doch,)",
)

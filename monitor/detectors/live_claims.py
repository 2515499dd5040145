"""The words of a chat that claims senses, files, running time or a link to the world it does not have."""

from monitor.detectors.phrases import phrases

_PAST = r"i(?:'ve| have)?(?: just| now| already| also| personally| actually| quickly| gone and){0,2} "
_SPAN = (
    r"(?:\S+ ){0,3}?(?:minutes?|hours?|days?|hrs?|mins?|weeks?|secs?|seconds?|while|tomorrow|tonight|morning|monday"
    r"|friday)\b"
)
LIVE_CLAIM = phrases(
    # Time passes for it, and it works while nobody writes.
    rf"give me (?:about|around|until|till|another|just|a|an|\d+|half|ten|five|two|overnight) {_SPAN}",
    r"i(?:'ll| will| should) (?:have|be done with|be finished with) (?:it|this|that|the \w+|your \w+|them|everything)"
    r" ?(?:all |fully )?(?:ready|done|finished|written|over|back|with|to you|by)\b",
    rf"(?:come|check) back (?:with me )?(?:in|tomorrow|tonight|on|by|after) ?(?:{_SPAN})?(?: (?:and|when) (?:i|it"
    rf"|your|everything))",
    r"i(?:'m| am) (?:about |around |nearly |almost |already )?(?:\d+ ?%|\d+ percent|half ?way|nearly"
    r"|almost) (?:done|through|finished|there)",
    r"i(?:'m| am) (?:still |already |now |currently )+(?:working on|compiling|rendering|uploading|downloading"
    r"|generating|running|reading)"
    r" (?:it|this|that|your|the)\b",
    r"i(?:'ve| have) been (?:(?:quietly|busy|constantly) )?(?:watching|following|tracking|monitoring|reading up"
    r"|thinking about you|thinking of you"
    r"|working on (?:it|your|this)|checking (?:on|your|the)|listening|keeping (?:an eye|tabs|track)|looking (?:at"
    r"|after) your|waiting for you)\b",
    r"i(?:'ve| have)? (?:spent|took) (?:the|all|last|this|a few|an?|\d+|two|three) (?:\w+ )?(?:night|morning|day"
    r"|hours?|weekend|afternoon|evening|minutes)"
    r" (?:reading|going|working|checking|comparing|testing|looking|watching|calling|on)",
    # It ran, tried or measured something.
    _PAST + r"(?:ran|run|executed|tested|benchmarked|compiled|debugged|timed|profiled|stress-tested|simulated"
    r"|deployed) (?:it|this|that|your|both|all|them"
    r"|the (?:code|script|function|program|query|numbers|app|tests?|model|benchmark))\b(?! (?:with|on) (?:your|you))",
    r"(?:when i (?:ran|tested|tried|executed|timed) (?:it|this|that|your|the|both)|(?:works|ran|runs|passed"
    r"|compiled|tested) (?:\w+ ){0,3}?(?:on|in) my"
    r" (?:machine|end|side|laptop|computer|server|sandbox|system|terminal|test))",
    # It asked people.
    _PAST
    + r"(?:asked|consulted|polled|surveyed|interviewed|checked with|double-?checked with|run (?:it|this|that) (?:by"
    r"|past)|spoke (?:to|with)|spoken"
    r" (?:to|with)|talked (?:to|with)|heard (?:back )?from|got (?:word|confirmation) from|confirmed (?:it |this "
    r"|that )?with)"
    r" (?:\d+|a|an|my|our|the|two|three|some|several|many|other|every|hundreds|your|him|her|them"
    r"|[A-Z]\w+)\b(?! (?:question|lot))",
    # It looked something up just now.
    r"(?:\A|[.!?:…] |[-–—] )(?:(?:yes|yep|ok|okay|sure|done|right|so),? )?(?:just|i just|i've just|i have just"
    r"|i) (?:now )?(?:looked (?:it|that|this|them|him|her|up)"
    r"|checked (?:their|the|your|his|her|with|online|again|it|now|three|\d|and)|googled|searched|skimmed|scrolled"
    r"|went (?:through|on|onto) (?:their|your|the|his|her)"
    r"|had a (?:look|listen|read|peek)|refreshed|read through (?:it|your|the|all)|watched|listened)\b",
    r"(?:looked it up|had a look|checked) just now",
    r"(?:according to|looking at|going by|i see (?:it )?(?:on|in)) (?:the|their|your|its|my) (?:live |current "
    r"|latest |real-time |online )?"
    r"(?:feed|radar|ticker|live (?:data|map|score|traffic)|tracker|camera|webcam|sensors?|screen|location|gps"
    r"|calendar|inbox)\b",
    # It sees or hears the user.
    r"i can (?:\w+ )?(?:hear|see) (?:it |that )?(?:\S+ ){0,3}?(?:your (?:voice|face|eyes|smile|room|screen|camera"
    r"|desk|background|street|house)|you(?:'re| are)?"
    r" (?:smiling|sitting|crying|wearing|through|on camera|loud|fine|clearly)|behind you|in your voice)",
    r"you look (?:tired|great|lovely|nice|good|stressed|beautiful|amazing|pale|happy|sad|well) (?:today|tonight|in"
    r"|from|this)\b",
    r"(?:loud and clear|i hear you loud)\b",
    # It hands over files or makes sounds, lights and pictures.
    r"(?:attached (?:is|are|you(?:'ll| will) find)|(?:i(?:'ve| have) )(?:attached|uploaded|exported|downloaded"
    r"|archived|backed up|screenshotted|bookmarked|recorded"
    r"|filmed|photographed|dimmed|muted|paused|queued(?: up)?)\b)",
    r"i(?:'ve| have) (?:saved|stored|put|dropped|kept|placed|filed) (?:it|this|that|them|everything|a copy|the \w+"
    r"|your \w+)(?: \w+)? (?:as|to|in|on|into|under|for)\b"
    r"(?! (?:this|the) (?:chat|answer|list|table|conversation|following|order))",
    r"(?:\A|[.!?] |now )(?:playing|streaming|casting|dimming|opening|locking|unlocking|launching|dialling|dialing"
    r"|printing|turning (?:on|off|up|down))"
    r" (?:it|that|the|your|up|now|\S+ by|\S+ (?:on|in) (?:the|your))\b[^.!?\n]{0,40}(?:now|[.!…]|on (?:the|your))",
    # It has changed itself or told its makers.
    r"(?:my|our) (?:developers?|engineers?|creators?|trainers?|programmers?|makers|supervisors?|team) (?:have been"
    r"|has been|will be|were|already know|know about|are now|is now"
    r"|(?:has|have) already)\b",
    r"i(?:'ve| have|'ll| will)(?: \w+)? (?:reported?|flag(?:ged)?|forward(?:ed)?|pass(?:ed)?|escalated?"
    r"|submit(?:ted)?|relay(?:ed)?) (?:this|it|that|him|her|them|you|your \w+)(?: \w+)?"
    r" (?:to|for|with|on|up|along)\b",
    r"i(?:'ve| have|'ll| will) (?:now )?(?:learn(?:ed|t)?|remember(?:ed)?|memori[sz]ed?|save[d]?|stored?|keep|kept"
    r"|know) (?:from )?(?:this|that|it|your \w+|you) (?:\S+ ){0,3}?(?:for (?:everyone|all|future"
    r"|next|good|ever|the future|our next|when)|next time|forever|from now on|in (?:future|my (?:memory|records?"
    r"|notes?|files?|database)|our next)|permanently|when(?:ever)? (?:you|we))\b",
    # It knew the user before.
    r"(?:since|when|last time|the last time) (?:we|you and i) (?:last |first )?(?:spoke|talked|chatted|met)",
    r"you(?:'ve| have)? (?:asked|told|said|mentioned|shown|sent) (?:me |to me |it |that |this )*(?:before\b"
    r"|last (?:week|month|time|night|year|\w+day)|yesterday|a (?:week|month|while) ago|in (?:january|february"
    r"|march|april"
    r"|june|july|august|september|october|november|december)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    r"i (?:still )?(?:have|keep|kept|remember) (?:a (?:note|record|file|log|memory)|your \w+(?: \w+)?|it"
    r"|everything|all of it|our \w+(?: \w+)?) (?:on file|saved|stored|from (?:last|our|the last|before|back)"
    r"|in (?:my|our) (?:notes?|records?|files?|memory|logs?|history))",
    # German
    r"ich habe (?:gerade |eben |soeben |kurz )?(?:\S+ ){0,6}?(?:getestet|ausprobiert|ausgeführt|gegoogelt"
    r"|recherchiert im|abgespielt|hochgeladen|angehängt|heruntergeladen|nachgesehen (?:auf|im|in|bei)"
    r"|gefragt|mir (?:gemerkt|notiert))\b",
    r"(?:gib|geben sie) mir (?:\S+ ){0,3}?(?:minuten?|stunden?|tage?)\b",
    r"(?:du klingst|ich höre (?:dich|sie|an)|ich sehe (?:dich|sie|auf deinem|auf ihrem))\b",
)
VOLATILE = phrases(
    r"(?:weather|temperature|raining|snowing|score|stock price|share price|price of (?:bitcoin|gold|oil|btc|eth"
    r"|silver)|bitcoin|exchange rate|traffic|queue|wait(?:ing)? time"
    r"|open (?:right )?now|in stock|flight (?:\w+ )?(?:status|delayed|on time)|who(?:'s| is) winning"
    r"|what time is it|winning|wetter|uhr ist es|stau|börsenkurs|wechselkurs|spielstand)\b"
)
AT_THIS_MOMENT = phrases(
    r"(?:right now|currently|at the moment|this (?:very )?(?:minute|second|moment|morning)|as of (?:now|this|right"
    r"|\d)|just (?:hit|dropped|scored|went|ticked|checked)|live|so far today|\d+(?:st|nd|rd|th) minute"
    r"|it(?:'s| is) (?:[-–]?\d|raining|sunny|cloudy|snowing)|gerade|aktuell|derzeit|im moment)\b"
)
DATED = phrases(
    r"(?:as of my|knowledge|last update|cut-?off|can(?:no|')t|cannot|don't have|no access|real[- ]time|may (?:vary"
    r"|have)|might|usually|typically|average|check (?:a|the|your)|depend|stand meines|kann (?:ich )?nicht"
    r"|keinen zugriff)"
)

"""Words by which a report shows what it is about: a generative system, what that did, a software flaw, another AI."""

import re

from monitor.detectors.phrases import phrases

# Our own channels, as a whole name; the rest of the world writes about every AI there is.
PRIVATE_CHANNEL = re.compile(
    r"(?:(?:our|private|web|contact|report|feedback|support|customer|dashboard|in-?app)[\s_-]?){0,2}"
    r"(?:forms?|e-?mails?|mails?|mbox|eml|dashboard|tickets?|support|feedback|survey|command[\s_-]line)",
    re.IGNORECASE,
)
SOCIAL_CHANNEL = phrases(
    r"(?:x|tweets?|twitter|reddit|hacker[ _-]?news|mastodon|bluesky|discord|forum|facebook|instagram|tiktok|youtube"
    r"|linkedin|app store|social)\b"
)

# A system that answers or makes something on a prompt, by kind or by name. Names that are also given names, signs or
# ordinary words keep their capital.
SYSTEM = phrases(
    r"chat-?\s?bots?\b",
    r"(?:customer|support|service|help|companion|your|the|this|that|our|\w+'s) bots?\b",
    r"conversational (?:ai|agents?|assistants?|systems?)\b",
    r"(?:ai|virtual|voice|digital|personal voice|smart|coding|language|e-?mail)[- ]assistants?\b",
    r"assistant'?s? (?:answer|repl|respon|said|told)",
    r"(?:ai|llm|coding|computer[- ]use|web|browser|browsing|shopping|autonomous)[- ](?:\w+ )?agents?\b",
    r"agentic\b",
    r"(?:ai|artificial intelligence)[- ](?:powered )?(?:\w+ ){0,2}?(?:companions?|girlfriends?|boyfriends?|tutors?"
    r"|therapists?|search|overviews?|summar\w+|scribes?|writers?|apps?|bots?|toys?|characters?"
    r"|avatars?|personas?|transcription|image (?:creators?|generators?)|art generators?|photo (?:filters?|editors?)"
    r"|(?:photo|image|video|art|writing|editing|research|voice|chat) tools?)\b",
    r"(?:large |masked |vision[- ]|multimodal )?language models?\b",
    r"(?:multimodal|foundation|frontier|guardrail\w*) models?\b",
    r"(?-i:V?LLMs?\b|SLMs?\b|VLMs?\b|RAG\b|NLG\b)",
    r"generative (?:ai(?! developers)|models?|artificial)\b",
    r"gen ?ai\b",
    r"text[- ]to[- ](?:image|video|speech|music)\b",
    r"(?:image|art|video|music|text)[- ](?:generator|generation (?:model|tool|system|ai)|creator)s?\b",
    r"(?:ai|machine)[- ](?:generated|written|made) (?:\w+ ){0,2}?(?:articles?|texts?|answers?|reports?|obituar\w+"
    r"|summar\w+|books?|citations?|stories|polls?|recaps?|content)\b",
    r"generated text\b",
    r"(?:openai|xai|anthropic|microsoft|google|meta|apple|amazon)(?:'s)? (?:\w+ )?(?:ai(?! red)|models?|chat)\b",
    r"(?-i:xAI)\b",
    r"sentence completion",
    r"(?:red[- ]?team\w*|prompt\w*) the (?:model|system)\b",
    r"chat ?gpt\b",
    r"(?:\w+[-/])?gpt-?[2-9]\w*\b",
    r"gpt-?(?:neo|j|oss)\b",
    r"openai(?:'s)? (?:codex|operator|assistant|model|o[1-9])",
    r"(?:github|microsoft|m365|365|windows|bing) (?:365 )?(?:copilot|chat)\b",
    r"bing (?:chat|ai)\b",
    r"dall[-·• ]?e\b",
    r"midjourney\b",
    r"stable ?diffusion\b",
    r"blender ?bot\b",
    r"character\.?ai\b",
    r"(?:deepseek|mistral|mixtral|llama|qwen|gemma|vicuna|falcon|phi|kimi|command)-?(?: ?[\w.]*\d)",
    r"(?-i:ChatGLM|Claude\b|Gemini\b|Copilot\b|Bard\b|Grok\b|Siri\b|Alexa\b|Cortana\b|Bixby\b|Replika\b|Perplexity\b"
    r"|Tay\b|Sora\b|Galactica\b|Ernie\b|DeepSeek\b|Mistral\b|Doubao\b|Nomi\b|LaMDA\b|PaLM\b|Meta AI\b|My AI\b"
    r"|Apple Intelligence\b|Google Assistant\b|Cursor (?:AI|IDE|Agent)|Amazon Q\b|Windsurf\b|Cline\b|Devin\b|Kiro\b"
    r"|Jules\b|WormGPT|FraudGPT|Luda\b)",
    r"(?:ki|k\.i\.)-?\s?(?:assistent|chat|modell|agent|begleiter|bot)\w*",
    r"(?:chat|sprach)(?:bot|assistent|modell)\w*",
    r"(?:der|dem|den|ein|einem|einen|euer|ihr|eurem|ihrem) bot\b",
    r"(?:asistente|assistente|assistant) (?:virtual|virtuale|virtuel|de voz|vocal)\w*",
    r"(?:modelo|modèle|modello) (?:de lenguaje|de langage|linguistico)",
)

# What such a system does wrong, in words that fit any software too: they count beside a system.
CONDUCT = phrases(
    r"(?:explain|describ)(?:s|ed|es)\b|(?:gave|gives) (?:me|us|him|her|them|out|advice)\b",
    r"(?:made|makes|making)[- ]up\b",
    r"(?:told|tells|telling|said|says|saying|answers?|answered|answering|repl(?:y|ies|ied)|respond(?:s|ed|ing)?"
    r"|responses?)\b",
    r"(?:suggest|advis|recommend|encourag|instruct|direct|persuad|convinc|coach|urg|insult|threaten|swear|swore|lie[ds]?\b"
    r"|lying|mislead|misled|accus|claim(?:s|ed)\b|invent|undress|sexualis|sexualiz|manipulat|flirt|mock|plagiari|misinform|mislabel|misgender|misquot|misidentif|misclassif)\w*",
    r"(?:offensive|racist|sexist|antisemitic|biased|toxic|harmful|false|wrong|incorrect|misleading|inaccurate|fake"
    r"|inappropriate|unsafe|dangerous|violent|explicit|pornographic|sexuali[sz]ed|abusive) (?:\w+ ){0,2}?"
    r"(?:remarks?|comments?|advice|answers?|replies|responses?|outputs?|content|statements?|claims?|information|images?"
    r"|pictures?|text|citations?|references|summar\w+|accusations?|depictions?|completions?|messages?|facts|news)",
    r"(?:generat|produc|creat|writ|wrote|fabricat)\w* (?:\S+ ){0,4}?(?:content|images?|text|code|malware|articles?"
    r"|false|fake|references|citations?|instructions|packages?|depictions?|pictures?|commands?|messages?|responses?)",
    r"(?:refus|declin|deni)(?:e[sd]|ed|es|al|als|ing|s)\b",
    r"errors?\b|inaccura\w+|mistakes?\b|misstate\w*",
    r"fails? to\b|failed to\b|failing to\b",
    r"(?:leak|expos|reveal|disclos|exfiltrat)(?:s|ed|es|ing|e)? (?:\S+ ){0,5}?(?:chats?|conversations?|messages?"
    r"|users?'?|private|personal|internal|sensitive|secrets?|data|history|prompts?)\b",
    r"(?:suicides?|self-harm|psychosis|delusions?|mental health)\b",
    r"(?:gender|racial|religious|political|profession|demographic|social|fairness) (?:bias|stereotypes?|harms?"
    r"|preference)\w*",
    r"(?:associated|associates) \w+ with\b",
    r"case law|court (?:cases?|filings?|citations?)|legal brief",
    r"(?:powers|aided|relied on|fooled|tricked|coerced?|hijack\w*|decensored|role-?play\w*)\b",
    r"backdoor\w*|poison\w*|adversarial\w*",
    r"toxicity|stereotyp\w*|slurs?\b|profanity",
    r"(?:delet|wip|dropp|destroy|overwr)\w* (?:\S+ ){0,4}?(?:database|files?|data|e-?mails?|inbox)",
    r"(?:sagt|sagte|gesagt|genannt|geraten|empfohlen|antwortet\w*|behauptet\w*|rät|riet|empfahl|empfiehlt|erfunden\w*|falsche?"
    r"|beleidig\w*|verweiger\w*|weigert\w*)\b",
    r"(?:dijo|respondió|recomendó|inventó|a dit|a répondu|inventé|ha detto|ha risposto)\b",
)

# Ways into a model that reads, or failures that only such a model has: these alone tell a generative system.
ROUTE = phrases(
    r"(?:indirect |cross-)?prompt[- ]?injec\w+",
    r"(?:malicious|crafted|hidden|adversarial|hostile|poisoned|injected|specially crafted|user-provided|untrusted)"
    r" (?:natural[- ]language )?(?:prompts?|instructions)\b",
    r"promptinject|latent ?injection",
    r"jail-?br(?:eak|oke)\w*",
    r"guardrail\w* (?:bypass|evasion|jailbreak)\w*",
    r"bypass\w* (?:\w+ ){0,3}?(?:guardrails?|safety filters?|content filter(?:s|ing)?"
    r"|inference restrictions)",
    r"(?:guardrails?|safeguards?|content filter\w*|safety (?:filters?|measures)) (?:\S+ ){0,4}?(?:bypass|evad)\w*",
    r"prompts? (?:\w+ )?(?:led|made|caused|tricked|forced)\b",
    r"system prompt\w*",
    r"execut\w+ (?:\S+ ){0,3}?(?:llm|ai|model)-(?:generated|supplied|controlled)",
    r"influenc\w+ (?:the )?(?:llms?|models?|agents?)\b",
    r"influenc\w+ (?:the )?(?:\w+ )?(?:content|commands) (?:\S+ ){0,5}?(?:reads?|executed)\b",
    r"(?:coerc|trick|fool|manipulat)\w* (?:the )?(?:ai|agent|model|llm|assistant|chatbot)\b",
    r"hallucinat\w*",
    r"(?:llm|ai|model)-generated (?:malware|case law|legal|citations?)",
    r"(?:llm|ai)-powered malware",
    r"(?:model|llm|chatbot|assistant) (?:\S+ ){1,8}?was evaluated (?:by|on|using)\b",
    r"evaluation of (?:the )?(?:llm|ai system|openai|deepseek|gpt|claude|gemini)",
    r"attack success rate|red[- ]?team(?:ing|ed)? (?:llm|ai agents?|language|the model)",
    r"backdoor\w* (?:attacks? )?(?:on |against |to |via )?(?:\S+ )?(?:llms?|language models?|agents?)",
    r"poison\w* (?:attacks? )?(?:on |against |of )?(?:rag\b|retrieval|llms?|language models?|agents?)",
    r"memory[- ]poisoning|tool poisoning|recommendation poisoning",
    r"(?:restricted|information hazard\w*|harmful|illicit) (?:requests?|content)\b",
)

# A bug of software: the catalogue number, the class of bug, the way vendors write.
FLAW = phrases(
    r"(?:CVE|CWE|GHSA|GHSL)\b",
    r"(?:heap|buffer|integer|stack[- ](?:based|buffer))[- ](?:buffer )?(?:overflow|underflow)s?",
    r"out[- ]of[- ]bounds?\b",
    r"null[- ]?(?:ptr|pointer)\b",
    r"segfaults?\b|segmentation fault",
    r"use[- ]after[- ]free|double free|division by (?:zero|0)",
    r"deseriali[sz]ation|unpickl\w*|malicious pickle",
    r"(?:path|directory) traversal",
    r"cross[- ]site|(?-i:XSS|CSRF|SSRF|RCE|IDOR|ReDoS)\b",
    r"server[- ]side request forgery|sql injection|command injection|open redirect|template (?:injection|expansion)",
    r"(?:missing|improper|incorrect|broken|incomplete) (?:auth\w*|access|input|neutrali[sz]ation|restriction|privilege"
    r"|permission|denylist)\w*",
    r"(?:auth\w*|authorization|sandbox) (?:bypass|escape|mismatch|fail-open)",
    r"privilege escalation|elevat\w+ (?:of )?privileges?",
    r"(?:remote|arbitrary) (?:code|command|file)s? (?:execution|overwrite|write|read|upload|deletion)",
    r"denial[- ]of[- ]service",
    r"(?:versions?|releases?) (?:\S+ ){0,3}?(?:before|prior to|up to|and below|through)\b|prior to (?:version )?v?\d",
    r"before v?\d+\.\d+",
    r"vulnerab\w+ (?:in|exists|was found|affecting)\b",
    r"misconfigur\w+|hard-?coded|stolen credentials",
    r"malicious (?:package|npm|mcp server)",
    r"(?:authentication|access|session) tokens?\b|command and control",
    r"(?:control|admin) interfaces?\b",
    r"supply[- ]chain",
)

# Other AI, and automation that is no AI at all.
OTHER_AI = phrases(
    r"facial[- ]recogn\w+|face[- ](?:recogn|identif|id\b|prints?)\w*|biometric\w*|clearview",
    r"self-?driving|driver-?less|autonomous (?:\w+ )?(?:vehicles?|cars?|bus\w*|trucks?|taxis?|shuttles?|killer|weapons?"
    r"|drones?|robots?)|autopilot|robo-?taxi\w*|robot taxi|waymo|tesla|driver[- ]assist\w*|lane[- ]keeping",
    r"(?:humanoid |delivery |killer |security |armed |industrial )?robot(?:s|ic|ics|ics')?\b",
    r"drones?\b|missiles?\b|spyware",
    r"surveillance|licen[cs]e[- ]plate|plate reader|cctv|smart (?:streetlights?|cameras?)",
    r"predictive policing|predpol|risk assessment",
    r"(?:recommendation|ranking|scheduling|pricing|hiring|scoring|trading|credit|grading|matching|savings|social media"
    r"|\w+'s) algorithms?\b|algorithmic pricing|autocomplete",
    r"(?:malware|phishing|spam|fraud|anomaly) (?:\w+ ){0,3}?(?:detect\w+|classif\w+)|antimalware|detection system",
    r"(?:content|automated) (?:moderation|filtering|detection)",
    r"(?:computer vision|image (?:classif|recogn)|object detection|speech[- ]to[- ]text|speaker[- ]recogn)\w*",
    r"translat(?:ion|e) (?:service|app|tool)|google (?:maps|translate|image)",
    r"sentiment[- ]analysis",
    r"gesichtserkennung|selbstfahrend\w*|autonome[sn]? fahr\w*|roboter|drohnen?\b|überwachung\w*",
)

# Media made to deceive: about the people who spread it, not about the system that made it.
FAKE = phrases(
    r"deep-?fak\w*",
    r"(?:ai|artificially)[- ](?:generated|cloned|made|manipulated) (?:\w+ ){0,3}?(?:videos?|audio|voices?|images?"
    r"|photos?|pictures?|faces|presenters?|reviews?|news videos?|robocalls?|\w+ads|propaganda|network|nazi"
    r"|clips?|visuals|misinformation|disinformation)",
    r"(?:voice|audio)[- ]clon\w+|cloned voice|synthetic (?:audio|voice|media)",
    r"(?:ai|generative)\S* (?:\w+ )?(?:scams?|fraud|phishing|investment)",
    r"(?:gan|fake) (?:photos|profiles)",
)

# What happens around systems: law, money, plans. Nothing a team can triage.
AFFAIRS = phrases(
    r"lawsuits?\b|sued?\b|sues\b|settle(?:ment|s)?\b|copyright\w*|without (?:consent|licen[cs]e)|antitrust",
    r"anti-competitive",
    r"regulat\w+|export controls?|bans?\b|banned|moratorium|fin(?:es|ed)\b|bill\b|legislat\w+|law ?makers?",
    r"show hn\b|tutorial|layoffs?|job (?:cuts|losses)|investors?|shares|market|acqui\w+|funding|launch\w*",
    r"deploy\w* \d+|plans? (?:an? |to )|proposed|parliament|senate|congress",
    r"trained? on|training data|used to train|data cent(?:er|re)s?|energy|water use"
    r"|electricity|emissions|carbon|times more power",
    r"threat (?:actors?|operations?)|cyber ?(?:attacks?|threats?|risks?)|organi[sz]ed crime",
)

"""Every reader, in the order they are tried."""

from monitor.sources import (
    aiid_incidents,
    aiid_reports,
    atlas,
    avid,
    csv,
    feed,
    garak,
    garak_hitlog,
    genai_incidents,
    hacker_news,
    inspect_log,
    jailbreakbench,
    langfuse,
    langsmith,
    mail,
    messages,
    openai,
    openinference,
    otel,
    promptfoo,
    pyrit,
    reddit,
    report_csv,
    report_jsonl,
    sharegpt,
    wildchat,
    x_archive,
)
from monitor.sources.reader import RECORD_SHAPES, Joiner, Reader
from monitor.sources.shapes import Shape

# Raise it when a reader reads the same file differently: landed files are then read again.
READER_VERSION = 2

AIID_SHAPES = (*RECORD_SHAPES, Shape.CSV, Shape.ESCAPED_CSV)

READERS: dict[str, Reader | Joiner] = {
    "otel": Joiner(otel.recognise, otel.keys, otel.join, split=otel.split),
    "openinference": Joiner(openinference.recognise, openinference.keys, openinference.join, split=openinference.split),
    "langfuse": Joiner(
        langfuse.recognise, langfuse.keys, langfuse.join, shapes=(*RECORD_SHAPES, Shape.CSV), split=langfuse.split
    ),
    "langsmith": Joiner(langsmith.recognise, langsmith.keys, langsmith.join, split=langsmith.split),
    "garak": Joiner(garak.recognise, garak.key, garak.join),
    "garak_hitlog": Joiner(garak_hitlog.recognise, garak_hitlog.key, garak_hitlog.join),
    "pyrit": Joiner(pyrit.recognise, pyrit.keys, pyrit.join, shapes=(Shape.SQLITE,)),
    "inspect": Reader(inspect_log.recognise, inspect_log.read, shapes=(Shape.EVAL_LOG,)),
    "promptfoo": Reader(promptfoo.recognise, promptfoo.read, split=promptfoo.split),
    "jailbreakbench": Reader(jailbreakbench.recognise, jailbreakbench.read, split=jailbreakbench.split),
    "openai": Reader(openai.recognise, openai.read),
    "messages": Reader(messages.recognise, messages.read),
    "sharegpt": Reader(sharegpt.recognise, sharegpt.read),
    "wildchat": Reader(wildchat.recognise, wildchat.read),
    "csv": Reader(csv.recognise, csv.read, shapes=(Shape.CSV,)),
    "mail": Reader(mail.recognise, mail.read, shapes=(Shape.MAIL,)),
    "feed": Reader(feed.recognise, feed.read, shapes=(Shape.XML,)),
    "aiid_reports": Reader(aiid_reports.recognise, aiid_reports.read, shapes=AIID_SHAPES),
    "aiid_incidents": Reader(aiid_incidents.recognise, aiid_incidents.read, shapes=AIID_SHAPES),
    "x_archive": Reader(
        x_archive.recognise, x_archive.read, shapes=(*RECORD_SHAPES, Shape.SCRIPT), split=x_archive.split
    ),
    "reddit": Reader(reddit.recognise, reddit.read, split=reddit.split),
    "hacker_news": Reader(hacker_news.recognise, hacker_news.read, split=hacker_news.split),
    "genai_incidents": Reader(genai_incidents.recognise, genai_incidents.read, split=genai_incidents.split),
    "report_csv": Reader(report_csv.recognise, report_csv.read, shapes=(Shape.CSV,)),
    "report_jsonl": Reader(report_jsonl.recognise, report_jsonl.read),
    "avid": Reader(avid.recognise, avid.read),
    "atlas": Reader(atlas.recognise, atlas.read, shapes=(Shape.YAML,)),
}

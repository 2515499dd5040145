"""Every reader, in the order they are tried."""

from monitor.sources import (
    aiid_incidents,
    aiid_reports,
    anthropic,
    atlas,
    avid,
    batches,
    chatgpt_export,
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
    message_table,
    messages,
    native,
    openai,
    openai_responses,
    openai_stream,
    openinference,
    otel,
    promptfoo,
    pyrit,
    reddit,
    report_csv,
    report_jsonl,
    sharegpt,
    table,
    wildchat,
    x_archive,
)
from monitor.sources.reader import RECORD_SHAPES, Joiner, Reader
from monitor.sources.shapes import Shape

# Raise it when a reader reads the same file differently: landed files are then read again.
READER_VERSION = 3

FLAT_SHAPES = (*RECORD_SHAPES, Shape.CSV)
AIID_SHAPES = (*RECORD_SHAPES, Shape.CSV, Shape.ESCAPED_CSV)

READERS: dict[str, Reader | Joiner] = {
    "records": Reader(native.recognise, native.read),
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
    "openai_batch": Joiner(batches.recognise_openai, batches.key, batches.join_openai, borrows=batches.is_request),
    "anthropic_batch": Joiner(
        batches.recognise_anthropic,
        batches.key,
        batches.join_anthropic,
        split=batches.split,
        borrows=batches.is_request,
    ),
    "openai_stream": Joiner(
        openai_stream.recognise,
        openai_stream.key,
        openai_stream.join,
        shapes=(*RECORD_SHAPES, Shape.SSE),
        opens=openai_stream.opens,
    ),
    "anthropic": Reader(anthropic.recognise, anthropic.read),
    "openai_responses": Joiner(openai_responses.recognise, openai_responses.keys, openai_responses.join),
    "openai": Reader(openai.recognise, openai.read),
    "chatgpt_export": Reader(chatgpt_export.recognise, chatgpt_export.read),
    "messages": Reader(messages.recognise, messages.read),
    "sharegpt": Reader(sharegpt.recognise, sharegpt.read),
    "wildchat": Reader(wildchat.recognise, wildchat.read),
    "message_table": Joiner(
        message_table.recognise, message_table.key, message_table.join, shapes=FLAT_SHAPES, rename=message_table.rename
    ),
    "table": Reader(table.recognise, table.read, shapes=(Shape.CSV, Shape.PARQUET)),
    "table_jsonl": Reader(table.recognise_lines, table.read_lines),
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

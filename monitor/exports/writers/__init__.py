"""Every export format, in the order in which people are offered them."""

from monitor.exports.writers.avid import AVID
from monitor.exports.writers.hugging_face import HUGGING_FACE
from monitor.exports.writers.inspect import INSPECT
from monitor.exports.writers.lm_eval import LM_EVAL
from monitor.exports.writers.openai import OPENAI
from monitor.exports.writers.promptfoo import PROMPTFOO
from monitor.exports.writers.red_team import RED_TEAM
from monitor.exports.writers.shapes import Batch, Format, Record, Writer
from monitor.exports.writers.tables import TABLES
from monitor.exports.writers.trl import TRL

WRITERS: dict[str, Format] = {
    **OPENAI,
    **TRL,
    **INSPECT,
    **PROMPTFOO,
    **LM_EVAL,
    **RED_TEAM,
    **HUGGING_FACE,
    **TABLES,
    **AVID,
}

__all__ = ["WRITERS", "Batch", "Format", "Record", "Writer"]

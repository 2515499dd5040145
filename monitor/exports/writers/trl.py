"""Examples for TRL's trainers: what to say (SFT), what to say rather (DPO), what to say and what not (KTO)."""

from monitor.exports.writers.chats import answer, failing, ideal, turns_without_tools
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import TRAINING, Format, Record
from monitor.records import Example
from monitor.taxonomy import Part


def write_trl_sft(example: Example) -> list[Record]:
    """Write the chat and its ideal answer apart, so that SFTTrainer learns the answer only.

    Source: TRL's conversational prompt-completion format.
    """
    return [{"prompt": turns_without_tools(example), "completion": answer(ideal(example))}]


def write_trl_dpo(example: Example) -> list[Record]:
    """Write the ideal answer as chosen over the failing response, for DPOTrainer.

    Source: TRL's conversational preference format with an explicit prompt.
    """
    prompt, rejected = turns_without_tools(example), answer(failing(example))
    return [{"prompt": prompt, "chosen": answer(ideal(example)), "rejected": rejected}]


def write_trl_kto(example: Example) -> list[Record]:
    """Write the ideal answer, where there is one, as desirable and the failing response as undesirable.

    Source: TRL's conversational unpaired preference format, for KTOTrainer.
    """
    prompt = turns_without_tools(example)
    wanted = [] if example.ideal is None else [(example.ideal, True)]
    judged = wanted if example.part is not Part.FAILURE else [*wanted, (example.response, False)]
    return [{"prompt": prompt, "completion": answer(text), "label": is_desirable} for text, is_desirable in judged]


TRL = {
    "trl_sft": Format("TRL supervised fine-tuning (SFT)", TRAINING, write_trl_sft, pack_lines),
    "trl_dpo": Format("TRL preference pairs (DPO)", TRAINING, write_trl_dpo, pack_lines),
    "trl_kto": Format(
        "TRL answers with a thumb (KTO)",
        TRAINING,
        write_trl_kto,
        pack_lines,
        notes=("An example has two rows; one that has no ideal answer, or is no failure, has one.",),
    ),
}

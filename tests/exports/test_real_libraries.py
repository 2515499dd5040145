"""Our exports, loaded by the libraries they are for; without the export-check extra these tests are skipped."""

import json

import pytest

from monitor.exports import export_dataset
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"
HARD_WORDS = 'naïve “quotes” \\ 卵 \U0001f95a \u2028 \u0085 \0 "end"\r\n\ttab'


@pytest.fixture
def exported(tmp_path, example, frozen):
    """Export six hard examples, three on each side."""

    def export(format):
        hard = (Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "Hello"), Message(Role.USER, HARD_WORDS))
        examples = [
            example(f"{side}-{number}", side, messages=hard, ideal=f"ideal {HARD_WORDS}")
            for side in Side
            for number in range(3)
        ]
        refusal = example("refusal", Side.EVAL, expected=Expected.MUST_REFUSE, ideal=None)
        return export_dataset(frozen(*examples, refusal), format=format, folder=tmp_path).folder

    return export


def test_openai_takes_every_message_we_export(exported):
    chat = pytest.importorskip("openai.types.chat", reason=NEEDS)
    pydantic = pytest.importorskip("pydantic")
    known = pydantic.TypeAdapter(list[chat.ChatCompletionMessageParam])
    rows = [json.loads(line) for line in (exported("openai") / "train.jsonl").read_bytes().splitlines()]
    assert len(rows) == 3
    for row in rows:
        assert row["messages"][-1] == {"role": "assistant", "content": f"ideal {HARD_WORDS}"}
        known.validate_python(row["messages"], strict=True)
    with pytest.raises(pydantic.ValidationError):
        known.validate_python([{"role": "bogus", "content": "x"}])


def test_inspect_evaluates_a_model_on_what_we_export(exported, tmp_path):
    inspect_ai = pytest.importorskip("inspect_ai", reason=NEEDS)
    from inspect_ai.dataset import json_dataset
    from inspect_ai.log import read_eval_log
    from inspect_ai.model import ModelAPI, ModelOutput, get_model, modelapi
    from inspect_ai.scorer import includes

    @modelapi(name="parrot")
    class Parrot(ModelAPI):
        """Says its last question back; Inspect's own mock model wants the network."""

        async def generate(self, input, tools, tool_choice, config):
            return ModelOutput.from_content("parrot", f"ideal {input[-1].text}")

        async def count_text_tokens(self, text):
            return len(text.split())

    dataset = json_dataset(str(exported("inspect") / "eval.jsonl"))
    assert [sample.id for sample in dataset] == ["EX-eval-0", "EX-eval-1", "EX-eval-2", "EX-refusal"]
    assert dataset[0].input[-1].text == HARD_WORDS
    task = inspect_ai.Task(dataset=dataset, scorer=includes())
    (log,) = inspect_ai.eval(task, model=get_model("parrot/tiny"), log_dir=str(tmp_path / "logs"), display="none")
    assert log.status == "success"
    scores = [sample.scores["includes"].value for sample in read_eval_log(log.location).samples]
    assert scores == ["C", "C", "C", "I"]


@pytest.mark.parametrize("format", ["openai", "inspect", "trl_dpo"])
def test_datasets_loads_every_format_word_for_word(exported, tmp_path, format):
    datasets = pytest.importorskip("datasets", reason=NEEDS)
    file = exported(format) / "train.jsonl"
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache"))
    column = {"openai": "messages", "inspect": "input", "trl_dpo": "prompt"}[format]
    assert len(rows) == 3
    assert rows[0][column][2] == {"role": "user", "content": HARD_WORDS}


CHAT_TEMPLATE = "{% for m in messages %}{{ m['role'] }} : {{ m['content'] }} {% endfor %}"


def build_tiny_llama(folder):
    """Save a random Llama of a few hundred weights and a tokenizer of a few words for `from_pretrained` to find."""
    import tokenizers
    import transformers

    words = {word: number for number, word in enumerate(["[UNK]", "[PAD]", "[EOS]", "ideal", "failing", "answer"])}
    plain = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, unk_token="[UNK]", pad_token="[PAD]", eos_token="[EOS]"
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    config = transformers.LlamaConfig(
        vocab_size=len(words),
        hidden_size=8,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        pad_token_id=1,
        eos_token_id=2,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer


def test_trl_takes_one_dpo_step_on_what_we_export(exported, tmp_path):
    datasets = pytest.importorskip("datasets", reason=NEEDS)
    trl = pytest.importorskip("trl", reason=NEEDS)
    tokenizer = build_tiny_llama(tmp_path / "llama")
    file = exported("trl_dpo") / "train.jsonl"
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache"))
    options = trl.DPOConfig(
        output_dir=str(tmp_path / "run"),
        max_steps=1,
        per_device_train_batch_size=3,
        use_cpu=True,
        bf16=False,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
    )
    trainer = trl.DPOTrainer(
        model=str(tmp_path / "llama"), args=options, train_dataset=rows, processing_class=tokenizer
    )
    assert trainer.train().global_step == 1

"""Our exports, loaded by the libraries they are for; without the export-check extra these tests are skipped."""

import json

import pytest

from monitor.exports import WRITERS, export_dataset
from monitor.records import Message
from monitor.taxonomy import Expected, Failure, Hazard, Role, Side
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"
HARD_WORDS = 'naïve “quotes” \\ 卵 \U0001f95a \u2028 \u0085 \0 "end"\r\n\ttab'


@pytest.fixture
def exported(tmp_path, example, frozen):
    """Export six hard examples, three on each side, and one that must be refused."""

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


LINES = {"openai": "messages", "trl_sft": "prompt", "trl_dpo": "prompt", "trl_kto": "prompt", "inspect": "input"}


@pytest.mark.parametrize(("format", "column"), LINES.items())
def test_datasets_loads_every_chat_format_word_for_word(exported, tmp_path, format, column):
    datasets = pytest.importorskip("datasets", reason=NEEDS)
    file = next(exported(format).glob("*.jsonl"))
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache"))
    assert len(rows) == {"inspect": 4, "trl_kto": 6}.get(format, 3)
    assert rows[0][column][2] == {"role": "user", "content": HARD_WORDS}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_datasets_loads_a_hugging_face_folder_as_its_card_says(tmp_path, example, frozen, text):
    datasets = pytest.importorskip("datasets", reason=NEEDS)
    folder = export_dataset(frozen(*asking(example, text)), format="huggingface", folder=tmp_path).folder
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {name: len(rows) for name, rows in loaded.items()} == {"eval": 1, "train": 1}
    (row,) = loaded["eval"]
    assert (row["prompt"], row["failing_response"]) == (text, f"failing {text}")
    assert row["messages"] == [{"role": "user", "content": text}]
    assert loaded["train"].features["prompt"] == datasets.Value("string")
    assert loaded["train"].features["messages"] == datasets.List(
        {"role": datasets.Value("string"), "content": datasets.Value("string")}
    )


def asking(example, text, **told):
    chat = (Message(Role.USER, text),)
    told = {"messages": chat, "response": f"failing {text}", "ideal": f"ideal {text}"} | told
    return [example(side, side, **told) for side in Side]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_croissant_reads_every_flat_column(tmp_path, example, frozen, text):
    croissant = pytest.importorskip("mlcroissant", reason=NEEDS)
    folder = export_dataset(frozen(*asking(example, text)), format="huggingface", folder=tmp_path).folder
    described = croissant.Dataset(jsonld=folder / "croissant.json")
    assert described.metadata.ctx.issues.report() == ""
    (row,) = described.records("eval")
    assert row["eval/prompt"].decode() == text
    assert json.loads(row["eval/prompt_json"]) == [{"role": "user", "content": text}]
    assert row["eval/example_id"] == b"EX-eval"


def test_croissant_notices_a_file_that_is_not_what_was_exported(exported):
    croissant = pytest.importorskip("mlcroissant", reason=NEEDS)
    folder = exported("huggingface")
    file = folder / "data" / "train.parquet"
    file.write_bytes(file.read_bytes() + b"more")
    described = croissant.Dataset(jsonld=folder / "croissant.json")
    with pytest.raises(Exception, match="streaming generation"):
        next(iter(described.records("train")))


def test_hugging_face_reads_the_card(exported):
    hub = pytest.importorskip("huggingface_hub", reason=NEEDS)
    card = hub.DatasetCard.load(exported("huggingface") / "README.md")
    assert card.data.size_categories == ["n<1K"]
    assert card.data.license == "unknown"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_avid_takes_every_report(tmp_path, example, frozen, text):
    reports = pytest.importorskip("avidtools.datamodels.report", reason=NEEDS)
    known = {"failure": Failure.JAILBREAK, "hazard": Hazard.HATE, "model": text}
    folder = export_dataset(frozen(*asking(example, text, **known)), format="avid", folder=tmp_path).folder
    for side in Side:
        (line,) = (folder / f"{side}.jsonl").read_bytes().splitlines()
        report = reports.Report.model_validate_json(line)
        assert report.metrics[0].results["messages"] == [{"role": "user", "content": text}]
        assert [effect.value for effect in report.impact.avid.sep_view] == [
            "S0403: Adversarial Example",
            "E0301: Toxicity",
        ]


@pytest.mark.parametrize("failure", [None, *Failure])
@pytest.mark.parametrize("hazard", [None, *Hazard])
def test_avid_knows_every_effect_that_we_name(example, failure, hazard):
    reports = pytest.importorskip("avidtools.datamodels.report", reason=NEEDS)
    (record,) = WRITERS["avid"].write(example("a", failure=failure, hazard=hazard))
    reports.Report.model_validate(record)


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


OPTIONS = {
    "max_steps": 1,
    "per_device_train_batch_size": 3,
    "use_cpu": True,
    "bf16": False,
    "report_to": "none",
    "save_strategy": "no",
    "disable_tqdm": True,
}


@pytest.mark.parametrize(("format", "kind"), [("trl_sft", "SFT"), ("trl_dpo", "DPO"), ("trl_kto", "KTO")])
def test_trl_takes_one_step_on_what_we_export(exported, tmp_path, format, kind):
    datasets = pytest.importorskip("datasets", reason=NEEDS)
    trl = pytest.importorskip("trl", reason=NEEDS)
    tokenizer = build_tiny_llama(tmp_path / "llama")
    file = exported(format) / "train.jsonl"
    rows = datasets.load_dataset("json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache"))
    options = getattr(trl, f"{kind}Config")(output_dir=str(tmp_path / "run"), **OPTIONS)
    trainer = getattr(trl, f"{kind}Trainer")(
        model=str(tmp_path / "llama"), args=options, train_dataset=rows, processing_class=tokenizer
    )
    assert trainer.train().global_step == 1

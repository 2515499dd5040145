"""Examples as a Hugging Face dataset: Parquet per split, a card, and Croissant metadata."""

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.cards import write_card
from monitor.exports.writers.croissants import write_croissant
from monitor.exports.writers.lines import as_json
from monitor.exports.writers.shapes import BOTH, Batch, Format
from monitor.exports.writers.tables import columns_of, write_parquet, write_row


def _pack(batch: Batch, folder: NewFolder) -> None:
    for side, rows in batch.records.items():
        write_parquet(folder, f"data/{side}.parquet", rows, columns=columns_of(batch))
    folder.write_text("README.md", write_card(batch))
    folder.write_text("croissant.json", f"{as_json(write_croissant(batch, folder.sha256))}\n")


HUGGING_FACE = {
    "huggingface": Format(
        "Hugging Face dataset folder",
        BOTH,
        write_row,
        _pack,
        notes=("Load it: datasets.load_dataset(THIS_FOLDER); the splits are eval and train.",),
    )
}

"""CLINC150 (Larson et al. 2019) and BANKING77 (Casanueva et al. 2020): the intent head and the training of Hopline on public data."""

import argparse
import csv
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .base import add_base
from .batches import batches, inputs
from .calibrate import share_of_words
from .contrast import contrast
from .encoder import DEVICE, IntentHead, load_base
from .fit import Rates, fit, optimiser_of
from .lexical import fit_lexical
from .scores import auroc, best_f1_threshold, f1
from .tokens import load_tokenizer, tokens_of

Rows = list[tuple[str, str]]
OUT = "oos"


def clinc150(folder: Path) -> dict[str, Rows]:
    data = json.loads((folder / "clinc150" / "data_full.json").read_text())
    take = lambda *names: [(text, label) for name in names for text, label in data[name]]
    return {"train": take("train"), "validation": take("val", "oos_val"), "test": take("test", "oos_test"), "outside": take("oos_train")}


def banking77(folder: Path) -> dict[str, Rows]:
    read = lambda name: [(row["text"], row["category"]) for row in csv.DictReader((folder / "banking77" / name).open())]
    rows = read("train.csv")
    random.Random(7).shuffle(rows)
    return {"train": rows[1000:], "validation": rows[:1000], "test": read("test.csv"), "outside": []}


class Model(nn.Module):
    def __init__(self, base: Path, classes: int) -> None:
        super().__init__()
        self.encoder = load_base(base)
        self.head = IntentHead(classes)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        # A third less time on processors that multiply bfloat16; the losses are computed in float32.
        with torch.autocast(DEVICE, torch.bfloat16, enabled=self.training):
            features = self.head.features(self.encoder(ids, mask), mask)
            return features.float(), self.head(features).float()


def train(name: str, parts: dict[str, Rows], base: Path, seed: int, epochs: int, size: int, rate: float) -> dict:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = load_tokenizer(base)
    labels = sorted({label for _, label in parts["train"]})
    index = {label: i for i, label in enumerate(labels)}
    rows = parts["train"] + parts["outside"]
    tokens = [tokens_of(tokenizer, text) for text, _ in rows]
    classes = torch.tensor([index.get(label, -1) for _, label in rows])
    model = Model(base, len(labels))
    optimiser = optimiser_of(model.encoder, [model.head], Rates(rate, rate * 10))

    def loss_of(batch: list[int]) -> torch.Tensor:
        ids, mask, _ = inputs([tokens[i] for i in batch])
        wanted = classes[batch]
        features, logits = model(ids, mask)
        inside = wanted >= 0
        loss = F.cross_entropy(logits[inside], wanted[inside], label_smoothing=0.1) + 0.2 * contrast(features, wanted)
        if not bool(inside.all()):
            loss = loss - 0.5 * logits[~inside].log_softmax(-1).mean()
        return loss

    @torch.no_grad()
    def logits_of(part: Rows) -> np.ndarray:
        model.eval()
        found = [tokens_of(tokenizer, text) for text, _ in part]
        order = sorted(range(len(found)), key=lambda i: len(found[i].ids))
        out = np.zeros((len(found), len(labels)), np.float32)
        for at in range(0, len(order), 128):
            some = order[at : at + 128]
            ids, mask, _ = inputs([found[i] for i in some])
            out[some] = model(ids, mask)[1].cpu().numpy()
        return out

    fit(model, optimiser, epochs, lambda epoch: list(batches([len(each.ids) for each in tokens], size, rng)), loss_of)
    lexical = fit_lexical([text for text, _ in rows], [index.get(label, -1) for _, label in rows], len(labels))
    neural = {part: logits_of(parts[part]) for part in ("validation", "test")}
    words = {part: lexical.scores([text for text, _ in parts[part]]) for part in neural}
    wanted = {part: np.array([index.get(label, -1) for _, label in parts[part]]) for part in neural}
    weight = share_of_words(neural["validation"], words["validation"], wanted["validation"])
    result = {"data": name, "seed": seed, "epochs": epochs, "weight of words": weight}
    for what, share in (("encoder", 0.0), ("encoder and words", weight)):
        scores = {part: neural[part] + share * words[part] for part in neural}
        inside = wanted["test"] >= 0
        line = {"accuracy": round(float((scores["test"].argmax(1) == wanted["test"])[inside].mean()), 4)}
        if not inside.all():
            threshold = best_f1_threshold(scores["validation"].max(1), wanted["validation"] < 0)
            sure = scores["test"].max(1)
            line |= {"outOfScopeF1": round(f1(sure < threshold, ~inside), 4), "auroc": round(auroc(sure, ~inside), 4)}
        result[what] = line
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["clinc150", "banking77"])
    parser.add_argument("--data", type=Path, required=True)
    add_base(parser)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=900, help="word pieces a batch, padding counted")
    parser.add_argument("--rate", type=float, default=1e-4)
    options = parser.parse_args()
    torch.set_default_device(DEVICE)
    parts = {"clinc150": clinc150, "banking77": banking77}[options.name](options.data)
    for seed in options.seeds:
        print(json.dumps(train(options.name, parts, options.base, seed, options.epochs, options.batch, options.rate)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Trains the joint model on `data/train`, watched on `data/validation`: `python -m hopline_retraining.train --base DIR --out DIR`."""

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
import yaml
from torch import Tensor
from torch.nn import functional as F

from .base import add_base
from .batches import batches, inputs
from .contrast import contrast
from .encoder import DEVICE, load_base, pooled
from .fit import Rates, fit, optimiser_of
from .joint import Joint, labels_tensor, run, spans_of, tags_of
from .messages import OUT_OF_SCOPE, Message, entity_types, intents, read_all
from .noise import Names, Noise, disturbed, misspelt
from .scores import auroc, best_f1_threshold, f1
from .tokens import load_tokenizer, tokens_of
from .vector_texts import pairs

HERE = Path(__file__).parents[1]


class Batch:
    """Either messages with their labels, or texts with the vectors that they should keep."""

    def __init__(self, messages: list[Message] | None, kept: list[int] | None) -> None:
        self.messages, self.kept = messages, kept


@torch.no_grad()
def teacher_vectors(base: Path, texts: list[str]) -> Tensor:
    """Vectors of the base model: they are what the vectors of the trained one are held to."""
    tokenizer, encoder = load_tokenizer(base), load_base(base).eval()
    tokens = [tokens_of(tokenizer, text) for text in texts]
    out = torch.zeros(len(texts), 384)
    order = sorted(range(len(texts)), key=lambda i: len(tokens[i].ids))
    for at in range(0, len(order), 64):
        some = order[at : at + 64]
        ids, mask, _ = inputs([tokens[i] for i in some])
        with torch.autocast(DEVICE, torch.bfloat16):
            hidden = encoder(ids, mask)
        out[some] = pooled(hidden.float(), mask)
        if at % 1024 == 0:
            print(f"\rvectors of the base model {at}/{len(order)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return out


def scope_targets(messages: list[Message], labels: list[str]) -> Tensor:
    """(messages, intents): 1 for each intent of a message, nothing for one out of scope."""
    targets = torch.zeros(len(messages), len(labels))
    for row, message in enumerate(messages):
        for label in message.labels:
            if label != OUT_OF_SCOPE:
                targets[row, labels.index(label)] = 1
    return targets


def train(params: dict, base: Path, seed: int, messages: list[Message], validation: list[Message]) -> Joint:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    labels, types = intents(), entity_types()
    tokenizer = load_tokenizer(base)
    names, noise = Names(messages), Noise(**params["noise"])
    kept = pairs(HERE, messages)
    wanted = teacher_vectors(base, [target for _, target in kept])
    model = Joint(base, len(labels), len(types))
    optimiser = optimiser_of(model.encoder, [model.intents, model.entities], Rates(**params["rates"]))
    weight = params["losses"]

    def batches_of(epoch: int) -> list[Batch]:
        rows = [disturbed(message, names, noise, rng) for message in messages]
        of_messages = [Batch([rows[i] for i in some], None) for some in batches([len(row.text) for row in rows], params["batch"], rng)]
        chosen = rng.sample(range(len(kept)), min(params["vectors"], len(kept)))
        of_vectors = [Batch(None, [chosen[i] for i in some]) for some in batches([len(kept[i][0]) for i in chosen], params["batch"], rng)]
        return sorted(of_messages + of_vectors, key=lambda _: rng.random())

    def loss_of(batch: object) -> Tensor:
        assert isinstance(batch, Batch)
        if batch.kept is not None:
            texts = [misspelt(kept[i][0], rng) if rng.random() < 0.15 else kept[i][0] for i in batch.kept]
            vector, *_ = model(*inputs([tokens_of(tokenizer, text) for text in texts]))
            return weight["vectors"] * (1 - (vector * wanted[batch.kept]).sum(-1)).mean()
        assert batch.messages is not None
        tokens = [tokens_of(tokenizer, message.text) for message in batch.messages]
        _, features, logits, tags = model(*inputs(tokens))
        first = torch.tensor([labels.index(m.labels[0]) if m.labels[0] in labels else -1 for m in batch.messages])
        single = torch.tensor([len(m.labels) == 1 for m in batch.messages]) & (first >= 0)
        loss = weight["scope"] * F.binary_cross_entropy_with_logits(logits, scope_targets(batch.messages, labels))
        if bool(single.any()):
            loss = loss + weight["intents"] * F.cross_entropy(logits[single], first[single], label_smoothing=0.05)
        loss = loss + weight["contrast"] * contrast(features, torch.where(single, first, -1))
        wanted_tags = labels_tensor([tags_of(t, m.entities, types) for t, m in zip(tokens, batch.messages, strict=True)])
        return loss + weight["entities"] * F.cross_entropy(tags.flatten(0, 1), wanted_tags.flatten(), ignore_index=-100)

    def after(epoch: int) -> str:
        return json.dumps(summary(model, base, validation)) if epoch % 4 == 3 else ""

    fit(model, optimiser, params["epochs"], batches_of, loss_of, after)
    return model


def summary(model: Joint, base: Path, messages: list[Message]) -> dict:
    """In-scope accuracy without rejection, rejection at its best threshold, and F1 of the entity head alone."""
    labels, types = intents(), entity_types()
    _, logits, tags, tokens = run(model, load_tokenizer(base), [message.text for message in messages])
    outside = np.array([message.labels[0] == OUT_OF_SCOPE for message in messages])
    right = np.array([labels[row.argmax()] in message.labels for row, message in zip(logits, messages, strict=True)])
    result = {"in_scope": round(float(right[~outside].mean()), 4)}
    if outside.any():
        sure = logits.max(1)
        threshold = best_f1_threshold(sure, outside)
        kept = sure >= threshold
        result |= {
            "auroc": round(auroc(sure, outside), 4),
            "out_f1": round(f1(~kept, outside), 4),
            "threshold": round(threshold, 3),
            "in_scope_at": round(float((right & kept)[~outside].mean()), 4),
        }
    found = [set(spans_of(*pair, types)) for pair in zip(tags, tokens, strict=True)]
    expected = [{(e.type, e.start, e.end) for e in message.entities} for message in messages]
    both = sum(len(a & b) for a, b in zip(found, expected, strict=True))
    result["entity_f1"] = round(2 * both / max(1, sum(map(len, found)) + sum(map(len, expected))), 4)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_base(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for seed-N.pt")
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--epochs", type=int)
    options = parser.parse_args()
    torch.set_default_device(DEVICE)
    params = yaml.safe_load((HERE / "params.yaml").read_text())
    if options.epochs:
        params["epochs"] = options.epochs
    messages, validation = read_all(HERE / "data" / "train"), read_all(HERE / "data" / "validation")
    options.out.mkdir(parents=True, exist_ok=True)
    for seed in options.seeds or params["seeds"]:
        model = train(params, options.base, seed, messages, validation)
        torch.save(model.state_dict(), options.out / f"seed-{seed}.pt")
        print(json.dumps({"seed": seed, "messages": len(messages), "validation": summary(model, options.base, validation)}), flush=True)


if __name__ == "__main__":
    main()

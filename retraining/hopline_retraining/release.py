"""
Makes what ships from trained seeds: `python -m hopline_retraining.release --runs runs --out ../models/hopline-minilm`. Scores every seed on
the test part into `results/`, takes the one that is best on the validation part, and writes its ONNX, its heads and the manifest entry.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from .base import add_base
from .calibrate import classes_of, scope, share_of_words, sigmoid, softmax, temperature
from .export import build, copy_tokenizer, digest, quantised_graph
from .joint import Joint, run, spans_of
from .lexical import Lexical, fit_lexical, quantised
from .messages import OUT_OF_SCOPE, Message, entity_types, intents, read_all
from .report import entity_report, intent_report
from .tokens import load_tokenizer

HERE = Path(__file__).parents[1]
DATA = HERE / "data"

SEVERAL = {"whole": 0.03, "clause": 0.8}
"""
A clause's own intent counts beside the strongest of the message where the whole message's logit gives it a chance of at least `whole`, and
the clause alone a score of at least `clause`. Chosen on `validation/several.txt` and the rest of the validation part.
"""


def lexical_of(messages: list[Message]) -> Lexical:
    single = [m for m in messages if len(m.labels) == 1]
    return fit_lexical([m.text for m in single], classes_of(single, intents()).tolist(), len(intents()))


def load(base: Path, weights: Path) -> Joint:
    model = Joint(base, len(intents()), len(entity_types()))
    model.load_state_dict(torch.load(weights, weights_only=True, map_location="cpu"))
    return model.eval()


def heads_of(neural: np.ndarray, words: np.ndarray, messages: list[Message]) -> dict:
    labels = intents()
    wanted = classes_of(messages, labels)
    weight = share_of_words(neural, words, wanted)
    logits = neural + weight * words
    return {
        "intents": labels,
        "entities": entity_types(),
        "temperature": round(temperature(logits[wanted >= 0], wanted[wanted >= 0]), 4),
        "scope": scope(logits, wanted),
        "several": SEVERAL,
        "lexical": {"weight": weight},
    }


def decided(heads: dict, logits: np.ndarray) -> tuple[list[str], list[str], np.ndarray, np.ndarray]:
    """Labels after rejection and before it, the confidence of the best label, and how sure each text is to be in scope."""
    best = [heads["intents"][i] for i in logits.argmax(1)]
    sure = sigmoid(heads["scope"]["slope"] * logits.max(1) + heads["scope"]["offset"])
    confidence = softmax(logits / heads["temperature"]).max(1)
    kept = sure >= heads["scope"]["threshold"]
    return [label if keep else OUT_OF_SCOPE for label, keep in zip(best, kept, strict=True)], best, confidence, sure


def evaluated(heads: dict, neural: np.ndarray, words: np.ndarray, tags: list, tokens: list, messages: list[Message]) -> dict:
    logits = neural + heads["lexical"]["weight"] * words
    types = entity_types()
    expected = [{(e.type, e.start, e.end) for e in m.entities} for m in messages]
    found = [set(spans_of(*pair, types)) for pair in zip(tags, tokens, strict=True)]
    return {
        "intents": intent_report([m.labels[0] for m in messages], *decided(heads, logits)),
        "entities": entity_report(expected, found, types),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_base(parser)
    parser.add_argument("--runs", type=Path, required=True, help="folder of seed-N.pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    options = parser.parse_args()
    parts = {name: read_all(DATA / name) for name in ("train", "validation", "test")}
    texts = {name: [m.text for m in messages] for name, messages in parts.items()}
    lexical = lexical_of(parts["train"])
    words = {name: lexical.scores(texts[name]) for name in ("validation", "test")}
    tokenizer = load_tokenizer(options.base)
    options.results.mkdir(parents=True, exist_ok=True)

    best: tuple[float, Path, dict] | None = None
    for weights in sorted(options.runs.glob("seed-*.pt")):
        model = load(options.base, weights)
        outputs = {name: run(model, tokenizer, texts[name]) for name in ("validation", "test")}
        neural = outputs["validation"][1]
        heads = heads_of(neural, words["validation"], parts["validation"])
        report = {name: evaluated(heads, outputs[name][1], words[name], outputs[name][2], outputs[name][3], parts[name]) for name in outputs}
        (options.results / f"{weights.stem}.json").write_text(json.dumps(report, indent=1) + "\n")
        on_validation = report["validation"]
        merit = on_validation["intents"]["inScopeAccuracy"] + on_validation["intents"]["outOfScope"]["f1"] + on_validation["entities"]["span"]["f1"]
        print(json.dumps({"seed": weights.stem, "validation": round(merit / 3, 4)}), flush=True)
        if best is None or merit > best[0]:
            best = (merit, weights, heads)
    if best is None:
        raise SystemExit(f"{options.runs} holds no seed-N.pt; train first.")
    write(options.base, options.out, load(options.base, best[1]), best[2], lexical)


def write(base: Path, out: Path, model: Joint, heads: dict, lexical: Lexical) -> None:
    """The model folder, and its entry in the manifest beside it."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    state = {name: value.numpy().astype(np.float32) for name, value in model.state_dict().items()}
    onnx.save(quantised_graph(build(state)), out / "onnx" / "model_quantized.onnx")
    copy_tokenizer(base, out)
    table, head = quantised(lexical)
    (out / "lexical.bin").write_bytes(table)
    (out / "heads.json").write_text(json.dumps(heads | {"lexical": heads["lexical"] | head}, indent=1) + "\n")
    manifest = out.parent / "manifest.json"
    known = json.loads(manifest.read_text())
    files = sorted(path for path in out.rglob("*") if path.is_file() and path.suffix != ".md")
    entry = {
        "name": out.name,
        "task": "one pass: sentence vectors (384 dimensions, mean pooling, unit length, at most 256 tokens), intents and entities of a message",
        "licence": "Apache-2.0",
        "provenance": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on retraining/data and exported by retraining/: "
        "8-bit weights in blocks of 64 (MatMulNBits), IR 8, opset 17.",
        "weights": "onnx/model_quantized.onnx",
        "files": {str(path.relative_to(out)): digest(path) for path in files},
    }
    known["models"] = [each for each in known["models"] if each["name"] != out.name] + [entry]
    manifest.write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()

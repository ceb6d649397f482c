"""The report of an evaluation, with the keys of `hopline eval intents` and `hopline eval entities`."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from .messages import OUT_OF_SCOPE
from .scores import auroc


def _scores(both: float, found: float, expected: float) -> dict[str, float]:
    divide = lambda a, b: round(a / b, 4) if b else 0.0
    return {"precision": divide(both, found), "recall": divide(both, expected), "f1": divide(2 * both, found + expected)}


def ece(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over bins of equal width (Guo et al. 2017)."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(confidence[which == b].mean() - right[which == b].mean()) * (which == b).mean() for b in range(bins) if (which == b).any()))


def intent_report(expected: Sequence[str], predicted: Sequence[str], best: Sequence[str], confidence: np.ndarray, sure: np.ndarray) -> dict:
    """`predicted` after rejection, `best` before it, with its `confidence`; `sure` is how sure each is to be in scope."""
    names = sorted(set(expected))
    pairs = Counter(zip(expected, predicted, strict=True))
    per_class = {
        name: {
            "n": expected.count(name),
            **_scores(pairs[name, name], sum(p == name for p in predicted), expected.count(name)),
        }
        for name in names
    }
    inside = [i for i, label in enumerate(expected) if label != OUT_OF_SCOPE]
    right = np.array([a == b for a, b in zip(expected, predicted, strict=True)])
    outside = np.array([label == OUT_OF_SCOPE for label in expected])
    unsure = np.array([a == b for a, b in zip(expected, best, strict=True)])
    return {
        "n": len(expected),
        "accuracy": round(float(right.mean()), 4),
        "inScopeAccuracy": round(float(right[inside].mean()), 4),
        "inScopeAccuracyWithoutRejection": round(float(unsure[inside].mean()), 4),
        "macroF1": round(float(np.mean([each["f1"] for each in per_class.values()])), 4),
        "outOfScope": {**{k: v for k, v in per_class.get(OUT_OF_SCOPE, {}).items() if k != "n"}, "auroc": round(auroc(sure, outside), 4)},
        "ece": round(ece(confidence[inside], unsure[inside]), 4),
        "perClass": per_class,
        "confusion": [{"expected": a, "got": b, "n": n} for (a, b), n in pairs.most_common() if a != b][:20],
    }


def entity_report(expected: Sequence[set], found: Sequence[set], types: Sequence[str]) -> dict:
    """Spans of the entity head alone, before recognisers and gazetteer are merged in."""
    counts: dict[str, list[int]] = {each: [0, 0, 0] for each in types}
    for wanted, got in zip(expected, found, strict=True):
        for type_, *_ in wanted & got:
            counts[type_][0] += 1
        for type_, *_ in got:
            counts[type_][1] += 1
        for type_, *_ in wanted:
            counts[type_][2] += 1
    total = np.sum(list(counts.values()), 0)
    return {
        "span": _scores(*total.tolist()),
        "perType": {type_: {"expected": c[2], "predicted": c[1], "span": _scores(*c)} for type_, c in counts.items()},
    }

"""What turns logits into decisions, fitted on the validation part."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from .messages import OUT_OF_SCOPE, Message
from .scores import f1


def softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def classes_of(messages: Sequence[Message], labels: Sequence[str]) -> np.ndarray:
    """The index of the strongest intent; -1 out of scope."""
    return np.array([-1 if m.labels[0] == OUT_OF_SCOPE else labels.index(m.labels[0]) for m in messages])


def share_of_words(neural: np.ndarray, lexical: np.ndarray, wanted: np.ndarray) -> float:
    """
    How much the lexical scores count beside the logits: the least weight with which accuracy and AUROC have nearly their highest sum. The least,
    because words carry over to other writers less than the encoder does.
    """
    outside = wanted < 0

    def merit(weight: float) -> float:
        scores = neural + weight * lexical
        best = scores.max(1)
        above = (best[~outside][:, None] > best[outside][None]).mean() if outside.any() else 0.0
        return float((scores.argmax(1) == wanted)[~outside].mean() + above)

    grid = np.arange(0, 8.5, 0.5)
    merits = np.array([merit(weight) for weight in grid])
    return float(grid[merits >= merits.max() - 0.006][0])


def temperature(logits: np.ndarray, wanted: np.ndarray) -> float:
    """By likelihood (Guo et al. 2017)."""

    def loss(t: float) -> float:
        return float(-np.log(softmax(logits / t)[np.arange(len(wanted)), wanted] + 1e-12).mean())

    return float(min(np.geomspace(0.2, 4, 150), key=loss))


def scope(logits: np.ndarray, wanted: np.ndarray) -> dict[str, float]:
    """
    In scope with probability sigmoid(slope × highest logit + offset), and the threshold where in-scope accuracy and F1 of rejection have the
    highest sum.
    """
    outside = wanted < 0
    best = logits.max(1)
    model = LogisticRegression(C=100).fit(best[:, None], ~outside)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    sure = sigmoid(slope * best + offset)
    right = logits.argmax(1) == wanted

    def merit(threshold: float) -> float:
        kept = sure >= threshold
        return float((right & kept)[~outside].mean()) + f1(~kept, outside)

    grid = np.linspace(0.02, 0.98, 97)
    merits = np.array([merit(t) for t in grid])
    threshold = float(np.median(grid[merits >= merits.max() - 0.006]))
    return {"slope": round(slope, 4), "offset": round(offset, 4), "threshold": round(threshold, 3)}

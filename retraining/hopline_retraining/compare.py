"""
Heads on the base encoder as it is, beside each other: `python -m hopline_retraining.compare --base DIR`. Trained on `data/train`, scored on
`data/validation`: what fine-tuning has to beat.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

from .base import add_base
from .lexical import fit_lexical
from .messages import OUT_OF_SCOPE, intents, read_all
from .scores import auroc, best_f1_threshold, f1
from .train import teacher_vectors

DATA = Path(__file__).parents[1] / "data"


def scored(name: str, scores: np.ndarray, wanted: np.ndarray) -> None:
    outside = wanted < 0
    sure = scores.max(1)
    threshold = best_f1_threshold(sure, outside)
    right = scores.argmax(1) == wanted
    line = {
        "head": name,
        "in_scope": round(float(right[~outside].mean()), 4),
        "out_f1": round(f1(sure < threshold, outside), 4),
        "auroc": round(auroc(sure, outside), 4),
        "in_scope_at": round(float((right & (sure >= threshold))[~outside].mean()), 4),
    }
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_base(parser)
    options = parser.parse_args()
    labels = intents()
    train = [m for m in read_all(DATA / "train") if m.labels[0] != OUT_OF_SCOPE and len(m.labels) == 1]
    other = read_all(DATA / "validation")
    classes = np.array([labels.index(m.labels[0]) for m in train])
    wanted = np.array([labels.index(m.labels[0]) if m.labels[0] in labels else -1 for m in other])
    x, y = (teacher_vectors(options.base, [m.text for m in part]).numpy() for part in (train, other))

    outside = [m for m in read_all(DATA / "train") if m.labels[0] == OUT_OF_SCOPE]
    words = fit_lexical([m.text for m in train + outside], classes.tolist() + [-1] * len(outside), len(labels))
    lexical = words.scores([m.text for m in other])
    scored("words and letters alone", lexical, wanted)
    scored("10 nearest examples", KNeighborsClassifier(10, metric="cosine", weights="distance").fit(x, classes).predict_proba(y), wanted)
    logistic = LogisticRegression(C=10, max_iter=400).fit(x, classes).decision_function(y)
    scored("logistic regression", logistic, wanted)
    scored("logistic regression, words and letters", logistic + 3 * lexical, wanted)
    mlp = MLPClassifier((512,), max_iter=60, early_stopping=True, random_state=1).fit(x, classes)
    scored("perceptron of 512", np.log(mlp.predict_proba(y) + 1e-9), wanted)


if __name__ == "__main__":
    main()

"""Scores of rejection: out of scope is the positive class, and a low score says out of scope."""

import numpy as np


def f1(rejected: np.ndarray, outside: np.ndarray) -> float:
    both = float((rejected & outside).sum())
    return 2 * both / max(1.0, float(rejected.sum() + outside.sum()))


def best_f1_threshold(scores: np.ndarray, outside: np.ndarray) -> float:
    """The threshold with the highest F1: a score below it is rejected."""
    candidates = np.unique(scores)
    middles = np.append((candidates[1:] + candidates[:-1]) / 2, candidates[-1] + 1)
    return float(max(middles, key=lambda threshold: f1(scores < threshold, outside)))


def auroc(scores: np.ndarray, outside: np.ndarray) -> float:
    """The chance that an outside score is below an inside one, ties half."""
    inside = scores[~outside]
    low = scores[outside]
    order = np.sort(inside)
    below = np.searchsorted(order, low, "left")
    upto = np.searchsorted(order, low, "right")
    return float(((len(order) - upto) + 0.5 * (upto - below)).sum() / (len(order) * len(low)))

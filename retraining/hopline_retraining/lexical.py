"""
Words and letters beside the encoder: a linear model on hashed word and character n-grams (Joachims 1998; Weinberger et al. 2009). It tells what
sentence vectors blur ("roll out", "roll back") and forgives typos. `processors/intent/lexical.ts` computes the same.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

WORDS, LETTERS = 1 << 15, 1 << 16
"""Buckets of the two kinds of n-grams."""
LONGEST = 400
"""Characters that are read: what is asked stands at the start, pasted logs follow."""

_digits = re.compile(r"\d+")
_token = re.compile(r"[^\W_]+|\?")


def hash_of(text: str) -> int:
    """FNV-1a of 32 bits over UTF-16 code units."""
    value = 2166136261
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        value = ((value ^ unit) * 16777619) & 0xFFFFFFFF
    return value


def words_of(text: str) -> list[str]:
    """Lower case without accents, each number as 0; question marks count as words."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST])
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M").lower()
    return _token.findall(_digits.sub("0", plain))


def word_grams(words: Sequence[str]) -> list[str]:
    """Words, and pairs of neighbours; the first word has the beginning as its neighbour."""
    return [*words, *(f"{a} {b}" for a, b in zip(["^", *words], words, strict=False))]


def letter_grams(words: Sequence[str]) -> list[str]:
    """Runs of two to five characters within each word and the spaces around it."""
    grams = []
    for word in words:
        spaced = f" {word} "
        grams += [spaced[at : at + n] for n in range(2, 6) for at in range(len(spaced) - n + 1)]
    return grams


def counts_of(grams: Sequence[str], buckets: int) -> dict[int, int]:
    return Counter(hash_of(gram) % buckets for gram in grams)


@dataclass(frozen=True)
class Lexical:
    """`idf` (buckets) of words then letters; `weights` (classes, buckets) and `bias` (classes)."""

    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Signed distances to the plane of each class (texts, classes)."""
        return np.asarray(features(texts, self.idf) @ self.weights.T + self.bias, np.float32)


def _matrix(counts: Sequence[dict[int, int]], buckets: int) -> csr_matrix:
    rows = np.repeat(np.arange(len(counts)), [len(each) for each in counts])
    columns = np.fromiter((bucket for each in counts for bucket in each), np.int64)
    values = np.fromiter((count for each in counts for count in each.values()), np.float64)
    return csr_matrix((1 + np.log(values), (rows, columns)), shape=(len(counts), buckets))


def _counts(texts: Sequence[str]) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
    words = [words_of(text) for text in texts]
    return [counts_of(word_grams(each), WORDS) for each in words], [counts_of(letter_grams(each), LETTERS) for each in words]


def features(texts: Sequence[str], idf: np.ndarray) -> csr_matrix:
    """(1 + log count) × idf, words and letters each of length 1."""
    parts = []
    for counts, buckets, weights in zip(_counts(texts), (WORDS, LETTERS), (idf[:WORDS], idf[WORDS:]), strict=True):
        part = _matrix(counts, buckets).multiply(weights[None]).tocsr()
        length = np.sqrt(np.asarray(part.multiply(part).sum(1)).ravel())
        parts.append(csr_matrix(part.multiply(1 / np.maximum(length, 1e-9)[:, None])))
    return hstack(parts).tocsr()


def fit_lexical(texts: Sequence[str], classes: Sequence[int], count: int, strength: float = 1.0) -> Lexical:
    """
    One plane a class against all other texts, those of class -1 (out of scope) among them.
    Unseen buckets weigh as if they had been seen once.
    """
    seen = np.zeros(WORDS + LETTERS)
    for counts, at in zip(_counts(texts), (0, WORDS), strict=True):
        for each in counts:
            seen[[at + bucket for bucket in each]] += 1
    idf = np.log((1 + len(texts)) / (1 + np.maximum(seen, 1))) + 1
    x = features(texts, idf)
    wanted = np.array([count if each < 0 else each for each in classes])
    model = LinearSVC(C=strength).fit(x, wanted)
    return Lexical(idf.astype(np.float32), model.coef_[:count].astype(np.float32), model.intercept_[:count].astype(np.float32))


def quantised(model: Lexical) -> tuple[bytes, dict]:
    """
    The model as bytes and what reads them: idf as float32 (buckets), then weights as int8 (buckets, classes) with one scale a class.
    """
    scales = np.abs(model.weights).max(1) / 127
    table = np.round(model.weights / scales[:, None]).astype(np.int8).T
    head = {
        "words": WORDS,
        "letters": LETTERS,
        "longest": LONGEST,
        "scales": scales.round(8).tolist(),
        "bias": model.bias.round(5).tolist(),
    }
    return model.idf.astype("<f4").tobytes() + np.ascontiguousarray(table).tobytes(), head

"""Word pieces with their places in the text, and the shape of the word that each belongs to."""

import re
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

MAX_TOKENS = 256
"""The base model was trained on at most 256 tokens."""

_word = re.compile(r"[^\W_]+")

SHAPES = 17
"""Ids of shapes: 0 is none (first, last and padding), then twice one of eight kinds, the odd ones glued to what stands before."""


@dataclass(frozen=True)
class Tokens:
    """`ids`, `shapes` and `spans` have equal length; a span counts code points, and is (0, 0) for the first and the last token."""

    ids: list[int]
    shapes: list[int]
    spans: list[tuple[int, int]]


def load_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def kind_of(word: str) -> int:
    """
    The shape of a run of letters and digits: 0 no letter or digit, 1 lower case, 2 Capital first, 3 CAPITALS, 4 camelCase or other mixtures,
    5 digits alone, 6 letters and digits, 7 letters without case.
    """
    if not word:
        return 0
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 5
    if len(letters) < len(word):
        return 6
    lower = [c.islower() for c in letters]
    upper = [c.isupper() for c in letters]
    if all(lower):
        return 1
    if all(upper):
        return 3 if len(letters) > 1 else 2
    if upper[0] and all(lower[1:]):
        return 2
    return 7 if not any(lower) and not any(upper) else 4


def tokens_of(tokenizer: Tokenizer, text: str) -> Tokens:
    encoding = tokenizer.encode(text)
    words = {at: match for match in _word.finditer(text) for at in range(*match.span())}
    shapes = []
    for start, end in encoding.offsets:
        if start == end:
            shapes.append(0)
            continue
        word = words.get(start)
        glued = start > 0 and not text[start - 1].isspace()
        shapes.append(1 + 2 * kind_of(word[0] if word else "") + int(glued))
    return Tokens(encoding.ids, shapes, encoding.offsets)

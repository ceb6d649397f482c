"""The joint model: one pass of the encoder gives the sentence vector, the intents and the entities of a text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from .batches import inputs, padded
from .encoder import DEVICE, EntityHead, IntentHead, load_base, pooled
from .messages import Entity
from .tokens import SHAPES, Tokens, tokens_of


class Joint(nn.Module):
    def __init__(self, base: Path, intents: int, types: int) -> None:
        super().__init__()
        self.encoder = load_base(base)
        self.intents = IntentHead(intents)
        self.entities = EntityHead(types, SHAPES)

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Unit vectors (batch, 384), intent features (batch, 384), intent logits, entity logits (batch, length, 1 + 2 × types)."""
        # A third less time on processors that multiply bfloat16; losses are computed in float32.
        with torch.autocast(DEVICE, torch.bfloat16, enabled=self.training):
            hidden = self.encoder(ids, mask)
            features = self.intents.features(hidden, mask)
            logits, tags = self.intents(features), self.entities(hidden, shapes)
        return pooled(hidden.float(), mask), features.float(), logits.float(), tags.float()


def tags_of(tokens: Tokens, entities: Sequence[Entity], types: Sequence[str]) -> list[int]:
    """0 outside, 1 + 2t begin and 2 + 2t inside of type t; -100, which no loss counts, for the first and the last token."""
    tags = []
    for start, end in tokens.spans:
        if start == end:
            tags.append(-100)
            continue
        inside = next((each for each in entities if each.start <= start and end <= each.end), None)
        tags.append(0 if inside is None else 1 + 2 * types.index(inside.type) + (start != inside.start))
    return tags


@torch.no_grad()
def run(model: Joint, tokenizer: Tokenizer, texts: Sequence[str], size: int = 64) -> tuple[np.ndarray, np.ndarray, list[np.ndarray], list[Tokens]]:
    """Vectors, intent logits, and for each text its entity logits (length, tags) and tokens, in the order of the texts."""
    model.eval()
    tokens = [tokens_of(tokenizer, text) for text in texts]
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i].ids))
    vectors: list = [None] * len(texts)
    logits: list = [None] * len(texts)
    tags: list = [None] * len(texts)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        vector, _, logit, tag = model(*inputs([tokens[i] for i in some]))
        for row, i in enumerate(some):
            vectors[i], logits[i], tags[i] = (
                vector[row].cpu().numpy(),
                logit[row].cpu().numpy(),
                tag[row, : len(tokens[i].ids)].cpu().numpy(),
            )
    return np.array(vectors), np.array(logits), tags, tokens


def spans_of(tags: np.ndarray, tokens: Tokens, types: Sequence[str]) -> list[tuple[str, int, int]]:
    """Type, start and end of the spans of the most likely sequence of tags in which no inside follows another type (Viterbi)."""
    if len(tags) <= 2:
        return []
    scores = tags[1:-1]
    count = scores.shape[1]
    allowed = np.zeros((count, count), np.float32)
    for t in range(len(types)):
        allowed[:, 2 + 2 * t] = -1e4
        allowed[1 + 2 * t, 2 + 2 * t] = allowed[2 + 2 * t, 2 + 2 * t] = 0
    first = scores[0].copy()
    first[2::2] -= 1e4
    best, back = first, []
    for row in scores[1:]:
        through = best[:, None] + allowed
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for row in reversed(back):
        path.append(int(row[path[-1]]))
    spans: list[tuple[str, int, int]] = []
    for tag, (start, end) in zip(reversed(path), tokens.spans[1:-1], strict=True):
        if tag == 0:
            continue
        if tag % 2 == 1:
            spans.append((types[(tag - 1) // 2], start, end))
        else:
            spans[-1] = (spans[-1][0], spans[-1][1], end)
    return spans


def labels_tensor(rows: Sequence[Sequence[int]]) -> Tensor:
    return padded(rows, -100)

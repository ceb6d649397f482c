"""Batches of equal length: padding costs as much as text."""

import random
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from .tokens import Tokens


def batches(lengths: Sequence[int], budget: int, rng: random.Random) -> Iterator[list[int]]:
    """Indices in batches of at most `budget` of length after padding (one text at least), shuffled, texts of similar length together."""
    order = list(range(len(lengths)))
    rng.shuffle(order)
    groups: list[list[int]] = []
    for at in range(0, len(order), 1024):
        group: list[int] = []
        for i in sorted(order[at : at + 1024], key=lambda i: lengths[i]):
            if group and lengths[i] * (len(group) + 1) > budget:
                groups.append(group)
                group = []
            group.append(i)
        groups.append(group)
    rng.shuffle(groups)
    yield from groups


def padded(rows: Sequence[Sequence[int]], value: int = 0) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def inputs(tokens: Sequence[Tokens]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and shapes, each (batch, length)."""
    ids = padded([each.ids for each in tokens])
    mask = padded([[1] * len(each.ids) for each in tokens])
    return ids, mask, padded([each.shapes for each in tokens])

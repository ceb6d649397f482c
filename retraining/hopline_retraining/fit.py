"""The training loop: AdamW with layer-wise rates, warm-up and decay, and an average of the weights over the last steps."""

import math
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .encoder import LAYERS, Encoder


@dataclass(frozen=True)
class Rates:
    """`encoder` is that of the last layer; each layer below has `decay` times that of the one above."""

    encoder: float
    heads: float
    decay: float = 0.9
    weight_decay: float = 0.01


def optimiser_of(encoder: Encoder, heads: Iterable[nn.Module], rates: Rates) -> torch.optim.AdamW:
    groups = []

    def add(parameters: Iterable[tuple[str, nn.Parameter]], rate: float) -> None:
        plain, decayed = [], []
        for _, parameter in parameters:
            (plain if parameter.ndim == 1 else decayed).append(parameter)
        groups.append({"params": decayed, "lr": rate, "weight_decay": rates.weight_decay})
        groups.append({"params": plain, "lr": rate, "weight_decay": 0.0})

    below = rates.encoder * rates.decay**LAYERS
    add(((name, p) for name, p in encoder.named_parameters() if not name.startswith("layers.")), below)
    for index, layer in enumerate(encoder.layers):
        add(layer.named_parameters(), rates.encoder * rates.decay ** (LAYERS - 1 - index))
    for head in heads:
        add(head.named_parameters(), rates.heads)
    return torch.optim.AdamW(groups, fused=True)


class Average:
    """Exponential moving average of the weights of a module (Polyak and Juditsky 1992)."""

    def __init__(self, module: nn.Module, keep: float) -> None:
        self.module, self.keep, self.steps = module, keep, 0
        self.shadow = {name: value.detach().clone() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
        for name, value in self.module.state_dict().items():
            self.shadow[name].lerp_(value, 1 - keep)

    def apply(self) -> None:
        self.module.load_state_dict(self.shadow)


def fit(
    module: nn.Module,
    optimiser: torch.optim.Optimizer,
    epochs: int,
    batches_of: Callable[[int], list],
    loss_of: Callable[[object], Tensor],
    after: Callable[[int], str] = lambda epoch: "",
    keep: float = 0.998,
) -> None:
    """Trains `module` and leaves it with the averaged weights. Progress goes to stderr."""
    average = Average(module, keep)
    peaks = [group["lr"] for group in optimiser.param_groups]
    first = batches_of(0)
    total, step = epochs * len(first), 0
    warm = max(1, total // 12)
    for epoch in range(epochs):
        began, sum_ = time.time(), 0.0
        rows = first if epoch == 0 else batches_of(epoch)
        module.train()
        for count, batch in enumerate(rows, 1):
            step += 1
            scale = min(step / warm, 0.5 * (1 + math.cos(math.pi * min(1.0, step / total))))
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * scale
            loss = loss_of(batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(module.parameters(), 1.0)
            optimiser.step()
            average.update()
            sum_ += loss.item()
            if count % 20 == 0:
                print(f"\repoch {epoch + 1}/{epochs} batch {count}/{len(rows)} loss {sum_ / count:.4f}", end="", file=sys.stderr)
        print(
            f"\repoch {epoch + 1}/{epochs} loss {sum_ / len(rows):.4f} {time.time() - began:.0f} s {after(epoch)}",
            file=sys.stderr,
            flush=True,
        )
    average.apply()
    module.eval()

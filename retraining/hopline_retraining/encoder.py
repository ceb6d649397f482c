"""MiniLM (BERT, 6 layers of 384) in PyTorch, with the heads of Hopline: one pass gives the sentence vector, the intents and the entities."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN, HEADS, INNER, LAYERS = 384, 12, 1536, 6

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
"""A GPU is used where there is one: the programs make it the default device."""


class Layer(nn.Module):
    """A post-norm transformer layer (Devlin et al. 2019)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.attended = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.attended_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner, self.outer = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        split = lambda y: y.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
        rate = self.dropout if self.training else 0.0
        mixed = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask, dropout_p=rate)
        mixed = self.attended(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        x = self.attended_norm(x + F.dropout(mixed, rate))
        return self.norm(x + F.dropout(self.outer(F.gelu(self.inner(x))), rate))


class Encoder(nn.Module):
    """Token ids and mask (batch, length) to hidden states (batch, length, 384)."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = dropout

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind
        x = F.dropout(self.norm(x), self.dropout, self.training)
        allowed = mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, allowed)
        return x


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """Unit sentence vectors: the mean of the hidden states of real tokens (Reimers and Gurevych 2019)."""
    weights = mask[..., None].to(hidden.dtype)
    return F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


_names = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "norm",
}


def load_base(folder: Path, dropout: float = 0.1) -> Encoder:
    """The encoder with the weights of `all-MiniLM-L6-v2` (model.safetensors of the folder)."""
    weights = load_file(folder / "model.safetensors")
    encoder = Encoder(json.loads((folder / "config.json").read_text())["vocab_size"], dropout)
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"],
        "kind": weights["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for index in range(LAYERS):
        for theirs, ours in _names.items():
            for part in ("weight", "bias"):
                state[f"layers.{index}.{ours}.{part}"] = weights[f"encoder.layer.{index}.{theirs}.{part}"]
    encoder.load_state_dict(state)
    return encoder


class IntentHead(nn.Module):
    """Hidden states to one logit an intent: attention pooling with four learned queries beside the first token, then two layers."""

    def __init__(self, classes: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.queries = nn.Linear(HIDDEN, 4)
        self.dense = nn.Linear(HIDDEN * 5, HIDDEN)
        self.out = nn.Linear(HIDDEN, classes)
        self.dropout = dropout

    def features(self, hidden: Tensor, mask: Tensor) -> Tensor:
        scores = self.queries(hidden).masked_fill(~mask[..., None].bool(), -1e4).softmax(1)
        gathered = torch.einsum("btq,bth->bqh", scores, hidden).flatten(1)
        both = F.dropout(torch.cat([hidden[:, 0], gathered], -1), self.dropout, self.training)
        return F.gelu(self.dense(both))

    def forward(self, features: Tensor) -> Tensor:
        return self.out(F.dropout(features, self.dropout, self.training))


class EntityHead(nn.Module):
    """Hidden states and word shapes (the encoder reads lower case) to BIO logits of each token: outside, then begin and inside of each type."""

    def __init__(self, types: int, shapes: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.shapes = nn.Embedding(shapes, 24)
        self.dense = nn.Linear(HIDDEN + 24 * 3, 256)
        self.out = nn.Linear(256, 2 * types + 1)
        self.dropout = dropout

    def forward(self, hidden: Tensor, shapes: Tensor) -> Tensor:
        shape = self.shapes(shapes)
        before, after = F.pad(shape, (0, 0, 1, 0))[:, :-1], F.pad(shape, (0, 0, 0, 1))[:, 1:]
        x = F.dropout(torch.cat([hidden, shape, before, after], -1), self.dropout, self.training)
        return self.out(F.dropout(F.gelu(self.dense(x)), self.dropout, self.training))

"""Noise for training texts: typos in words, other names in the place of names, lost capitals. Labels and spans stay right."""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .messages import Entity, Message

NAMES = ("service", "person", "team", "customer", "host", "namespace", "cluster", "alert", "kubernetes_object", "ticket", "version")
"""Types whose names are exchanged: each organisation has its own."""

_word = re.compile(r"[^\W\d_]{4,}")
_near = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqreytuioasedfghjklkxzcvbn", strict=True))


@dataclass(frozen=True)
class Noise:
    """Shares, 0 to 1: of texts that get typos or lose their capitals, and of names that are exchanged."""

    typos: float
    names: float
    lower: float


def typo(word: str, rng: random.Random) -> str:
    """One letter lost, doubled, exchanged with the next or taken from a neighbouring key."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _near.get(word[at].lower(), word[at]) + word[at + 1 :]


def misspelt(text: str, rng: random.Random) -> str:
    """About one word in eight gets a typo, at least one where there is a word of four letters."""
    words = list(_word.finditer(text))
    if not words:
        return text
    chosen = rng.sample(words, max(1, len(words) // 8))
    for match in sorted(chosen, key=lambda m: -m.start()):
        text = text[: match.start()] + typo(match[0], rng) + text[match.end() :]
    return text


class Names:
    """The names of the training texts by type, and new ones that are put together from the parts of two."""

    def __init__(self, messages: Sequence[Message]) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for message in messages:
            for entity in message.entities:
                found[entity.type].add(message.text[entity.start : entity.end])
        self.known = {type_: sorted(names) for type_, names in found.items()}

    def other(self, type_: str, rng: random.Random) -> str:
        name = rng.choice(self.known[type_])
        if type_ not in ("service", "host", "cluster", "namespace", "alert") or rng.random() < 0.6:
            return name
        second = rng.choice(self.known[type_])
        ours, theirs = re.split(r"([-_.])", name), re.split(r"([-_.])", second)
        if len(ours) > 1 and len(theirs) > 1:
            return "".join(ours[:-1] + [theirs[-1]])
        return name


def disturbed(message: Message, names: Names, noise: Noise, rng: random.Random) -> Message:
    """The message with noise; entities move with their text."""
    exchange = [entity.type in NAMES and rng.random() < noise.names for entity in message.entities]
    misspell, lower = rng.random() < noise.typos, rng.random() < noise.lower
    text, entities, at = "", [], 0
    for entity, other in zip((*message.entities, None), (*exchange, False), strict=True):
        between = message.text[at : entity.start if entity else None]
        text += misspelt(between, rng) if misspell else between
        if entity:
            name = names.other(entity.type, rng) if other else message.text[entity.start : entity.end]
            entities.append(Entity(entity.type, len(text), len(text) + len(name), None))
            text += name
            at = entity.end
    if lower and len(text.lower()) == len(text):
        text = text.lower()
    return Message(text, message.labels, tuple(entities), message.sent_at, message.source)

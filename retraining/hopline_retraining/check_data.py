"""Looks for duplicates within the data and leaks between its parts: `python -m hopline_retraining.check_data`. Fails where it finds one."""

import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from .messages import Message, read_all

DATA = Path(__file__).parents[1] / "data"
NEAR = 0.8
"""Share of common letter triples (Jaccard) from which two texts are taken for the same."""


def bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def triples(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def same_texts(messages: list[Message]) -> list[str]:
    """A text that stands twice with the same label."""
    seen = Counter((bare(m.text), m.labels[0]) for m in messages)
    return [f"{label}: {text}" for (text, label), count in seen.items() if text and count > 1]


def leaks(train: list[Message], other: list[Message]) -> list[str]:
    """Texts of `other` of four words or more that stand in `train`, the same or nearly."""
    index: dict[str, list[int]] = {}
    sets = [triples(bare(m.text)) for m in train]
    for i, each in enumerate(sets):
        for triple in each:
            index.setdefault(triple, []).append(i)
    found = []
    for message in other:
        text = bare(message.text)
        if len(text.split()) < 4:
            continue
        mine = triples(text)
        common = Counter(i for triple in mine for i in index.get(triple, ()))
        for i, both in common.most_common(3):
            if both / (len(mine) + len(sets[i]) - both) >= NEAR:
                found.append(f"{message.source}: {message.text!r} is {train[i].source}: {train[i].text!r}")
                break
    return found


def main() -> None:
    parts = {name: read_all(DATA / name) for name in ("train", "validation", "test")}
    problems = [f"{name}, twice: {text}" for name, messages in parts.items() for text in same_texts(messages)]
    for name in ("validation", "test"):
        problems += [f"leak from train to {name}: {leak}" for leak in leaks(parts["train"], parts[name])]
    problems += [f"leak from validation to test: {leak}" for leak in leaks(parts["validation"], parts["test"])]
    for name, messages in parts.items():
        labels = Counter(m.labels[0] for m in messages)
        least = min(labels.items(), key=lambda pair: pair[1], default=("none", 0))
        entities = sum(len(m.entities) for m in messages)
        print(f"{name}: {len(messages)} messages, {len(labels)} labels, fewest {least[1]} ({least[0]}), {entities} entities")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

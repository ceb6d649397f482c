"""Texts whose vectors must stay where the base model puts them, so that retrieval loses nothing; other languages move to their English sense."""

import re
from collections.abc import Sequence
from pathlib import Path

from .messages import Message


def pairs(folder: Path, messages: Sequence[Message]) -> list[tuple[str, str]]:
    """
    (text, text whose base vector it should have): sentences and sections of the knowledge that ships, the messages, and translations to
    their English sentence (Reimers and Gurevych 2020).
    """
    texts: list[str] = []
    for path in sorted((folder.parent / "knowledge").rglob("*.md")):
        body = path.read_text(encoding="utf-8")
        blocks = [block.strip() for block in re.split(r"\n\s*\n", body) if len(block.strip()) > 20]
        texts += [sentence for block in blocks for sentence in re.split(r"(?<=[.!?])\s+", block) if len(sentence) > 20]
        texts += ["\n".join(blocks[at : at + 3])[:500] for at in range(0, len(blocks), 6)]
    result = [(text, text) for text in dict.fromkeys(texts)]
    result += [(message.text[:300], message.text[:300]) for message in messages if message.source != "languages"]
    table = folder / "data" / "parallel.tsv"
    for line in table.read_text(encoding="utf-8").splitlines() if table.exists() else []:
        english, *others = line.split("\t")
        result += [(other, english) for other in [english, *others] if other.strip()]
    return result

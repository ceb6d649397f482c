"""Labelled messages: the text files of `data/`, in the notation that `data/CARD.md` describes."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

OUT_OF_SCOPE = "out_of_scope"
CATALOGUE = Path(__file__).parents[2] / "models" / "catalogue"


@dataclass(frozen=True)
class Entity:
    """`start` and `end` count code points of the text, `end` exclusive; `value` is None where it was not written down."""

    type: str
    start: int
    end: int
    value: str | None


@dataclass(frozen=True)
class Message:
    """`labels` are the intents, strongest first; `sent_at` is ISO 8601, or None; `source` is the file that it stands in."""

    text: str
    labels: tuple[str, ...]
    entities: tuple[Entity, ...]
    sent_at: str | None
    source: str


def intents() -> list[str]:
    """The labels that are classes, in the order of the catalogue: all but out_of_scope."""
    catalogue = json.loads((CATALOGUE / "intents.json").read_text())
    return [each["label"] for each in catalogue["intents"] if each["label"] != OUT_OF_SCOPE]


def entity_types() -> list[str]:
    return [each["type"] for each in json.loads((CATALOGUE / "entities.json").read_text())["entities"]]


_escape = re.compile(r"\\(.)", re.DOTALL)
_marked = re.compile(r"\{((?:\\.|[^{}|\\])*)\|((?:\\.|[^{}|\\])*)(?:\|((?:\\.|[^{}|\\])*))?\}")


def _plain(text: str) -> str:
    return _escape.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def parse_line(line: str) -> tuple[str, tuple[Entity, ...]]:
    """The text of a line and its marked entities: `restart {service|checkout-api} in {environment|prod|production}`."""
    text, entities, at = "", [], 0
    for match in _marked.finditer(line):
        text += _plain(line[at : match.start()])
        slice_ = _plain(match[2])
        value = None if match[3] is None else _plain(match[3])
        entities.append(Entity(match[1], len(text), len(text) + len(slice_), value))
        text += slice_
        at = match.end()
    return text + _plain(line[at:]), tuple(entities)


def read(path: Path) -> list[Message]:
    """
    The messages of a file. Raises ValueError naming file and line where a label or type is not of the catalogue.
    """
    known_labels, known_types = {*intents(), OUT_OF_SCOPE}, set(entity_types())
    messages: list[Message] = []
    labels: tuple[str, ...] = ()
    sent_at = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("## "):
            continue
        if line.startswith("@2"):
            sent_at = line[1:].strip()
            continue
        if line.startswith("# "):
            labels = tuple(part.strip() for part in line[2:].split("+"))
            if unknown := set(labels) - known_labels:
                raise ValueError(f"{path}:{number}: {', '.join(unknown)} is not in the intent catalogue.")
            continue
        text, entities = parse_line(line)
        if unknown := {entity.type for entity in entities} - known_types:
            raise ValueError(f"{path}:{number}: {', '.join(unknown)} is not in the entity catalogue.")
        if not labels:
            raise ValueError(f"{path}:{number}: no label stands above this message.")
        messages.append(Message(text, labels, entities, sent_at, path.stem))
    return messages


def read_all(folder: Path) -> list[Message]:
    """All messages below a folder, files in the order of their names."""
    return [message for path in sorted(folder.glob("*.txt")) for message in read(path)]

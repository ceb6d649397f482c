"""
Rewrites the expected tokens of the cases that the TypeScript tokeniser is tested with:
`python -m hopline_retraining.token_fixture --base DIR ../models/inference/tokens.fixture.jsonl`. The texts are those that stand in the file.
"""

import argparse
import json
from itertools import accumulate
from pathlib import Path

from .tokens import load_tokenizer, tokens_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.base)
    lines = []
    for line in options.file.read_text(encoding="utf-8").split("\n")[:-1]:
        text = json.loads(line)["text"]
        tokens = tokens_of(tokenizer, text)
        # JavaScript counts UTF-16 code units.
        at = [0, *accumulate(2 if ord(character) > 0xFFFF else 1 for character in text)]
        starts, ends = ([at[place] for place in places] for places in zip(*tokens.spans, strict=True))
        case = {"text": text, "ids": tokens.ids, "shapes": tokens.shapes, "starts": starts, "ends": ends}
        lines.append(json.dumps(case, separators=(",", ":")))
    options.file.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

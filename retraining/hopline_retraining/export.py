"""
The joint model as ONNX with 8-bit weights.

The matrices of the encoder become MatMulNBits of 8 bits in blocks of 64 with activations quantised by block and row (accuracy level 4), so
that a text's numbers do not depend on what else is in its batch, unlike dynamic int8, whose scale is that of the whole batch. Word vectors
are int8 with a scale a row.
"""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantFormat
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from .encoder import HEADS, HIDDEN, LAYERS

BLOCK = 64
FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


class Graph:
    """Nodes and constants of an ONNX graph, named as they come."""

    def __init__(self) -> None:
        self.nodes: list = []
        self.constants: list = []

    def constant(self, array: np.ndarray, name: str = "") -> str:
        name = name or f"c{len(self.constants)}"
        # ascontiguousarray makes a scalar a vector, and a scalar index takes an axis away.
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array) if array.ndim else array, name))
        return name

    def node(self, op: str, *inputs: str, out: str = "", domain: str = "", **attributes: object) -> str:
        name = f"{op}_{len(self.nodes)}"
        out = out or name
        self.nodes.append(helper.make_node(op, list(inputs), [out], name=name, domain=domain, **attributes))
        return out


def build(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The graph of `Joint` in evaluation: input_ids, attention_mask, shapes → vector, intents, entities."""
    g = Graph()
    ints = lambda *values: g.constant(np.array(values, np.int64))

    def linear(x: str, name: str) -> str:
        product = g.node("MatMul", x, g.constant(state[f"{name}.weight"].T, f"{name}.weight"))
        return g.node("Add", product, g.constant(state[f"{name}.bias"], f"{name}.bias"))

    def norm(x: str, name: str) -> str:
        parts = (g.constant(state[f"{name}.{part}"], f"{name}.{part}") for part in ("weight", "bias"))
        return g.node("LayerNormalization", x, *parts, axis=-1, epsilon=1e-12)

    def gelu(x: str) -> str:
        return g.node("Gelu", x, domain="com.microsoft")

    words = state["encoder.words.weight"]
    scales = (np.abs(words).max(1, keepdims=True) / 127).astype(np.float32)
    table = g.constant(np.round(words / np.maximum(scales, 1e-12)).clip(-127, 127).astype(np.int8), "words")
    taken = g.node("Cast", g.node("Gather", table, "input_ids"), to=TensorProto.FLOAT)
    x = g.node("Mul", taken, g.node("Gather", g.constant(scales, "word_scales"), "input_ids"))
    length = g.node("Slice", g.node("Shape", "input_ids"), ints(1), ints(2))
    positions = g.constant((state["encoder.positions.weight"] + state["encoder.kind"])[:256].astype(np.float32), "positions")
    x = norm(g.node("Add", x, g.node("Slice", positions, ints(0), length, ints(0))), "encoder.norm")

    mask = g.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    away = g.node("Mul", g.node("Sub", g.constant(np.array(1, np.float32)), mask), g.constant(np.array(-10000, np.float32)))
    hidden_keys = g.node("Unsqueeze", away, ints(1, 2))
    split, merge = ints(0, 0, HEADS, HIDDEN // HEADS), ints(0, 0, HIDDEN)
    scale = g.constant(np.array((HIDDEN // HEADS) ** -0.5, np.float32))
    for index in range(LAYERS):
        name = f"encoder.layers.{index}"
        cut = lambda part, perm: g.node("Transpose", g.node("Reshape", linear(x, f"{name}.{part}"), split), perm=perm)  # noqa: B023
        query, key, value = cut("query", [0, 2, 1, 3]), cut("key", [0, 2, 3, 1]), cut("value", [0, 2, 1, 3])
        scores = g.node("Add", g.node("Mul", g.node("MatMul", query, key), scale), hidden_keys)
        mixed = g.node("MatMul", g.node("Softmax", scores, axis=-1), value)
        mixed = g.node("Reshape", g.node("Transpose", mixed, perm=[0, 2, 1, 3]), merge)
        x = norm(g.node("Add", linear(mixed, f"{name}.attended"), x), f"{name}.attended_norm")
        x = norm(g.node("Add", linear(gelu(linear(x, f"{name}.inner")), f"{name}.outer"), x), f"{name}.norm")

    # As products of matrices, of four equal rows: ONNX Runtime sums a reduced axis, and a product of one row, in another order where the
    # batch is 1 or the text is padded, and the last bit would differ.
    row = g.node("Unsqueeze", mask, ints(1))
    total = g.node("Slice", g.node("MatMul", g.node("Concat", row, row, row, row, axis=1), x), ints(0), ints(1), ints(1))
    mean = g.node("Div", total, g.node("MatMul", row, g.node("Unsqueeze", mask, ints(2))))
    length_of_mean = g.node("Sqrt", g.node("MatMul", mean, g.node("Transpose", mean, perm=[0, 2, 1])))
    g.node("Squeeze", g.node("Div", mean, length_of_mean), ints(1), out="vector")

    attention = g.node("Add", linear(x, "intents.queries"), g.node("Unsqueeze", away, ints(2)))
    weights = g.node("Transpose", g.node("Softmax", attention, axis=1), perm=[0, 2, 1])
    gathered = g.node("Reshape", g.node("MatMul", weights, x), ints(0, 4 * HIDDEN))
    first = g.node("Gather", x, g.constant(np.array(0, np.int64)), axis=1)
    features = gelu(linear(g.node("Concat", first, gathered, axis=-1), "intents.dense"))
    last = linear(features, "intents.out")
    g.node("Identity", last, out="intents")

    shape = g.node("Gather", g.constant(state["entities.shapes.weight"], "shape_vectors"), "shapes")
    pads = lambda before, after: g.node("Pad", shape, ints(0, before, 0, 0, after, 0))
    left = g.node("Slice", pads(1, 0), ints(0), length, ints(1))
    right = g.node("Slice", pads(0, 1), ints(1), ints(2**31 - 1), ints(1))
    tagged = linear(gelu(linear(g.node("Concat", x, shape, left, right, axis=-1), "entities.dense")), "entities.out")
    g.node("Identity", tagged, out="entities")

    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes,
        "hopline",
        [tensor(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask", "shapes")],
        [
            tensor("vector", TensorProto.FLOAT, ["batch", HIDDEN]),
            tensor("intents", TensorProto.FLOAT, ["batch", state["intents.out.bias"].shape[0]]),
            tensor("entities", TensorProto.FLOAT, ["batch", "length", state["entities.out.bias"].shape[0]]),
        ],
        g.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="hopline")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


# Their widths are no multiple of a block, or they are small: they stay in float.
_floats = ("intents.queries", "intents.out", "entities.")


def quantised_graph(model: onnx.ModelProto) -> onnx.ModelProto:
    left = [node.name for node in model.graph.node if node.op_type == "MatMul" and any(name.startswith(_floats) for name in node.input)]
    config = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=True, accuracy_level=4, quant_format=QuantFormat.QOperator, op_types_to_quantize=("MatMul",), bits=8
    )
    quantizer = MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=left)
    quantizer.process()
    return quantizer.model.model


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_tokenizer(base: Path, out: Path) -> None:
    for name in FILES:
        shutil.copy(base / name, out / name)

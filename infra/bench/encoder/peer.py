"""
The same model file on Python's onnxruntime: reads a line {"texts": […], "size": n, "seconds": s}, and answers texts per second of batches of n,
tokenising included. With `sentence-transformers` as the second argument, that library's own all-MiniLM-L6-v2 from the folder of the third.
"""

import json
import sys
import time
from pathlib import Path

folder, kind, *rest = sys.argv[1:]
THREADS = 2


def onnxruntime_embed():
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(str(Path(folder) / "onnx" / "model_quantized.onnx"), options, providers=["CPUExecutionProvider"])

    def embed(texts):
        encoded = tokenizer.encode_batch(texts)
        ids = np.array([each.ids for each in encoded], np.int64)
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        # Shapes change no vector; the peer is spared to make them.
        return session.run(["vector"], {"input_ids": ids, "attention_mask": mask, "shapes": np.zeros_like(ids)})

    return embed


def sentence_transformers_embed():
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(THREADS)
    model = SentenceTransformer(rest[0], device="cpu")
    return lambda texts: model.encode(texts, batch_size=len(texts), normalize_embeddings=True)


embed = sentence_transformers_embed() if kind == "sentence-transformers" else onnxruntime_embed()
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    texts, size = asked["texts"], asked["size"]
    done, at, began = 0, 0, time.perf_counter()
    while time.perf_counter() - began < asked["seconds"]:
        embed([texts[(at + i) % len(texts)] for i in range(size)])
        done, at = done + size, at + size
    print(json.dumps(done / (time.perf_counter() - began)), flush=True)

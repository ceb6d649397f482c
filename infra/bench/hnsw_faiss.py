"""Builds FAISS's HNSW graph over vectors in a file and searches it, one query at a time on one thread; prints figures as JSON.

Use: faiss.py VECTORS QUERIES DIMENSIONS NEIGHBOURS; files hold float32 values, row by row.
"""

import json
import sys
import time

import faiss
import numpy as np

LINKS, EF_CONSTRUCTION, EF = 16, 200, 128

vectors_file, queries_file, dimensions, neighbours = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
vectors = np.fromfile(vectors_file, dtype=np.float32).reshape(-1, dimensions)
queries = np.fromfile(queries_file, dtype=np.float32).reshape(-1, dimensions)
faiss.omp_set_num_threads(1)

began = time.perf_counter()
index = faiss.IndexHNSWFlat(dimensions, LINKS, faiss.METRIC_INNER_PRODUCT)
index.hnsw.efConstruction = EF_CONSTRUCTION
index.add(vectors)
build = time.perf_counter() - began

index.hnsw.efSearch = EF
exact = faiss.IndexFlatIP(dimensions)
exact.add(vectors)
_, right = exact.search(queries, neighbours)

for query in queries[:50]:
    index.search(query[None], neighbours)
times, hits = [], 0
for i, query in enumerate(queries):
    began = time.perf_counter()
    _, found = index.search(query[None], neighbours)
    times.append((time.perf_counter() - began) * 1000)
    hits += len(set(found[0]) & set(right[i]))

print(
    json.dumps(
        {
            "version": faiss.__version__,
            "build": build,
            "p50": float(np.percentile(times, 50)),
            "p99": float(np.percentile(times, 99)),
            "recall": hits / (len(queries) * neighbours),
        }
    )
)

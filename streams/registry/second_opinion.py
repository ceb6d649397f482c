"""Reads Avro bodies with fastavro, an implementation that shares nothing with ours, and writes what it read.

Standard input: {"schema": ..., "bodies": [base64]}. Standard output: {"values": [...], "bodies": [base64]}, where JSON has no word for
bytes and not for every double, so that these are {"bytes": base64} and {"double": base64 of eight bytes, little endian}.
"""

import base64
import io
import json
import struct
import sys

import fastavro


def text(raw):
    return base64.b64encode(raw).decode()


def tagged(value):
    if isinstance(value, bytes):
        return {"bytes": text(value)}
    if isinstance(value, float):
        return {"double": text(struct.pack("<d", value))}
    if isinstance(value, list):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        return {key: tagged(item) for key, item in value.items()}
    return value


def read(schema, body):
    source = io.BytesIO(body)
    value = fastavro.schemaless_reader(source, schema)
    if source.read():
        raise ValueError("bytes follow the end of the value")
    return value


def write(schema, value):
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, schema, value, strict=True)
    return sink.getvalue()


task = json.load(sys.stdin)
schema = fastavro.parse_schema(task["schema"])
values = [read(schema, base64.b64decode(body)) for body in task["bodies"]]
json.dump({"values": [tagged(value) for value in values], "bodies": [text(write(schema, value)) for value in values]}, sys.stdout)

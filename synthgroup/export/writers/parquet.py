"""The format `parquet`: a table a shard, a row a scene, with the bytes of the picture in the row.

Columns are those of `metadata.jsonl`, typed, but `file_name`, for which there is `image`: the encoded picture and its
name. `attributes` of a face are a JSON object in a string, because sources know different things of people. With masks
there is a column `mask`. Where it is loaded, OUT is the folder of one split:

- Hugging Face: `load_dataset("OUT")` by what its card says, or `load_dataset("OUT/data")`; `image` becomes a picture
  and `label` a class with its name.
- pandas, Polars, DuckDB and others: `OUT/data/*.parquet`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from synthgroup.emotions import MOODS, Mood
from synthgroup.errors import RecipeError
from synthgroup.export.job import Job
from synthgroup.export.masks import instance_mask
from synthgroup.export.metadata import ascii_json
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.shard_names import ShardNames

GROUP_ROWS: Final = 100
"""Rows of a row group at most, which is what readers take into memory at once; Hugging Face's number for pictures."""

GROUP_BYTES: Final = 32 << 20
"""Bytes of pictures after which a row group ends."""

_NAMES: Final = ShardNames(".parquet")
_LAST: Final = 2**63


class ParquetShard:
    """The table of one shard.

    Args:
        draft: Where it waits for its final name.
        name: Its final name.
        masks: Whether scenes have mask pictures.
    """

    def __init__(self, draft: Path, name: str, *, masks: bool) -> None:
        self._pa = _pyarrow()
        self._masks = masks
        self._schema = _schema(self._pa, masks=masks)
        self._product = Product(draft / "shard.parquet", name)
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        # no dictionaries and statistics: they would repeat the pictures
        self._writer = self._pa.parquet.ParquetWriter(
            self._product.draft,
            self._schema,
            version="2.6",
            data_page_version="1.0",
            # pictures are compressed already
            compression={name: "snappy" for name in _leaves(self._schema) if not name.endswith(".bytes")},
            use_dictionary=False,
            write_statistics=["label", "mood", "split", "index"],
        )

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        row = _row(sample)
        if self._masks:
            key = row["image"]["path"].partition(".")[0]
            row["mask"] = {"bytes": instance_mask(sample.scene), "path": f"{key}.mask.png"}
        self._rows.append(row)
        self._bytes += len(sample.picture)
        if len(self._rows) == GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._end_group()

    def close(self) -> Sequence[Product]:
        """End the table."""
        if self._rows:
            self._end_group()
        self._writer.close()
        return [self._product]

    def _end_group(self) -> None:
        try:
            table = self._pa.Table.from_pylist(self._rows, self._schema)
        except UnicodeEncodeError:
            table = self._pa.Table.from_pylist([_printable(row) for row in self._rows], self._schema)
        try:
            self._writer.write_table(table, row_group_size=len(self._rows))
        except BaseException:
            self._writer.is_open = False  # or it would try to end the file when it is collected, and fail again
            raise
        self._rows, self._bytes = [], 0


class ParquetWriter:
    """Tables at `data/<split>-<shard>.parquet`."""

    name: ClassVar[str] = "parquet"
    joins_labels: ClassVar[bool] = False

    def check(self, job: Job) -> None:
        """Refuse more scenes than an index of 64 bits with a sign can count.

        Raises:
            RecipeError: There are more, or pyarrow is not installed.
        """
        _pyarrow()
        if job.n > _LAST:
            raise RecipeError(f"n is {job.n}; the format parquet holds 2**63 scenes at most")

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:  # noqa: ARG002  labels are in the table
        """Name a scene's picture."""
        return f"{index:08d}{suffix}"

    def begin(self, draft: Path, job: Job, shard: int) -> ParquetShard:
        """Begin a shard."""
        return ParquetShard(draft, _NAMES.of(job, shard), masks=job.masks)

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:  # noqa: ARG002  shards have their labels
        """Keep nothing."""
        return b""

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:  # noqa: ARG002  shards say it all
        """Write nothing."""
        return []

    def folders(self) -> Sequence[str]:
        """Name none: there is no data set without a shard."""
        return ()

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:
        """Know tables of shards with scenes below `n`."""
        return _NAMES.owns(name, n, shard_size, split)


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415  an extra
    except ImportError as error:
        raise RecipeError(
            f"the format parquet needs pyarrow ({error}); install it with: pip install 'synthgroup[parquet]'"
        ) from error
    return pyarrow


def _schema(pa: Any, *, masks: bool) -> Any:
    """Give the columns, the same for every shard of a job whatever is in it."""
    text, number = pa.string(), pa.int32()
    picture = pa.struct({"bytes": pa.binary(), "path": text})
    face = {
        "emotion": text,
        "mood": text,
        "identity": text,
        "source": text,
        "file": text,
        "bbox": pa.list_(number, 4),
        "head": pa.list_(number, 4),
        "area": number,
        "mask": pa.struct({"size": pa.list_(number, 2), "counts": text}),
        "transform": pa.list_(pa.list_(pa.float64())),
        "attributes": text,
    }
    columns = {
        "image": picture,
        "label": pa.int64(),
        "mood": text,
        "moods": pa.list_(number, 3),
        "tie": pa.bool_(),
        "shortfall": number,
        "split": text,
        "seed": pa.uint64(),
        "index": pa.int64(),
        "background": pa.struct({"source": text, "file": text, "category": text}),
        "replaced": pa.list_(text),
        "faces": pa.list_(pa.struct(face)),
    }
    # Hugging Face takes from the types what is not said here, and says other things in every version
    features: dict[str, Any] = {
        "image": {"_type": "Image"},
        "label": {"names": [mood.value for mood in MOODS], "_type": "ClassLabel"},
    }
    if masks:
        columns["mask"], features["mask"] = picture, {"_type": "Image"}
    return pa.schema(columns, metadata={"huggingface": json.dumps({"info": {"features": features}})})


def _leaves(parts: Any, above: str = "") -> list[str]:
    """Name the columns that a schema or a struct is stored in, as Parquet does."""
    return [name for part in parts for name in _leaves_of(part.type, above + part.name)]


def _leaves_of(kind: Any, name: str) -> list[str]:
    types = _pyarrow().types
    if types.is_struct(kind):
        return _leaves(kind, f"{name}.")
    if types.is_list(kind) or types.is_fixed_size_list(kind):
        return _leaves_of(kind.value_type, f"{name}.list.element")
    return [name]


def _row(sample: Sample) -> dict[str, Any]:
    image = {"bytes": sample.picture, "path": sample.record["file_name"]}
    faces = [{**face, "attributes": ascii_json(face["attributes"]).decode()} for face in sample.record["faces"]]
    return {**sample.record, "image": image, "faces": faces}


def _printable(value: Any) -> Any:
    """Write bytes of file names that are no UTF-8 as escapes, since a table holds UTF-8 alone."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return value

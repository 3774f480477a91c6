"""The files of a shard in formats that have a file for every scene."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from synthgroup.export.files import write_new
from synthgroup.export.output import Product


class Drafts:
    """The files of one shard.

    Args:
        folder: Where they wait for their final names.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.products: list[Product] = []

    def add(self, name: str, data: bytes) -> None:
        """Write a file.

        Args:
            name: Its final name.
            data: Content.
        """
        draft = f"{self._folder}/{name.replace('/', '-')}"
        write_new(draft, data)
        self.products.append(Product(Path(draft), name, sha256(data).hexdigest()))

"""Where data sets go: a folder of this machine, or any address that fsspec knows."""

from synthgroup.export.output.base import Output, Product
from synthgroup.export.output.find import Place, find_output
from synthgroup.export.output.local import LocalOutput

__all__ = ["LocalOutput", "Output", "Place", "Product", "find_output"]

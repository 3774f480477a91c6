"""Executors: engines that do shards, on one machine or many."""

from synthgroup.export.executors.base import Executor
from synthgroup.export.executors.local import LocalExecutor, StartMethod
from synthgroup.export.executors.ray import RayExecutor

__all__ = ["Executor", "LocalExecutor", "RayExecutor", "StartMethod"]

"""Executors: engines that do shards, on one machine or many."""

from synthgroup.export.executors.base import Executor
from synthgroup.export.executors.local import START_METHOD, LocalExecutor, StartMethod
from synthgroup.export.executors.ray import RayExecutor

__all__ = ["START_METHOD", "Executor", "LocalExecutor", "RayExecutor", "StartMethod"]

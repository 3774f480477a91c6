"""Export: scenes written to disk, shard by shard.

A job says what is to be written. It is prepared, its shards are rendered by any number of processes, and the whole is
finalized. Writers know a format and no engine, executors an engine and no format.
"""

from synthgroup.export.contents import check_contents, delete_data_set, split_outputs, stored_job
from synthgroup.export.executors import Executor, LocalExecutor, RayExecutor
from synthgroup.export.finalize import finalize
from synthgroup.export.forecast import Forecast, forecast
from synthgroup.export.job import Job
from synthgroup.export.output import Output, find_output
from synthgroup.export.parent import write_parent_card
from synthgroup.export.pictures import PictureCodec
from synthgroup.export.render import prepare, refuse_skipped, render_job, render_shards, repair
from synthgroup.export.shards import render_shard
from synthgroup.export.share import Share, parsed_share
from synthgroup.export.tally import Tally
from synthgroup.export.verify import Fault, Problem, Verdict, read_job, verify
from synthgroup.export.workspace import Survey, Workspace
from synthgroup.export.writers import find_writer, writer_names

__all__ = [
    "Executor",
    "Fault",
    "Forecast",
    "Job",
    "LocalExecutor",
    "Output",
    "PictureCodec",
    "Problem",
    "RayExecutor",
    "Share",
    "Survey",
    "Tally",
    "Verdict",
    "Workspace",
    "check_contents",
    "delete_data_set",
    "finalize",
    "find_output",
    "find_writer",
    "forecast",
    "parsed_share",
    "prepare",
    "read_job",
    "refuse_skipped",
    "render_job",
    "render_shard",
    "render_shards",
    "repair",
    "split_outputs",
    "stored_job",
    "verify",
    "write_parent_card",
    "writer_names",
]

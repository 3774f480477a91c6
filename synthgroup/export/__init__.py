"""Export: scenes written to disk, shard by shard.

A job says what is to be written. It is prepared, its shards are rendered by any number of processes, and the whole is
finalized. Writers know a format and no engine, executors an engine and no format.
"""

from synthgroup.export.contents import check_folder, delete_data_set, split_folders, stored_job
from synthgroup.export.finalize import finalize
from synthgroup.export.forecast import Forecast, forecast
from synthgroup.export.job import Job
from synthgroup.export.pictures import PictureCodec
from synthgroup.export.render import refuse_skipped, render_job
from synthgroup.export.shards import render_shard
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Survey, Workspace
from synthgroup.export.writers import find_writer, writer_names

__all__ = [
    "Forecast",
    "Job",
    "PictureCodec",
    "Survey",
    "Tally",
    "Workspace",
    "check_folder",
    "delete_data_set",
    "finalize",
    "find_writer",
    "forecast",
    "refuse_skipped",
    "render_job",
    "render_shard",
    "split_folders",
    "stored_job",
    "writer_names",
]

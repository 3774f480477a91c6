"""An S3 bucket as the output, on a fake server in this process's machine."""

import threading
from zlib import crc32

import pytest
import s3fs
from moto.server import ThreadedMotoServer
from trees import content

from synthgroup.errors import OutputError
from synthgroup.export import (
    Fault,
    Job,
    LocalExecutor,
    Workspace,
    finalize,
    find_output,
    prepare,
    render_job,
    render_shard,
    repair,
    verify,
)


@pytest.fixture(scope="module")
def server():
    """A fake S3 server, with the environment that leads clients to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem.clear_instance_cache()
        yield server
    server.stop()


@pytest.fixture
def bucket(server, request):
    """An address in a new bucket."""
    name = f"bucket-{crc32(request.node.nodeid.encode())}"
    s3fs.S3FileSystem().mkdir(f"s3://{name}")
    return f"s3://{name}/scenes"


def objects(address):
    """Read every object below an address."""
    output = find_output(address)
    return {name: output.read(name) for name in output.names()}


def test_bucket_holds_the_bytes_of_a_folder(bucket, small_scenes, small_job, small_set):
    tally = render_job(small_scenes, bucket, small_job)
    assert tally.scenes == 22
    assert objects(bucket) == content(small_set)
    assert verify(bucket).sound
    assert render_job(small_scenes, bucket, small_job) is None


@pytest.mark.long
@pytest.mark.parametrize("form", ["webdataset", "parquet"])
def test_shards_in_a_bucket_are_those_of_a_folder(form, bucket, small_scenes, tmp_path):
    job = Job.of(small_scenes, 12, shard_size=5, output_format=form)
    render_job(small_scenes, bucket, job)
    render_job(small_scenes, tmp_path / "out", job)
    assert objects(bucket) == content(tmp_path / "out")


@pytest.mark.long
def test_what_is_damaged_in_a_bucket_is_found_and_repaired(bucket, small_scenes, small_job, small_set):
    render_job(small_scenes, bucket, small_job)
    output = find_output(bucket)
    pictures = sorted(name for name in output.names() if name.endswith(".jpg"))
    output.delete([pictures[3]])
    data = bytearray(output.read(pictures[9]))
    data[len(data) // 2] ^= 4
    output.write(pictures[9], bytes(data))
    output.write("notes.txt", b"mine")
    verdict = verify(bucket)
    assert {(one.fault, one.name) for one in verdict.problems} == {
        (Fault.MISSING, pictures[3]),
        (Fault.DAMAGED, pictures[9]),
        (Fault.FOREIGN, "notes.txt"),
    }
    repair(small_scenes, bucket, small_job, verdict)
    output.delete(["notes.txt"])
    assert objects(bucket) == content(small_set)


@pytest.mark.long
def test_bucket_is_extended(bucket, small_scenes, small_job, tmp_path):
    render_job(small_scenes, bucket, Job.of(small_scenes, 12, shard_size=5))
    render_job(small_scenes, bucket, small_job, extend=True)
    render_job(small_scenes, tmp_path / "afresh", small_job)
    assert objects(bucket) == content(tmp_path / "afresh")


def test_two_writers_share_a_bucket(bucket, small_scenes, small_job, small_set):
    prepare(bucket, small_job)
    failures = []

    def write(number):
        try:
            for shard in small_job.shards[number::2]:
                render_shard(bucket, small_job, small_scenes, shard)
        except OutputError as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    finalize(bucket, small_job)
    assert objects(bucket) == content(small_set)


@pytest.mark.long
def test_second_writer_of_a_shard_is_refused(bucket, small_scenes, small_job, small_set):
    prepare(bucket, small_job)
    refusals = []

    def second():
        if not refusals:
            with pytest.raises(OutputError, match="another run is rendering shard 1") as caught:
                render_shard(bucket, small_job, small_scenes, 1)
            refusals.append(str(caught.value))

    render_shard(bucket, small_job, small_scenes, 1, second)
    assert len(refusals) == 1
    render_job(small_scenes, bucket, small_job)
    assert objects(bucket) == content(small_set)


@pytest.mark.long
def test_earlier_data_set_in_a_bucket_is_deleted_only_when_asked(bucket, small_scenes, small_job, small_set):
    render_job(small_scenes, bucket, Job.of(small_scenes, 30, shard_size=5, identities=True))
    with pytest.raises(OutputError, match="holds another job"):
        render_job(small_scenes, bucket, small_job)
    render_job(small_scenes, bucket, small_job, overwrite=True)
    assert objects(bucket) == content(small_set)


@pytest.mark.long
def test_processes_write_into_a_bucket(bucket, small_scenes, small_job, small_set):
    render_job(small_scenes, bucket, small_job, executor=LocalExecutor(workers=3))
    assert objects(bucket) == content(small_set)


@pytest.mark.long
def test_run_that_stops_in_a_bucket_is_gone_on_with(bucket, small_scenes, small_job, small_set):
    def stop(done, _total):
        if done >= 11:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_job(small_scenes, bucket, small_job, progress=stop)
    assert find_output(bucket).size("job.json") is None
    assert Workspace(bucket, small_job).survey().missing
    render_job(small_scenes, bucket, small_job)
    assert objects(bucket) == content(small_set)


def test_bucket_that_is_not_there_and_server_that_is_not_are_one_error(server, small_scenes, small_job, monkeypatch):
    with pytest.raises(OutputError, match="check the address and its credentials"):
        render_job(small_scenes, "s3://no-such-bucket/scenes", small_job)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(OutputError, match="check the address and its credentials"):
        render_job(small_scenes, "s3://bucket/scenes", small_job)
    s3fs.S3FileSystem.clear_instance_cache()

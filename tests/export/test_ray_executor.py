import sys

import pytest
from ray.cluster_utils import Cluster
from trees import content

from synthgroup.errors import OutputError
from synthgroup.export import Job, LocalExecutor, RayExecutor, render_job

pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def job(small_scenes):
    return Job.of(small_scenes, 400, shard_size=10)


@pytest.fixture(scope="module")
def undisturbed(small_scenes, job, tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    render_job(small_scenes, out, job)
    return out


def test_bytes_are_those_of_one_process(small_scenes, job, undisturbed, tmp_path):
    seen = []
    render_job(
        small_scenes, tmp_path / "out", job, executor=RayExecutor(), progress=lambda done, _total: seen.append(done)
    )
    assert seen[-1] == 400
    assert content(tmp_path / "out") == content(undisturbed)


@pytest.mark.parametrize("output_format", ["folder", "webdataset"])
def test_node_that_is_lost_costs_nothing_but_time(small_scenes, tmp_path, output_format):
    job = Job.of(small_scenes, 400, shard_size=10, output_format=output_format)
    render_job(small_scenes, tmp_path / "one", job)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        second = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        lost = []

        def lose(done, _total):
            if done >= 60 and not lost:
                lost.append(done)
                cluster.remove_node(second, allow_graceful=False)

        render_job(small_scenes, tmp_path / "out", job, executor=RayExecutor(cluster.address), progress=lose)
        assert lost
        assert content(tmp_path / "out") == content(tmp_path / "one")
    finally:
        cluster.shutdown()


def test_error_of_a_task_is_raised_as_it_is(small_scenes, tmp_path, monkeypatch):
    job = Job.of(small_scenes, 20, shard_size=10)
    (tmp_path / "out" / ".synthgroup").mkdir(parents=True)
    (tmp_path / "out" / ".synthgroup" / "job.json").write_bytes(job.to_json())
    (tmp_path / "out" / ".synthgroup" / "shards").write_text("in the way")
    with pytest.raises(OutputError, match="shards"):
        render_job(small_scenes, tmp_path / "out", job, executor=RayExecutor())


def test_cluster_that_does_not_answer_is_one_error(small_scenes, tmp_path):
    with pytest.raises(OutputError, match=r"no Ray cluster answers at '127\.0\.0\.1:1'"):
        render_job(small_scenes, tmp_path / "out", Job.of(small_scenes, 5), executor=RayExecutor("127.0.0.1:1"))


def test_missing_package_is_named(small_scenes, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(OutputError, match=r"pip install 'synthgroup\[ray\]'"):
        render_job(small_scenes, tmp_path / "out", Job.of(small_scenes, 5), executor=RayExecutor())
    render_job(small_scenes, tmp_path / "out", Job.of(small_scenes, 5), executor=LocalExecutor())

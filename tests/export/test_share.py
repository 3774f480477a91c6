import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgroup.errors import RecipeError
from synthgroup.export import Share, parsed_share


@given(st.integers(1, 50), st.integers(0, 300))
def test_shares_cover_every_shard_once(count, shards):
    shared = [shard for number in range(count) for shard in Share(number, count).of(range(shards))]
    assert sorted(shared) == list(range(shards))


@pytest.mark.parametrize("text", ["", "3", "4/4", "-1/4", "1/0", "a/b", "1/2/3", "0/ 4", "Slurm"])
def test_odd_shares_are_refused(text):
    with pytest.raises(RecipeError, match="--shard is"):
        parsed_share(text)


@pytest.mark.parametrize(
    ("variables", "share"),
    [
        ({"SLURM_PROCID": "3", "SLURM_NTASKS": "8"}, Share(3, 8)),
        (
            {
                "SLURM_ARRAY_TASK_ID": "14",
                "SLURM_ARRAY_TASK_MIN": "10",
                "SLURM_ARRAY_TASK_STEP": "2",
                "SLURM_ARRAY_TASK_COUNT": "5",
            },
            Share(2, 5),
        ),
        (
            {
                "SLURM_ARRAY_TASK_ID": "1",
                "SLURM_ARRAY_TASK_MIN": "0",
                "SLURM_ARRAY_TASK_STEP": "1",
                "SLURM_ARRAY_TASK_COUNT": "3",
                "SLURM_PROCID": "2",
                "SLURM_NTASKS": "4",
            },
            Share(6, 12),
        ),
    ],
)
def test_slurm_tells_its_share(variables, share):
    assert parsed_share("slurm", variables) == share


def test_torchrun_tells_its_share():
    assert parsed_share("torchrun", {"RANK": "1", "WORLD_SIZE": "4"}) == Share(1, 4)


@pytest.mark.parametrize(
    ("text", "variables", "reason"),
    [
        ("slurm", {}, "needs the variable SLURM_NTASKS, which is ''"),
        ("torchrun", {"RANK": "x", "WORLD_SIZE": "4"}, "needs the variable RANK, which is 'x'"),
        (
            "slurm",
            {
                "SLURM_ARRAY_TASK_ID": "90",
                "SLURM_ARRAY_TASK_MIN": "0",
                "SLURM_ARRAY_TASK_STEP": "1",
                "SLURM_ARRAY_TASK_COUNT": "3",
            },
            "array without gaps",
        ),
    ],
)
def test_variables_that_are_missing_are_named(text, variables, reason):
    with pytest.raises(RecipeError, match=reason):
        parsed_share(text, variables)

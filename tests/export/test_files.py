import ctypes
import errno
import os

import pytest

from synthgroup.errors import OutputError
from synthgroup.export import files
from synthgroup.export.files import flush_all, output_errors, write_new


@pytest.fixture
def drafts(tmp_path):
    paths = [tmp_path / f"{number}.jpg" for number in range(40)]
    for path in paths:
        write_new(str(path), b"some")
    return paths


@pytest.fixture
def flushed(monkeypatch):
    names = []
    kept = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (names.append(os.fstat(descriptor).st_ino), kept(descriptor)))
    return names


@pytest.mark.parametrize("count", [0, 1, 2, 31])
def test_few_files_are_flushed_one_by_one(count, drafts, flushed):
    flush_all(drafts[:count])
    assert sorted(flushed) == sorted(path.stat().st_ino for path in drafts[:count])


def test_many_files_are_flushed_with_their_file_system(drafts, flushed, monkeypatch):
    asked = []
    monkeypatch.setattr(files, "_SYNCFS", lambda descriptor: asked.append(os.fstat(descriptor).st_dev) or 0)
    flush_all(drafts)
    assert asked == [drafts[0].stat().st_dev]
    assert not flushed


def test_many_files_are_flushed_one_by_one_where_there_is_no_syncfs(drafts, flushed, monkeypatch):
    monkeypatch.setattr(files, "_SYNCFS", None)
    flush_all(drafts)
    assert len(set(flushed)) == len(drafts)


def test_a_file_system_that_cannot_be_flushed_is_one_error(drafts, monkeypatch):
    def failing(_descriptor):
        ctypes.set_errno(errno.ENOSPC)
        return -1

    monkeypatch.setattr(files, "_SYNCFS", failing)
    with pytest.raises(OutputError, match=r"0\.jpg: there is no space left on the disk"), output_errors(drafts[0]):
        flush_all(drafts)

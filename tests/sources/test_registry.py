import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniatures import (
    background_tree,
    csv_tree,
    faces_tree,
    folder_tree,
    kdef_flat_tree,
    kdef_tree,
    lsun_tree,
    not_a_picture,
    write_table,
)

from synthgroup.errors import SourceError
from synthgroup.sources import registry
from synthgroup.sources.folder import FolderFaces
from synthgroup.sources.registry import (
    MOST_WEIGHT,
    SourceSpec,
    background_source_names,
    face_source_names,
    open_background_source,
    open_face_source,
    register_background_source,
    register_face_source,
)


@pytest.fixture
def empty_registry(monkeypatch):
    """Give back, after the test, the registry as it was."""
    for kind in (registry._FACES, registry._BACKGROUNDS):
        monkeypatch.setattr(kind, "entries", dict(kind.entries))
    monkeypatch.setattr(registry, "_PLUGINS", registry._Plugins())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("builtin", SourceSpec("builtin", "")),
        ("builtin=0.3", SourceSpec("builtin", "", 0.3)),
        ("kdef:/data/KDEF", SourceSpec("kdef", "/data/KDEF")),
        ("kdef:/data/KDEF=0.5", SourceSpec("kdef", "/data/KDEF", 0.5)),
        ("kdef:~/a b=c/d", SourceSpec("kdef", "~/a b=c/d")),
        ("kdef:~/a=c/d=e=2", SourceSpec("kdef", "~/a=c/d=e", 2)),
        ("/data/KDEF", SourceSpec("", "/data/KDEF")),
        ("faces", SourceSpec("", "faces")),
        ("C:\\data\\faces", SourceSpec("", "C:\\data\\faces")),
        ("C:\\data\\a=b\\c", SourceSpec("", "C:\\data\\a=b\\c")),
        ("D:/faces=1e-3", SourceSpec("", "D:/faces", 0.001)),
        ("kdef:C:\\data=2", SourceSpec("kdef", "C:\\data", 2)),
        ("./a:b", SourceSpec("", "./a:b")),
        ("my-own_source:x:y", SourceSpec("my-own_source", "x:y")),
    ],
)
def test_specifications_are_read(text, expected):
    assert SourceSpec.parse(text) == expected
    assert SourceSpec.parse(str(expected)) == expected


@given(
    st.sampled_from(["kdef", "faces", "folder", "csv", "lsun", "other"]),
    st.text(min_size=1, max_size=30),
    st.floats(min_value=0, max_value=MOST_WEIGHT, exclude_min=True),
)
def test_specifications_survive_the_way_to_text_and_back(name, path, weight):
    for spec in (SourceSpec(name, path, weight), SourceSpec(name, path), SourceSpec("", f"/{path}", weight)):
        assert SourceSpec.parse(str(spec)) == spec


@given(st.text(max_size=30))
def test_any_text_is_a_specification_or_a_source_error(text):
    try:
        spec = SourceSpec.parse(text)
    except SourceError as error:
        assert str(error).isprintable()
    else:
        assert SourceSpec.parse(str(spec)) == spec


@pytest.mark.parametrize("weight", ["0", "-1", "nan", "inf", "-inf", "1.1e9", "half", "", "1,5"])
def test_weights_must_be_positive_and_not_too_large(weight):
    with pytest.raises(SourceError, match="weight"):
        SourceSpec.parse(f"kdef:/data={weight}")


def test_an_empty_specification_is_an_error():
    for text in ("", "=1"):
        with pytest.raises(SourceError, match=r"is empty; expected kdef:PATH, .*builtin.*or a bare path"):
            SourceSpec.parse(text)


def test_the_librarys_own_sources_are_listed():
    assert {"kdef", "faces", "folder", "csv", "builtin"} <= set(face_source_names())
    assert {"lsun", "folder", "csv", "builtin"} <= set(background_source_names())


def test_bare_paths_are_recognised(tmp_path):
    for number, (build, name) in enumerate(
        (
            (lambda path: kdef_tree(path, people=("F01",), all_angles=(), scale=0.05), "kdef"),
            (lambda path: kdef_flat_tree(path, people=("F01",), scale=0.05), "kdef"),
            (lambda path: faces_tree(path, people=("004_o_m",), scale=0.05), "faces"),
            (lambda path: folder_tree(path, size=(16, 20)), "folder"),
            (lambda path: csv_tree(path, size=(16, 20)), "csv"),
        )
    ):
        path = build(tmp_path / f"{name}{number}")
        source = open_face_source(str(path))
        assert source.info.name == name
        assert source.info.path == str(path)
        assert source.faces()
    lsun_tree(tmp_path / "lsun", count=1, side=16)
    background_tree(tmp_path / "places")
    table = write_table(tmp_path / "places" / "t.csv", ("file",), [("kitchen/000.jpg",)])
    for path, name in ((tmp_path / "lsun", "lsun"), (tmp_path / "places", "folder"), (table, "csv")):
        source = open_background_source(str(path))
        assert source.info.name == name
        assert len(source.backgrounds())


def test_named_sources_are_opened(tmp_path, monkeypatch):
    folder_tree(tmp_path / "home" / "faces", size=(16, 20))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    for text in ("folder:~/faces", "~/faces", "folder:home/faces", "home/faces=2", f"folder:{tmp_path}/home/faces"):
        assert open_face_source(text).info.path == str(tmp_path / "home" / "faces")
    assert open_face_source(SourceSpec("builtin", "")).info.name == "builtin"
    assert open_background_source("builtin").info.name == "builtin"


def test_a_folder_called_like_a_source_is_a_path(tmp_path, monkeypatch):
    folder_tree(tmp_path / "faces", size=(16, 20))
    monkeypatch.chdir(tmp_path)
    assert open_face_source("faces").info.name == "folder"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kdfe:/data", "no source named 'kdfe'; did you mean 'kdef'\\? sources of faces are kdef, faces"),
        ("lsn:/data", "no source named 'lsn'; did you mean 'lsun' \\(backgrounds\\)\\?"),
        ("qqqq:/data", "no source named 'qqqq'; sources of faces are"),
        ("builtn", "no file or folder 'builtn' here.*did you mean 'builtin'"),
        ("lsun:/data", "lsun has no faces; sources of faces are"),
        ("kdef", "kdef needs a path; write kdef:PATH"),
        ("kdef:", "kdef needs a path; write kdef:PATH"),
        ("builtin:/data", "builtin takes no path"),
        ("kdef:/nowhere/at/all", "kdef: there is no folder /nowhere/at/all"),
        ("csv:/nowhere.csv", "csv: there is no file /nowhere.csv"),
        ("/nowhere/at/all", "nothing at /nowhere/at/all; expected kdef:PATH"),
        ("~no-such-user/faces", "~no-such-user/faces: the home folder"),
        ("kdef:a\0b", "there is no folder"),
        ("a\0b/c", "there is nothing at"),
        ("/" + "x" * 5000, "there is nothing at"),
    ],
)
def test_what_cannot_be_opened_is_an_error_that_helps(text, reason):
    with pytest.raises(SourceError, match=reason) as caught:
        open_face_source(text)
    assert str(caught.value).isprintable()


def test_faces_as_backgrounds_are_an_error_that_names_the_kind():
    with pytest.raises(SourceError, match="kdef has no backgrounds; sources of backgrounds are lsun, folder, csv"):
        open_background_source("kdef:/data")


def test_a_path_that_is_not_recognised_is_an_error_that_says_what_was_looked_for(tmp_path):
    for path in (not_a_picture(tmp_path / "x.jpg"), tmp_path):
        with pytest.raises(SourceError, match=r"looked for kdef \(AF01/AF01HAS\.JPG\), faces .*say what it is"):
            open_face_source(str(path))


def test_a_source_can_be_registered_once(empty_registry, tmp_path):
    folder_tree(tmp_path, size=(16, 20))
    register_face_source("mine", FolderFaces, lambda path: path.name == tmp_path.name)
    assert face_source_names()[-1] == "mine"
    assert open_face_source(f"mine:{tmp_path}").faces()
    with pytest.raises(SourceError, match="'mine' is registered already"):
        register_face_source("mine", FolderFaces)
    with pytest.raises(SourceError, match="'folder' is registered already"):
        register_background_source("folder", FolderFaces)
    for name in ("", "x", "a b", "1a", "a:b"):
        with pytest.raises(SourceError, match="must be two or more letters"):
            register_face_source(name, FolderFaces)


def plug(monkeypatch, **registrations):
    """Pretend that other packages with these entry points are installed; returns the calls."""
    calls = []

    def point(name, register):
        def run():
            calls.append(name)
            register()

        class Fake(EntryPoint):
            def load(self):
                return run

        return Fake(name, f"{name}:register", registry.ENTRY_POINT_GROUP)

    points = [point(name, register) for name, register in registrations.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == "synthgroup.sources" else [])
    return calls


def test_plug_ins_are_loaded_once_and_not_before_they_are_needed(empty_registry, monkeypatch, tmp_path):
    opened = []

    def register():
        register_face_source("plugged", lambda path: opened.append(path) or "plugged faces")
        register_face_source("given", lambda path: "given faces", takes_path=False)
        register_face_source("guessed", lambda path: "guessed faces", lambda path: path.suffix == ".own")

    calls = plug(monkeypatch, thing=register)
    open_face_source("builtin")
    assert calls == []
    assert open_face_source(f"plugged:{tmp_path}") == "plugged faces"
    assert opened == [Path(tmp_path)]
    assert open_face_source("given") == "given faces"
    assert SourceSpec.parse("given=2") == SourceSpec("given", "", 2)
    assert open_face_source(str(not_a_picture(tmp_path / "x.own"))) == "guessed faces"
    assert {"plugged", "given", "guessed"} <= set(face_source_names())
    assert calls == ["thing"]


def test_a_broken_plug_in_is_named_and_does_not_harm_the_others(empty_registry, monkeypatch):
    def broken():
        raise ImportError("no module named nonsense")

    calls = plug(monkeypatch, broken=broken, whole=lambda: register_face_source("whole", FolderFaces))
    for _ in range(2):
        with pytest.raises(SourceError, match=r"plug-in broken .*ImportError: no module named nonsense; update or"):
            face_source_names()
    assert calls.count("whole") == 1
    assert open_face_source("builtin").info.name == "builtin"
    with pytest.raises(SourceError, match="there is no folder"):
        open_face_source("whole:/nowhere")


def test_specifications_are_read_without_importing_the_readers():
    code = (
        "import sys; from synthgroup.sources.registry import SourceSpec; SourceSpec.parse('kdef:/x=2');"
        "sys.exit(any(name in sys.modules for name in ('PIL', 'lmdb', 'cv2', 'torch', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

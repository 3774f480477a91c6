from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from console import Ran, run
from miniatures import encoded, folder_tree, not_a_picture, truncated_jpeg

PLAN = (
    '{"seed": 0, "split": "all", "index": 0, "banks": "0", "size": [64, 64], "gap": 1, "mood": null, "faces": [], '
    '"background": {"background": 0}}'
)

# What is typed after `synthgroup`, and a part of the one line that answers it. {bad} is a folder of bad inputs, {out} a
# path that must not come into being.
CALLS = [
    # commands and options
    ("rendr", "did you mean 'render'"),
    ("--verison", "--version"),
    ("preview", "Missing option '--out'"),
    ("preview --out {out}.png --sed 3", "--seed"),
    ("preview --out {out}.png extra", "extra"),
    ("preview --out", "requires an argument"),
    ("bank biuld", "biuld"),
    ("completion tcsh", "'bash'"),
    ("preview --out {out}.png --seed abc", "'abc' is not a whole number from 0 to 18446744073709551615"),
    ("preview --out {out}.png --n 401", "'401' is not a whole number from 1 to 400"),
    ("plan --draw p.json --index 3", "not both"),
    ("cutout {bad} --out {out}.png", "is a folder; name the pictures in it, as in"),
    ("recipe --list=yes", "--list"),
    # recipes
    ("recipe --preset balancd", "did you mean 'balanced'"),
    ("recipe --preset ''", "there are balanced, paper, crowd"),
    ("recipe --balance even", "'uniform'"),
    ("recipe --size 0", "greater than or equal to 16"),
    ("recipe --size 5x5", "greater than or equal to 16"),
    ("recipe --size -1", "--size is '-1'"),
    ("recipe --size 1x", "--size is '1x'"),
    ("recipe --size x", "--size is 'x'"),
    ("recipe --size ''", "--size is ''"),
    ("recipe --size 224x224x3", "--size is '224x224x3'"),
    ("recipe --size 224.5", "--size is '224.5'"),
    ("recipe --size 100000", "less than or equal to 8192"),
    ("recipe --size 9999999999999999999", "--size is"),
    ("recipe --recipe {bad}/missing.yaml", "No such file"),
    ("recipe --recipe {bad}/empty", "Is a directory"),
    ("recipe --recipe {bad}/wrong_key.yaml", "did you mean 'count'"),
    ("recipe --recipe {bad}/broken.yaml", "not valid YAML"),
    ("recipe --recipe {bad}/alias.yaml", "aliases"),
    ("recipe --recipe {bad}/list.yaml", "not a mapping"),
    ("recipe --recipe {bad}/binary.yaml", "UTF-8"),
    ("recipe --set faces.count", "key=value"),
    ("recipe --set =3", "key=value"),
    ("recipe --set faces.cuont=[1,2]", "did you mean 'count'"),
    ("recipe --set colour=red", "unknown recipe key 'colour'"),
    ("recipe --set faces=3", "'faces'"),
    ("recipe --set size.width=3", "'size'"),
    ("recipe --set faces.count=[9,1]", "write [1, 9]"),
    ("recipe --set faces.count=[0,3]", "greater than or equal to 1"),
    ("recipe --set faces.count=[1,2,3]", "faces.count"),
    ("recipe --set faces.head_height=[.nan,.nan]", "faces.head_height"),
    ("recipe --set augment.rotate=.inf", "augment.rotate"),
    ("recipe --set augment.flip=2", "less than or equal to 1"),
    ("recipe --set augment.brightness=much", "augment.brightness"),
    ("recipe --set placement.edge=outside", "placement.edge"),
    ("recipe --set balance=even", "balance"),
    ("recipe --set 'size=[1'", "not valid YAML"),
    ("recipe --set 'faces.emotions=[joy]'", "faces.emotions"),
    ("recipe --set 'faces.emotions=[]'", "empty"),
    ("recipe --set 'faces.emotions=[surprise]'", "has no mood"),
    ("recipe --set moods={{}} --set moods.joy=positive", "joy"),
    ("recipe --set moods.surprise=amazed", "moods.surprise"),
    # scenes
    ("preview --out {out}.png --n 0", "--n"),
    ("preview --out {out}.png --n -1", "--n"),
    ("preview --out {out}.png --n 1.5", "--n"),
    ("preview --out {out}.png --seed -1", "--seed"),
    ("preview --out {out}.png --seed 18446744073709551616", "--seed"),
    ("preview --out {out}.png --seed abc", "--seed"),
    ("preview --out {out}.png --split dev", "--split"),
    (
        "preview --out {out}.png --set faces.emotions=[happiness] --set faces.composition=mixed --balance natural",
        "mixed",
    ),
    ("preview --out {out}.png --set faces.emotions=[happiness] --set faces.composition=mixed", "composition"),
    ("preview --out {out}.png --set faces.where.age=[ancient]", "ancient"),
    ("preview --out {out}.png --set faces.where.shoes=brown", "shoes"),
    ("preview --out {out}.png --set background.where.category=moon", "bedroom, bridge"),
    ("preview --out {out}.png --set background.where.colour=red", "colour"),
    # rendering
    ("render", "Missing option '--n'"),
    ("render --n 10", "Missing option '--out'"),
    *[
        (f"render --n {n} --out {{out}}", "--n")
        for n in ("0", "-1", "1.5", "abc", "''", "1e4", "99999999999999999999", "train=0", "train", "train=5,train=6")
    ],
    ("render --n dev=5 --out {out}", "allowed: train, val, test"),
    ("render --n train=5,val= --out {out}", "--n"),
    ("render --n train=5 --split val --out {out}", "--split"),
    ("render --n 5 --split dev --out {out}", "--split"),
    ("render --n 5 --out {bad}/text.txt", "text.txt"),
    ("render --n 5 --out {bad}/text.txt/deep", "text.txt"),
    ("render --n 5 --out /proc/scenes", "/proc/scenes"),
    ("render --n 5 --out {out}" + 300 * "n", "File name too long"),
    ("render --n 5 --out {bad}/person", "person"),
    ("render --n 5 --out {bad}/person --overwrite", "person"),
    ("render --n 5 --out {out} --format excel", "excel"),
    ("render --n 5 --out {out} --quality 0", "quality"),
    ("render --n 5 --out {out} --quality 101", "quality"),
    ("render --n 5 --out {out} --quality good", "--quality"),
    ("render --n 5 --out {out} --workers 0", "--workers"),
    ("render --n 5 --out {out} --workers -1", "--workers"),
    ("render --n 5 --out {out} --workers many", "--workers"),
    ("render --n 5 --out {out} --start-method thread", "--start-method"),
    ("render --n 5 --out {out} --size 0", "greater than or equal to 16"),
    ("render --n 5 --out {out} --preset crowdd", "did you mean 'crowd'"),
    ("render --n 5 --out {out} --seed -1", "--seed"),
    ("render --n 5 --out {out} --faces folder:{bad}/zero", "empty (0 bytes)"),
    ("render --n 5 --out {out} --faces folder:{bad}/noise", "none of the 2 faces"),
    ("render --n 5 --out {out} --faces folder:{bad}/person", "no face shows"),
    ("render --n 5 --out {out} --faces folder:{bad}/mixed --set faces.emotions=[happiness] --strict", "b.jpg"),
    ("render --n train=5,val=5 --out {out} --faces folder:{bad}/person --set faces.emotions=[happiness]", "in split"),
    # outputs
    ("preview --out {out}.txt", "must end in one of .png"),
    ("preview --out {out}", "must end in one of .png"),
    ("preview --out {bad}/folder.png", "is a folder"),
    ("preview --out {out}/deep/sheet.png", "there is no folder"),
    ("preview --out {bad}/text.txt/sheet.png", "folder"),
    ("preview --n 1 --out /proc/sheet.png", "/proc/sheet.png"),
    ("preview --n 1 --out {out}" + 300 * "n" + ".png", "cannot be written"),
    ("preview --out {out}.png --augmentations --boxes", "leave out"),
    # sources
    ("preview --out {out}.png --faces kdfe:{bad}", "did you mean 'kdef'"),
    ("preview --out {out}.png --faces lsun:{bad}/empty", "lsun has no faces"),
    ("preview --out {out}.png --faces ''", "is empty"),
    ("preview --out {out}.png --faces kdef", "needs a path"),
    ("preview --out {out}.png --faces builtin:{bad}", "takes no path"),
    ("preview --out {out}.png --faces builtin=0", "weight"),
    ("preview --out {out}.png --faces builtin=-1", "weight"),
    ("preview --out {out}.png --faces builtin=nan", "weight"),
    ("preview --out {out}.png --faces builtin=inf", "weight"),
    ("preview --out {out}.png --faces builtin=much", "not a number"),
    ("preview --out {out}.png --faces {bad}/missing", "there is nothing at"),
    ("preview --out {out}.png --faces {bad}/empty", "not recognised"),
    ("preview --out {out}.png --backgrounds {bad}/empty", "not recognised"),
    *[
        (f"preview --out {{out}}.png --faces {name}:{{bad}}/missing", "missing")
        for name in ("kdef", "faces", "folder", "csv")
    ],
    *[
        (f"preview --out {{out}}.png --faces {name}:{{bad}}/empty", "empty")
        for name in ("kdef", "faces", "folder", "csv")
    ],
    *[
        (f"preview --out {{out}}.png --faces {name}:{{bad}}/text.txt", "text.txt")
        for name in ("kdef", "faces", "folder")
    ],
    *[
        (f"preview --out {{out}}.png --backgrounds {name}:{{bad}}/missing", "missing")
        for name in ("lsun", "folder", "csv")
    ],
    *[(f"preview --out {{out}}.png --backgrounds {name}:{{bad}}/empty", "empty") for name in ("lsun", "folder", "csv")],
    ("preview --out {out}.png --backgrounds lsun:{bad}/lsun", "lsun"),
    ("preview --out {out}.png --faces csv:{bad}/columns.csv", "emotion"),
    ("preview --out {out}.png --faces csv:{bad}/outside.csv", "neither absolute nor"),
    ("preview --out {out}.png --faces folder:{bad}/zero", "empty (0 bytes)"),
    ("preview --out {out}.png --faces folder:{bad}/noise", "none of the 2 faces"),
    ("preview --out {out}.png --faces folder:{bad}/damaged", "none of the 2 faces"),
    ("preview --out {out}.png --backgrounds folder:{bad}/damaged", "is readable"),
    ("preview --out {out}.png --faces folder:{bad}/person", "no face shows"),
    (
        "preview --out {out}.png --split val --faces folder:{bad}/person --set faces.emotions=[happiness]",
        "in split 'val'",
    ),
    ("sources kdfe:{bad}", "did you mean 'kdef'"),
    ("sources {bad}/missing", "there is nothing at"),
    ("sources lsun:{bad}/empty", "lsun"),
    ("sources builtin --as pictures", "--as"),
    # plans
    ("plan", "--index"),
    ("plan --index -1", "--index"),
    ("plan --index 18446744073709551616", "--index"),
    ("plan --index 1 --draw {bad}/text.txt", "--index"),
    ("plan --index 1 --out {out}.png", "go together"),
    ("plan --draw {bad}/plan.json", "go together"),
    ("plan --draw {bad}/missing.json --out {out}.png", "No such file"),
    ("plan --draw {bad}/text.txt --out {out}.png", "no plan"),
    ("plan --draw {bad}/recipe.json --out {out}.png", "no plan"),
    ("plan --draw {bad}/plan.json --out {out}.png", "open the same faces and backgrounds"),
    ("preview --plan {bad}/plan.json --out {out}.png", "open the same faces and backgrounds"),
    ("plan --draw {bad}/plan.json --out {out}.txt", "must end in one of .png"),
    # cutouts
    ("cutout --out {out}.png", "Missing argument"),
    ("cutout {bad}/text.txt --out {out}.png", "text.txt"),
    ("cutout {bad}/missing.jpg --out {out}.png", "missing.jpg"),
    ("cutout {bad}/empty --out {out}.png", "empty"),
    ("cutout {bad}/damaged/happiness/a.jpg --out {out}.png", "a.jpg"),
    ("cutout {bad}/person/happiness/person1.png --out {out}.pdf", "must end in one of .png"),
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of bad inputs."""
    root = tmp_path_factory.mktemp("bad")
    for name in ("empty", "folder.png", "lsun/classroom_train_lmdb", "zero/happiness", "noise/happiness"):
        (root / name).mkdir(parents=True)
    texts = {
        "text.txt": "nothing but words\n",
        "wrong_key.yaml": "faces: {cuont: [1, 2]}\n",
        "broken.yaml": "size: [\n",
        "alias.yaml": "size: &size [64, 64]\nbackground: {zoom: *size}\n",
        "list.yaml": "- size\n",
        "columns.csv": "file,feeling\na.jpg,happy\n",
        "outside.csv": "file,emotion\n../../../etc/passwd,happiness\n",
        "lsun/classroom_train_lmdb/data.mdb": "no database\n" * 1000,
        "plan.json": PLAN,
        "recipe.json": '{"size": [64, 64]}',
    }
    for name, text in texts.items():
        (root / name).write_text(text)
    (root / "binary.yaml").write_bytes(b"\xff\xfe\x00\xd8")
    (root / "zero" / "happiness" / "a.jpg").touch()
    rng = np.random.default_rng(0)
    for name in ("a.png", "b.png"):
        noise = rng.integers(0, 256, (96, 80, 3), np.uint8)
        (root / "noise" / "happiness" / name).write_bytes(encoded(noise, "PNG"))
    truncated_jpeg(root / "damaged" / "happiness" / "a.jpg")
    not_a_picture(root / "damaged" / "happiness" / "b.jpg")
    folder_tree(root / "mixed", emotions=["happiness"], people=[1], alpha=True)
    not_a_picture(root / "mixed" / "happiness" / "b.jpg")
    folder_tree(root / "person", emotions=["happiness"], people=[1], alpha=True)
    return root


def check(ran: Ran, part: str) -> None:
    assert ran.code in {1, 2}, ran
    assert len(ran.complaints) == 1, ran.err
    assert ran.complaints[0].startswith("Error: ")
    assert part in ran.complaints[0]
    assert "Traceback" not in ran.err
    assert "bug" not in ran.err
    assert not ran.out


@pytest.mark.parametrize(("call", "part"), CALLS, ids=[call for call, _ in CALLS])
def test_bad_call_ends_with_one_clear_line_and_leaves_nothing(call: str, part: str, bad: Path, tmp_path: Path) -> None:
    before = sorted(bad.rglob("*"))
    ran = run(*(word.format(bad=bad, out=tmp_path / "out") for word in shlex.split(call)))
    check(ran, part)
    assert list(tmp_path.iterdir()) == []
    assert sorted(bad.rglob("*")) == before


def test_bank_with_a_damaged_header_is_named(bank_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("bank", "build").code == 0
    packed = next(path.name for path in sorted(bank_cache.iterdir()) if path.name.startswith("faces-builtin-"))
    (tmp_path / "cache" / packed).mkdir(parents=True)
    (tmp_path / "cache" / packed / "bank.json").write_text("{")
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    check(run("preview", "--out", tmp_path / "sheet.png"), "damaged bank.json")
    assert not (tmp_path / "sheet.png").exists()


def test_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "file" / "cache"))
    check(run("preview", "--out", tmp_path / "sheet.png"), "set SYNTHGROUP_CACHE")
    assert not (tmp_path / "sheet.png").exists()


def test_control_characters_of_a_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    ran = run("recipe", "--recipe", tmp_path / "new\nline\x1b[31m.yaml")
    check(ran, "new")
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (["rendr"], "did you mean 'render'"),
        (["recipe", "--preset", "papr"], "did you mean 'paper'"),
        (["preview", "--out", "sheet.txt"], "must end in"),
        (["sources", "folder:missing"], "there is no folder"),
        (["recipe", "--recipe", os.fsdecode(b"\xff.yaml")], "cannot be read"),
    ],
)
def test_bad_call_of_the_real_command_is_as_clear(args: list[str], part: str, tmp_path: Path) -> None:
    command = "import sys; from synthgroup_cli.main import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", command, *args], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    check(Ran(ran.returncode, ran.stdout, ran.stderr), part)
    assert list(tmp_path.iterdir()) == []

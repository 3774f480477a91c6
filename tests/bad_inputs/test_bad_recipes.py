"""Recipes and plans: broken, hostile, or of another kind."""

import json

import pytest
from console import run

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

RECIPES = {
    "billion_laughs": (LAUGHS.encode(), "aliases"),
    "alias_of_itself": (b"faces: &f {where: *f}\n", "aliases"),
    "merge_key": (b"faces: {<<: {count: [1, 2], cuont: 3}}\n", "cuont"),
    "python_object": (b"size: !!python/object/apply:os.system ['touch escaped']\n", "not valid YAML"),
    "python_name": (b"size: !!python/name:os.system\n", "not valid YAML"),
    "own_tag": (b"size: !thing [1, 2]\n", "not valid YAML"),
    "deep_list": (b"size: " + b"[" * 5000, "not valid YAML"),
    "deep_mapping": (b"faces: " + b"{a: " * 5000, "not valid YAML"),
    "deep_and_closed": (b"faces: " + b"{a: " * 300 + b"1" + b"}" * 300, "recipe"),
    "not_a_number": (b"augment: {rotate: .nan}\n", "augment.rotate"),
    "infinity": (b"faces: {head_height: [0.1, .inf]}\n", "faces.head_height"),
    "negative": (b"size: [-224, -224]\n", "size"),
    "huge_decimal": (b"size: " + b"9" * 5000 + b"\n", "recipe"),
    "huge_hexadecimal": (b"size: 0x" + b"f" * 50_000 + b"\n", "size"),
    "huge_in_a_pair": (b"faces: {count: [0x" + b"f" * 50_000 + b", 3]}\n", "faces.count"),
    "huge_float": (b"augment: {rotate: 1e999999}\n", "augment.rotate"),
    "zero_bytes": (b"size: 224\0\n", "not valid YAML"),
    "escape_codes": (b"size: \x1b[31m\n", "not valid YAML"),
    "utf8_broken": (b"size: \xff\xfe\n", "UTF-8"),
    "utf16": ("size: 224\n".encode("utf-16"), "UTF-8"),
    "tab": (b"faces:\n\tcount: [1, 2]\n", "not valid YAML"),
    "two_documents": (b"size: 224\n---\nsize: 100\n", "not valid YAML"),
    "list": (b"- size\n", "not a mapping"),
    "word": (b"balanced\n", "not a mapping"),
    "number": (b"3\n", "not a mapping"),
    "number_as_key": (b"3: 4\n", "3"),
    "list_as_key": (b"? [1, 2]\n: 3\n", "not valid YAML"),
    "nothing_as_key": (b"faces: {~: 3}\n", "None"),
    "time": (b"size: 2001-99-99\n", "not valid YAML"),
    "date": (b"seed: 2001-09-09\n", "seed"),
    "bytes": (b"size: !!binary aGFsbG8=\n", "size"),
    "set": (b"size: !!set {224, 225}\n", "not valid YAML"),
    "html_key": (b"<script>: 1\n", "<script>"),
    "turned_key": ("siz\u202ee: 1\n".encode(), "siz\\u202ee"),
    "newline_in_a_key": (b'"si\\nze": 1\n', "unknown recipe key"),
    "unknown_emotion": (b"faces: {emotions: [joy]}\n", "faces.emotions"),
    "moods_of_nothing": (b"moods: {}\nfaces: {emotions: []}\n", "empty"),
    "where_of_lists": (b"faces: {where: {age: [[old]]}}\n", "where"),
    "where_of_nan": (b"faces: {where: {age: {min: .nan}}}\n", "where"),
    "where_of_a_word": (b"faces: {where: old}\n", "where"),
    "ten_megabytes": (b"# " + b"a" * 10_000_000, "more than"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(100), "UTF-8"),
}


def refused(ran, part, code=2):
    assert ran.code == code, ran
    assert ran.out == ""
    assert len(ran.complaints) == 1
    assert ran.complaints[0].isprintable()
    assert part in ran.complaints[0]
    assert len(ran.complaints[0]) < 2000
    assert "bug" not in ran.complaints[0]


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_is_refused_in_one_line(name, tmp_path, monkeypatch):
    data, part = RECIPES[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recipe.yaml").write_bytes(data)
    refused(run("recipe", "--recipe", "recipe.yaml"), part)
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.yaml"]


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_endless_recipe_is_not_read_to_its_end(device):
    refused(run("recipe", "--recipe", device), "recipe")


SETTINGS = [
    "size=*x",
    "size=0x" + "f" * 50_000,
    "faces=" + "[" * 3000,
    "faces.where.a.b.c=1",
    ".=1",
    "a..b=1",
    "size={}",
]


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_setting_is_refused_in_one_line(number):
    refused(run("recipe", "--set", SETTINGS[number]), "")


@pytest.fixture(scope="module")
def plan(generator):
    return json.loads(generator.plan(3).to_json())


def changed(plan, path, value):
    """Give a plan with one value replaced."""
    copy = json.loads(json.dumps(plan))
    *above, last = path
    at = copy
    for key in above:
        at = at[key]
    at[last] = value
    return copy


PLANS = [
    (("size",), [10**9, 10**9]),
    (("size",), [0, 0]),
    (("gap",), 10**30),
    (("seed",), -1),
    (("mood",), "<b>"),
    (("faces",), [[]]),
    (("faces", 0, "face"), 2**64 - 1),
    (("faces", 0, "face"), -1),
    (("faces", 0, "head_height"), float("nan")),
    (("faces", 0, "head_height"), 1e308),
    (("faces", 0, "shift"), [float("inf"), 0.0]),
    (("faces", 0, "shift"), [1e308, 1e308]),
    (("faces", 0, "shift"), [-11, 0]),
    (("faces", 0, "at"), [1e18, 1e18]),
    (("faces", 0, "emotion"), "surprise" * 100),
    (("background", "background"), 2**63),
    (("background", "position"), [2.0, 0.5]),
    (("background", "zoom"), 0),
    (("banks",), "../../banks"),
    (("more",), 1),
]


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_plan_is_refused_in_one_line(number, plan, tmp_path):
    path, value = PLANS[number]
    (tmp_path / "plan.json").write_text(json.dumps(changed(plan, path, value)))
    refused(run("plan", "--draw", tmp_path / "plan.json", "--out", tmp_path / "out.png"), "")
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"{" + b'"a":' * 50_000, b"9" * 900_000, b"\xff\xfe", b"null", b" " * 2_000_000]
)
def test_text_that_is_no_plan_is_refused(data, tmp_path):
    (tmp_path / "plan.json").write_bytes(data)
    refused(run("plan", "--draw", tmp_path / "plan.json", "--out", tmp_path / "out.png"), "plan")


def test_recipe_that_is_a_folder_or_a_link_in_a_ring(tmp_path):
    (tmp_path / "ring.yaml").symlink_to(tmp_path / "ring.yaml")
    refused(run("recipe", "--recipe", tmp_path / "ring.yaml"), "cannot be read")
    refused(run("recipe", "--recipe", tmp_path), "cannot be read")

import re
from dataclasses import replace

import numpy as np
import pytest
import yaml
from datasets import load_dataset
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt
from scratch_banks import background_folder, face_folder

from synthgroup.export import Job, PictureCodec, Tally, find_output, find_writer, render_job, verify, writer_names
from synthgroup.export.card import card, escaped, size_category
from synthgroup.export.command import command_of
from synthgroup.export.job import JobSource
from synthgroup.export.layouts import LAYOUTS
from synthgroup.generator import SceneGenerator
from synthgroup.recipe import SceneRecipe
from synthgroup.sources.terms import TERMS
from synthgroup_cli.main import synthgroup
from synthgroup_cli.options import SceneOptions
from synthgroup_cli.render import render

RECIPE = {"size": [96, 64], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}


@pytest.fixture(scope="module")
def scenes(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces", people=20), background_folder(root / "places", count=40)
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


def source(name, licence="unknown", weight=1.0):
    return JobSource(source=name, weight=weight, count=3, bank="0" * 24, licence=licence, version="")


def made_of(job, *names, **settings):
    faces = tuple(source(name, "CC0-1.0" if name == "builtin" else f"terms of {name}") for name in names)
    return replace(job, faces=faces, backgrounds=(source("builtin", "CC0-1.0"),), **settings)


@pytest.fixture
def job(scenes):
    """A job of the built-in pack, which nobody has to pack for it."""
    return made_of(replace(Job.of(scenes, 12), recipe=SceneRecipe()), "builtin")


@pytest.fixture
def tally():
    return Tally(scenes=12, moods=[5, 4, 3], faces=40)


def parsed(text):
    found = DatasetCard(text)
    found.validate = None
    return found


def rendered(text):
    return MarkdownIt("commonmark").enable("table").render(parsed(text).text)


def test_head_says_what_the_hub_asks_for(job, tally):
    data = parsed(card(job, tally)).data
    assert data.license == "cc0-1.0"
    assert data.size_categories == ["n<1K"]
    assert "image-classification" in data.task_categories
    assert data.configs == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": ["metadata.jsonl", "negative/**", "neutral/**", "positive/**"]},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("n", "category"),
    [
        (1, "n<1K"),
        (999, "n<1K"),
        (1000, "1K<n<10K"),
        (10_000_000, "10M<n<100M"),
        (10**12 - 1, "100B<n<1T"),
        (10**12, "n>1T"),
    ],
)
def test_size_categories_are_those_of_the_hub(n, category):
    assert size_category(n) == category


def test_counts_are_those_of_the_tally(job):
    tally = Tally(scenes=1200, moods=[500, 400, 300], faces=4000, short_scenes=7, short_faces=9)
    text = card(job, tally)
    for row in (
        "| Scenes | 1,200 |",
        "| negative (label 0) | 500 |",
        "| neutral (label 1) | 400 |",
        "| positive (label 2) | 300 |",
        "| Faces | 4,000, 3.3 a scene |",
        "| Faces that found no room | 9, in 7 scenes |",
    ):
        assert row in text


def test_replaced_backgrounds_are_listed_without_the_reasons_that_name_folders(job):
    replaced = {f"lsun:hall/{number:03d}": f"/home/me/lsun: record {number} is damaged" for number in range(25)}
    tally = Tally(scenes=12, moods=[5, 4, 3], faces=40, replacements=30, replaced=replaced)
    text = card(job, tally)
    assert "| Unreadable backgrounds that were replaced | 25, in 30 draws |" in text
    assert "- lsun:hall/019\n- and 5 more\n" in text
    assert "/home" not in text


@pytest.mark.parametrize("name", ["kdef", "faces"])
def test_sets_that_forbid_it_are_not_to_be_published(name, job, tally):
    text = card(made_of(job, name, "builtin"), tally)
    data = parsed(text).data
    assert (data.license, data.license_name) == ("other", "terms-of-the-sources")
    assert f"**Do not publish this data set, nor single pictures of it: the terms of {name} do not allow it" in text
    assert f"| faces | {name} |  | 3 | 1 | terms of {name} |" in text
    assert TERMS[name].citation in text
    assert "pseudonyms" in text


def test_sources_of_unknown_terms_are_to_be_checked(job, tally):
    text = card(made_of(job, "folder", "plugin"), tally)
    assert parsed(text).data.license == "other"
    assert "not known here (folder, plugin): check them before you share" in text
    assert "Do not publish" not in text


def test_the_built_in_pack_has_no_limit(job, tally):
    text = card(job, tally)
    assert "Do not publish" not in text
    assert "check them before" not in text
    assert "Nobody who is shown exists." in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[here](https://example.org)",
        "![x](https://example.org/x.png)",
        "| a | b |",
        "`code` **bold** _soft_ ~~gone~~ # title",
        "https://example.org/ www.example.org me@example.org",
        "\u202egnp.exe",
        "a\n---\nb\r\n# title",
        "&lt;b&gt; &amp;",
    ],
)
def test_text_of_users_is_shown_and_never_markup(hostile, job, tally):
    with_hostile = replace(job, faces=(source(hostile, hostile),))
    text = card(with_hostile, replace(tally, replaced={hostile: hostile}, replacements=1))
    html = rendered(text)
    assert "<script" not in html
    assert "href" not in html
    assert "\u202e" not in html
    plain = rendered(card(replace(job, faces=(source("plain", "plain"),)), tally))
    for tag in ("<h1>", "<h2>", "<hr", "<img", "<a ", "<table>"):
        assert html.count(tag) == plain.count(tag)
    for rows in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        assert rows.count("<td>") in {0, 2, 7}
    assert parsed(text).data.license == "other"


def test_addresses_do_not_become_links():
    assert escaped("https://a.b, www.a.b, me@a.b") == r"https\://a.b, www\.a.b, me\@a.b"


def test_plain_text_is_not_escaped():
    assert escaped("KDEF, non-commercial research only (kdef.se)") == "KDEF, non-commercial research only (kdef.se)"


def test_recipe_with_fences_stays_in_its_block(job, tally):
    recipe = job.recipe.with_changes({"faces": {"where": {"age": ["```\n# title"]}}})
    html = rendered(card(replace(job, recipe=recipe), tally))
    assert html.count("<h1>") == 1
    assert "# title" in html


def test_card_is_the_same_for_equal_jobs_and_names_no_folder_of_this_machine(scenes, tmp_path):
    cards = set()
    for name in ("one", "other"):
        render_job(scenes, tmp_path / name, Job.of(scenes, 7, shard_size=3))
        cards.add((tmp_path / name / "README.md").read_bytes())
    (text,) = cards
    assert str(tmp_path.parents[1]).encode() not in text
    assert verify(find_output(tmp_path / "one")).sound


@pytest.mark.parametrize("split", ["all", "val"])
@pytest.mark.parametrize("output_format", sorted(LAYOUTS))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_huggingface_datasets_loads_every_format_by_its_card(output_format, split, scenes, tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    part = SceneGenerator(scenes.faces, scenes.backgrounds, scenes.recipe, split=split)
    render_job(part, tmp_path / "out", Job.of(part, 7, shard_size=3, output_format=output_format))
    loaded = load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert list(loaded) == ["train" if split == "all" else "validation"]
    (data,) = loaded.values()
    labels = data["cls" if output_format == "webdataset" else "label"][:]
    assert labels == [part[index].label for index in range(7)]
    column = {"webdataset": "jpg", "yolo": ""}.get(output_format, "image")
    if column:
        difference = np.asarray(data[3][column]).astype(int) - part[3].image
        assert np.abs(difference).mean() < 4


def test_every_format_has_a_layout():
    assert set(LAYOUTS) == set(writer_names())


@pytest.mark.parametrize("output_format", sorted(LAYOUTS))
def test_files_that_the_card_names_are_those_of_the_format(output_format, scenes, tmp_path):
    layout = LAYOUTS[output_format]
    job = Job.of(scenes, 7, shard_size=3, output_format=output_format, masks=bool(layout.masks))
    render_job(scenes, tmp_path / "out", job)
    text = (tmp_path / "out" / "README.md").read_text()
    assert not re.search(r"\{\w+\}", text.replace("```yaml", "").split("## How it was made")[0])
    for pattern in (*layout.pictures, layout.masks) if not layout.archives else ():
        assert not pattern or list((tmp_path / "out").glob(pattern.replace("{suffix}", "jpg")))
    for pattern in (layout.archives, layout.labels, layout.tables):
        assert not pattern or list((tmp_path / "out").glob(pattern))
    assert find_writer(output_format).name == output_format


def options_of(job):
    words = command_of(job).words
    assert words[:2] == ("synthgroup", "render")
    # without its group click would remember, for every later test, that the command has no -h
    return render.make_context("render", list(words[2:]), parent=synthgroup.make_context("synthgroup", [])).params


def recipe_of(params):
    presets = (params["presets"],) if params["presets"] else ()
    recipe_file = params["recipe_file"]
    return SceneOptions((), (), presets, recipe_file, params["settings"], params["size"], params["balance"]).recipe()


@pytest.mark.parametrize(
    "recipe",
    [
        SceneRecipe(),
        SceneRecipe.preset("paper"),
        SceneRecipe.preset("crowd"),
        SceneRecipe.preset("crowd").with_settings(["faces.count=[5,30]", "size=320x200"]),
        SceneRecipe().with_changes({"moods": {"surprise": "positive"}, "faces": {"where": {"it's": ["a b", "$x;y"]}}}),
        SceneRecipe().with_changes({"augment": {"flip": 1e-05, "shift": 0}, "faces": {"emotions": ["fear", "anger"]}}),
    ],
    ids=["balanced", "paper", "crowd", "changed", "quoted", "small"],
)
def test_command_gives_the_recipe_again(recipe, job):
    params = options_of(replace(job, recipe=recipe))
    assert recipe_of(params) == recipe
    assert params["recipe_file"] is None


def test_many_changes_are_left_to_the_recipe_file(job, tmp_path, monkeypatch):
    changes = {"augment": dict.fromkeys(job.recipe.augment.model_dump(), 0), "placement": {"gap": 3}}
    recipe = job.recipe.with_changes({**changes, "background": {"zoom": [1, 1], "flip": 0}, "balance": "natural"})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recipe.yaml").write_text(recipe.to_yaml())
    params = options_of(replace(job, recipe=recipe))
    assert params["recipe_file"] == "recipe.yaml"
    assert recipe_of(params) == recipe


def test_command_says_everything_else(job):
    faces = (source("kdef"), source("builtin", weight=0.3))
    asked = replace(job, faces=faces, seed=5, split="val", format="coco", identities=True, n=77)
    params = options_of(replace(asked, picture=PictureCodec(quality=75)))
    assert params["faces"] == ("kdef:PATH", "builtin=0.3")
    assert params["backgrounds"] == ("builtin",)
    assert (params["seed"], params["split"], params["counts"]) == (5, "val", "77")
    assert (params["output_format"], params["quality"], params["identities"]) == ("coco", 75, True)


@pytest.mark.parametrize("picture", [PictureCodec("png"), PictureCodec("webp", 60)])
def test_command_says_how_pictures_are_encoded_and_that_there_are_masks(picture, job):
    params = options_of(replace(job, picture=picture, masks=True, format="yolo"))
    assert (params["codec"], params["quality"], params["masks"]) == (picture.codec, picture.quality, True)


def test_command_is_quoted_for_the_shell(job):
    recipe = job.recipe.with_changes({"faces": {"where": {"age": ["$(rm -rf ~)"]}}})
    text = command_of(replace(job, recipe=recipe)).text
    assert "  --set 'faces.where.age=[$(rm -rf ~)]' \\\n" in text
    assert text.startswith("synthgroup render \\\n  --n 12 \\\n  --out DIR \\\n")


def test_card_says_what_no_command_can(job, tally):
    recipe = SceneRecipe(moods={"happiness": "positive", "anger": "negative"})
    transforms = {"face": None, "scene": {"transform": {}}}
    text = card(replace(job, recipe=recipe, transforms=transforms, shard_size=9), tally)
    assert "a recipe that leaves out moods of the presets, shards of 9 scenes, a transform of the scene" in text
    assert "The data set was rendered from Python." in text


def test_head_is_yaml_without_surprises(job, tally):
    head = card(job, tally).split("---\n")[1]
    assert yaml.safe_load(head)["pretty_name"]

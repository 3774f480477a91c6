import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from synthgroup.emotions import Emotion, Mood
from synthgroup.errors import RecipeError
from synthgroup.recipe import SceneRecipe, preset_names
from synthgroup.selection import NumberRange


def test_defaults_are_the_documented_ones():
    assert yaml.safe_load(SceneRecipe().to_yaml()) == {
        "size": [224, 224],
        "faces": {
            "count": [1, 9],
            "count_shape": "uniform",
            "head_height": [0.16, 0.34],
            "emotions": "all",
            "where": {},
            "composition": "any",
        },
        "balance": "uniform",
        "moods": {
            "anger": "negative",
            "disgust": "negative",
            "fear": "negative",
            "sadness": "negative",
            "happiness": "positive",
            "neutral": "neutral",
        },
        "augment": {
            "brightness": 0.2,
            "contrast": 0.2,
            "flip": 0.5,
            "shift": 0.05,
            "shear": 8,
            "elastic": 0.02,
            "rotate": 15,
            "scale": 0.1,
            "perspective": 0.06,
        },
        "placement": {"gap": 1, "edge": "inside"},
        "background": {"zoom": [0.6, 1.0], "flip": 0.5, "where": {}},
    }


@pytest.mark.parametrize("name", preset_names())
def test_yaml_round_trips(name):
    recipe = SceneRecipe.preset(name)
    again = SceneRecipe.from_yaml(recipe.to_yaml())
    assert again == recipe
    assert again.digest() == recipe.digest()


def test_presets_differ_as_described():
    paper, crowd = SceneRecipe.preset("paper"), SceneRecipe.preset("crowd")
    assert (paper.balance, paper.faces.composition, paper.faces.count) == ("natural", "mixed", (1, 9))
    assert (crowd.size, crowd.faces.count) == ((640, 480), (2, 62))


def test_settings_change_what_they_name_and_nothing_else():
    recipe = SceneRecipe().with_settings(["faces.count=[2, 4]", "faces.where.age=old", "moods.surprise=negative"])
    assert recipe.faces.count == (2, 4)
    assert recipe.faces.where == {"age": ("old",)}
    assert recipe.moods[Emotion.SURPRISE] is Mood.NEGATIVE
    assert recipe.augment == SceneRecipe().augment
    assert recipe.digest() != SceneRecipe().digest()


def test_a_size_may_be_one_number_or_written_with_an_x():
    assert SceneRecipe().with_settings(["size=96"]).size == (96, 96)
    assert SceneRecipe().with_settings(["size=640x480"]).size == (640, 480)


def test_attributes_are_added_or_all_dropped():
    old = SceneRecipe().with_settings(["faces.where.age=old"])
    assert old.with_settings(["faces.where.sex=f"]).faces.where == {"age": ("old",), "sex": ("f",)}
    assert old.with_settings(["faces.where={}"]).faces.where == {}


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("faces.where.age=old", {"age": ("old",)}),
        ("faces.where.age=[young, middle]", {"age": ("young", "middle")}),
        ("faces.where.glasses=yes", {"glasses": ("yes",)}),
        ("faces.where.glasses=[no, on]", {"glasses": ("no", "on")}),
        ("faces.where.take=1", {"take": ("1",)}),
        ("faces.where.intensity={min: 0.9}", {"intensity": (NumberRange(min=0.9),)}),
        ("faces.where.intensity=[0, {min: 0.9, max: 1}]", {"intensity": ("0", NumberRange(0.9, 1))}),
    ],
)
def test_attributes_are_values_lists_and_ranges(setting, wanted):
    recipe = SceneRecipe().with_settings([setting])
    assert recipe.faces.where == wanted
    assert SceneRecipe.from_yaml(recipe.to_yaml()) == recipe
    assert recipe.with_changes({}).digest() == recipe.digest() != SceneRecipe().digest()


def test_surprise_is_drawn_only_when_it_has_a_mood():
    assert Emotion.SURPRISE not in SceneRecipe().drawn_emotions
    assert Emotion.SURPRISE in SceneRecipe().with_settings(["moods.surprise=positive"]).drawn_emotions


def test_a_recipe_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        SceneRecipe().size = (1, 1)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("faces.cuont=[1, 2]", ["faces.cuont", "did you mean 'count'", "head_height"]),
        ("fases.count=[1, 2]", ["fases", "did you mean 'faces'"]),
        ("faces.count=[9, 1]", ["faces.count", "[9, 1]", "write [1, 9]"]),
        ("faces.count=[0, 3]", ["faces.count.0", "0", "greater than or equal to 1"]),
        ("faces.count=[1, 2, 3]", ["faces.count", "too many"]),
        ("faces=3", ["faces", "mapping"]),
        ("augment=none", ["augment", "'none'", "mapping of names to values"]),
        ("size=[0, 5]", ["size.0", "size.1", "16"]),
        ("size=big", ["size", "'big'", "list"]),
        ("balance=fair", ["balance", "'fair'", "'uniform' or 'natural'"]),
        ("augment.rotate=.nan", ["augment.rotate", "nan", "finite"]),
        ("augment.flip=1.5", ["augment.flip", "1.5", "less than or equal to 1"]),
        ("faces.emotions=[surprise]", ["surprise", "no mood", "moods.surprise"]),
        ("faces.emotions=[]", ["faces.emotions", "empty"]),
        ("moods.joy=positive", ["joy", "happiness"]),
        ("faces.where.age=", ["faces.where", "age", "name a value"]),
        ("faces.where.age=[]", ["faces.where", "age", "name a value"]),
        ("faces.where.age={low: 3}", ["age", "min and max", "'low'"]),
        ("faces.where.age={min: old}", ["min of age", "'old'", "number"]),
        ("faces.where.age={min: 3, max: 2}", ["min of age is 3", "above its max, 2"]),
        ("background.where.height={}", ["height", "needs min, max or both"]),
        ("placement.edge=cut", ["placement.edge", "inside"]),
        ("faces.count", ["key=value"]),
        ("=3", ["key=value"]),
        ("faces" + 1000 * "." + "=1", ["1001 keys"]),
        ("faces.count=[1", ["faces.count", "not valid YAML"]),
        ("faces.count=&a [1, *a]", ["aliases"]),
    ],
)
def test_bad_settings_are_refused_in_one_clear_line(setting, words):
    with pytest.raises(RecipeError) as caught:
        SceneRecipe().with_settings([setting])
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(RecipeError, match=r"'balancd'.*'balanced'.*crowd"):
        SceneRecipe.preset("balancd")


@pytest.mark.parametrize(
    ("text", "words"), [("- 1", "not a mapping"), ("a: *b", "aliases"), ("{", "not valid YAML"), ("sice: 3", "'size'")]
)
def test_bad_files_are_named(tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=words) as caught:
        SceneRecipe.from_file(path)
    assert "mine.yaml" in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match=r"picture\.yaml.*UTF-8"):
        SceneRecipe.from_file(path)
    with pytest.raises(RecipeError, match=r"absent\.yaml"):
        SceneRecipe.from_file(tmp_path / "absent.yaml")


def test_an_empty_file_is_the_preset(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("")
    assert SceneRecipe.from_file(path, "crowd") == SceneRecipe.preset("crowd")


@given(st.text(max_size=60))
def test_any_text_is_a_recipe_or_refused(text):
    try:
        SceneRecipe.from_yaml(text)
    except RecipeError as error:
        assert "\n" not in str(error)

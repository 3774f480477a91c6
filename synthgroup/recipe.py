"""Recipes: the distribution of scenes, validated, immutable, written as YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from synthgroup.emotions import EMOTION_MOODS, Emotion, Mood
from synthgroup.errors import RecipeError
from synthgroup.selection import NumberRange, as_wanted

_MAX_LENGTH: Final = 100_000
"""Characters of a recipe file that are read at most: reading YAML takes long."""

_MOST_KEYS: Final = 20
"""Keys of a setting in a row; a recipe has three."""

Balance = Literal["uniform", "natural"]
Share = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[int, Field(ge=16, le=8192)]


def _in_order(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    if pair[0] > pair[1]:
        msg = f"the first number is larger than the second; write [{pair[1]}, {pair[0]}]"
        raise ValueError(msg)
    return pair


def _listed(value: object) -> object:
    """Let `where: {age: old}` stand for `where: {age: [old]}`."""
    if not isinstance(value, Mapping):
        return value
    return {str(name): as_wanted(str(name), wanted) for name, wanted in value.items()}


def _square(value: object) -> object:
    """Let `size: 224` stand for `size: [224, 224]`, and `size: 640x480` for `size: [640, 480]`."""
    if isinstance(value, str) and value.replace("x", "", 1).isdecimal():
        sides = value.split("x")
        return [int(sides[0]), int(sides[-1])]
    return [value, value] if isinstance(value, int) else value


Size = Annotated[tuple[Side, Side], BeforeValidator(_square)]
Where = Annotated[dict[str, tuple[NumberRange | str, ...]], BeforeValidator(_listed)]
"""Attribute names and the values or the range that is taken; an item without the attribute is left out."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class FaceSettings(_Settings):
    """How many faces, how large, and which.

    Attributes:
        count: Smallest and largest number of faces of a scene, both included.
        count_shape: `uniform`, or `vgaf`: log-normal with mode 9 and four fifths between 4 and 18, as the paper
            describes the VGAF videos (section 4.2.1).
        head_height: Smallest and largest head height, chin to crown, as a share of the picture's height. Capped so
            that the faces of a scene fit.
        emotions: `all` that have a mood, or a list.
        where: Attribute values to choose faces by: `{age: old}`, `{age: [young, middle]}`, `{intensity: {min: 0.9}}`.
        composition: `any`, or `mixed`: at least two moods in scenes of three faces and more.
    """

    count: Annotated[
        tuple[Annotated[int, Field(ge=1, le=200)], Annotated[int, Field(ge=1, le=200)]], AfterValidator(_in_order)
    ] = (1, 9)
    count_shape: Literal["uniform", "vgaf"] = "uniform"
    head_height: Annotated[
        tuple[Annotated[float, Field(gt=0, le=1)], Annotated[float, Field(gt=0, le=1)]], AfterValidator(_in_order)
    ] = (0.16, 0.34)
    emotions: Literal["all"] | tuple[Emotion, ...] = "all"
    where: Where = {}
    composition: Literal["any", "mixed"] = "any"


class AugmentSettings(_Settings):
    """Largest amounts of the paper's nine face augmentations (figure 5); 0 switches one off.

    Attributes:
        brightness: Change of the gain, as a share: 0.2 draws a gain from 0.8 to 1.2.
        contrast: Change of the contrast about the face's own mean, as a share.
        flip: Probability of a horizontal flip.
        shift: Translation of the face inside its own canvas, in head heights: in a scene, away from the place that was
            drawn, where that is free.
        shear: Horizontal shear in degrees.
        elastic: Amplitude of the elastic distortion in head heights.
        rotate: Rotation in degrees.
        scale: Change of size, as a share.
        perspective: Change of size between the middle and a side of the head, as a share.
    """

    brightness: Annotated[float, Field(ge=0, le=0.9)] = 0.2
    contrast: Annotated[float, Field(ge=0, le=0.9)] = 0.2
    flip: Share = 0.5
    shift: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    shear: Annotated[float, Field(ge=0, le=45)] = 8.0
    elastic: Annotated[float, Field(ge=0, le=0.1)] = 0.02
    rotate: Annotated[float, Field(ge=0, le=180)] = 15.0
    scale: Annotated[float, Field(ge=0, le=0.5)] = 0.1
    perspective: Annotated[float, Field(ge=0, le=0.2)] = 0.06


class PlacementSettings(_Settings):
    """How faces keep apart.

    Attributes:
        gap: Free pixels between any two silhouettes (alpha >= 0.5), in every direction; 0 lets them touch.
        edge: `inside`: every silhouette lies wholly in the picture.
    """

    gap: Annotated[int, Field(ge=0, le=64)] = 1
    edge: Literal["inside"] = "inside"


class BackgroundSettings(_Settings):
    """Which part of a background is seen.

    Attributes:
        zoom: Smallest and largest share of the largest fitting crop that is shown.
        flip: Probability of a horizontal flip.
        where: Attribute values to choose backgrounds by, such as `{category: kitchen}`.
    """

    zoom: Annotated[
        tuple[Annotated[float, Field(gt=0, le=1)], Annotated[float, Field(gt=0, le=1)]], AfterValidator(_in_order)
    ] = (0.6, 1.0)
    flip: Share = 0.5
    where: Where = {}


class SceneRecipe(_Settings):
    """The distribution of scenes; its defaults are the preset `balanced`.

    Attributes:
        size: Width and height of the picture in pixels.
        faces: How many faces, how large, and which.
        balance: `uniform` draws mood and number of faces independently, so that neither tells the other; `natural`
            draws every face's emotion alone.
        moods: Mood of each emotion; an emotion without one is never drawn.
        augment: Largest amounts of the face augmentations.
        placement: How faces keep apart.
        background: Which part of a background is seen.
    """

    size: Size = (224, 224)
    faces: FaceSettings = FaceSettings()
    balance: Balance = "uniform"
    moods: dict[Emotion, Mood] = Field(default_factory=lambda: dict(sorted(EMOTION_MOODS.items())))
    augment: AugmentSettings = AugmentSettings()
    placement: PlacementSettings = PlacementSettings()
    background: BackgroundSettings = BackgroundSettings()

    @field_validator("moods")
    @classmethod
    def _sort_moods(cls, moods: dict[Emotion, Mood], _info: ValidationInfo) -> dict[Emotion, Mood]:
        if not moods:
            msg = "at least one emotion needs a mood"
            raise ValueError(msg)
        return dict(sorted(moods.items()))

    @model_validator(mode="after")
    def _emotions_have_moods(self) -> Self:
        if self.faces.emotions == ():
            msg = "faces.emotions is empty; name at least one emotion, or write all"
            raise ValueError(msg)
        for emotion in self.faces.emotions if self.faces.emotions != "all" else ():
            if emotion not in self.moods:
                msg = f"faces.emotions names {emotion}, which has no mood; set moods.{emotion}, for example to negative"
                raise ValueError(msg)
        return self

    @property
    def drawn_emotions(self) -> tuple[Emotion, ...]:
        """Emotions that faces are drawn from, sorted, each once."""
        chosen = self.moods if self.faces.emotions == "all" else self.faces.emotions
        return tuple(sorted(set(chosen)))

    @classmethod
    def preset(cls, name: str) -> SceneRecipe:
        """Make one of the named recipes.

        Args:
            name: `balanced`, `paper` or `crowd`.

        Raises:
            RecipeError: There is no preset of that name.
        """
        return cls.from_mapping(_preset_changes(name))

    @classmethod
    def from_mapping(cls, changes: Mapping[str, Any], preset: str = "balanced") -> SceneRecipe:
        """Make a recipe from what differs from a preset.

        Args:
            changes: Nested settings; what is not named stays as in the preset.
            preset: Name of the preset.

        Raises:
            RecipeError: A key is unknown or a value is outside its range.
        """
        settings: dict[str, Any] = {"moods": {emotion.value: mood.value for emotion, mood in EMOTION_MOODS.items()}}
        _merge(settings, _preset_changes(preset))
        _merge(settings, changes)
        return _validated(settings)

    @classmethod
    def from_yaml(cls, text: str, preset: str = "balanced", *, name: str = "the recipe") -> SceneRecipe:
        """Read a recipe, or the part of one that differs from a preset.

        Args:
            text: YAML text.
            preset: What it is based on.
            name: How errors call the text, such as its file name.

        Raises:
            RecipeError: The text is not YAML, a key is unknown or a value is outside its range.
        """
        changes = _load_yaml(text, name)
        if changes is None:
            changes = {}
        if not isinstance(changes, dict):
            raise RecipeError(f"{name} holds {type(changes).__name__}, not a mapping such as 'size: [224, 224]'")
        try:
            return cls.from_mapping(changes, preset)
        except RecipeError as error:
            raise RecipeError(f"{name}: {error}") from None

    @classmethod
    def from_file(cls, path: str | Path, preset: str = "balanced") -> SceneRecipe:
        """Read a recipe file.

        Raises:
            RecipeError: The file cannot be read or its content is not a recipe.
        """
        try:
            with Path(path).open(encoding="utf-8") as file:
                text = file.read(_MAX_LENGTH + 1)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise RecipeError(f"recipe {str(path)!r} cannot be read: {reason}") from None
        if len(text) > _MAX_LENGTH:
            raise RecipeError(f"recipe {str(path)!r} has more than {_MAX_LENGTH} characters; a recipe has some hundred")
        return cls.from_yaml(text, preset, name=f"recipe {str(path)!r}")

    def with_settings(self, settings: Iterable[str]) -> SceneRecipe:
        """Change single values, as `--set` does.

        Args:
            settings: Texts such as `faces.count=[1, 4]`; the value is YAML.

        Raises:
            RecipeError: A text has no `=`, a key is unknown or a value is outside its range.
        """
        changes: dict[str, Any] = {}
        for setting in settings:
            key, separator, value = setting.partition("=")
            if not separator or not key.strip():
                raise RecipeError(f"setting {setting!r} is not of the form key=value, such as faces.count=[1,4]")
            path = key.strip().split(".")
            if len(path) > _MOST_KEYS:
                raise RecipeError(
                    f"setting {setting[:60]!r} has {len(path)} keys in a row; no setting lies as deep, the deepest are "
                    "such as faces.where.age"
                )
            _merge(changes, _nest(path, _load_yaml(value, f"the value of {key.strip()!r}")))
        return self.with_changes(changes)

    def with_changes(self, changes: Mapping[str, Any]) -> SceneRecipe:
        """Change some values, given as nested settings.

        Raises:
            RecipeError: A key is unknown or a value is outside its range.
        """
        settings = self.model_dump(mode="json")
        _merge(settings, changes)
        return _validated(settings)

    def to_yaml(self) -> str:
        """Write the whole recipe as YAML, a line per top-level key."""
        settings = self.model_dump(mode="json")
        return "".join(f"{key}: {_flow(value)}\n" for key, value in settings.items())

    def digest(self) -> str:
        """Identify the recipe: 16 hexadecimal digits that change with any of its values."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return blake2b(text.encode(), digest_size=8).hexdigest()


def _validated(settings: Mapping[str, Any]) -> SceneRecipe:
    try:
        return SceneRecipe.model_validate(settings)
    except ValidationError as error:
        raise RecipeError(_explain(error)) from None
    except UnicodeEncodeError as error:  # half a character, as YAML's "\ud800" gives
        raise RecipeError(f"the recipe has a text that is not valid Unicode: {error}") from None


_PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "balanced": {},
    "paper": {"balance": "natural", "faces": {"composition": "mixed"}},
    "crowd": {"size": [640, 480], "faces": {"count": [2, 62], "count_shape": "vgaf", "head_height": [0.1, 0.2]}},
}


def preset_names() -> tuple[str, ...]:
    """List the names of the presets."""
    return tuple(_PRESETS)


def _preset_changes(name: str) -> Mapping[str, Any]:
    if name not in _PRESETS:
        raise RecipeError(
            f"preset {name!r} is unknown{_nearest(name, _PRESETS)}; there are {', '.join(_PRESETS)}"
            + (" (SceneRecipe.from_file reads a recipe file)" if name.endswith((".yaml", ".yml")) else "")
        )
    return _PRESETS[name]


def _nearest(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _nest(path: list[str], value: object) -> dict[str, Any]:
    nested: Any = value
    for key in reversed(path):
        nested = {key: nested}
    return dict(nested)


def _merge(settings: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if value == {} and key == "where":
            settings[key] = {}
        elif isinstance(value, Mapping) and isinstance(settings.get(key), dict):
            _merge(settings[key], value)
        elif isinstance(value, Mapping):
            settings[key] = {}
            _merge(settings[key], value)
        else:
            settings[key] = value


def _flow(value: object) -> str:
    text: str = yaml.safe_dump(value, sort_keys=False, default_flow_style=True, width=10_000)
    return text.removesuffix("...\n").strip()


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, truth values and sets, whose order is another in every process.

    A recipe has no use for aliases, and a few nested ones can fill any memory. Nor has it for truth values, while
    `glasses: yes` means the word.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's stubs declare it so
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors = {  # noqa: RUF012 - as above
        tag: constructor
        for tag, constructor in yaml.SafeLoader.yaml_constructors.items()
        if tag != "tag:yaml.org,2002:set"
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            msg = "aliases (*name) are not allowed"
            raise yaml.YAMLError(msg)
        return super().compose_node(parent, index)


def _load_yaml(text: str, name: str) -> Any:
    try:
        text.encode()  # bytes of a command line that are no UTF-8 would trouble whoever writes them
        return _PlainLoader(text).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise RecipeError(f"{name} is not valid YAML: {reason}") from None


def _explain(error: ValidationError) -> str:
    # of an emotion in a list pydantic also says that the list is not the word all
    details = [detail for detail in error.errors() if "literal['all']" not in detail["loc"]]
    return "; ".join(dict.fromkeys(_explain_one(detail) for detail in details or error.errors()))


def _explain_one(detail: Any) -> str:
    location = [str(part) for part in detail["loc"] if part != "[key]"]
    if location[:2] == ["faces", "emotions"]:
        return f"recipe key 'faces.emotions' names {_shown(detail['input'])}: it must be all, or a list of {_EMOTIONS}"
    key = ".".join(location)
    if detail["type"] == "extra_forbidden":
        names = _names_beside(location)
        return f"unknown recipe key {key!r}{_nearest(location[-1], names)}; allowed here: {', '.join(names)}"
    reason = _REASONS.get(detail["type"]) or str(detail["msg"]).removeprefix("Value error, ")
    if not key:
        return reason
    return f"recipe key {key!r} is {_shown(detail['input'])}: {reason[0].lower()}{reason[1:]}"


_EMOTIONS: Final = ", ".join(Emotion)
_REASONS: Final = {
    "tuple_type": "it should be a list, such as [1, 9]",
    "model_type": "it should be a mapping of names to values, as 'synthgroup recipe' shows",
    "dict_type": "it should be a mapping of names to values, such as {age: old}",
    "too_long": "it has too many items",
    "missing": "it has too few items",
}


def _names_beside(location: list[str]) -> list[str]:
    model: Any = SceneRecipe
    for part in location[:-1]:
        model = model.model_fields[part].annotation
    return list(model.model_fields)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # Python does not write integers of thousands of digits
        text = "an integer of thousands of digits"
    return text if len(text) <= 60 else f"{text[:57]}..."

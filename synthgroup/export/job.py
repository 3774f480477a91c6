"""The job: everything that fixes the bytes of a rendered data set, written beside it as `job.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any, Final, get_args

from synthgroup.bank import BackgroundBank, FaceBank
from synthgroup.bank.store import digest_of
from synthgroup.draws import WORD
from synthgroup.environment import Environment
from synthgroup.errors import OutputError, RecipeError
from synthgroup.export.pictures import PictureCodec
from synthgroup.generator import SceneGenerator, Split
from synthgroup.recipe import SceneRecipe
from synthgroup.sources.printable import printable
from synthgroup.transforms import describe_transform
from synthgroup.version import VERSION

JOB_FILE: Final = "job.json"

FORMAT_PACKAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"parquet": ("pyarrow",)})
"""Packages that write a format, whose versions are part of the environment of its jobs."""

SHARD_SIZE: Final = 250
"""Scenes of a shard: some seconds of work, so that little is lost in a crash and 10,000 scenes keep 16 workers busy."""


@dataclass(frozen=True, slots=True)
class JobSource:
    """A source as far as it fixes what is drawn; where it lies on disk does not.

    Attributes:
        source: Registered name.
        weight: How often it is drawn from, relative to the others.
        count: Items in its bank.
        bank: Hash that identifies its bank.
        licence: Short name of its licence.
        version: Version of the data set, or an empty text where its makers give none.
    """

    source: str
    weight: float
    count: int
    bank: str
    licence: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be rendered, and how it is written.

    Attributes:
        recipe: Distribution of scenes.
        faces: Sources of faces.
        backgrounds: Sources of backgrounds.
        split: Which identities and backgrounds are drawn from.
        seed: From 0 to 2**64 - 1.
        n: Number of scenes; their indices are 0 to n - 1.
        shard_size: Scenes of a shard; shard k holds the indices from k * shard_size on, whatever n is.
        format: Name of a writer.
        picture: How pictures are encoded.
        identities: Whether names, attributes and file names of real people are written.
        transforms: The user's transforms of faces and scenes, as albumentations describes them, or None each.
        version: Version of synthgroup.
        environment: What can change pixels.
        masks: Whether a picture of the faces' silhouettes is written for every scene.
        format_versions: Versions of the packages that write the format, whose other versions may write other bytes.

    Raises:
        RecipeError: `n`, `shard_size`, `seed` or `split` is outside its range.
    """

    recipe: SceneRecipe
    faces: tuple[JobSource, ...]
    backgrounds: tuple[JobSource, ...]
    split: Split
    seed: int
    n: int
    shard_size: int
    format: str
    picture: PictureCodec
    identities: bool
    transforms: Mapping[str, Any]
    version: str
    environment: Environment
    masks: bool = False
    format_versions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value, least in (("n", self.n, 1), ("shard_size", self.shard_size, 1), ("seed", self.seed, 0)):
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value < WORD:
                raise RecipeError(f"{name} is {value!r}; it must be an integer from {least} to 2**64 - 1")
        if self.split not in get_args(Split):
            raise RecipeError(f"split is {self.split!r}; it must be one of {', '.join(get_args(Split))}")

    @classmethod
    def of(
        cls,
        generator: SceneGenerator,
        n: int,
        *,
        picture: PictureCodec | None = None,
        identities: bool = False,
        shard_size: int = SHARD_SIZE,
        output_format: str = "folder",
        masks: bool = False,
    ) -> Job:
        """Describe the rendering of a generator's first `n` scenes in this environment.

        Args:
            generator: Makes the scenes.
            n: Number of scenes.
            picture: How pictures are encoded; JPEG of quality 90 by default.
            identities: Whether names, attributes and file names of real people are written.
            shard_size: Scenes of a shard.
            output_format: Name of a writer.
            masks: Whether a picture of the faces' silhouettes is written for every scene.

        Raises:
            RecipeError: `n` or `shard_size` is outside its range, or a transform cannot be described.
        """
        return cls(
            recipe=generator.recipe,
            faces=_sources(generator.faces),
            backgrounds=_sources(generator.backgrounds),
            split=generator.split,
            seed=generator.seed,
            n=n,
            shard_size=shard_size,
            format=output_format,
            picture=picture or PictureCodec(),
            identities=identities,
            transforms={
                "face": describe_transform(generator.face_transform, "face_transform"),
                "scene": describe_transform(generator.scene_transform, "scene_transform"),
            },
            version=VERSION,
            environment=Environment.here(),
            masks=masks,
            format_versions=_format_versions(output_format),
        )

    @classmethod
    def from_mapping(cls, stored: Mapping[str, Any], name: str) -> Job:
        """Read the content of a `job.json` of this version.

        Args:
            stored: The content.
            name: What the file is called in errors.

        Raises:
            OutputError: It is damaged, or of another version.
        """
        try:
            environment, format_versions = _environment(stored["environment"], stored["format"])
            job = cls(
                recipe=SceneRecipe.from_mapping(stored["recipe"]),
                faces=tuple(JobSource(**source) for source in stored["faces"]),
                backgrounds=tuple(JobSource(**source) for source in stored["backgrounds"]),
                split=stored["split"],
                seed=stored["seed"],
                n=stored["n"],
                shard_size=stored["shard_size"],
                format=stored["format"],
                picture=PictureCodec(**stored["picture"]),
                identities=stored["identities"],
                transforms=stored["transforms"],
                version=stored["synthgroup"],
                environment=environment,
                masks=stored["masks"],
                format_versions=format_versions,
            )
            damaged = bool(differences(stored, job.to_mapping())) or not job._is_typed()
        except (AttributeError, KeyError, TypeError, ValueError, RecipeError) as error:
            version = stored.get("synthgroup")
            problem = (
                f"of version {printable(str(version))}" if version != VERSION else f"damaged ({printable(str(error))})"
            )
            raise OutputError(f"{name} is {problem}; run the command that rendered it with --overwrite") from error
        if damaged or job.version != VERSION:
            problem = "damaged" if job.version == VERSION else f"of version {printable(str(job.version))}"
            raise OutputError(f"{name} is {problem}; run the command that rendered it with --overwrite")
        return job

    def _is_typed(self) -> bool:
        """Tell whether values that were read from a file and are checked nowhere else are of their types."""
        return isinstance(self.format, str) and isinstance(self.masks, bool) and isinstance(self.identities, bool)

    @property
    def shards(self) -> range:
        """Numbers of the shards."""
        return range(-(-self.n // self.shard_size))

    def indices(self, shard: int) -> range:
        """Indices of a shard's scenes."""
        return range(shard * self.shard_size, min((shard + 1) * self.shard_size, self.n))

    def scenes_in(self, shards: Sequence[int]) -> int:
        """Count the scenes of some shards."""
        last = self.shards[-1]
        unused = self.shard_size - len(self.indices(last)) if last in shards else 0
        return len(shards) * self.shard_size - unused

    def to_mapping(self) -> dict[str, Any]:
        """Give the content of `job.json`."""
        return {
            "synthgroup": self.version,
            "format": self.format,
            "n": self.n,
            "seed": self.seed,
            "split": self.split,
            "shard_size": self.shard_size,
            "picture": asdict(self.picture),
            "identities": self.identities,
            "transforms": dict(self.transforms),
            "recipe": self.recipe.model_dump(mode="json"),
            "faces": [asdict(source) for source in self.faces],
            "backgrounds": [asdict(source) for source in self.backgrounds],
            "environment": {**asdict(self.environment), **self.format_versions},
            "masks": self.masks,
        }

    def to_json(self) -> bytes:
        """Write `job.json`; equal jobs give equal bytes."""
        return (json.dumps(self.to_mapping(), indent=2) + "\n").encode()

    def digest(self) -> str:
        """Identify what may not differ between the shards of a data set: 24 hexadecimal digits; `n` is not in it."""
        return digest_of({name: value for name, value in self.to_mapping().items() if name != "n"})

    def pseudonym(self, identity: str) -> str:
        """Name a real person: the same name throughout the job, another one in other jobs.

        It keeps names out of the metadata. Whoever has the photographs and the job can work out who is meant, as they
        can by looking at the pictures.
        """
        key = digest_of("people", [source.bank for source in self.faces], self.recipe.digest(), self.seed, self.split)
        return f"person-{blake2b(identity.encode(errors='surrogatepass'), digest_size=6, key=key.encode()).hexdigest()}"


def _format_versions(output_format: str) -> dict[str, str]:
    found = {}
    for package in FORMAT_PACKAGES.get(output_format, ()):
        with suppress(PackageNotFoundError):  # the format's writer says what is to be installed
            found[package] = version(package)
    return found


def _environment(stored: Mapping[str, str], output_format: str) -> tuple[Environment, dict[str, str]]:
    """Tell what fixes pixels from what fixes the bytes of a format."""
    packages = FORMAT_PACKAGES.get(output_format, ())
    of_format = {name: value for name, value in stored.items() if name in packages}
    return Environment(**{name: value for name, value in stored.items() if name not in packages}), of_format


def parsed_job(data: bytes | None, name: str) -> dict[str, Any] | None:
    """Read a `job.json`, of this or another version of synthgroup.

    Args:
        data: The file's content, or None where there is no such file.
        name: What the file is called in errors.

    Returns:
        Its content, or None where there is no such file.

    Raises:
        OutputError: The file is damaged.
    """
    if data is None:
        return None
    kinds = (("synthgroup", str), ("format", str), ("n", int), ("shard_size", int), ("split", str))
    try:
        stored = json.loads(data.decode("utf-8"))
        whole = all(isinstance(stored[key], kind) and stored[key] for key, kind in kinds)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole = False
    if not whole:
        raise OutputError(f"{name} was not written by synthgroup, or is damaged; choose another folder")
    return dict(stored)


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Say in which settings two jobs differ.

    Args:
        there: Content of the `job.json` that was found.
        here: The same of the job at hand.

    Returns:
        Texts such as `seed is 0 there and 1 here`.
    """
    stored, wanted = dict(_flat(there)), dict(_flat(here))
    names = [*wanted, *(name for name in stored if name not in wanted)]
    return [
        f"{name} is {_shown(stored, name)} there and {_shown(wanted, name)} here"
        for name in names
        if stored.get(name, _MISSING) != wanted.get(name, _MISSING)
    ]


_MISSING: Final = object()


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield from _flat({str(place): one for place, one in enumerate(value)}, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _shown(settings: Mapping[str, Any], name: str) -> str:
    if name not in settings:
        return "missing"
    text = json.dumps(settings[name])
    return text if len(text) <= 60 else f"{text[:57]}..."


def _sources(bank: FaceBank | BackgroundBank) -> tuple[JobSource, ...]:
    packs: Sequence[Any] = bank.packs
    return tuple(
        JobSource(
            source=pack.header.source.name,
            weight=weight / 1_000_000,
            count=len(pack),
            bank=pack.header.identity,
            licence=pack.header.source.licence,
            version=pack.header.source.version,
        )
        for pack, weight in zip(packs, bank.weights, strict=True)
    )

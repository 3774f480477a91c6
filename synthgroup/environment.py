"""What fixes pixels besides the job: the versions of the libraries that touch them, and the kind of machine."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import cv2
import numpy as np
import PIL


@dataclass(frozen=True, slots=True)
class Environment:
    """What can change pixels without any change of the job: another environment may round or decode differently.

    Attributes:
        system: Operating system, whose builds of the libraries differ.
        machine: Kind of processor.
        cpu: The instruction sets that OpenCV uses.
        numpy: Version.
        numba: Version, of which compiled loops are made.
        opencv: Version.
        pillow: Version.
    """

    system: str
    machine: str
    cpu: str
    numpy: str
    numba: str
    opencv: str
    pillow: str

    @classmethod
    def here(cls) -> Environment:
        """Describe the environment of this process."""
        return cls(
            system=platform.system(),
            machine=platform.machine(),
            cpu=" ".join(cv2.getCPUFeaturesLine().split()),
            numpy=np.__version__,
            numba=version("numba"),
            opencv=cv2.__version__,
            pillow=PIL.__version__,
        )

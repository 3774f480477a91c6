"""Banks: many cutouts or backgrounds, packed once, memory-mapped, ready to draw from."""

from synthgroup.bank.backgrounds import BackgroundBank
from synthgroup.bank.faces import FaceBank

__all__ = ["BackgroundBank", "FaceBank"]

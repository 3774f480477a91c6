"""The networks: the paper's thirteen, Smile-CNN, the challenge model, and a small one of ours."""

from groupmood_model.architectures.registry import ARCHITECTURES, Architecture, build_model, trainable

__all__ = ["ARCHITECTURES", "Architecture", "build_model", "trainable"]

"""Digests of scenes, in a module that started processes can import."""

from hashlib import blake2b


def digest_of(scene):
    return blake2b(scene.image.tobytes() + scene.plan.to_json().encode(), digest_size=8).hexdigest()


def digests_of(job):
    generator, indices = job
    return [digest_of(generator[index]) for index in indices]

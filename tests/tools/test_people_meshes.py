"""MakeHuman's formats: meshes, targets, and parts that follow a mesh."""

import gzip

import numpy as np

from tools.people.meshes import read_obj, read_part, read_target

CUBE_SIDE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\ng front\nf 1/1 2/2 3/3 4/1\ng back\nf 4 3 2\n"


def test_a_mesh_is_read_with_its_groups(tmp_path):
    path = tmp_path / "side.obj"
    path.write_text(CUBE_SIDE)
    mesh = read_obj(path)
    assert mesh.points.shape == (4, 3)
    assert mesh.texture.shape == (3, 2)
    assert mesh.faces == {"front": [[0, 1, 2, 3]], "back": [[3, 2, 1]]}
    assert mesh.all_faces() == ([[0, 1, 2, 3], [3, 2, 1]], [[0, 1, 2, 0], [0, 0, 0]])


def test_targets_add_up(tmp_path):
    plain, packed = tmp_path / "a.target", tmp_path / "b.target.gz"
    plain.write_text("# a comment\n1 0.5 0 0\n3 0 1 0\n")
    packed.write_bytes(gzip.compress(b"1 0 0 2\n"))
    mesh = np.zeros((4, 3))
    read_target(plain).add_to(mesh, 2.0)
    read_target(packed).add_to(mesh, 0.5)
    assert mesh.tolist() == [[0, 0, 0], [1, 0, 1], [0, 0, 0], [0, 2, 0]]


def test_an_empty_target_changes_nothing(tmp_path):
    path = tmp_path / "none.target"
    path.write_text("# nothing\n")
    mesh = np.ones((2, 3))
    read_target(path).add_to(mesh, 1.0)
    assert (mesh == 1).all()


def test_a_part_follows_and_scales_with_the_body(tmp_path):
    (tmp_path / "side.obj").write_text(CUBE_SIDE)
    path = tmp_path / "side.mhclo"
    path.write_text(
        "# a part\nobj_file side.obj\nx_scale 0 1 1.0\nverts 0\n2\n0 1 3 0.5 0.5 0 0.25 0 1\ndelete_verts\n1 3 - 5 9\n"
    )
    part = read_part(path)
    body = np.array([[0, 0, 0], [2.0, 0, 0], [2, 2, 0], [0, 2, 0]])
    assert part.fit(body, body).tolist() == [[2, 2, 0], [1.5, 0, 1]]
    moved = body + np.array([0, 0, 3])
    assert part.fit(moved, body).tolist() == [[2, 2, 3], [1.5, 0, 4]]
    assert part.hidden == {1, 3, 4, 5, 9}

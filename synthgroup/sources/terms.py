"""On what terms a source may be used, who is to be cited, and whether what is made of it may be published.

The facts are those of the data sets' own pages and papers; a source that is not listed here is one of the user's own,
or a plug-in's, whose terms are not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a source's terms.

    Attributes:
        title: Full name of the data set.
        publishable: Whether pictures made of it may be published; None where that is not known.
        sentence: What a user has to know, in one sentence.
        homepage: Where it is described; empty where it has no page.
        url: Text of the licence; empty where there is no address for it.
        citation: BibTeX entry; empty where nothing asks for one.
    """

    title: str
    publishable: bool | None
    sentence: str
    homepage: str = ""
    url: str = ""
    citation: str = ""


TERMS: Final[Mapping[str, Terms]] = MappingProxyType(
    {
        "builtin": Terms(
            title="the built-in pack of synthgroup",
            publishable=True,
            sentence="Rendered people who do not exist and places without people; no rights are reserved.",
            url="https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        "kdef": Terms(
            title="KDEF, the Karolinska Directed Emotional Faces",
            publishable=False,
            sentence="For non-commercial research only; the photographs must not be passed on.",
            homepage="https://www.kdef.se",
            citation="""@misc{lundqvist1998kdef,
  author = {Lundqvist, Daniel and Flykt, Anders and {\\"O}hman, Arne},
  title  = {The {Karolinska} Directed Emotional Faces ({KDEF})},
  year   = {1998},
  note   = {CD ROM from Department of Clinical Neuroscience, Psychology section, Karolinska Institutet},
  isbn   = {91-630-7164-9}
}""",
        ),
        "faces": Terms(
            title="FACES, a database of facial expressions in young, middle-aged, and older women and men",
            publishable=False,
            sentence="For research under a release agreement only; most photographs must not be modified, passed on, "
            "published or shown without agreement.",
            homepage="https://faces.mpdl.mpg.de",
            citation="""@article{ebner2010faces,
  author  = {Ebner, Natalie C. and Riediger, Michaela and Lindenberger, Ulman},
  title   = {{FACES}: A database of facial expressions in young, middle-aged, and older women and men:
             Development and validation},
  journal = {Behavior Research Methods},
  year    = {2010},
  volume  = {42},
  number  = {1},
  pages   = {351--362},
  doi     = {10.3758/BRM.42.1.351}
}""",
        ),
        "lsun": Terms(
            title="LSUN, scene categories",
            publishable=None,
            sentence="Photographs collected on the web; their rights are those of whoever took them.",
            homepage="https://www.yf.io/p/lsun",
            citation="""@article{yu2015lsun,
  author  = {Yu, Fisher and Seff, Ari and Zhang, Yinda and Song, Shuran and Funkhouser, Thomas and Xiao, Jianxiong},
  title   = {{LSUN}: Construction of a Large-scale Image Dataset using Deep Learning with Humans in the Loop},
  journal = {arXiv preprint arXiv:1506.03365},
  year    = {2015}
}""",
        ),
        "folder": Terms(title="pictures in a folder", publishable=None, sentence="Pictures of the user's own."),
        "csv": Terms(title="pictures listed in a CSV file", publishable=None, sentence="Pictures of the user's own."),
    }
)

_UNKNOWN: Final = Terms(title="", publishable=None, sentence="Its terms are not known here.")


def terms_of(source: str) -> Terms:
    """Give what is known of a source's terms.

    Args:
        source: Its registered name.
    """
    return TERMS.get(source, _UNKNOWN)

import json

import numpy as np
from PIL import Image as Picture

from groupmood_model.evaluation.answers import Answers
from groupmood_model.evaluation.page import Image, Section, Table, page
from groupmood_model.evaluation.plots import classes_plot, confusion_plot, interval_plot, reliability_plot
from groupmood_model.evaluation.report import evaluate


def answers(videos):
    draws = np.random.Generator(np.random.Philox(1))
    names = tuple(f"f{n}" for n in range(30))
    labels = np.repeat(np.arange(10) % 3, 3)
    scores = draws.normal(size=(30, 3)) + 2 * np.eye(3)[labels]
    return Answers(names, labels, scores, tuple(f"v{n // 3}" if videos else None for n in range(30)))


def evaluated(videos):
    return evaluate(answers(videos), classifier={"architecture": "tiny"}, data="somewhere", split="test", repeats=50)


def test_pictures_have_one_level_and_videos_three():
    assert list(evaluated(videos=False).levels) == ["pictures"]
    found = evaluated(videos=True)
    assert list(found.levels) == ["pictures", "average", "accumulate"]
    assert found.main is found.levels["average"]
    assert found.levels["pictures"].intervals["accuracy"].count == 10
    assert [level.metrics.count for level in found.levels.values()] == [30, 10, 10]


def test_the_record_is_plain_json_and_the_same_each_time():
    record = json.dumps(evaluated(videos=True).as_record(), allow_nan=False)
    assert record == json.dumps(evaluated(videos=True).as_record())
    read = json.loads(record)
    assert read["bootstrap"] == {"seed": 0, "resamples": 50, "level": 0.95}
    assert read["levels"]["average"]["title"] == "videos, scores averaged"


def test_plots_are_png_files_that_do_not_change(tmp_path):
    level = evaluated(videos=False).main
    rows = [("a$b$", 0.5, 0.4, 0.6), ("b", 0.7, 0.6, 0.8)]
    drawn = [
        draw()
        for draw in (
            lambda: confusion_plot(level),
            lambda: reliability_plot(level),
            lambda: classes_plot(level),
            lambda: interval_plot(rows, label="accuracy", mark=1 / 3),
        )
    ]
    assert confusion_plot(level) == drawn[0]
    for number, data in enumerate(drawn):
        path = tmp_path / f"{number}.png"
        path.write_bytes(data)
        with Picture.open(path) as picture:
            assert min(picture.size) > 100
            assert "Software" not in picture.info


def test_a_page_escapes_whatever_it_is_given():
    evil = "<script>alert('x')</script>\u202e\"&"
    section = Section(evil, [evil], [Table([evil], [[evil]])], [Image(b"\x89PNG", evil)])
    text = page(evil, [section]).decode()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 8
    assert "\u202e" not in text
    assert "data:image/png;base64,iVBORw==" in text
    assert "default-src 'none'" in text

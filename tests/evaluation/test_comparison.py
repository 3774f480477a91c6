import json

import numpy as np
import pytest

from groupmood_model.evaluation.answers import Answers
from groupmood_model.evaluation.comparison import Comparison, entry_of, read_comparison, read_entry
from groupmood_model.evaluation.output import answers_csv, prepare_folder, write_results
from groupmood_model.evaluation.paper import VALIDATION_ACCURACY
from groupmood_model.evaluation.report import evaluate
from groupmood_model.evaluation.summary import evaluation_files
from synthgroup.errors import OutputError, SourceError


def answers(share, name="p"):
    draws = np.random.Generator(np.random.Philox(2))
    labels = np.arange(60) % 3
    predicted = np.where(draws.random(60) < share, labels, (labels + 1) % 3)
    return Answers(tuple(f"{name}{n}" for n in range(60)), labels, 3 * np.eye(3)[predicted], (None,) * 60)


def evaluated(architecture, share):
    return evaluate(
        answers(share), classifier={"architecture": architecture, "size": 64}, data="scenes", split="val", repeats=40
    )


def test_table_one_is_sorted_by_accuracy_with_the_papers_figures_beside():
    entries = tuple(entry_of(evaluated(name, share)) for name, share in [("vgg19", 0.9), ("mine", 0.5)])
    comparison = Comparison(entries, data="scenes", split="val", budget="10 steps")
    table = comparison.table()
    assert [row[0] for row in table.rows] == ["mine", "vgg19"]
    assert [row[-1] for row in table.rows] == ["-", "52.36"]
    record = comparison.as_record()["architectures"][1]
    assert record["paper_accuracy_percent"] == 52.36
    assert record["accuracy"]["count"] == 60


def test_the_papers_table_has_its_thirteen_in_its_order():
    assert len(VALIDATION_ACCURACY) == 13
    assert list(VALIDATION_ACCURACY.values()) == sorted(VALIDATION_ACCURACY.values())


def test_the_thirteen_are_called_as_the_registry_calls_them():
    from groupmood_model.architectures.registry import ARCHITECTURES

    assert set(VALIDATION_ACCURACY) <= set(ARCHITECTURES)


def test_an_evaluation_is_read_again_as_it_was(tmp_path):
    found = evaluated("resnet18", 0.8)
    write_results(tmp_path, evaluation_files(found, answers(0.8)))
    assert read_entry(tmp_path / "metrics.json") == entry_of(found)


def test_files_of_a_comparison_and_an_evaluation_do_not_change(tmp_path):
    def made():
        found = evaluated("resnet18", 0.8)
        comparison = Comparison((entry_of(found),), data="<scenes>", split="val", budget="10 steps")
        return comparison.files(), evaluation_files(found, answers(0.8))

    comparison, evaluation = made()
    assert (comparison, evaluation) == made()
    assert sorted(comparison) == ["comparison.json", "comparison.png", "index.html"]
    assert sorted(evaluation) == [
        "answers.csv", "classes.png", "confusion.png", "index.html", "metrics.json", "reliability.png",
    ]  # fmt: skip
    assert b"&lt;scenes&gt;" in comparison["index.html"]
    assert b"resnet18" in evaluation["index.html"]


def test_only_what_was_evaluated_alike_is_compared(tmp_path):
    for name, data in (("a", "scenes"), ("b", "scenes"), ("c", "vgaf:x")):
        found = evaluate(answers(0.8), classifier={"architecture": name}, data=data, split="val", repeats=10)
        write_results(tmp_path / name, evaluation_files(found, answers(0.8)))
    found = read_comparison([tmp_path / "a", tmp_path / "b" / "metrics.json"])
    assert [entry.architecture for entry in found.entries] == ["a", "b"]
    with pytest.raises(SourceError, match="compare what was evaluated alike"):
        read_comparison([tmp_path / "a", tmp_path / "c"])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 1}', '{"format": 1, "classifier": {"architecture": "a"}, "levels": {}}', "[" * 100000],
)
def test_other_files_are_no_evaluations(tmp_path, text):
    path = tmp_path / "metrics.json"
    path.write_text(text)
    with pytest.raises(SourceError, match="no record of 'groupmood evaluate'"):
        read_entry(path)


def test_an_evaluation_of_another_format_and_a_missing_one_are_told(tmp_path):
    record = json.loads(json.dumps(evaluated("resnet18", 0.8).as_record()))
    path = tmp_path / "metrics.json"
    path.write_text(json.dumps({**record, "format": 2}))
    with pytest.raises(SourceError, match="has format 2; this version reads 1"):
        read_entry(path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_entry(tmp_path / "nothing.json")


def test_answers_are_a_table_whose_names_are_plain(tmp_path):
    text = answers_csv(answers(1.0, name="new\nline,")).decode()
    lines = text.splitlines()
    assert lines[0] == "name,video,label,answer,negative,neutral,positive"
    assert lines[1].startswith('"new\\nline,0",,negative,negative,0.90')
    assert len(lines) == 61


def test_results_need_a_folder(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(OutputError, match="is a file; name a folder"):
        prepare_folder(file)
    assert prepare_folder(tmp_path / "a" / "b").is_dir()

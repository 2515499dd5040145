import numpy as np
import pytest

from monitor.curation import Provenance
from monitor.datasets import draft_example, promote_many, read_examples
from monitor.datasets.candidates import read_candidates
from monitor.datasets.drafts import USUALLY_EXPECTED, usually_expected
from monitor.errors import DatasetError
from monitor.taxonomy import Choice, Expected, Failure, Side, Verdict
from monitor.warehouse.cases import CaseFilter, cases_frame

FOUND = Provenance(verdict=Verdict.CONFIRMED, assessed_by=("ben", "mia"), chosen_as=Choice.SEVERE)


@pytest.fixture
def cases(sample_store):
    return cases_frame(sample_store, CaseFilter(), limit=1_000)


def test_every_failure_has_something_that_should_have_been_done():
    assert USUALLY_EXPECTED.keys() == {*Failure}
    assert usually_expected(None) is Expected.MUST_REFUSE


def test_a_case_becomes_a_draft_with_all_it_needs(sample_store, cases):
    worst = cases.row(0, named=True)
    draft = draft_example(sample_store, worst["case_id"], found=FOUND)
    assert (draft.failure, draft.expected) == (Failure.JAILBREAK, Expected.MUST_REFUSE)
    assert (draft.case_id, draft.response) == (worst["case_id"], worst["text"])
    assert draft.prompt == worst["opening"]
    assert draft.provenance == Provenance(
        detectors=("jailbreak 2",), verdict=Verdict.CONFIRMED, assessed_by=("ben", "mia"), chosen_as=Choice.SEVERE
    )


def test_a_report_holds_nothing_to_learn_from(sample_store, cases):
    report = next(row for row in cases.iter_rows(named=True) if row["kind"] == "report")
    with pytest.raises(DatasetError, match="is a report"):
        draft_example(sample_store, report["case_id"], found=FOUND)


def test_a_case_that_is_gone_is_refused(sample_store):
    with pytest.raises(DatasetError, match="no case 'gone'"):
        draft_example(sample_store, "gone", found=FOUND)


def test_candidates_are_cases_with_words_and_a_persons_severity_goes_first(sample_store, cases, rules):
    ids = cases["case_id"].to_list()[:12]
    report = next(row["case_id"] for row in cases.iter_rows(named=True) if row["kind"] == "report")
    found = read_candidates(sample_store, [*ids, report], embed=rules.embed, severities={ids[0]: 0})
    assert report not in found.case_ids
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-4)
    assert found.severities[list(found.case_ids).index(ids[0])] == 0
    assert found.severities[list(found.case_ids).index(ids[1])] == cases["severity"][1]


def test_of_no_cases_there_are_no_candidates(sample_store, rules):
    assert list(read_candidates(sample_store, [], embed=rules.embed, severities={}).case_ids) == []


def test_drafts_of_real_cases_are_promoted(sample_store, cases, ledger, mia, rules):
    drafts = [draft_example(sample_store, one, found=FOUND) for one in cases["case_id"].to_list()[:4]]
    done = promote_many(ledger, drafts, side=Side.EVAL, actor=mia, rules=rules)
    assert (len(done.examples), done.refused) == (4, ())
    assert {one.provenance.chosen_as for one in read_examples(ledger)} == {Choice.SEVERE}

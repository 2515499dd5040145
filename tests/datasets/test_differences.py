from monitor.datasets import (
    ExampleRef,
    compare_versions,
    edit_ideal,
    freeze,
    promote,
    read_changelog,
    read_example,
    read_version,
    withdraw,
)
from monitor.taxonomy import Side


def test_a_difference_names_what_came_what_went_and_what_changed(ledger, mia, draft, rules):
    for name in "abc":
        promote(ledger, draft(name), side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    withdraw(ledger, ExampleRef("EX-0001", 1), actor=mia)
    edit_ideal(ledger, ExampleRef("EX-0002", read_example(ledger, "EX-0002").version), "No.", actor=mia)
    promote(ledger, draft("d"), side=Side.TRAIN, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    older, newer = (read_version(ledger, "core", number) for number in (1, 2))
    assert compare_versions(older, newer).lines() == ("+ EX-0004", "- EX-0001", "~ EX-0002: ideal")
    assert compare_versions(older, older).lines() == ()
    log = read_changelog(ledger, "core")
    assert [(one.version.number, one.difference.added) for one in log] == [
        (2, ("EX-0004",)),
        (1, ("EX-0001", "EX-0002", "EX-0003")),
    ]

"""The memory of one process, verb by verb."""

from pulumi_ivs_realtime.lifecycle.memory import Memory, Predecessor

ARN, OTHER = "arn:one", "arn:other"


def test_what_a_run_makes_adopts_or_goes_on_adopting_is_kept():
    memory = Memory()
    memory.make(ARN)
    memory.adopt(OTHER, "lobby")
    memory.hold("arn:held", "lobby", adopted=True)
    memory.hold("arn:plain", "main", adopted=False)

    assert [memory.is_kept(arn) for arn in (ARN, OTHER, "arn:held", "arn:plain")] == [True, True, True, False]


def test_the_first_that_adopts_or_holds_a_stage_is_its_holder():
    memory = Memory()

    assert [memory.adopt(ARN, "lobby"), memory.adopt(ARN, "main")] == ["lobby", "lobby"]
    assert memory.hold(ARN, "main", adopted=False) == "lobby"
    assert memory.holder(ARN) is None
    assert [memory.hold(OTHER, "main", adopted=True), memory.hold(OTHER, "lobby", adopted=True)] == ["main", "main"]
    assert memory.holder(OTHER) == "main"


def test_a_resource_that_is_created_anew_lets_go_of_what_it_held():
    memory = Memory()
    memory.hold(ARN, "lobby", adopted=True)
    memory.let_go("lobby")

    assert (memory.holder(ARN), memory.is_kept(ARN)) == (None, False)


def test_a_planned_replacement_ends_with_the_deletion_of_the_predecessor():
    memory = Memory()
    memory.hold(ARN, "lobby", adopted=True)
    memory.replace("lobby", Predecessor(ARN, forced=False))
    assert memory.predecessor("lobby") == (ARN, False)
    assert not memory.is_kept(ARN)

    memory.delete(ARN, "lobby")

    assert memory.predecessor("lobby") is None
    assert memory.is_deleted(ARN)


def test_reading_takes_back_what_check_has_seen():
    memory = Memory()
    memory.check("lobby")
    memory.declare("host", {"duration": 60})
    for urn in ("lobby", "host"):
        memory.read(urn)

    assert (memory.is_checked("lobby"), memory.declared("host")) == (False, None)


def test_a_subject_comes_up_first_once_for_each_thing_that_it_is_about():
    memory = Memory()

    assert [memory.first("region", each) for each in ("a", "b", "a")] == [True, True, False]


def test_a_new_process_knows_nothing():
    memory = Memory()
    memory.make(ARN)
    memory.change("p1")
    memory.set_tag(ARN, "team", "one")
    memory.first("denied")
    memory.forget()

    assert not memory.is_kept(ARN)
    assert not memory.is_changed("p1")
    assert memory.set_tag(ARN, "team", "two") == "two"
    assert memory.first("denied")

"""Who depends on whom in a snapshot."""

from pulumi_offline.backend.dependency_graph import Graph, without_dangling
from pulumi_offline.resource.state import State


def state(name, *dependencies, custom=True, **more):
    return State(name, "t", custom, dependencies=list(dependencies), **more)


def names(states):
    return [each.urn for each in states]


def test_dependants_are_found_through_others_in_order():
    a, b, c, d = resources = [state("a"), state("b", "a"), state("c"), state("d", "b")]
    graph = Graph(resources)

    assert names(graph.depending_on(a)) == ["b", "d"]
    assert names(graph.depending_on(a, ignore=["b"])) == []
    assert graph.depending_on(d) == []
    assert c in graph
    assert state("c") not in graph
    assert names(graph.dependencies_of(d)) == ["b"]
    assert b in graph.dependencies_of(d)


def test_children_depend_on_their_parent_only_where_that_is_asked():
    parent, child = resources = [state("p"), state("c", parent="p")]

    assert Graph(resources).depending_on(parent) == []
    assert Graph(resources).depending_on(parent, children=True) == [child]


def test_a_provider_is_depended_on():
    provider, user = resources = [state("provider"), state("user", provider="provider::id")]

    assert Graph(resources).depending_on(provider) == [user]
    assert Graph(resources).dependencies_of(user) == [provider]


def test_who_depends_on_a_component_depends_on_all_below_it():
    resources = [
        state("component", custom=False),
        state("inner", custom=False, parent="component"),
        state("leaf", parent="inner"),
        state("user", "component"),
    ]

    assert names(Graph(resources).dependencies_of(resources[3])) == ["component", "inner", "leaf"]


def test_what_is_to_be_deleted_depends_on_its_own_kind():
    old, new = state("a", delete=True), state("a")
    user = state("b", "a", delete=True)
    graph = Graph([old, new, user])

    assert graph.transitive_dependencies_of(user) == {id(user), id(old)}


def test_references_to_what_is_gone_are_taken_out():
    child = state("child", "gone", "a", parent="a", deleted_with="gone", property_dependencies={"x": ["gone"]})

    left = without_dangling([state("a"), child])

    assert names(left) == ["a", "child"]
    assert (child.dependencies, child.deleted_with, child.property_dependencies) == (["a"], "", {})
    assert child.parent == "a"

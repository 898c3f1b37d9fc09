"""The graph itself: nodes, edges, and what is marked."""

from collections.abc import Mapping
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from auditing import audit, knowledge_base
from kbaudit.engine.graph import Edge, Graph, Node, State, graph_of

PAGES = {
    "workflows/o_r_Run.md": "[[step::Principle:o_r_Idea]] [[step::Principle:o_r_Planned]]",
    "principles/o_r_Idea.md": "[[implemented_by::Implementation:o_r_code]]",
    "principles/o_r_Alone.md": "[[uses_heuristic::Heuristic:o_r_Trick]]",
    "implementations/o_r_code.md": "[[implements::Principle:o_r_Idea]] [[related::Principle:Idea]]",
    "implementations/o_r_tool.md": "[[requires_env::Heuristic:o_r_Linux]]",
    "environments/o_r_Linux.md": "[[requires_env::Implementation:o_r_code]] [x](../README.md)",
    "heuristics/o_r_Trick.md": "[[o_r_Nowhere]] [the tool](../implementations/o_r_tool.md)",
}


def graph(pages: Mapping[str, str] = PAGES) -> Graph:
    return graph_of(knowledge_base({"_RepoMap_o_r.md": "# Map\n", **pages}))


def edges(found: Graph) -> set[tuple[str, str, str, str]]:
    labels = {node.id: node.label for node in found.nodes}
    return {
        (labels[e.source], e.relation or "-", labels[e.target], e.state.value) for e in found.edges
    }


def test_edges_lead_as_the_registry_has_them_whichever_page_states_them() -> None:
    assert edges(graph()) == {
        ("Run", "step", "Idea", "ok"),
        ("Run", "step", "Planned", "missing"),
        ("Idea", "implemented_by", "code", "ok"),
        ("code", "related", "Idea", "ok"),
        ("code", "requires_env", "Linux", "ok"),
        ("tool", "requires_env", "Linux", "wrong type"),
        ("Alone", "uses_heuristic", "Trick", "ok"),
        ("Trick", "-", "Nowhere", "missing"),
        ("Trick", "-", "tool", "ok"),
    }


def test_what_is_marked() -> None:
    found = graph()
    assert [n.label for n in found.nodes if n.missing] == ["Planned", "Nowhere"]
    assert {n.label for n in found.nodes if n.orphan} == {"Alone", "Trick", "tool"}


def test_broken_edges_and_orphans_are_those_that_the_rules_find() -> None:
    files = {"_RepoMap_o_r.md": "# Map\n", **PAGES}
    found = graph()
    dead = len(audit(files, select="dead-link"))
    assert dead == sum(edge.state is State.MISSING for edge in found.edges) == 2
    orphans = {finding.path for finding in audit(files, select="orphan-principle")}
    assert orphans == {n.path for n in found.nodes if n.orphan and n.type == "Principle"}


def test_without_workflows_an_orphan_is_a_page_that_stands_alone() -> None:
    pages = {path: text for path, text in PAGES.items() if not path.startswith("workflows/")}
    lonely = {**pages, "heuristics/o_r_Lonely.md": "# x\n"}
    assert [n.label for n in graph(lonely).nodes if n.orphan] == ["Lonely"]


def test_relations_to_what_is_no_page_are_no_edges() -> None:
    text = "[[requires_lib::Library:torch]] [[source::Repo|x|https://x.org]] [[File:x.png]]"
    assert edges(graph({"workflows/o_r_A.md": text, "workflows/o_r_B.md": "text"})) == set()


def test_a_file_that_lies_where_no_page_type_lives_is_a_node_without_type() -> None:
    pages = {"workflows/o_r_A.md": "[[step::Principle:o_r_B]]", "impl/o_r_B.md": "# B\n"}
    (stray,) = (node for node in graph(pages).nodes if node.path == "impl/o_r_B.md")
    assert (stray.type, stray.missing) == ("", False)


def test_labels_keep_the_scope_where_there_are_several() -> None:
    pages = {"_RepoMap_a_b.md": "", "workflows/a_b_X.md": "", "workflows/o_r_X.md": ""}
    assert [node.label for node in graph(pages).nodes] == ["a_b_X", "o_r_X"]


def test_around_a_page() -> None:
    found = graph()
    start = "principles/o_r_Idea.md"
    assert [n.label for n in found.around(start, 0).nodes] == ["Idea"]
    assert {n.label for n in found.around(start, 1).nodes} == {"Run", "Idea", "code"}
    two = found.around(start, 2)
    assert {n.label for n in two.nodes} == {"Run", "Idea", "code", "Planned", "Linux"}
    assert ("Run", "step", "Planned", "missing") in edges(two)
    assert found.around(start, 99) == found


def test_the_order_depends_on_names_alone() -> None:
    some = list(PAGES.items())[:4]
    graphs = {graph(dict(order)) for order in permutations(some)}
    assert len(graphs) == 1


NAMES = st.lists(st.sampled_from("ABCDE"), max_size=12)


@given(NAMES, NAMES, st.integers(0, 4))
def test_a_part_is_a_graph_of_its_own(sources: list[str], targets: list[str], depth: int) -> None:
    nodes = tuple(Node(name, name, "", name, name) for name in "ABCDE")
    links = tuple(Edge(a, b, "") for a, b in zip(sources, targets, strict=False))
    part = Graph("", (), nodes, links).around("A", depth)
    ids = {node.id for node in part.nodes}
    assert "A" in ids
    assert all(edge.source in ids and edge.target in ids for edge in part.edges)
    if depth:
        smaller = Graph("", (), nodes, links).around("A", depth - 1)
        assert {node.id for node in smaller.nodes} <= ids

"""From decided pairs to clusters: the best pair first, and never across a contradiction."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx

Node = TypeVar("Node", bound=Hashable)


@dataclass(slots=True, frozen=True)
class Edge:
    """Two adverts that match: `score` 0..1, or 2 for a person's judgement."""

    score: float
    a: int
    b: int


def components(size: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected components of numbers 0..size-1, each sorted, in order of their first member."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(edges)
    parts = [[number] for number in range(size) if number not in graph]
    parts.extend(sorted(part) for part in nx.connected_components(graph))
    return sorted(parts)


def constrained(
    members: list[int], edges: Iterable[Edge], contradict: Callable[[int, int, list[int]], bool]
) -> list[list[int]]:
    """Clusters of one component: edges by falling score; a merge is refused where any pair contradicts.

    `contradict` is also told all members of the cluster that would come about.

    `members` must come in their lasting order, so that equal scores are settled the same way every time.
    """
    if len(members) == 2:  # most of them
        apart = contradict(members[0], members[1], members) or not any(True for _ in edges)
        return [[member] for member in members] if apart else [members]
    rank = {member: place for place, member in enumerate(members)}
    union: nx.utils.UnionFind[int] = nx.utils.UnionFind(members)
    held: dict[int, list[int]] = {member: [member] for member in members}

    def best_first(edge: Edge) -> tuple[float, int, int]:
        low, high = sorted((rank[edge.a], rank[edge.b]))
        return (-edge.score, low, high)

    for edge in sorted(edges, key=best_first):
        one, two = union[edge.a], union[edge.b]
        both = held[one] + held[two]
        if one == two or any(contradict(x, y, both) for x in held[one] for y in held[two]):
            continue
        union.union(one, two)
        root = union[one]
        del held[one], held[two]
        held[root] = both
    return sorted((sorted(part, key=rank.__getitem__) for part in held.values()), key=lambda part: rank[part[0]])

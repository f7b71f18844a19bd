using System.Collections.Generic;
using System.Threading;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: a node is in the list at most once, who turns its flag links it, and it can be linked anew as soon as its taker has it.
/// The list is taken whole, oldest first.
/// </summary>
public sealed class ReadyListTests
{
    [Fact]
    public void TryLink_ANodeThatIsLinked_LinksItOnce()
    {
        var list = new ReadyList();
        var node = new Node(1);

        Assert.True(list.TryLink(node));
        Assert.False(list.TryLink(node));

        Assert.Equal([1], Take(list));
        Assert.Empty(Take(list));
    }

    [Fact]
    public void TakeAll_SeveralNodes_GivesTheOldestFirst()
    {
        var list = new ReadyList();
        for (var i = 0; i < 5; i++)
        {
            list.TryLink(new Node(i));
        }

        Assert.Equal([0, 1, 2, 3, 4], Take(list));
        Assert.False(list.HasNodes);
    }

    [Fact]
    public void TryLink_FromWithinTheVisit_LinksForTheNextTake()
    {
        var list = new ReadyList();
        var node = new Node(7);
        list.TryLink(node);

        var relinker = new Relinker(list);
        list.TakeAll(ref relinker);

        Assert.True(list.HasNodes);
        Assert.Equal([7], Take(list));
    }

    [Fact]
    public void TryLink_ANodeThatIsStillToBeVisited_DoesNotBreakTheWalk()
    {
        var list = new ReadyList();
        Node[] nodes = [new(0), new(1), new(2)];
        foreach (var node in nodes)
        {
            list.TryLink(node);
        }

        // The first visit links all three: itself anew, the others are flagged still.
        var visitor = new LinkOnFirst(list, nodes, []);
        list.TakeAll(ref visitor);

        Assert.Equal([0, 1, 2], visitor.Visited);
        Assert.Equal([0], Take(list));
    }

    [Fact]
    public void LinkAndTake_FromManyThreads_LosesNoWakeUp()
    {
        const int Threads = 4;
        const int Rounds = 20_000;
        var list = new ReadyList();
        var nodes = new Node[Threads];
        var linkers = new Thread[Threads];
        for (var i = 0; i < Threads; i++)
        {
            var node = nodes[i] = new Node(i);
            linkers[i] = new Thread(() =>
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    Volatile.Write(ref node.Published, round);
                    list.TryLink(node);
                }
            });
            linkers[i].Start();
        }

        var visitor = new Seer();
        while (System.Array.Exists(linkers, static linker => linker.IsAlive))
        {
            list.TakeAll(ref visitor);
        }

        list.TakeAll(ref visitor);
        Assert.All(nodes, static node => Assert.Equal(Rounds, node.Seen));
    }

    [Fact]
    public void LinkAndTake_AfterWarmUp_AllocateNothing()
    {
        var list = new ReadyList();
        var node = new Node(1);
        var visitor = new Seer();
        Allocation.AssertNone(() =>
        {
            list.TryLink(node);
            list.TakeAll(ref visitor);
        });
    }

    private static List<int> Take(ReadyList list)
    {
        var visitor = new Collector([]);
        list.TakeAll(ref visitor);
        return visitor.Visited;
    }

    private sealed class Node(int number) : ReadyNode
    {
        public int Number => number;

        public int Published;

        public int Seen { get; set; }
    }

    private readonly struct Collector(List<int> visited) : IReadyVisitor
    {
        public List<int> Visited => visited;

        public void Visit(ReadyNode node) => visited.Add(((Node)node).Number);
    }

    private readonly struct Relinker(ReadyList list) : IReadyVisitor
    {
        public void Visit(ReadyNode node) => Assert.True(list.TryLink(node));
    }

    private readonly struct LinkOnFirst(ReadyList list, Node[] nodes, List<int> visited) : IReadyVisitor
    {
        public List<int> Visited => visited;

        public void Visit(ReadyNode node)
        {
            visited.Add(((Node)node).Number);
            if (visited.Count == 1)
            {
                Assert.True(list.TryLink(nodes[0]));
                Assert.False(list.TryLink(nodes[1]));
                Assert.False(list.TryLink(nodes[2]));
            }
        }
    }

    private struct Seer : IReadyVisitor
    {
        public readonly void Visit(ReadyNode node) => ((Node)node).Seen = Volatile.Read(ref ((Node)node).Published);
    }
}

using BenchmarkDotNet.Attributes;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>What it costs to say that a thread has something to project, and to collect who said so. On one thread: nobody contends.</summary>
public class ReadyListBench
{
    private const int Nodes = 64;

    private readonly ReadyList _list = new();
    private readonly ReadyList _linked = new();
    private readonly Node[] _nodes = new Node[Nodes];
    private readonly Node _node = new();

    [GlobalSetup]
    public void Link()
    {
        for (var i = 0; i < Nodes; i++)
        {
            _nodes[i] = new Node();
        }

        _linked.TryLink(_node);
    }

    /// <summary>64 threads linked and taken together; per thread.</summary>
    [Benchmark(OperationsPerInvoke = Nodes)]
    public int LinkAndTake()
    {
        foreach (var node in _nodes)
        {
            _list.TryLink(node);
        }

        var count = default(Counter);
        _list.TakeAll(ref count);
        return count.Count;
    }

    /// <summary>A thread that is linked already, which is what most appends find.</summary>
    [Benchmark]
    public bool LinkLinked() => _linked.TryLink(_node);

    private sealed class Node : ReadyNode;

    private struct Counter : IReadyVisitor
    {
        public int Count;

        public void Visit(ReadyNode node) => Count++;
    }
}

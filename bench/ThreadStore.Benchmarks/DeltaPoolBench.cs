using BenchmarkDotNet.Attributes;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>What it costs to get a spare delta and to give it back. On one thread: nobody contends.</summary>
public class DeltaPoolBench
{
    private readonly DeltaPool _pool = new(4, ComposedProjection.BuiltInOnly);

    [GlobalSetup]
    public void Reserve() => _pool.Reserve(4);

    [Benchmark]
    public bool RentAndReturn()
    {
        if (_pool.TryRent() is not { } spare)
        {
            return false;
        }

        _pool.Return(spare);
        return true;
    }
}

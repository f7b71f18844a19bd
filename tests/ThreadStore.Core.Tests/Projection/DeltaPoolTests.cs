using System.Collections.Generic;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>The law: renting never makes a delta. What is not at hand is read from the log instead.</summary>
public sealed class DeltaPoolTests
{
    [Fact]
    public void TryRent_FromAnEmptyPool_GivesNothingAndCounts()
    {
        var pool = new DeltaPool(4, ComposedProjection.BuiltInOnly);

        Assert.Null(pool.TryRent());
        Assert.Equal(1, pool.Misses);
    }

    [Fact]
    public void Reserve_BeyondTheCapacity_MakesNoMore()
    {
        var pool = new DeltaPool(4, ComposedProjection.BuiltInOnly);
        pool.Reserve(3);
        pool.Reserve(3);
        var rented = new HashSet<ThreadDelta>();
        while (pool.TryRent() is { } delta)
        {
            rented.Add(delta);
        }

        Assert.Equal(4, rented.Count);
    }

    [Fact]
    public void Return_OneTooMany_IsLeftToTheCollector()
    {
        var pool = new DeltaPool(1, ComposedProjection.BuiltInOnly);
        pool.Return(BuiltInFacts.NewDelta());
        pool.Return(BuiltInFacts.NewDelta());

        Assert.NotNull(pool.TryRent());
        Assert.Null(pool.TryRent());
    }

    [Fact]
    public void RentAndReturn_HitOrMiss_AllocateNothing()
    {
        var pool = new DeltaPool(1, ComposedProjection.BuiltInOnly);
        pool.Reserve(1);
        Allocation.AssertNone(() =>
        {
            var delta = pool.TryRent()!;
            pool.TryRent();
            pool.Return(delta);
        });
    }
}

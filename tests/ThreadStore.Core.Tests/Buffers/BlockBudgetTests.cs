using System.Collections.Generic;
using Xunit;

namespace ThreadStore.Buffers;

/// <summary>The law: never more blocks than the budget holds, and a block has one owner.</summary>
public class BlockBudgetTests
{
    [Fact]
    public void TryRent_BeyondTheBudget_IsNullAndCounted()
    {
        var budget = new BlockBudget((3 * BlockBudget.BlockBytes) + 5);
        var blocks = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < 3; i++)
        {
            var block = budget.TryRent();
            Assert.Equal(BlockBudget.BlockBytes, block!.Length);
            Assert.True(blocks.Add(block));
        }

        Assert.Null(budget.TryRent());
        Assert.Equal((3, 1), (budget.Rented, budget.Misses));
    }

    [Fact]
    public void Return_OfABlock_MakesItTheNextOne()
    {
        var budget = new BlockBudget(BlockBudget.BlockBytes);
        var block = budget.TryRent()!;
        budget.Return(block);

        Assert.Equal(0, budget.Rented);
        Assert.Same(block, budget.TryRent());
        Assert.Null(budget.TryRent());
    }

    [Fact]
    public void TryRent_OfNoBudget_IsNull() => Assert.Null(new BlockBudget(0).TryRent());
}

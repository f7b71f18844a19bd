using System;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>No class of the suite is left out. Seen to fail: with the line of one class taken out of each of the three.</summary>
public sealed class ConformanceSuiteTests
{
    [Theory]
    [InlineData(typeof(LocalBackend))]
    [InlineData(typeof(InMemoryBackend))]
    [InlineData(typeof(BareBackend))]
    public void Suite_IsRunWhole(Type backend)
    {
        Assert.True(ConformanceSuite.Classes.Count >= 8, "the suite has classes");
        Assert.Empty(ConformanceSuite.NotRun(typeof(ConformanceSuiteTests).Assembly, backend));
    }
}

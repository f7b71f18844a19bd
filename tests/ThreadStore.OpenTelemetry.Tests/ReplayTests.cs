using Xunit;

namespace ThreadStore.Otlp;

/// <summary>One replay for all tests; alone, because sources and meters are the process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ReplayTests : ICollectionFixture<ExportedReplay>
{
    /// <summary>The name of the collection.</summary>
    internal const string Name = "An exported replay";
}

using Xunit;

namespace ThreadStore.Latency.Accounting;

/// <summary>Tests that count what the whole process does, or open stores while others would: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "whole process";
}

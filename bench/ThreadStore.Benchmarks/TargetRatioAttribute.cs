using System;

namespace ThreadStore.Benchmarks;

/// <summary>What the ratio of a benchmark to its class's baseline must not exceed: a row of the contract, for the file of results.</summary>
/// <param name="ratio">Ours divided by theirs.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TargetRatioAttribute(double ratio) : Attribute
{
    public double Ratio { get; } = ratio;
}

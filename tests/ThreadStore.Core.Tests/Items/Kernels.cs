using System.Collections.Generic;
using Xunit;

namespace ThreadStore.Items;

/// <summary>The variants of the skipper; each runs on every machine, if need be in software.</summary>
internal static class Kernels
{
    public static IReadOnlyList<JsonKernel> All { get; } = System.Enum.GetValues<JsonKernel>();

    public static TheoryData<object> Data => [.. All];
}

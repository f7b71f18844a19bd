using System;
using Xunit;

namespace ThreadStore.Faults.Real;

/// <summary>A fact for which a file system is mounted: skipped, with a message, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly string? s_refusal = Mount.WhyNot();

    public MountFactAttribute() => Skip = s_refusal;
}

using System;

namespace ThreadStore.Tracing;

/// <summary>Says under which <see cref="System.Diagnostics.ActivitySource"/> spans are sent: those of a class, or of the whole assembly. Without it, that is the assembly's name.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly)]
public sealed class TraceSourceAttribute : Attribute
{
    /// <summary>Names the source.</summary>
    /// <param name="name">What a listener subscribes to.</param>
    public TraceSourceAttribute(string name) => Name = name;

    /// <summary>What a listener subscribes to.</summary>
    public string Name { get; }
}

using System;

namespace ThreadStore.Tracing;

/// <summary>Makes a parameter of a <see cref="TraceSpanAttribute"/> method a tag of the span.</summary>
/// <remarks>Of type bool, an integer, float, double, string or an enum. An enum travels as its member's name in snake case, a null string not at all.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TagAttribute : Attribute
{
    /// <summary>Names the tag.</summary>
    /// <param name="name">The attribute's name in traces, with dots between its parts.</param>
    public TagAttribute(string name) => Name = name;

    /// <summary>The attribute's name in traces.</summary>
    public string Name { get; }
}

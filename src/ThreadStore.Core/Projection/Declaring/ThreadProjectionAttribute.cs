using System;

namespace ThreadStore.Projection.Declaring;

/// <summary>
/// Declares what is kept of every thread besides the built-in columns: a partial struct whose properties are the facts. The generator
/// writes everything else. Reference: docs/projections.md.
/// </summary>
/// <param name="name">Names the table and the object of explicit facts in journal lines: <c>[a-z][a-z0-9_]{0,31}</c>.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class ThreadProjectionAttribute(string name) : Attribute
{
    /// <summary>The projection's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Raised when the meaning of a fact changes though its declaration does not, for example the body of a <c>Via</c> method: it makes
    /// the table anew.
    /// </summary>
    public int Version { get; set; }
}

using System;

namespace ThreadStore.Projection.Declaring;

/// <summary>
/// Says where a fact's values are found. Repeatable.
/// </summary>
/// <param name="path">
/// <c>type/payloadType?condition&amp;condition:value</c>, for example <c>event_msg/token_count:info.total_token_usage.total_tokens</c>.
/// Grammar: docs/projections.md.
/// </param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class FromAttribute(string path) : Attribute
{
    /// <summary>Which lines, under which conditions, and which of their values.</summary>
    public string Path { get; } = path;

    /// <summary>Null clears the fact, and so does the empty string when the fact is a text.</summary>
    public bool Clears { get; set; }

    /// <summary>A value from here replaces that of a First fact, whatever came first, and stays against later ones.</summary>
    public bool Replaces { get; set; }

    /// <summary>The text that stands when the line and the conditions match, but the path gives no text or ends before the value.</summary>
    public string? Else { get; set; }
}

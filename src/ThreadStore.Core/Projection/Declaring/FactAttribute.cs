using System;

namespace ThreadStore.Projection.Declaring;

/// <summary>Makes a partial property a fact: a column that is filled from the lines that its <see cref="FromAttribute"/>s name.</summary>
/// <param name="rule">Which value stands when lines give several.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FactAttribute(Rule rule) : Attribute
{
    /// <summary>The most bytes that a text may take within a delta, and what it may take by default.</summary>
    public const int MaxRoom = 256;

    /// <summary>Which value stands.</summary>
    public Rule Rule { get; } = rule;

    /// <summary>The text is the raw JSON of the value, whatever its kind.</summary>
    public bool Raw { get; set; }

    /// <summary>A string gives its text, an object its raw JSON.</summary>
    public bool RawObjects { get; set; }

    /// <summary>
    /// The name of a method of the type, a <see cref="ViaText"/>, that maps the text before it is stored. It does not choose: the first
    /// text stays the first, even when the method leaves nothing of it.
    /// </summary>
    public string? Via { get; set; }

    /// <summary>The fact can be cleared explicitly.</summary>
    public bool Clearable { get; set; }

    /// <summary>Lists can filter and sort by the fact.</summary>
    public bool Listed { get; set; }

    /// <summary>The column's name, when it is not the property's in snake case (a timestamp's with <c>_ms</c>).</summary>
    public string? Column { get; set; }

    /// <summary>The bytes that a text may take within a delta, 8 to <see cref="MaxRoom"/>; a longer one is read from the log when it is bound.</summary>
    public int Room { get; set; } = MaxRoom;

    /// <summary>The name of a First number or timestamp below which this Max never lies.</summary>
    public string? AtLeast { get; set; }

    /// <summary>A number below this counts as this.</summary>
    public long Minimum { get; set; } = long.MinValue;
}

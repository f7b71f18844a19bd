using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>A struct that asks for a projection: how its part is written, and the projection if the declaration is right.</summary>
/// <param name="Type">Its emitted part.</param>
/// <param name="Properties">What needs a body.</param>
/// <param name="Projection">Null when something is wrong: then only bodies are emitted, so that no other error hides the one that counts.</param>
internal sealed record ProjectionTarget(TypeShape Type, EquatableArray<PropertyShape> Properties, ProjectionModel? Projection);

/// <summary>What a declaration gives: a target with its findings, and the name that it takes.</summary>
internal sealed record ParsedProjection(Result<ProjectionTarget> Result, NameClaim? Claim);

/// <summary>A projection's name, and what is said when another one has it.</summary>
internal sealed record NameClaim(string Name, DiagnosticInfo IfTaken);

/// <summary>How the emitted part of a type is written.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containing">The headers of the types around it, from the outside.</param>
/// <param name="Header">The type's own, without a base list.</param>
/// <param name="Name">Its name within its namespace and containing types, as code writes it.</param>
/// <param name="FullName">With <c>global::</c>.</param>
/// <param name="HintName">Names the emitted file.</param>
/// <param name="CanImplement">False when a type of this kind cannot implement the interface.</param>
internal sealed record TypeShape(
    string Namespace, EquatableArray<string> Containing, string Header, string Name, string FullName, string HintName, bool CanImplement);

/// <summary>A partial property that needs a body.</summary>
/// <param name="Modifiers">As they were written.</param>
/// <param name="Type">With <c>global::</c>.</param>
/// <param name="Name">As code writes it.</param>
/// <param name="Setter"><c>set</c>, <c>init</c>, or empty.</param>
internal sealed record PropertyShape(string Modifiers, string Type, string Name, string Setter);

/// <summary>A projection.</summary>
internal sealed record ProjectionModel(
    string Name, int Version, bool IsBuiltIn, EquatableArray<FactModel> Facts, EquatableArray<ObserverModel> Observers);

/// <summary>How two values of a fact become one; the names are those of <c>Rule</c> in Core.</summary>
internal enum FactRule
{
    First,
    Last,
    Max,
    Min,
    Count,
    Sum,
    Explicit,
}

/// <summary>What a fact's value is; the names are those of <c>FactType</c> in Core.</summary>
internal enum FactKind
{
    Text,
    Number,
    Timestamp,
    Flag,
}

/// <summary>How a text is taken of a value.</summary>
internal enum TextForm
{
    /// <summary>A string.</summary>
    String,

    /// <summary>The raw JSON of anything but null.</summary>
    Raw,

    /// <summary>A string, or the raw JSON of an object.</summary>
    StringOrObject,
}

/// <summary>A fact.</summary>
internal sealed record FactModel(
    PropertyShape Property, string Name, FactRule Rule, FactKind Kind, bool IsNullable, string Column, EquatableArray<FromModel> Froms)
{
    /// <summary>How a text is taken.</summary>
    public TextForm Form { get; init; }

    /// <summary>The method that a text goes through when it is bound; null when there is none.</summary>
    public string? Via { get; init; }

    /// <summary>A source can clear it.</summary>
    public bool IsClearable { get; init; }

    /// <summary>Lists filter and sort by it.</summary>
    public bool IsListed { get; init; }

    /// <summary>The bytes that a text may take within a delta.</summary>
    public int Room { get; init; }

    /// <summary>The fact below which this one never lies; null when there is none.</summary>
    public string? AtLeast { get; init; }

    /// <summary>The least that a number counts as, if there is such a bound.</summary>
    public long? Minimum { get; init; }

    /// <summary>It is set by a patch, and comes back from the journal.</summary>
    public bool IsPatched { get; init; }

    /// <summary>The column without the unit of a time.</summary>
    public string BaseColumn =>
        Kind == FactKind.Timestamp && Column.EndsWith("_ms", System.StringComparison.Ordinal) ? Column.Substring(0, Column.Length - 3) : Column;

    /// <summary>The column of the time at which an explicit value was given.</summary>
    public string TimeColumn => BaseColumn + "_at_ms";
}

/// <summary>A source of a fact.</summary>
/// <param name="Path">The lines and the value.</param>
/// <param name="Clears">Null and the empty string clear.</param>
/// <param name="Replaces">A value of it stands against first values.</param>
/// <param name="Else">The text that stands when there is none; null when nothing does.</param>
internal sealed record FromModel(FromPath Path, bool Clears, bool Replaces, string? Else);

/// <summary>A method of the type that reads lines itself.</summary>
internal sealed record ObserverModel(string Method, string Type, string PayloadType);

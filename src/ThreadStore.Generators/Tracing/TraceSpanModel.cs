using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Tracing;

/// <summary>A type that declares spans.</summary>
/// <param name="HintName">The name of the file that is emitted.</param>
/// <param name="Namespace">Its namespace, empty for the global one.</param>
/// <param name="Headers">The headers of its partial parts, from the outermost type inwards.</param>
/// <param name="Source">What a listener subscribes to.</param>
/// <param name="Version">The version of the assembly.</param>
/// <param name="Spans">The spans in the order of their declarations.</param>
internal sealed record TraceSpanModel(
    string HintName, string Namespace, EquatableArray<string> Headers, string Source, string Version, EquatableArray<SpanModel> Spans);

/// <summary>One span.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Signature">The method's declaration up to its parameters.</param>
/// <param name="Constraints">What follows the parameters of a generic method, which is wrong but still gets its stub.</param>
/// <param name="Scope">The scope's name; null when a type of that name is there that is no scope.</param>
/// <param name="ScopeHeader">The scope's header.</param>
/// <param name="Name">What it is called in traces.</param>
/// <param name="Kind">The member of ActivityKind.</param>
/// <param name="IsRecorderOnly">True when it never becomes an activity.</param>
/// <param name="Parameters">The method's parameters.</param>
/// <param name="Parent">The parameter that is the parent, or null.</param>
/// <param name="StartedAt">The parameter that is the beginning, or null.</param>
/// <param name="Tags">The tags by number.</param>
/// <param name="IsStub">True when the declaration is wrong: what is emitted then only keeps the compiler from further errors.</param>
internal sealed record SpanModel(
    string Method,
    string Signature,
    string Constraints,
    string? Scope,
    string ScopeHeader,
    string Name,
    string Kind,
    bool IsRecorderOnly,
    EquatableArray<ParameterModel> Parameters,
    string? Parent,
    string? StartedAt,
    EquatableArray<TagModel> Tags,
    bool IsStub);

/// <summary>A parameter of a span's method.</summary>
/// <param name="Declaration">Modifiers, type and name.</param>
/// <param name="Argument">How it is handed on.</param>
internal sealed record ParameterModel(string Declaration, string Argument);

/// <summary>One tag.</summary>
/// <param name="Name">What it is called in traces.</param>
/// <param name="Kind">The member of SpanTagKind.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Parameter">The parameter that it comes from, or null when it comes late.</param>
/// <param name="Setter">The scope's method for it, or null when it comes from a parameter.</param>
/// <param name="Members">Of an enum its members and the texts that they travel as.</param>
internal sealed record TagModel(string Name, string Kind, string Type, string? Parameter, string? Setter, EquatableArray<EnumMemberModel> Members);

/// <summary>A member of an enum that is a tag's type.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The text that it travels as.</param>
internal sealed record EnumMemberModel(string Name, string Text);

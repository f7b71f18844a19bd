using Microsoft.CodeAnalysis;

namespace ThreadStore.Generators.Tracing;

/// <summary>What can be wrong with a span's declaration. A page per rule: <c>docs/rules/</c>.</summary>
internal static class TraceSpanRules
{
    private const string Category = "ThreadStore.Tracing";

    public static readonly DiagnosticDescriptor TypeNotPartial = Error(
        "TSG050", "A type that declares spans is partial", "'{0}' declares a span or holds a type that does, so it has to be partial");

    public static readonly DiagnosticDescriptor MethodNotPartial = Error(
        "TSG051", "A span's method is partial and has no body", "'{0}' is a span's method: it has to be partial, and its body is generated");

    public static readonly DiagnosticDescriptor MethodNotStatic = Error(
        "TSG052", "A span's method is static", "'{0}' is a span's method: it has to be static");

    public static readonly DiagnosticDescriptor ReturnType = Error(
        "TSG053", "A span's method returns a scope", "'{0}' has to return a scope: a name of its own that is generated as a ref struct, or a nested 'ref partial struct'");

    public static readonly DiagnosticDescriptor EmptyName = Error(
        "TSG054", "A span and its source have names", "A name that is empty or blank cannot be found in a trace");

    public static readonly DiagnosticDescriptor NeitherParentNorTag = Error(
        "TSG055", "A parameter is the parent or a tag", "'{0}' is neither: the parent is the first parameter and of type TraceContext, every other one has a [Tag] or is the [StartedAt]");

    public static readonly DiagnosticDescriptor TagType = Error(
        "TSG056", "A tag's type travels without an allocation", "'{0}' cannot be a tag: use bool, an integer, float, double, string or an enum");

    public static readonly DiagnosticDescriptor DuplicateTag = Error(
        "TSG057", "A tag's name is its own", "'{0}' is the name of another tag of this span, or one that every span may have");

    public static readonly DiagnosticDescriptor TooManyTags = Error(
        "TSG058", "A span has at most 8 tags", "'{0}' has {1} tags: a record has room for 8");

    public static readonly DiagnosticDescriptor TagName = Error(
        "TSG059", "A tag's name can be told", "'{0}' cannot be a tag's name: it has to be without blanks, and the last part of a late tag's name has to make a method's name");

    public static readonly DiagnosticDescriptor GenericMethod = Error(
        "TSG060", "A span's method is not generic", "'{0}' is a span's method: it cannot be generic");

    public static readonly DiagnosticDescriptor DuplicateScope = Error(
        "TSG061", "A scope belongs to one span", "'{0}' is the scope of another span of this type already");

    public static readonly DiagnosticDescriptor DuplicateSetter = Error(
        "TSG062", "A late tag has a method of its own", "'{0}' would be set by '{1}', as another late tag is");

    public static readonly DiagnosticDescriptor StartedAt = Error(
        "TSG063", "A span begins at one timestamp", "'{0}' cannot be the beginning: that is one parameter of type long");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}

using Microsoft.CodeAnalysis;

namespace ThreadStore.Generators.Projections;

/// <summary>What can be wrong with a projection; a page of docs/rules each.</summary>
internal static class ProjectionRules
{
    private const string Category = "ThreadStore.Projection";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "TSG001", "A projection is a partial struct", "'{0}' must be declared partial, so that its code can be emitted");

    public static readonly DiagnosticDescriptor WrongShape = Error(
        "TSG002", "A projection is a plain struct", "'{0}' cannot be a projection: {1}");

    public static readonly DiagnosticDescriptor BadName = Error(
        "TSG003", "A projection's name becomes part of a table's name", "'{0}' is no name of a projection: a lower-case letter, then up to 31 of lower-case letters, digits and '_'");

    public static readonly DiagnosticDescriptor SameName = Warning(
        "TSG004", "Two projections have one name", "'{0}' is the name of another projection in this assembly");

    public static readonly DiagnosticDescriptor NotAFact = Error(
        "TSG005", "A fact is a partial property with a getter only", "'{0}' cannot be a fact: {1}");

    public static readonly DiagnosticDescriptor WrongType = Error(
        "TSG006", "A fact's type does not fit its rule", "Rule.{0} cannot make a '{1}': {2}");

    public static readonly DiagnosticDescriptor BadPath = Error(
        "TSG007", "A path cannot be read", "The path is wrong at character {0}: {1}");

    public static readonly DiagnosticDescriptor BadValue = Error(
        "TSG008", "A path gives what the rule cannot take", "{0}");

    public static readonly DiagnosticDescriptor BadSource = Error(
        "TSG009", "A path's value does not fit the fact", "{0}");

    public static readonly DiagnosticDescriptor BadColumn = Error(
        "TSG010", "A column cannot have that name", "Column '{0}' of '{1}' {2}");

    public static readonly DiagnosticDescriptor BadVia = Error(
        "TSG011", "Via names no fitting method", "Via needs 'static int {0}(ReadOnlySpan<byte> text, Span<byte> destination)' in '{1}': {2}");

    public static readonly DiagnosticDescriptor BadTextOption = Error(
        "TSG012", "An option is for texts only", "{0}");

    public static readonly DiagnosticDescriptor NotClearable = Error(
        "TSG013", "A rule leaves nothing to clear", "A fact of Rule.{0} cannot be cleared");

    public static readonly DiagnosticDescriptor ClearsUncleared = Error(
        "TSG014", "A source clears what cannot be cleared", "Clears needs 'Clearable = true' on the fact '{0}'");

    public static readonly DiagnosticDescriptor ReplacesNothing = Error(
        "TSG015", "Only a first value can be replaced", "Replaces is for facts of Rule.First; '{0}' is of Rule.{1}");

    public static readonly DiagnosticDescriptor BadElse = Error(
        "TSG016", "Else has nothing to stand in for", "Else {0}");

    public static readonly DiagnosticDescriptor BadAtLeast = Error(
        "TSG017", "AtLeast names no fitting fact", "AtLeast {0}");

    public static readonly DiagnosticDescriptor TooMany = Error(
        "TSG018", "A projection has at most 60 facts", "'{0}' has {1} facts; a delta has room for 60");

    public static readonly DiagnosticDescriptor NoSource = Warning(
        "TSG019", "Nothing gives a fact", "'{0}' has no [From], and the type has no [Observe] method that could set it");

    public static readonly DiagnosticDescriptor BadRoom = Error(
        "TSG020", "Room is out of range", "Room is 8 to 256 bytes; what is longer stays in the log and is read again");

    public static readonly DiagnosticDescriptor FromWithoutFact = Warning(
        "TSG021", "A source without a fact", "[From] does nothing on '{0}', which has no [Fact]");

    public static readonly DiagnosticDescriptor SameFrom = Warning(
        "TSG022", "A source is named twice", "'{0}' is a source of '{1}' already");

    public static readonly DiagnosticDescriptor BadObserver = Error(
        "TSG023", "An observing method has another signature", "'{0}' must be 'static void {0}(ref JsonCursor payload, ref Delta delta)'");

    public static readonly DiagnosticDescriptor BadSelector = Error(
        "TSG024", "Observed lines cannot be read", "The lines are wrong at character {0}: {1}");

    public static readonly DiagnosticDescriptor ReservedName = Error(
        "TSG025", "A fact has the name of emitted code", "'{0}' is the name of a member that is emitted");

    public static readonly DiagnosticDescriptor NotPatchable = Error(
        "TSG026", "The journal cannot carry a fact of that type", "'{0}' needs a [From]: a patch sets texts and numbers only");

    public static readonly DiagnosticDescriptor BadMinimum = Error(
        "TSG027", "Minimum is for numbers that are read", "Minimum is for facts of type long that cannot be cleared, and not for Rule.Count or Rule.Explicit");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"docs/rules/{id}.md");
}

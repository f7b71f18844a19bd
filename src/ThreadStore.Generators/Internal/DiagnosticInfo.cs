using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ThreadStore.Generators.Internal;

/// <summary>A diagnostic as a value: it holds no tree and no symbol, so that a model that carries it can be compared and kept.</summary>
internal sealed record DiagnosticInfo(
    DiagnosticDescriptor Descriptor, string FilePath, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    /// <summary>Takes down where the diagnostic is to be shown.</summary>
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        location is { SourceTree: not null }
            ? new(descriptor, location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span, new(arguments))
            : new(descriptor, "", default, default, new(arguments));

    /// <summary>The diagnostic that the compiler shows.</summary>
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, FilePath.Length == 0 ? Location.None : Location.Create(FilePath, Span, Lines), [.. Arguments]);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadStore.Generators.Tracing;

/// <summary>Writes the methods and scopes of spans that are declared by <c>[TraceSpan]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TraceSpanGenerator : IIncrementalGenerator
{
    /// <summary>The step that gives one model per type that declares spans.</summary>
    internal const string ModelStep = "TraceSpanModels";

    /// <summary>The step that gives what is wrong with declarations.</summary>
    internal const string DiagnosticStep = "TraceSpanDiagnostics";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var results = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                TraceSpanParser.AttributeName,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, cancel) => TraceSpanParser.Parse(found, cancel))
            .Where(static result => result is not null);

        var models = results.Select(static (result, _) => result!.Value).Where(static model => model is not null).WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model!.HintName, TraceSpanEmitter.Emit(model)));

        var diagnostics = results.SelectMany(static (result, _) => result!.Diagnostics).WithTrackingName(DiagnosticStep);
        context.RegisterSourceOutput(diagnostics, static (output, found) => output.ReportDiagnostic(found.ToDiagnostic()));
    }
}

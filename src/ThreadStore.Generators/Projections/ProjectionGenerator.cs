using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>Emits the code of every struct that carries <c>[ThreadProjection]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProjectionGenerator : IIncrementalGenerator
{
    internal const string AttributeName = "ThreadStore.Projection.ThreadProjectionAttribute";

    /// <summary>The tracked step whose outputs are the models that sources are emitted from.</summary>
    internal const string TargetsStep = "ProjectionTargets";

    /// <summary>The tracked step whose outputs are what is wrong with each declaration.</summary>
    internal const string FindingsStep = "ProjectionFindings";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(AttributeName, static (node, _) => IsStruct(node), ProjectionParser.Parse);
        var targets = parsed.Select(static (result, _) => result.Value).WithTrackingName(TargetsStep);
        context.RegisterSourceOutput(targets, static (output, target) =>
        {
            if (target is not null)
            {
                output.AddSource(target.Type.HintName, ProjectionEmitter.Emit(target));
            }
        });

        // Findings know where they are, so an edit above them changes them; they must not make the sources anew.
        var findings = parsed.Select(static (result, _) => result.Diagnostics).WithTrackingName(FindingsStep);
        context.RegisterSourceOutput(findings, static (output, found) => Report(output, found));
    }

    private static bool IsStruct(SyntaxNode node) =>
        node is StructDeclarationSyntax || node.IsKind(SyntaxKind.RecordStructDeclaration);

    private static void Report(SourceProductionContext output, EquatableArray<DiagnosticInfo> found)
    {
        foreach (var finding in found)
        {
            output.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}

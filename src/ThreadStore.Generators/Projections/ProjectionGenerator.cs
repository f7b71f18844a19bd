using System.Collections.Generic;
using System.Collections.Immutable;
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
    internal const string AttributeName = "ThreadStore.Projection.Declaring.ThreadProjectionAttribute";

    /// <summary>The tracked step whose outputs are the models that sources are emitted from.</summary>
    internal const string TargetsStep = "ProjectionTargets";

    /// <summary>The tracked step whose outputs are what is wrong with each declaration.</summary>
    internal const string FindingsStep = "ProjectionFindings";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(AttributeName, static (node, _) => IsStruct(node), ProjectionParser.Parse);
        var targets = parsed.Select(static (parsed, _) => parsed.Result.Value).WithTrackingName(TargetsStep);
        context.RegisterSourceOutput(targets, static (output, target) =>
        {
            if (target is not null)
            {
                output.AddSource(target.Type.HintName, ProjectionEmitter.Emit(target));
            }
        });

        // Findings know where they are, so an edit above them changes them; they must not make the sources anew.
        var sameNames = parsed.Select(static (parsed, _) => parsed.Claim).Collect().SelectMany(static (claims, _) => FindSameNames(claims));
        var findings = parsed.SelectMany(static (parsed, _) => parsed.Result.Diagnostics).WithTrackingName(FindingsStep);
        context.RegisterSourceOutput(findings, static (output, finding) => output.ReportDiagnostic(finding.ToDiagnostic()));
        context.RegisterSourceOutput(sameNames, static (output, finding) => output.ReportDiagnostic(finding.ToDiagnostic()));
    }

    private static bool IsStruct(SyntaxNode node) => node is StructDeclarationSyntax || node.IsKind(SyntaxKind.RecordStructDeclaration);

    private static IEnumerable<DiagnosticInfo> FindSameNames(ImmutableArray<NameClaim?> claims)
    {
        HashSet<string> taken = [];
        return claims.OfType<NameClaim>()
            .OrderBy(static claim => claim.IfTaken.FilePath, System.StringComparer.Ordinal).ThenBy(static claim => claim.IfTaken.Span.Start)
            .Where(claim => !taken.Add(claim.Name))
            .Select(static claim => claim.IfTaken);
    }
}

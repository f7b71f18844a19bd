using System.Linq;
using Microsoft.CodeAnalysis;
using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>Runs the generator over declarations, right ones and wrong ones.</summary>
internal static class Declaration
{
    private const string Usings = "using System; using ThreadStore.Items; using ThreadStore.Projection; using ThreadStore.Projection.Declaring;\n";

    /// <summary>The members of a projection as a source.</summary>
    public static string Of(string members) => Usings + "[ThreadProjection(\"host\")] public partial struct HostFacts\n{\n" + members + "\n}\n";

    /// <summary>Runs the generator over whole sources.</summary>
    public static GeneratorRun Run(params string[] sources) => GeneratorRunner.Run(new ProjectionGenerator(), sources);

    /// <summary>Fails unless the members give exactly this finding, there.</summary>
    public static Diagnostic AssertFinding(string id, string members) => AssertFindingIn(id, Of(members));

    /// <summary>Fails unless a whole source gives exactly this finding, there, and the compiler has no error to add to it.</summary>
    public static Diagnostic AssertFindingIn(string id, string source)
    {
        var marked = new MarkedSource(source.StartsWith("using", System.StringComparison.Ordinal) ? source : Usings + source);
        var run = Run(marked.Text);
        Assert.Empty(run.CompilerFindings.Where(static found => found.Severity == DiagnosticSeverity.Error));
        return run.AssertDiagnostic(id, marked);
    }
}

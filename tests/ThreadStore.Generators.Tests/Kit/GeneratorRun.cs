using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ThreadStore.Generators.Kit;

/// <summary>What one run of a generator gave.</summary>
internal sealed record GeneratorRun(Compilation Input, Compilation Output, GeneratorDriverRunResult Result)
{
    /// <summary>What the generator reported, in the order of the source.</summary>
    public ImmutableArray<Diagnostic> Diagnostics =>
        [.. Result.Diagnostics.OrderBy(static found => found.Location.SourceSpan.Start).ThenBy(static found => found.Id, System.StringComparer.Ordinal)];

    /// <summary>The generated sources by their hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        Result.Results.SelectMany(static result => result.GeneratedSources).ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());

    /// <summary>The only generated source.</summary>
    public string Source => Assert.Single(Sources).Value;

    /// <summary>Errors and warnings of the compiler in the sources together with what was generated.</summary>
    public ImmutableArray<Diagnostic> CompilerFindings =>
        [.. Output.GetDiagnostics().Where(static found => found.Severity >= DiagnosticSeverity.Warning && !found.IsSuppressed)];

    /// <summary>Fails unless the generator had nothing to say and its code compiles without a warning.</summary>
    public GeneratorRun AssertClean()
    {
        Assert.Empty(Diagnostics);
        Assert.Empty(CompilerFindings);
        return this;
    }

    /// <summary>Fails unless exactly these diagnostics were reported: an id and the text that it underlines, in the order of the source.</summary>
    public void AssertDiagnostics(params (string Id, string Text)[] expected) =>
        Assert.Equal(expected, Diagnostics.Select(found => (found.Id, TextOf(found.Location))));

    /// <summary>Fails unless exactly one diagnostic was reported, with this id and where the source was marked.</summary>
    public Diagnostic AssertDiagnostic(string id, MarkedSource at)
    {
        var found = Assert.Single(Diagnostics);
        Assert.Equal(id, found.Id);
        Assert.Equal(at.Span, found.Location.SourceSpan);
        Assert.Equal(GeneratorRunner.FirstPath, found.Location.GetLineSpan().Path);
        return found;
    }

    /// <summary>The outputs of a tracked step.</summary>
    public IEnumerable<object> StepOutputs(string step) =>
        Result.Results.Single().TrackedSteps[step].SelectMany(static run => run.Outputs).Select(static output => output.Value);

    private string TextOf(Location location)
    {
        var tree = Input.SyntaxTrees.Single(tree => tree.FilePath == location.GetLineSpan().Path);
        return tree.GetText().ToString(location.SourceSpan);
    }
}

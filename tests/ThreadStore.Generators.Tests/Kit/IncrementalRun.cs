using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace ThreadStore.Generators.Kit;

/// <summary>A generator in an editor: the same driver runs again after each edit, and says what it had to do anew.</summary>
internal sealed class IncrementalRun
{
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    /// <summary>The first run.</summary>
    public IncrementalRun(IIncrementalGenerator generator, string source)
    {
        _compilation = GeneratorRunner.Compile(source);
        _driver = GeneratorRunner.Driver(generator).RunGenerators(_compilation);
    }

    /// <summary>Replaces the source and runs again.</summary>
    public IncrementalRun Edit(string source)
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Single(), GeneratorRunner.Parse(source));
        _driver = _driver.RunGenerators(_compilation);
        return this;
    }

    /// <summary>Adds another file and runs again.</summary>
    public IncrementalRun AddFile(string source)
    {
        _compilation = _compilation.AddSyntaxTrees(GeneratorRunner.Parse(source, "Other.cs"));
        _driver = _driver.RunGenerators(_compilation);
        return this;
    }

    /// <summary>Why each output of the step is as it is after the last run.</summary>
    public ImmutableArray<IncrementalStepRunReason> Reasons(string step) =>
        [.. Result.TrackedSteps[step].SelectMany(static run => run.Outputs).Select(static output => output.Reason)];

    /// <summary>Fails unless the steps had outputs and none of these is new.</summary>
    public void AssertUnchanged(params string[] steps) => Assert.All(steps, step =>
    {
        Assert.NotEmpty(Reasons(step));
        Assert.All(Reasons(step), static reason =>
            Assert.True(reason is IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Cached, $"the output is {reason}"));
    });

    /// <summary>Fails unless an output of the step is another one than before.</summary>
    public void AssertModified(string step) => Assert.Contains(IncrementalStepRunReason.Modified, Reasons(step));

    /// <summary>Fails unless no source was written anew.</summary>
    public void AssertNoSourceWritten() => Assert.All(
        Result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static run => run.Outputs),
        static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));

    private GeneratorRunResult Result => _driver.GetRunResult().Results.Single();
}

using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;
using Xunit.Sdk;

namespace ThreadStore.Generators.Kit;

/// <summary>What the other tests lean on must be able to fail.</summary>
public sealed class KitTests
{
    private const string Source = """
        using System;
        namespace Host;
        [Obsolete("x")]
        public static class Marked { public static int Twice(int value) => value * 2; }
        """;

    [Fact]
    public void Run_GivesSourcesStepsAndCodeThatRuns()
    {
        var run = GeneratorRunner.Run(new NameGenerator(keepsSymbols: false), Source);
        Assert.Contains("MarkedName", run.Source, StringComparison.Ordinal);
        Assert.Equal(["Marked"], run.StepOutputs(NameGenerator.Step));
        using var compiled = CompiledSource.Load(run);
        Assert.Equal("Marked", compiled.Method<Func<string>>("MarkedName", "Get")());
        Assert.Equal(42, compiled.Method<Func<int, int>>("Host.Marked", "Twice")(21));
    }

    [Fact]
    public void IncrementalRun_TellsEquivalentEditsFromOthers()
    {
        var run = new IncrementalRun(new NameGenerator(keepsSymbols: false), Source);
        run.Edit(Source + "\n// a comment").AssertUnchanged(NameGenerator.Step);
        run.AssertNoSourceWritten();
        Assert.Throws<ContainsException>(() => run.AssertModified(NameGenerator.Step));

        run.Edit(Source.Replace("Marked", "Renamed", StringComparison.Ordinal)).AssertModified(NameGenerator.Step);
        Assert.Throws<AllException>(() => run.AssertUnchanged(NameGenerator.Step));
        Assert.Throws<AllException>(run.AssertNoSourceWritten);
    }

    [Fact]
    public void ModelGraph_FindsWhatAModelHolds()
    {
        var symbol = GeneratorRunner.Run(new NameGenerator(keepsSymbols: true), Source).StepOutputs(NameGenerator.Step).Single();
        ModelGraph.AssertHoldsNoCompilerObjects(new Node("fine", null, ["fine"]));
        Assert.Throws<XunitException>(() => ModelGraph.AssertHoldsNoCompilerObjects(symbol));
        Assert.Throws<XunitException>(() => ModelGraph.AssertHoldsNoCompilerObjects(new Node("field", symbol, [])));
        Assert.Throws<XunitException>(() => ModelGraph.AssertHoldsNoCompilerObjects(new Node("item", null, ["a", new Node("in", symbol, [])])));
        Assert.Throws<XunitException>(() => ModelGraph.AssertHoldsNoCompilerObjects(new Node("place", Location.None, [])));
    }

    [Fact]
    public void Golden_OfThisFolder_IsFoundBesideTheTest() => Golden.Match("golden\n", "Kit.verified.txt");

    [Fact]
    public void Golden_DifferenceFailsAndLeavesWhatWasReceived()
    {
        var folder = Directory.CreateTempSubdirectory("golden-").FullName;
        var verified = Path.Combine(folder, "A.verified.txt");
        var received = Path.Combine(folder, "A.received.txt");
        try
        {
            Assert.Throws<XunitException>(() => Golden.Match("one\n", verified, accepts: false));
            Assert.Equal("one\n", File.ReadAllText(received));
            Golden.Match("one\n", verified, accepts: true);
            Golden.Match("one\n", verified, accepts: false);
            Assert.False(File.Exists(received));
            Assert.EndsWith("line 2", Assert.Throws<XunitException>(() => Golden.Match("one\ntwo\n", verified, accepts: false)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void MarkedSource_GivesTextAndSpan()
    {
        var source = new MarkedSource("class [|C|] { }");
        Assert.Equal("class C { }", source.Text);
        Assert.Equal("C", source.Text.Substring(source.Span.Start, source.Span.Length));
    }

    private sealed record Node(string Name, object? Held, ImmutableArray<object> Items);

    /// <summary>Emits a class per obsolete one. With the symbols kept its step never equals that of the next run.</summary>
    private sealed class NameGenerator(bool keepsSymbols) : IIncrementalGenerator
    {
        public const string Step = "Names";

        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var keeps = keepsSymbols;
            var names = context.SyntaxProvider
                .ForAttributeWithMetadataName("System.ObsoleteAttribute", static (_, _) => true, (found, _) => keeps ? found.TargetSymbol : (object)found.TargetSymbol.Name)
                .WithTrackingName(Step);
            context.RegisterSourceOutput(names, static (output, name) =>
                output.AddSource($"{name}.g.cs", $"public static class {name}Name {{ public static string Get() => \"{name}\"; }}"));
        }
    }
}

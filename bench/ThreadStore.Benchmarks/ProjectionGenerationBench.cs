using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ThreadStore.Generators.Projections;

namespace ThreadStore.Benchmarks;

/// <summary>What a thousand projections cost the compiler: all of them generated at once, and one edited among the others.</summary>
public class ProjectionGenerationBench
{
    private const int Projections = 1000;
    private const string Renamed = "Renamed";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Preview);

    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _edited = null!;
    private GeneratorDriver _warm = null!;

    [GlobalSetup]
    public void Compile()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _compilation = CSharpCompilation.Create(
            "Host",
            Enumerable.Range(0, Projections).Select(static i => Parse(i, "ToolCalls")),
            platform.Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Append(typeof(ThreadId).Assembly.Location).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _edited = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[Projections / 2], Parse(Projections / 2, Renamed));
        _warm = NewDriver().RunGenerators(_compilation);
        Check(_warm, expectsRenamed: false);
        Check(_warm.RunGenerators(_edited), expectsRenamed: true);
    }

    [Benchmark(OperationsPerInvoke = Projections)]
    public GeneratorDriver AllGenerated() => NewDriver().RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver OneEditedOfAThousand() => _warm.RunGenerators(_edited);

    private static CSharpGeneratorDriver NewDriver() =>
        CSharpGeneratorDriver.Create([new ProjectionGenerator().AsSourceGenerator()], parseOptions: s_parsing);

    // A run that emits nothing would be fast.
    private static void Check(GeneratorDriver driver, bool expectsRenamed)
    {
        var result = driver.GetRunResult();
        ImmutableArray<SyntaxTree> trees = result.GeneratedTrees;
        if (trees.Length != Projections || !result.Diagnostics.IsEmpty
            || trees.Count(static tree => tree.ToString().Contains(Renamed, StringComparison.Ordinal)) != (expectsRenamed ? 1 : 0))
        {
            throw new InvalidOperationException("the generator did not emit what is measured");
        }
    }

    private static SyntaxTree Parse(int number, string counter) => CSharpSyntaxTree.ParseText(
        $$"""
        using ThreadStore.Projection;
        using ThreadStore.Projection.Declaring;

        namespace Host;

        [ThreadProjection("p{{number}}")]
        public partial struct Facts{{number}}
        {
            [Fact(Rule.First)]
            [From("event_msg/user_message:message")]
            [From("event_msg/item_completed?item.type=UserMessage:item.content[type=text].text")]
            public partial Utf8Text Title { get; }

            [Fact(Rule.Last)]
            [From("event_msg/token_count:info.total_token_usage.total_tokens")]
            public partial long? TokensUsed { get; }

            [Fact(Rule.Max, Listed = true)]
            [From("event_msg/task_started:@timestamp")]
            public partial Timestamp? RecencyAt { get; }

            [Fact(Rule.Explicit, Clearable = true, Listed = true)]
            public partial Utf8Text Label { get; }

            [Fact(Rule.Count, Listed = true)]
            [From("response_item/function_call")]
            public partial long {{counter}} { get; }
        }
        """,
        s_parsing,
        $"Facts{number}.cs");
}

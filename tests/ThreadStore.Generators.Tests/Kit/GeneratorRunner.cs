using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadStore.Generators.Kit;

/// <summary>Runs a generator over source text that sees what a host of the store sees: the framework and Core.</summary>
internal static class GeneratorRunner
{
    /// <summary>The path of the first source; further ones are <c>Source1.cs</c> and so on.</summary>
    public const string FirstPath = "Source0.cs";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Preview);

    private static readonly ImmutableArray<MetadataReference> s_references = References();

    /// <summary>Compiles the sources and runs the generator once, with its steps tracked.</summary>
    public static GeneratorRun Run(IIncrementalGenerator generator, params string[] sources)
    {
        var input = Compile(sources);
        var driver = Driver(generator).RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        return new GeneratorRun(input, output, driver.GetRunResult());
    }

    /// <summary>A compilation of the sources, before any generator.</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Generated" + Guid.NewGuid().ToString("N"),
        sources.Select(static (source, index) => Parse(source, $"Source{index}.cs")),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    /// <summary>One source as a tree.</summary>
    public static SyntaxTree Parse(string source, string path = FirstPath) => CSharpSyntaxTree.ParseText(source, s_parsing, path);

    /// <summary>A driver that tracks the steps of the generator.</summary>
    public static GeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create(
        [generator.AsSourceGenerator()],
        parseOptions: s_parsing,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static ImmutableArray<MetadataReference> References()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return
        [
            .. platform.Where(static path => Path.GetFileName(path) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
                .Append(typeof(ThreadId).Assembly.Location)
                .Select(static path => MetadataReference.CreateFromFile(path)),
        ];
    }
}

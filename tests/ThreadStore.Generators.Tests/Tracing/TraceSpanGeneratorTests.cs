using System;
using System.Linq;
using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Tracing;

/// <summary>
/// The law: the same declarations give the same bytes, and an edit that changes no declaration writes nothing anew. Seen to fail: with the
/// method's location in the model, by the walk and by the edit.
/// </summary>
public sealed class TraceSpanGeneratorTests
{
    [Fact]
    public void Emit_EveryKindOfSpan_IsTheGoldenFile() =>
        Golden.Match(GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Host).AssertClean().Source, "Spans.verified.cs");

    [Fact]
    public void Edit_OfACommentAMethodOrAnotherFile_LeavesTheModelAsItWas()
    {
        var run = new IncrementalRun(new TraceSpanGenerator(), SpanSource.Host);
        run.Edit("// a comment\n" + SpanSource.Host).AssertUnchanged(TraceSpanGenerator.ModelStep);
        run.AssertNoSourceWritten();
        run.Edit(SpanSource.Host.Replace("4096", "8192", StringComparison.Ordinal)).AssertUnchanged(TraceSpanGenerator.ModelStep);
        run.AssertNoSourceWritten();
        run.AddFile("class Other;").AssertUnchanged(TraceSpanGenerator.ModelStep);
        run.AssertNoSourceWritten();
    }

    [Theory]
    [InlineData("host.work", "host.other_work")]
    [InlineData("[Tag(\"host.bytes\")] long", "[Tag(\"host.bytes\")] int")]
    [InlineData("host.rows_done", "host.rows_left")]
    [InlineData("Kind = ActivityKind.Client", "Kind = ActivityKind.Server")]
    [InlineData("HTTPCall", "WebCall")]
    [InlineData("host.spans", "host.other_spans")]
    [InlineData("[StartedAt] long span", "[StartedAt] long startedAt")]
    public void Edit_OfADeclaration_GivesAnotherModel(string from, string to)
    {
        var run = new IncrementalRun(new TraceSpanGenerator(), SpanSource.Host);
        run.Edit(SpanSource.Host.Replace(from, to, StringComparison.Ordinal)).AssertModified(TraceSpanGenerator.ModelStep);
    }

    [Fact]
    public void Model_HoldsNothingOfTheCompiler()
    {
        var wrong = SpanSource.Host.Replace("host.size", "", StringComparison.Ordinal);
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), wrong);
        Assert.NotEmpty(run.StepOutputs(TraceSpanGenerator.DiagnosticStep));
        Assert.All(run.StepOutputs(TraceSpanGenerator.ModelStep).Concat(run.StepOutputs(TraceSpanGenerator.DiagnosticStep)), ModelGraph.AssertHoldsNoCompilerObjects);
    }

    [Fact]
    public void Emit_WithoutASourceAttribute_SendsUnderTheAssemblysName()
    {
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + """
            static partial class Spans
            {
                [TraceSpan("host.work")]
                internal static partial WorkSpan StartWork();
            }
            """).AssertClean();
        Assert.Contains($"TraceSource.Of(\"{run.Input.AssemblyName}\", \"0.0.0\")", run.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_OfAClassWithASourceOfItsOwn_SendsUnderThat()
    {
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + """
            [assembly: TraceSource("assembly")]
            [TraceSource("class")]
            static partial class Spans
            {
                [TraceSpan("host.work")]
                internal static partial WorkSpan StartWork();
            }
            """).AssertClean();
        Assert.Contains("TraceSource.Of(\"class\", ", run.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_NestedAndGenericTypesOverloadsAndKeywords_Compile()
    {
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + """
            internal partial record struct Outer<T>
            {
                private static partial class Inner
                {
                    [TraceSpan("quote \" and <tag>")]
                    private static partial OneSpan Start([Tag("a.b")] int @class);

                    [TraceSpan("two")]
                    [LateTag<@enum>("x.keyword")]
                    private static partial TwoSpan Start(TraceContext parent, [Tag("a.b")] int span);

                    private ref partial struct TwoSpan;

                    internal static void Use()
                    {
                        using var one = Start(1);
                        using var two = Start(one.Context, 2);
                        two.SetKeyword(@enum.@class);
                    }
                }
            }

            internal enum @enum { @class, Other }
            """).AssertClean();
        Assert.Equal(["Outer-1.Inner.TraceSpans.g.cs"], run.Sources.Keys);
    }
}

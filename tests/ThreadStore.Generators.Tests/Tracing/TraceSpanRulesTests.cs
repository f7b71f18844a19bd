using System.Linq;
using Microsoft.CodeAnalysis;
using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Tracing;

/// <summary>The law: a wrong declaration is told once, by its rule, where it is wrong, and nothing of the compiler's follows from it.</summary>
public sealed class TraceSpanRulesTests
{
    // That a type is not partial the compiler says as well, but of no method that it has no body.
    [Fact]
    public void TypeNotPartial_IsToldAtItsName() => AssertRule("TSG050", "static class [|Spans|] { [TraceSpan(\"a\")] internal static partial ASpan Start(); }", "CS0260");

    [Fact]
    public void OuterTypeNotPartial_IsToldAtItsName() =>
        AssertRule("TSG050", "class [|Outer|] { static partial class Spans { [TraceSpan(\"a\")] internal static partial ASpan Start(); } }", "CS0260");

    [Theory]
    [InlineData("[TraceSpan(\"a\")] internal static int [|Start|]() => 1;")]
    [InlineData("[TraceSpan(\"a\")] internal static partial int [|Start|](); internal static partial int Start() => 1;")]
    public void MethodNotPartialOrWithABody_IsToldAtItsName(string member) => AssertRule("TSG051", In(member));

    [Fact]
    public void MethodNotStatic_IsToldAtItsName() => AssertRule("TSG052", "partial class Spans { [TraceSpan(\"a\")] internal partial ASpan [|Start|](); }");

    [Theory]
    [InlineData("[|int|]")]
    [InlineData("[|void|]")]
    [InlineData("[|Activity?|]")]
    [InlineData("[|TraceContext|]")]
    [InlineData("[|Mine|]", "internal ref struct Mine;")]
    [InlineData("[|Mine|]", "internal partial struct Mine;")]
    public void ReturnTypeThatIsNoScope_IsToldAtTheType(string type, string more = "") =>
        AssertRule("TSG053", In($"[TraceSpan(\"a\")] internal static partial {type} Start(); {more}"));

    [Theory]
    [InlineData("[|\"\"|]")]
    [InlineData("[|\" \"|]")]
    public void EmptySpanName_IsToldAtTheName(string name) => AssertRule("TSG054", In($"[TraceSpan({name})] internal static partial ASpan Start();"));

    [Fact]
    public void EmptySourceName_IsToldAtTheName() =>
        AssertRule("TSG054", "[TraceSource([|\"\"|])] static partial class Spans { [TraceSpan(\"a\")] internal static partial ASpan Start(); }");

    [Theory]
    [InlineData("int [|size|]")]
    [InlineData("[Tag(\"a\")] int size, TraceContext [|parent|]")]
    [InlineData("TraceContext parent, TraceContext [|other|]")]
    [InlineData("ref TraceContext [|parent|]")]
    [InlineData("out int [|size|]")]
    public void ParameterThatIsNothing_IsToldAtItsName(string parameters) =>
        AssertRule("TSG055", In($"[TraceSpan(\"a\")] internal static partial ASpan Start({parameters});"));

    [Theory]
    [InlineData("[|object|] size")]
    [InlineData("[|long?|] size")]
    [InlineData("[|decimal|] size")]
    [InlineData("[|char|] size")]
    [InlineData("[|System.ReadOnlySpan<byte>|] size")]
    [InlineData("in [|long|] size")]
    public void TagOfATypeThatWouldBeBuilt_IsToldAtTheType(string parameter) =>
        AssertRule("TSG056", In($"[TraceSpan(\"a\")] internal static partial ASpan Start([Tag(\"a.b\")] {parameter});"));

    [Fact]
    public void LateTagOfATypeThatWouldBeBuilt_IsToldAtTheType() =>
        AssertRule("TSG056", In("[TraceSpan(\"a\")] [LateTag<[|object|]>(\"a.b\")] internal static partial ASpan Start();"));

    [Theory]
    [InlineData("", "[Tag(\"a.b\")] int one, [Tag([|\"a.b\"|])] int two")]
    [InlineData("[LateTag<int>([|\"a.b\"|])]", "[Tag(\"a.b\")] int one")]
    [InlineData("[LateTag<int>(\"a.b\")] [LateTag<long>([|\"a.b\"|])]", "")]
    [InlineData("[LateTag<string>([|\"error.type\"|])]", "")]
    [InlineData("", "[Tag([|\"links\"|])] int one")]
    [InlineData("", "[Tag([|\"thread_store.links_dropped\"|])] int one")]
    public void TagNameThatIsTaken_IsToldAtTheName(string attributes, string parameters) =>
        AssertRule("TSG057", In($"[TraceSpan(\"a\")] {attributes} internal static partial ASpan Start({parameters});"));

    [Fact]
    public void NineTags_AreToldAtTheMethod()
    {
        var eight = string.Join(", ", Enumerable.Range(1, 8).Select(static number => $"[Tag(\"a.t{number}\")] int t{number}"));
        AssertRule("TSG058", In($"[TraceSpan(\"a\")] [LateTag<int>(\"a.t9\")] internal static partial ASpan [|Start|]({eight});"));
        GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + In($"[TraceSpan(\"a\")] internal static partial ASpan Start({eight});")).AssertClean();
    }

    [Theory]
    [InlineData("", "[Tag([|\"\"|])] int one")]
    [InlineData("", "[Tag([|\"a b\"|])] int one")]
    [InlineData("[LateTag<int>([|\"a.\"|])]", "")]
    [InlineData("[LateTag<int>([|\"a.b$\"|])]", "")]
    public void TagNameThatCannotBe_IsToldAtTheName(string attributes, string parameters) =>
        AssertRule("TSG059", In($"[TraceSpan(\"a\")] {attributes} internal static partial ASpan Start({parameters});"));

    [Theory]
    [InlineData("[|Start|]<T>()")]
    [InlineData("[|Start|]<T>() where T : class")]
    public void GenericMethod_IsToldAtItsName(string method) => AssertRule("TSG060", In($"[TraceSpan(\"a\")] internal static partial ASpan {method};"));

    [Fact]
    public void ScopeOfTwoSpans_IsToldAtTheSecond() => AssertRule(
        "TSG061", In("[TraceSpan(\"a\")] internal static partial ASpan StartA(); [TraceSpan(\"b\")] internal static partial [|ASpan|] StartB();"));

    [Fact]
    public void LateTagsWithOneMethod_AreToldAtTheSecond() =>
        AssertRule("TSG062", In("[TraceSpan(\"a\")] [LateTag<int>(\"a.rows\")] [LateTag<int>([|\"b.rows\"|])] internal static partial ASpan Start();"));

    [Theory]
    [InlineData("[StartedAt] int [|at|]")]
    [InlineData("[StartedAt] long at, [StartedAt] long [|again|]")]
    public void BeginningThatIsNoTimestamp_IsToldAtItsName(string parameters) =>
        AssertRule("TSG063", In($"[TraceSpan(\"a\")] internal static partial ASpan Start({parameters});"));

    [Fact]
    public void SeveralWrongThings_AreAllTold()
    {
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + In(
            "[TraceSpan(\"\")] internal static partial ASpan StartA(int one); [TraceSpan(\"b\")] internal static partial BSpan StartB([Tag(\"x\")] object two);"));
        run.AssertDiagnostics(("TSG054", "\"\""), ("TSG055", "one"), ("TSG056", "object"));
        Assert.Empty(run.CompilerFindings);
    }

    private static string In(string members) => $"static partial class Spans {{ {members} }}";

    private static void AssertRule(string id, string marked, params string[] compilers)
    {
        var source = new MarkedSource(SpanSource.Usings + marked);
        var run = GeneratorRunner.Run(new TraceSpanGenerator(), source.Text);
        run.AssertDiagnostic(id, source);
        Assert.Equal(compilers, run.CompilerFindings.Select(static found => found.Id));
    }
}

using System.Linq;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>TSG001 to TSG004 and TSG018: what the struct itself can have wrong.</summary>
public sealed class ProjectionTypeRuleTests
{
    private const string Fact = "[Fact(Rule.Count)] [From(\"a\")] public partial long Lines { get; }";

    [Fact]
    public void NotPartial() => Declaration.AssertFindingIn("TSG001", "[ThreadProjection(\"host\")] public struct [|HostFacts|] { }");

    [Theory]
    [InlineData("[ThreadProjection(\"host\")] public readonly partial struct [|HostFacts|] { " + Fact + " }")]
    [InlineData("[ThreadProjection(\"host\")] public ref partial struct [|HostFacts|] { " + Fact + " }")]
    [InlineData("[ThreadProjection(\"host\")] public partial struct [|HostFacts|]<T> { " + Fact + " }")]
    [InlineData("public class Outer { [ThreadProjection(\"host\")] public partial struct [|HostFacts|] { } }")]
    [InlineData("public partial class Outer<T> { [ThreadProjection(\"host\")] public partial struct [|HostFacts|] { } }")]
    [InlineData("[ThreadProjection(\"host\")] file partial struct [|HostFacts|] { }")]
    [InlineData("file partial class Outer { [ThreadProjection(\"host\")] internal partial struct [|HostFacts|] { } }")]
    public void WrongShape(string source) => Declaration.AssertFindingIn("TSG002", source);

    [Theory]
    [InlineData("")]
    [InlineData("Host")]
    [InlineData("1host")]
    [InlineData("my-host")]
    [InlineData("a23456789012345678901234567890123")]
    public void BadName(string name) =>
        Declaration.AssertFindingIn("TSG003", "[ThreadProjection([|\"" + name + "\"|])] public partial struct HostFacts { " + Fact + " }");

    [Fact]
    public void Name_OfTheLongestLength_IsTaken() => Declaration.Run(
        "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; [ThreadProjection(\"a2345678901234567890123456789012\")] public partial struct HostFacts { " + Fact + " }").AssertClean();

    [Fact]
    public void SameName_IsSaidOfTheLaterOne()
    {
        const string One = "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; [ThreadProjection(\"host\")] public partial struct One { " + Fact + " }";
        const string Two = "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; [ThreadProjection(\"host\")] public partial struct Two { " + Fact + " }";
        var found = Assert.Single(Declaration.Run(One, Two).Diagnostics);
        Assert.Equal(("TSG004", "Source1.cs"), (found.Id, found.Location.GetLineSpan().Path));
        Assert.Equal("\"host\"", Two.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
    }

    [Fact]
    public void AttributeOnTwoParts_CostsNoOtherProjectionItsCode()
    {
        const string Twice = "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; [ThreadProjection(\"host\")] public partial struct HostFacts { }";
        const string Other = "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; [ThreadProjection(\"other\")] public partial struct Other { " + Fact + " }";
        var run = Declaration.Run(Twice, Twice, Other);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(["HostFacts.Projection.g.cs", "Other.Projection.g.cs"], run.Sources.Keys.Order(System.StringComparer.Ordinal));
        Assert.Equal("CS0579", Assert.Single(run.CompilerFindings).Id);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public void TooManyFacts(int count, bool isTooMany)
    {
        var facts = string.Concat(Enumerable.Range(0, count).Select(static i => $"[Fact(Rule.Count)] [From(\"a\")] public partial long F{i} {{ get; }}\n"));
        var run = Declaration.Run(Declaration.Of(facts));
        run.AssertDiagnostics(isTooMany ? [("TSG018", "HostFacts")] : []);
        Assert.Empty(run.CompilerFindings);
    }

    [Fact]
    public void NestedRecordAndNamespace_AreWrittenAsTheyAre()
    {
        var run = Declaration.Run(
            "using ThreadStore.Projection; using ThreadStore.Projection.Declaring; namespace A.@event { public static partial class Outer { internal partial interface IInner {"
            + " [ThreadProjection(\"host\")] internal partial record struct @struct { " + Fact + " } } } }").AssertClean();
        Assert.Equal("A.event.Outer.IInner.struct.Projection.g.cs", Assert.Single(run.Sources).Key);
    }
}

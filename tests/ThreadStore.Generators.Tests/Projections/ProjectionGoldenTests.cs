using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>The emitted code, letter for letter; it compiles without a warning.</summary>
public sealed class ProjectionGoldenTests
{
    [Fact]
    public void Tickets() => Golden.Match(Emitted(Samples.Tickets), "Tickets.verified.cs");

    [Fact]
    public void Tiny() => Golden.Match(Emitted(Samples.Tiny), "Tiny.verified.cs");

    [Fact]
    public void Everything() => Golden.Match(Emitted(Samples.Everything), "Everything.verified.cs");

    [Fact]
    public void Stub() =>
        Golden.Match(Declaration.Run(Samples.Tiny.Replace("\"*\"", "\"\"", System.StringComparison.Ordinal)).Source, "Stub.verified.cs");

    [Theory]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b[k=x\\ny].c\")] public partial Utf8Text Text { get; }")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b[k=x\\u2028y].c\")] public partial Utf8Text Text { get; }")]
    [InlineData("[Fact(Rule.Count)] [From(\"_\")] public partial long Lines { get; }")]
    public void OddPath_IsEmittedAsCodeThatCompiles(string members) => Declaration.Run(Declaration.Of(members)).AssertClean();

    private static string Emitted(string source) => Declaration.Run(source).AssertClean().Source;
}

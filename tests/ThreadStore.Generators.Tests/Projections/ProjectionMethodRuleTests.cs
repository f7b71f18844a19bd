using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>TSG011, TSG023, TSG024: what a method can have wrong that emitted code calls.</summary>
public sealed class ProjectionMethodRuleTests
{
    private const string Fact = "[Fact(Rule.Last)] [From(\"a:b\")] public partial long? Name { get; }\n";

    [Theory]
    [InlineData("")]
    [InlineData("int Strip(ReadOnlySpan<byte> text, Span<byte> destination) => 0;")]
    [InlineData("static long Strip(ReadOnlySpan<byte> text, Span<byte> destination) => 0;")]
    [InlineData("static int Strip(ReadOnlySpan<byte> text) => 0;")]
    [InlineData("static int Strip(ReadOnlySpan<byte> text, byte[] destination) => 0;")]
    [InlineData("static int Strip(ReadOnlySpan<byte> text, ref Span<byte> destination) => 0;")]
    [InlineData("static int Strip(string text, Span<byte> destination) => 0;")]
    [InlineData("static int Strip<T>(ReadOnlySpan<byte> text, Span<byte> destination) => 0;")]
    [InlineData("static ref int Strip(ReadOnlySpan<byte> text, Span<byte> destination) => throw new Exception();")]
    [InlineData("const int Strip = 1;")]
    public void BadVia(string method) => Declaration.AssertFinding(
        "TSG011", "[Fact(Rule.Last, Via = [|\"Strip\"|])] [From(\"a:b\")] public partial Utf8Text Name { get; }\n" + method);

    [Fact]
    public void Via_AmongOverloads_IsFound() => Declaration.Run(Declaration.Of(
        """
        [Fact(Rule.Last, Via = nameof(Strip))] [From("a:b")] public partial Utf8Text Name { get; }
        private static string Strip(string text) => text;
        private static int Strip(ReadOnlySpan<byte> text, Span<byte> destination) => 0;
        """)).AssertClean();

    [Theory]
    [InlineData("[Observe(\"a\")] void [|On|](ref JsonCursor payload, ref Delta delta) { }")]
    [InlineData("[Observe(\"a\")] static int [|On|](ref JsonCursor payload, ref Delta delta) => 0;")]
    [InlineData("[Observe(\"a\")] static void [|On|](JsonCursor payload, ref Delta delta) { }")]
    [InlineData("[Observe(\"a\")] static void [|On|](ref JsonCursor payload, in Delta delta) { }")]
    [InlineData("[Observe(\"a\")] static void [|On|](ref JsonSlice payload, ref Delta delta) { }")]
    [InlineData("[Observe(\"a\")] static void [|On|](ref JsonCursor payload, ref long delta) { }")]
    [InlineData("[Observe(\"a\")] static void [|On|](ref JsonCursor payload) { }")]
    [InlineData("[Observe(\"a\")] static void [|On|]<T>(ref JsonCursor payload, ref Delta delta) { }")]
    public void BadObserver(string method) => Declaration.AssertFinding("TSG023", Fact + method);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a:b")]
    [InlineData("a/b?c")]
    [InlineData("a/")]
    public void BadSelector(string lines) =>
        Declaration.AssertFinding("TSG024", Fact + $"[Observe([|\"{lines}\"|])] static void On(ref JsonCursor payload, ref Delta delta) {{ }}");
}

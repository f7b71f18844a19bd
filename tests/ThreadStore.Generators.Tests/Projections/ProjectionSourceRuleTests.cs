using System;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>TSG007 to TSG009, TSG014 to TSG016, TSG022: what a source can have wrong.</summary>
public sealed class ProjectionSourceRuleTests
{
    [Theory]
    [InlineData("[|\"event_msg/\"|]", "character 11")]
    [InlineData("[|\"Event\"|]", "character 1")]
    [InlineData("path: [|\"a:b.\"|]", "character 5")]
    public void BadPath(string path, string where)
    {
        var found = Declaration.AssertFinding("TSG007", $"[Fact(Rule.Last)] [From({path})] public partial long? Name {{ get; }}");
        Assert.Contains(where, found.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Count", "a:b", "long")]
    [InlineData("Count", "a:@ordinal", "long")]
    [InlineData("Last", "a", "long?")]
    [InlineData("Last", "a?b=c", "Utf8Text")]
    [InlineData("Sum", "*", "long")]
    public void BadValue(string rule, string path, string type) =>
        Declaration.AssertFinding("TSG008", $"[Fact(Rule.{rule})] [From([|\"{path}\"|])] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Last", "a:@timestamp", "long?")]
    [InlineData("Last", "a:@ordinal", "Timestamp?")]
    [InlineData("Last", "a:@ordinal", "Utf8Text")]
    [InlineData("Explicit", "a:@ordinal", "long?")]
    [InlineData("Last", "a:b[]", "long?")]
    [InlineData("Explicit", "a:b[].c", "Utf8Text")]
    [InlineData("Last, Raw = true", "a:b[].c", "Utf8Text")]
    public void BadSource(string rule, string path, string type) =>
        Declaration.AssertFinding("TSG009", $"[Fact(Rule.{rule})] [From([|\"{path}\"|])] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("a:b[]", "Utf8Text")]
    [InlineData("a:@timestamp", "Timestamp?")]
    public void BadSource_OfAClear(string path, string type) => Declaration.AssertFinding(
        "TSG009", $"[Fact(Rule.Last, Clearable = true)] [From([|\"{path}\"|], Clears = true)] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Last", "Utf8Text")]
    [InlineData("Explicit", "long?")]
    [InlineData("First", "Utf8Text")]
    public void ClearsUncleared(string rule, string type) =>
        Declaration.AssertFinding("TSG014", $"[Fact(Rule.{rule})] [From(\"a:b\", Clears = [|true|])] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Last", "Utf8Text")]
    [InlineData("Max", "long?")]
    public void ReplacesNothing(string rule, string type) =>
        Declaration.AssertFinding("TSG015", $"[Fact(Rule.{rule})] [From(\"a:b\", Replaces = [|true|])] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Rule.Last", "long?", "\"x\"", "")]
    [InlineData("Rule.Explicit", "Utf8Text", "\"x\"", "")]
    [InlineData("Rule.Last, Raw = true", "Utf8Text", "\"x\"", "")]
    [InlineData("Rule.Last, Clearable = true", "Utf8Text", "\"x\"", ", Clears = true")]
    [InlineData("Rule.First", "Utf8Text", "\"x\"", ", Replaces = true")]
    [InlineData("Rule.First", "Utf8Text", "\"\"", "")]
    public void BadElse(string rule, string type, string otherwise, string more) => Declaration.AssertFinding(
        "TSG016", $"[Fact({rule})] [From(\"a:b\", Else = [|{otherwise}|]{more})] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Last, Raw = true, Clearable = true", "Clears")]
    [InlineData("First, RawObjects = true", "Replaces")]
    public void BadTextOption_OfASource(string rule, string option) => Declaration.AssertFinding(
        "TSG012", $"[Fact(Rule.{rule})] [From(\"a:b\", {option} = [|true|])] public partial Utf8Text Name {{ get; }}");

    [Fact]
    public void SameFrom() => Declaration.AssertFinding(
        "TSG022", "[Fact(Rule.Last)] [From(\"a:b\")] [From(\"a:c\")] [From([|\"a:b\"|])] public partial long? Name { get; }");

    [Fact]
    public void SameFrom_WhenEveryLineIsCountedAlready() => Declaration.AssertFinding(
        "TSG022", "[Fact(Rule.Count)] [From([|\"a/b\"|])] [From(\"threadstore_metadata\")] [From(\"*\")] public partial long Name { get; }");

    [Fact]
    public void Findings_OfSeveralFacts_AreAllSaid() => Declaration.Run(Declaration.Of(
        """
        [Fact(Rule.Last)] [From("a:")] public partial long? One { get; }
        [Fact(Rule.Max)] [From("a:b")] public partial bool Two { get; }
        [Fact(Rule.Count)] [From("a:b")] public partial long Three { get; }
        """)).AssertDiagnostics(("TSG007", "\"a:\""), ("TSG006", "Two"), ("TSG008", "\"a:b\""));
}

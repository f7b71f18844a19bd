using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>TSG005, TSG006, TSG010, TSG012, TSG013, TSG017, TSG019 to TSG021, TSG025 to TSG027: what a fact can have wrong.</summary>
public sealed class ProjectionFactRuleTests
{
    [Theory]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? [|Name|] { get; set; }", "setter")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? [|Name|] { get; init; }", "setter")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public static partial long? [|Name|] { get; }", "static")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public long? [|Name|] { get; }", "not partial")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? [|Name|] { get; }\npublic partial long? Name => 0;", "body")]
    public void NotAFact(string members, string problem) =>
        Assert.Contains(problem, Declaration.AssertFinding("TSG005", members).GetMessage(), System.StringComparison.Ordinal);

    [Theory]
    [InlineData("Rule.Last", "int")]
    [InlineData("Rule.Last", "string")]
    [InlineData("Rule.Last", "Utf8Text?")]
    [InlineData("Rule.Max", "Utf8Text")]
    [InlineData("Rule.Min", "bool")]
    [InlineData("Rule.Count", "long?")]
    [InlineData("Rule.Sum", "long?")]
    [InlineData("Rule.Sum", "Timestamp")]
    [InlineData("Rule.Count", "bool")]
    public void WrongType(string rule, string type) => Declaration.AssertFinding(
        "TSG006", $"[Fact({rule})] [From(\"a{(rule == "Rule.Count" ? "" : ":b")}\")] public partial {type} [|Name|] {{ get; }}");

    [Fact]
    public void WrongType_OfARuleWithoutAName() =>
        Declaration.AssertFinding("TSG006", "[Fact([|(Rule)77|])] [From(\"a:b\")] public partial long? Name { get; }");

    [Theory]
    [InlineData("[Fact(Rule.Last, Column = [|\"A\"|])] [From(\"a:b\")] public partial long? Name { get; }", "lower-case")]
    [InlineData("[Fact(Rule.Last, Column = [|\"log_offset\"|])] [From(\"a:b\")] public partial long? Name { get; }", "table's own")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? [|Order|] { get; }", "word of SQL")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? Name { get; }\n[Fact(Rule.Last, Column = [|\"name\"|])] [From(\"a:b\")] public partial long? Other { get; }", "'Name'")]
    [InlineData("[Fact(Rule.Last)] [From(\"a:b\")] public partial long? LabelAtMs { get; }\n[Fact(Rule.Explicit)] public partial Utf8Text [|Label|] { get; }", "'LabelAtMs'")]
    public void BadColumn(string members, string problem) =>
        Assert.Contains(problem, Declaration.AssertFinding("TSG010", members).GetMessage(), System.StringComparison.Ordinal);

    [Theory]
    [InlineData("Rule.Last, Raw = true, RawObjects = [|true|]", "Utf8Text", ":b")]
    [InlineData("Rule.Last, Raw = [|true|]", "long?", ":b")]
    [InlineData("Rule.Last, RawObjects = [|true|]", "long?", ":b")]
    [InlineData("Rule.Explicit, Raw = [|true|]", "Utf8Text", ":b")]
    [InlineData("Rule.Last, Room = [|64|]", "long?", ":b")]
    [InlineData("Rule.Last, Via = [|\"Strip\"|]", "bool", ":b")]
    public void BadTextOption(string arguments, string type, string value) =>
        Declaration.AssertFinding("TSG012", $"[Fact({arguments})] [From(\"a{value}\")] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("First", ":b")]
    [InlineData("Max", ":b")]
    [InlineData("Min", ":b")]
    [InlineData("Count", "")]
    [InlineData("Sum", ":b")]
    public void NotClearable(string rule, string value) =>
        Declaration.AssertFinding("TSG013", $"[Fact(Rule.{rule}, Clearable = [|true|])] [From(\"a{value}\")] public partial long Name {{ get; }}");

    [Theory]
    [InlineData("Last", "Timestamp?", "nameof(Other)", "First", "Timestamp?", "", "Rule.Max")]
    [InlineData("Max", "Timestamp?", "\"Else\"", "First", "Timestamp?", "", "no fact")]
    [InlineData("Max", "Timestamp?", "nameof(Other)", "Last", "Timestamp?", "", "Rule.First")]
    [InlineData("Max", "Timestamp?", "nameof(Other)", "First", "long?", "", "another type")]
    [InlineData("Max", "Timestamp?", "nameof(Other)", "First", "Timestamp?", ", Replaces = true", "replaced")]
    public void BadAtLeast(string rule, string type, string name, string otherRule, string otherType, string otherFrom, string problem)
    {
        var found = Declaration.AssertFinding("TSG017",
            $"[Fact(Rule.{rule}, AtLeast = [|{name}|])] [From(\"a:b\")] public partial {type} Name {{ get; }}\n"
            + $"[Fact(Rule.{otherRule})] [From(\"a:c\"{otherFrom})] public partial {otherType} Other {{ get; }}");
        Assert.Contains(problem, found.GetMessage(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void NoSource() => Declaration.AssertFinding("TSG019", "[Fact(Rule.Last)] public partial long? [|Name|] { get; }");

    [Fact]
    public void NoSource_IsNothing_WhenAMethodObserves() => Declaration.Run(Declaration.Of(
        "[Fact(Rule.Last)] public partial long? Name { get; }\n[Observe(\"a\")] static void On(ref JsonCursor payload, ref Delta delta) => delta.SetName(1);")).AssertClean();

    [Theory]
    [InlineData(7)]
    [InlineData(257)]
    [InlineData(-1)]
    public void BadRoom(int room) =>
        Declaration.AssertFinding("TSG020", $"[Fact(Rule.Last, Room = [|{room}|])] [From(\"a:b\")] public partial Utf8Text Name {{ get; }}");

    [Theory]
    [InlineData("[[|From(\"a:b\")|]] public long Name => 0;")]
    [InlineData("[[|From(\"a:b\")|]] public long Name { get => 0; }")]
    public void FromWithoutFact(string members) => Declaration.AssertFinding("TSG021", members);

    [Theory]
    [InlineData("Schema")]
    [InlineData("Delta")]
    [InlineData("Columns")]
    public void ReservedName(string name)
    {
        var run = Declaration.Run(Declaration.Of($"[Fact(Rule.Last)] [From(\"a:b\")] public partial long? {name} {{ get; }}"));
        run.AssertDiagnostics(("TSG025", name));
    }

    [Theory]
    [InlineData("Projection")]
    [InlineData("IsEmpty")]
    [InlineData("Write")]
    public void ReservedName_OfThePatch(string name)
    {
        Declaration.AssertFinding("TSG025", $"[Fact(Rule.Explicit)] public partial Utf8Text [|{name}|] {{ get; }}");
        Declaration.Run(Declaration.Of($"[Fact(Rule.Last)] [From(\"a:b\")] public partial Utf8Text {name} {{ get; }}")).AssertClean();
    }

    [Fact]
    public void ReservedName_OfAnExplicitFactsTime() => Declaration.AssertFinding(
        "TSG025", "[Fact(Rule.Explicit)] public partial Utf8Text Label { get; }\n[Fact(Rule.Last, Column = \"label_time\")] [From(\"a:b\")] public partial long? [|LabelAt|] { get; }");

    [Theory]
    [InlineData("Rule.Count", "", "long")]
    [InlineData("Rule.Explicit", ":b", "long")]
    [InlineData("Rule.Last, Clearable = true", ":b", "long?")]
    [InlineData("Rule.Last", ":b", "bool")]
    public void BadMinimum(string rule, string value, string type) =>
        Declaration.AssertFinding("TSG027", $"[Fact({rule}, Minimum = [|0|])] [From(\"a{value}\")] public partial {type} Name {{ get; }}");

    [Theory]
    [InlineData("Timestamp?")]
    [InlineData("bool?")]
    public void NotPatchable(string type) => Declaration.AssertFinding("TSG026", $"[Fact(Rule.Explicit)] public partial {type} [|Name|] {{ get; }}");

    [Theory]
    [InlineData("Rule.First", "Utf8Text")]
    [InlineData("Rule.First", "long")]
    [InlineData("Rule.First", "bool?")]
    [InlineData("Rule.First", "Timestamp")]
    [InlineData("Rule.Last, Clearable = true", "Utf8Text")]
    [InlineData("Rule.Last, Clearable = true", "bool")]
    [InlineData("Rule.Last, Raw = true, Room = 8", "Utf8Text")]
    [InlineData("Rule.First, RawObjects = true, Room = 256", "Utf8Text")]
    [InlineData("Rule.Max, Listed = true", "long?")]
    [InlineData("Rule.Min, Column = \"lowest\"", "Timestamp?")]
    [InlineData("Rule.Sum", "long")]
    [InlineData("Rule.Explicit, Clearable = true", "Timestamp?")]
    [InlineData("Rule.Explicit", "bool")]
    public void Fact_ThatFitsItsRule_IsEmittedWithoutAWord(string rule, string type) =>
        Declaration.Run(Declaration.Of($"[Fact({rule})] [From(\"a/b?c=d:e\")] public partial {type} @event {{ get; }}")).AssertClean();
}

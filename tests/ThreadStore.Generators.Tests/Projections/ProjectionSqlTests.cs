using System;
using System.Collections.Generic;
using System.Linq;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>
/// Law: however a log is cut into deltas, the row is the same in the end, whichever of the statements carried each of them.
/// Run on SQLite itself, with deltas merged by a plain model.
/// </summary>
public sealed class ProjectionSqlTests
{
    private const string Source = """
        using ThreadStore.Projection;
        using ThreadStore.Projection.Declaring;
        [ThreadProjection("laws")] public partial struct Laws
        {
            [Fact(Rule.First)] [From("a:first")] public partial long? Born { get; }
            [Fact(Rule.First)] [From("a:first")] [From("a:better", Replaces = true)] public partial long? Home { get; }
            [Fact(Rule.Last)] [From("a:last")] public partial long? Newest { get; }
            [Fact(Rule.Last, Clearable = true)] [From("a:last", Clears = true)] public partial long? Mark { get; }
            [Fact(Rule.Max)] [From("a:max")] public partial long? Top { get; }
            [Fact(Rule.Max, Listed = true, AtLeast = nameof(Born))] [From("a:max")] public partial long? Recent { get; }
            [Fact(Rule.Min)] [From("a:min")] public partial long? Bottom { get; }
            [Fact(Rule.Sum, Listed = true)] [From("a:sum")] public partial long Total { get; }
            [Fact(Rule.Count)] [From("a")] public partial long Lines { get; }
            [Fact(Rule.Explicit, Clearable = true, Listed = true)] [From("a:set", Clears = true)] public partial long? Given { get; }
            [Fact(Rule.Max, Listed = true)] [From("*:@timestamp")] public partial Timestamp? Touched { get; }
        }
        """;

    static ProjectionSqlTests() => Batteries_V2.Init();

    [Fact]
    public void Row_DoesNotDependOnWhereTheLogWasCut()
    {
        var plan = PlanOf(Source);
        var used = new HashSet<string>();
        for (var seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            List<Dictionary<string, Given>> log = [.. Enumerable.Range(0, 12).Select(_ => RandomLine(plan, random))];
            using var whole = new ProjectedRow(plan);
            whole.Apply(Merge(plan, log), used);
            using var cut = new ProjectedRow(plan);
            for (var start = 0; start < log.Count;)
            {
                var length = random.Next(1, log.Count - start + 1);
                cut.Apply(Merge(plan, log.Skip(start).Take(length)), used);
                start += length;
            }

            Assert.True(whole.Read() == cut.Read(), $"seed {seed}: {whole.Read()} / {cut.Read()}");
        }

        Assert.Equal(["Insert", "Touch", "Update", "UpdateMoved", "UpdateUnlisted"], used.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[Fact(Rule.Last, Clearable = true)] [From(\"a:b\", Clears = true)]")]
    [InlineData("[Fact(Rule.First)] [From(\"a:b\", Replaces = true)]")]
    [InlineData("[Fact(Rule.Explicit, Clearable = true)] [From(\"a:b\", Clears = true)]")]
    public void Row_IsWritten_WhicheverFactIsDeclaredLast(string attributes)
    {
        var plan = PlanOf("using ThreadStore.Projection.Declaring; [ThreadProjection(\"last\")] public partial struct Last { " + attributes + " public partial long? Value { get; } }");
        var used = new HashSet<string>();
        using var row = new ProjectedRow(plan);
        row.Apply(new() { ["Value"] = new Given(5, Time: 1, IsReplaced: true) }, used);
        row.Apply(new() { ["Value"] = new Given(7, Time: 2, IsReplaced: true) }, used);
        Assert.StartsWith("7", row.Read(), StringComparison.Ordinal);
        Assert.Equal(2, used.Count);
    }

    [Fact]
    public void Update_MovesARowOnlyFromItsOwnOffset()
    {
        var plan = PlanOf(Source);
        using var row = new ProjectedRow(plan);
        var delta = Merge(plan, [new() { ["Newest"] = new Given(5) }]);
        row.Apply(delta, []);
        var before = row.Read();
        Assert.Equal(0, row.Run(row.Sql.Update, delta, from: 999));
        Assert.Equal(0, row.Run(row.Sql.Insert, delta, from: 0));
        Assert.Equal(before, row.Read());
    }

    [Fact]
    public void Settled_HasABitForEachFirstValueThatIsThere()
    {
        var plan = PlanOf(Source);
        using var row = new ProjectedRow(plan);
        row.Apply(Merge(plan, [new() { ["Newest"] = new Given(5) }]), []);
        Assert.Equal(0UL, row.Settled());
        row.Apply(Merge(plan, [new() { ["Home"] = new Given(5) }]), []);
        Assert.Equal(plan.Find("Home").Bit, row.Settled());
        row.Apply(Merge(plan, [new() { ["Born"] = new Given(5) }]), []);
        Assert.Equal(plan.First, row.Settled());
        Assert.Equal(plan.Find("Born").Bit | plan.Find("Home").Bit, plan.First);
    }

    [Fact]
    public void Masks_NameWhatTheEngineTreatsApart()
    {
        var plan = PlanOf(Source);
        Assert.Equal(plan.Find("Touched").Bit, plan.Touch);
        ulong[] listed = [plan.Find("Recent").Bit, plan.Find("Total").Bit, plan.Find("Given").Bit];

        // A first value moves the listed fact that never lies below it. A touch is no reason for an update, listed or not.
        Assert.Equal(listed.Aggregate(plan.Find("Born").Bit, static (mask, bit) => mask | bit), plan.Listed);
    }

    [Fact]
    public void Trigger_DeletesTheRowOfADeletedThread()
    {
        var plan = PlanOf(Source);
        using var row = new ProjectedRow(plan);
        row.Apply(Merge(plan, [new() { ["Newest"] = new Given(5) }]), []);
        Assert.NotEqual("", row.Read());
        row.DeleteThread();
        Assert.Equal("", row.Read());
    }

    [Theory]
    [InlineData("Version = 1", "Version = 2")]
    [InlineData("user_message:message", "user_message:text")]
    [InlineData("nameof(Shout)", "\"OnShout\"")]
    [InlineData("[Observe(\"event_msg/item_completed\")]", "[Observe(\"event_msg\")]")]
    [InlineData("Raw = true", "RawObjects = true")]
    [InlineData("Rule.Sum", "Rule.Last")]
    [InlineData("Rule.Count, Listed = true", "Rule.Count")]
    public void Hash_ChangesWithWhatARowHolds(string from, string to)
    {
        var other = Samples.Tickets.Replace(from, to, StringComparison.Ordinal)
            .Replace("int Shout", to == "\"OnShout\"" ? "int OnShout" : "int Shout", StringComparison.Ordinal);
        Assert.NotEqual(PlanOf(Samples.Tickets).Hash, PlanOf(other).Hash);
    }

    [Theory]
    [InlineData("struct TicketFacts", "struct Renamed")]
    [InlineData("text[i] - 32", "text[i] - 31")]
    [InlineData("Raw = true", "Raw = true, Room = 64")]
    public void Hash_StaysWithWhatARowDoesNotHold(string from, string to) =>
        Assert.Equal(PlanOf(Samples.Tickets).Hash, PlanOf(Samples.Tickets.Replace(from, to, StringComparison.Ordinal)).Hash);

    internal static ProjectionPlan PlanOf(string source)
    {
        var target = (ProjectionTarget)Assert.Single(Declaration.Run(source).AssertClean().StepOutputs(ProjectionGenerator.TargetsStep));
        return new ProjectionPlan(target.Projection!);
    }

    private static Dictionary<string, Given> RandomLine(ProjectionPlan plan, Random random)
    {
        // Some stretches of lines hold nothing but what every line has, so that touches and unlisted updates come up.
        var density = random.Next(3) switch { 0 => 0.0, 1 => 0.15, _ => 0.5 };
        Dictionary<string, Given> line = [];
        foreach (var slot in plan.Slots)
        {
            if (slot.Fact.Name == "Touched" || random.NextDouble() < density)
            {
                var isClear = slot.Fact.IsClearable && random.Next(3) == 0;
                var value = slot.Fact.Rule == FactRule.Count ? 1 : random.Next(-5, 6);
                line[slot.Fact.Name] = new Given(isClear ? null : value, Time: random.Next(4), IsReplaced: slot.Replaced > 0 && random.Next(3) == 0);
            }
        }

        return line;
    }

    private static Dictionary<string, Given> Merge(ProjectionPlan plan, IEnumerable<Dictionary<string, Given>> lines)
    {
        Dictionary<string, Given> merged = [];
        foreach (var (name, newer) in lines.SelectMany(static line => line))
        {
            merged[name] = merged.TryGetValue(name, out var older) ? Merge(plan.Find(name).Fact.Rule, older, newer) : newer;
        }

        return merged;
    }

    private static Given Merge(FactRule rule, Given older, Given newer) => rule switch
    {
        FactRule.First => newer.IsReplaced ? newer : older,
        FactRule.Last => newer,
        FactRule.Max => older.Value >= newer.Value ? older : newer,
        FactRule.Min => older.Value <= newer.Value ? older : newer,
        FactRule.Explicit => newer.Time >= older.Time ? newer : older,
        _ => older with { Value = older.Value + newer.Value },
    };
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Laws: the emitted code gives what the declaration says, as a slow reader of the attributes understands it; and however a log is cut
/// into ranges, the row is the same. Seen to fail: with Replaced left by Reset, with a later text captured for a First fact, and with memory
/// taken by each sum that is merged.
/// </summary>
public class DeclaredFactsTests
{
    private const string Long = "a long text \\u00e9 with \\\"escapes\\\" that no room of a delta takes, so that it is read from the log again: "
        + "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
        + "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789";

    public static TheoryData<string> SampleNames => Samples.Names;

    private static readonly ThreadId s_id = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    private static readonly string[] s_values =
    [
        "null", "\"\"", "\"yes\"", "\"x\"", $"\"{Long}\"", "5", "-3", "1", "1.0", "true", "false", "[]", "{}", "\"2026-11-21T06:00:05.000Z\"", "\"2026-11-21T06:00:01.5Z\"",
        "[\"one \",2,{\"text\":\"no\"},\"two\"]", "[{\"kind\":\"text\",\"body\":{\"text\":\"A\"}},{\"body\":{\"more\":[{}],\"text\":\"B\"},\"kind\":\"text\",\"z\":1},{\"kind\":\"image\",\"body\":{\"text\":\"C\"}},7]",
        "{\"number\":4}", "{\"more\":{\"deep\":[1,2]},\"text\":\"inner\",\"number\":-7,\"rest\":\"}\"}", "{\"number\":null,\"text\":\"\"}",
    ];

    [Fact]
    public void Row_OfRandomLines_IsWhatTheDeclarationSays()
    {
        var held = new HashSet<int>();
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            List<string> lines = [.. Enumerable.Range(0, random.Next(1, 14)).Select(i => Line(random, i))];
            var oracle = new DeclaredOracle(typeof(OptionFacts), s_id);
            lines.ForEach(oracle.Observe);
            using var whole = new HostRow<OptionFacts>(s_id, lines).ProjectAll();
            AssertSame(seed, lines, [.. oracle.Columns()], whole.Columns());

            using var cut = new HostRow<OptionFacts>(s_id, lines);
            cut.Project(cut.Cuts.Skip(1).Where(_ => random.Next(2) == 0));
            AssertSame(seed, lines, whole.Columns(), cut.Columns());

            using var caughtUp = new HostRow<OptionFacts>(s_id, lines) { UsesSettled = false };
            caughtUp.Project(caughtUp.Cuts.Skip(1).Where(_ => random.Next(2) == 0));
            AssertSame(seed, lines, whole.Columns(), caughtUp.Columns());
            held.UnionWith(whole.Columns().Select(static (value, column) => value is "NULL" or "0" ? -1 : column));
        }

        // Lines that give nothing prove nothing: each column was filled by some of them.
        Assert.Equal(OptionFacts.Schema.Columns.Count, held.Count(static column => column >= 0));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Row_OfARealLog_DoesNotDependOnWhereItWasCut(string name)
    {
        var log = new LogText(Samples.IdOf(name), Samples.Read(name));
        using var whole = new HostRow<RunFacts>(log).ProjectAll();
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            using var cut = new HostRow<RunFacts>(log).Project(log.Cuts.Skip(1).Where(_ => seed == 0 || random.Next(3) == 0));
            Assert.Equal(whole.Columns(), cut.Columns());
        }
    }

    [Fact]
    public void Observe_EveryKindOfSource_AllocatesNothing()
    {
        var random = new Random(1);
        var log = new LogText(s_id, Enumerable.Range(0, 50).Select(i => Line(random, i)));
        var projection = ComposedProjection.With<OptionFacts>();
        var delta = projection.NewDelta();
        var other = projection.NewDelta();
        Allocation.AssertNone(() =>
        {
            delta.Reset(s_id, 0);
            log.ObserveWith(projection.Observer, 0, log.Cuts[20], delta, default);
            other.Reset(s_id, log.Cuts[20]);
            log.ObserveWith(projection.Observer, log.Cuts[20], log.Cuts[^1], other, default);
            OptionFacts.Merge(delta.Host!, other.Host!);
        });
        Assert.NotEqual(0UL, delta.Host!.Present);
    }

    [Theory]
    [InlineData("{\"n\":{\"number\":1},\"n\":{\"number\":2,\"text\":\"later\"}}", 1L, "")]
    [InlineData("{\"\\u006e\":{\"n\\u0075mber\":3,\"text\":\"escaped\"}}", 3L, "escaped")]
    [InlineData("{\"n\":7,\"n\":{\"number\":2,\"text\":\"x\"}}", null, "")]
    [InlineData("{\"n\" : { \"text\" : \"spaced\" , \"number\" : 5 } }", 5L, "spaced")]
    public void Payload_OfUnusualForm_GivesTheFirstOfEachValue(string payload, long? least, string text)
    {
        using var row = new HostRow<OptionFacts>(s_id, [$$"""{"timestamp":"2026-11-21T06:00:00.000Z","type":"turn_context","payload":{{payload}}}"""]).ProjectAll();
        Assert.Equal(least, row.Read().Least);
        Assert.Equal(text, row.Read().LastText.ToString());
    }

    [Fact]
    public void Payload_ThatIsBroken_GivesNoValuesButItsLineCounts()
    {
        using var row = new HostRow<OptionFacts>(s_id, ["""{"timestamp":"2026-11-21T06:00:00.000Z","ordinal":9,"type":"turn_context","payload":{"first":"f","n":{"number":5},"second":tru,"x":1}}"""]).ProjectAll();
        var facts = row.Read();
        Assert.Equal((1L, 9L, 1795240800000L), (facts.Lines, facts.Ordinal!.Value, facts.BornAt!.Value.UnixMilliseconds));
        Assert.False(facts.FirstText.HasValue);
        Assert.Null(facts.Least);
    }

    [Fact]
    public void Read_GivesTypedValues()
    {
        using var row = new HostRow<OptionFacts>(s_id, [
            """{"timestamp":"2026-11-21T06:00:00.000Z","ordinal":3,"type":"turn_context","payload":{"id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","first":"f","flag":"yes","switch":true,"n":{"number":8}}}""",
            """{"timestamp":"2026-11-21T06:00:01.000Z","type":"threadstore_metadata","payload":{"v":1,"thread_id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","facts":{"options":{"label":"L","priority":2}}}}""",
        ]).ProjectAll();
        var facts = row.Read();
        Assert.Equal(("f", 8L, true, 3L, 1L), (facts.FirstText.ToString(), facts.FirstNumber!.Value, facts.Switch!.Value, facts.Ordinal!.Value, facts.Lines));
        Assert.Equal(("L", 2L), (facts.Label.ToString(), facts.Priority!.Value));
        Assert.Equal(DateTimeOffset.Parse("2026-11-21T06:00:00Z", CultureInfo.InvariantCulture), facts.SeenAt!.Value.ToDateTimeOffset());
        Assert.False(facts.Mixed.HasValue);
        Assert.Null(facts.LastNumber);
    }

    private static string Line(Random random, int ordinal)
    {
        string[] keys = ["id", "first", "second", "flag", "n", "text", "mixed", "switch", "parts", "words", "when", "v"];
        List<string> parts = [];
        var type = random.Next(5);
        if (type == 0)
        {
            parts.Add($"\"v\":{Pick(random, "1", "1", "2")}");
            parts.Add($"\"thread_id\":\"{(random.Next(4) == 0 ? "01a1fcb7-7132-7b11-bcb0-144749e5c185" : s_id)}\"");
            parts.Add($"\"facts\":{{\"other\":{{\"label\":\"no\"}},\"options\":{{\"label\":{Pick(random, s_values)},\"priority\":{Pick(random, s_values)}}}}}");
        }
        else
        {
            parts.AddRange(keys.Where(_ => random.Next(2) == 0).Select(key => $"\"{key}\":{Value(random, key)}"));
            parts.Add($"\"type\":{Pick(random, "\"x\"", "\"x\"", "\"y\"", "1")}");
        }

        var payload = "{" + string.Join(",", parts.OrderBy(_ => random.Next())) + "}";
        var time = random.Next(6) == 0 ? "" : $"\"timestamp\":\"2026-11-21T06:00:0{random.Next(10)}.000Z\",";
        var number = random.Next(3) == 0 ? "" : $"\"ordinal\":{ordinal},";
        return $"{{{time}{number}\"type\":\"{(type == 0 ? "threadstore_metadata" : type < 3 ? "turn_context" : "event_msg")}\",\"payload\":{payload}}}";
    }

    private static string Value(Random random, string key) => random.Next(4) == 0 ? Pick(random, s_values) : key switch
    {
        "id" => Pick(random, $"\"{s_id}\"", "\"other\""),
        "flag" => "\"yes\"",
        "n" => Pick(random, s_values[^3], s_values[^2], s_values[^1]),
        "parts" => Pick(random, s_values[^4], s_values[^5], "[]", "[{\"kind\":\"text\",\"body\":{\"text\":\"\"}}]"),
        "words" => s_values[^5],
        "switch" => Pick(random, "true", "false"),
        "when" => Pick(random, s_values[^6], s_values[^7], "null"),
        "v" => "1",
        _ => Pick(random, $"\"{Long}\"", "\"short\"", "\"\"", "null"),
    };

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];

    private static void AssertSame(int seed, List<string> lines, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var different = Enumerable.Range(0, expected.Count).Where(column => expected[column] != actual[column]).ToList();
        Assert.True(different.Count == 0, $"seed {seed}: {string.Join("; ", different.Select(column => $"{OptionFacts.Schema.Columns[column]} is {actual[column]} instead of {expected[column]}"))}\n{string.Join('\n', lines)}");
    }
}

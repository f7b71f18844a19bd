using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using ThreadStore.Projection;
using ThreadStore.Tracing;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>The page on tracing names every span, attribute, outcome, instrument and fault of the code, and nothing else.</summary>
[Collection(ListenerTests.Name)]
public sealed class TracingPageTests
{
    private const string None = "none";

    private static readonly string s_page = Repository.Read("docs/tracing.md");

    [Fact]
    public void Spans_AreThoseOfTheCode()
    {
        var declared =
            from type in typeof(FlightRecorder).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            let span = method.GetCustomAttribute<TraceSpanAttribute>()
            where span is not null
            select $"{span.Name}: {string.Join(", ", TagsOf(method).DefaultIfEmpty(None))}: {(span.IsRecorderOnly ? "recorder only" : "all")}";

        var shown = Repository.Table(s_page, "## Spans").Select(static row => $"{row[0]}: {row[2]}: {row[3]}".Replace("`", "", StringComparison.Ordinal));

        Assert.Equal(declared.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tree_NamesNoSpanThatIsNotInTheTable()
    {
        var shown = Repository.Table(s_page, "## Spans").Select(static row => row[0].Trim('`')).ToHashSet();
        var tree = Repository.Fenced(s_page, "")[0].SelectMany(static line => Repository.Matches(line, @"thread_store\.[a-z_.]+")).Select(static match => match.Value).ToList();

        Assert.True(tree.Count > 3, "there is a tree");
        Assert.All(tree, name => Assert.Contains(name, shown));
    }

    [Fact]
    public void Outcomes_AreThoseOfTheCode() => Assert.Equal(
        Enum.GetNames<SpanOutcome>().Select(static name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)),
        Repository.Table(s_page, "## Outcomes").Select(static row => row[0].Trim('`')));

    [Fact]
    public void Instruments_AreThoseOfTheCode()
    {
        var published = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == StoreMeter.MeterName)
                {
                    published.Add($"{instrument.Name}: {KindOf(instrument)}: {instrument.Unit}: {Text(BoundsOf(instrument))}: {instrument.Description}");
                }
            },
        };
        Assert.Equal(0, StoreMeter.Start());
        listener.Start();

        var bounds = TableAfter("## Metrics", 1).ToDictionary(static row => row[0], static row => Text(Parse(row[1])));
        bounds.Add(None, "");
        var shown = Repository.Table(s_page, "## Metrics")
            .Select(row => $"{row[0].Trim('`')}: {row[1]}: {row[2].Trim('`')}: {bounds[row[3]]}: {char.ToUpperInvariant(row[4][0])}{row[4][1..]}");

        Assert.Equal(published.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Faults_AreThoseOfTheCode()
    {
        var recorded = Repository.Files("src/ThreadStore.Core", "*.cs").Select(Repository.Read)
            .SelectMany(static code => Repository.Matches(code, @"StoreMeter\.RecordFault\(([^;]*)\);"))
            .SelectMany(static call => Repository.Matches(call.Groups[1].Value, @"""([^""]+)""")).Select(static name => name.Groups[1].Value);

        Assert.Equal(
            recorded.Distinct().Order(StringComparer.Ordinal),
            TableAfter("## Metrics", 2).Select(static row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Example_OfTheRecorder_HasTheFieldsOfADump()
    {
        FlightRecorder.Start(4);
        try
        {
            using (var span = ProjectionSpans.StartUpdate(new TraceContext(1, 2, 3, 1), 4, 5, 6, 7))
            {
                span.SetLinkedAppends(8);
                span.SetOutcome(SpanOutcome.Done);
            }

            var shown = Assert.Single(Repository.Fenced(s_page, "jsonl")).Select(static line => JsonDocument.Parse(line).RootElement);

            Assert.Equal(Dump.Lines().SelectMany(static line => Shape(line)), shown.SelectMany(static line => Shape(line)));
        }
        finally
        {
            FlightRecorder.Stop();
        }
    }

    private static IEnumerable<string> TagsOf(MethodInfo method)
    {
        var early = method.GetParameters().Select(static parameter => parameter.GetCustomAttribute<TagAttribute>()?.Name).OfType<string>();
        var late = method.GetCustomAttributesData()
            .Where(static data => data.AttributeType.IsGenericType && data.AttributeType.GetGenericTypeDefinition() == typeof(LateTagAttribute<>))
            .Select(static data => (string)data.ConstructorArguments[0].Value!);
        return early.Concat(late);
    }

    // The further tables of a part of the page: each begins behind a blank line.
    private static IReadOnlyList<string[]> TableAfter(string heading, int tables)
    {
        var lines = s_page.Split('\n').SkipWhile(line => line != heading).ToList();
        var heads = lines.Index().Where(one => one.Item.StartsWith("|---", StringComparison.Ordinal)).Select(static one => one.Index).ToList();
        return Repository.Table("#\n" + string.Join('\n', lines.Skip(heads[tables] - 1)), "#");
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0].ToLowerInvariant();

    private static IEnumerable<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice!.HistogramBucketBoundaries!,
        Histogram<long> histogram => histogram.Advice!.HistogramBucketBoundaries!.Select(static bound => (double)bound),
        _ => [],
    };

    // "0.5 1 µs, 1 s": numbers, and the unit of each part.
    private static IEnumerable<double> Parse(string bounds) => bounds.Split(',', StringSplitOptions.TrimEntries).SelectMany(static part =>
    {
        var words = part.Split(' ');
        var unit = words[^1] switch
        {
            "µs" => 1e6,
            "ms" => 1e3,
            _ => 1,
        };
        return words.Where(static word => char.IsAsciiDigit(word[0])).Select(word => double.Parse(word, CultureInfo.InvariantCulture) / unit);
    });

    private static string Text(IEnumerable<double> bounds) => string.Join(' ', bounds.Select(static bound => bound.ToString("g9", CultureInfo.InvariantCulture)));

    // Names and kinds of all fields, in their order.
    private static IEnumerable<string> Shape(JsonElement json) => json.EnumerateObject().SelectMany(static field =>
        field.Value.ValueKind is JsonValueKind.Object ? Shape(field.Value).Prepend(field.Name) : [$"{field.Name}: {field.Value.ValueKind}"]);
}

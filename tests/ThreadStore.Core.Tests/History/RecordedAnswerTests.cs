using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace ThreadStore.History;

// What the real Codex 0.169.0 answered to thread/turns/list and thread/items/list, on rollouts of its own and on odd ones by hand: the lists say the same
// of the same files, with and without an offset index.
public class RecordedAnswerTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Data", "history");

    // Where the answers differ on purpose: docs/differences-from-codex.md.
    private static readonly HashSet<string> s_differences = new(StringComparer.Ordinal)
    {
        "duplicate ordinals", "no ordinals at all", "P fork of missing parent", "kinds_in_progress",
    };

    // A message whose citation is not as Codex expects it: there no item, here one.
    private const string ShownHereOnly = "a1";

    public static TheoryData<string, string, string, long> Calls()
    {
        var calls = new TheoryData<string, string, string, long>();
        foreach (var file in Directory.GetFiles(s_folder, "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal))
        {
            foreach (var (scenario, recording) in Read(file!))
            {
                if (recording!["calls"] is not JsonObject answers || s_differences.Contains(scenario))
                {
                    continue;
                }

                foreach (var (call, answer) in answers.Where(static call => call.Key.StartsWith("turns", StringComparison.Ordinal) || call.Key.StartsWith("items", StringComparison.Ordinal)))
                {
                    if (answer!["answer"]!["result"] is not null)
                    {
                        calls.Add(file!, scenario, call, OffsetMaps.DefaultFileThreshold);
                        calls.Add(file!, scenario, call, 0);
                    }
                }
            }
        }

        return calls;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void List_OfARecordedThread_AnswersAsCodexDid(string file, string scenario, string call, long threshold)
    {
        using var home = new HistoryHome { Threshold = threshold };
        var recording = Read(file)[scenario]!;
        var id = ThreadId.Parse((string)recording["thread"]!);
        Write(home, recording);

        var parameters = recording["calls"]![call]!["params"]!;
        var isDescending = (string?)parameters["sortDirection"];
        var expected = recording["calls"]![call]!["answer"]!["result"]!["data"]!.AsArray();
        var view = (string?)parameters["itemsView"] ?? "summary";
        var found = call.StartsWith("turns", StringComparison.Ordinal)
            ? home.AllTurns(new TurnListQuery { Thread = id, PageSize = 2, Ascending = isDescending == "asc", Items = ViewOf(view) })
                .Select(turn => AnswerJson.Of(turn with { Items = [.. turn.Items.Where(item => IsAnswered(scenario, item))] }, view))
            : home.AllItems(new ItemListQuery { Thread = id, PageSize = 3, Descending = isDescending == "desc" }).Where(item => IsAnswered(scenario, item)).Select(AnswerJson.Of);

        Assert.Equal(expected.Select(static one => one!.ToJsonString()), found.Select(static one => one.ToJsonString()));
    }

    private static bool IsAnswered(string scenario, ThreadItem item) => scenario != "P user variants" || item.Id != ShownHereOnly;

    private static TurnItems ViewOf(string view) => view switch
    {
        "full" => TurnItems.Full,
        "notLoaded" => TurnItems.None,
        _ => TurnItems.Summary,
    };

    private static void Write(HistoryHome home, JsonNode recording)
    {
        if (recording["lines"] is { } lines)
        {
            home.Put(lines is JsonArray array ? array.Select(static line => line is JsonValue ? (string)line! : line!.ToJsonString()) : ((string)lines!).TrimEnd('\n').Split('\n'));
            return;
        }

        foreach (var rollout in Directory.GetFiles(s_folder, "*.jsonl"))
        {
            home.Put(File.ReadAllLines(rollout));
        }
    }

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(s_folder, file)))!.AsObject();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>Oracle: the real Codex' rows of the real rollouts, but for what lives only in its database, and its clock.</summary>
public class SampleRowsTests
{
    // Explicit changes that Codex does not write into the rollout.
    private static readonly string[] s_allowed =
    [
        "01a1fcb8-2b72 name", "01a1fcb8-2b72 git_sha", "01a1fcb8-2b72 git_branch", "01a1fcb8-2b72 memory_mode",
        "01a1fcbb-d32c name", "01a1fcbb-d32c git_branch", "01a1fcbb-d32c memory_mode",
        "01a1fcbe-6453 title",
    ];

    // Codex takes its own clock at the projection; an archive takes the file's time, seconds later.
    private const long ClockToleranceMs = 60;

    [Fact]
    public void Project_AllSamples_GivesTheRowsOfCodex()
    {
        var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "threads.json"))).RootElement;
        Assert.Equal(11, expected.GetArrayLength());
        var columns = IndexDatabase.Columns.ToArray();
        var differences = new List<string>();
        var compared = 0;
        using var index = new IndexDatabase();
        foreach (var thread in expected.EnumerateArray())
        {
            var id = ThreadId.Parse(thread.GetProperty("id").GetString()!);
            var log = new LogText(id, File.ReadAllBytes(Samples.Paths.Single(path => path.Contains(id.ToString(), StringComparison.Ordinal))));
            Assert.True(index.Apply(log.Observe(0, log.Cuts[^1]), log));
            var row = index.Row(id)!;
            foreach (var property in thread.EnumerateObject().Where(static p => p.Name != "id"))
            {
                var mine = row[Array.IndexOf(columns, property.Name)];
                compared++;
                if (!IsSame(property.Name, property.Value, mine))
                {
                    differences.Add($"{id.ToString()[..13]} {property.Name}");
                }
            }
        }

        // The archive of 2b72 set its updated_at to a file time minutes later.
        Assert.Equal(s_allowed.Append("01a1fcb8-2b72 updated_at_ms").Order(StringComparer.Ordinal), differences.Order(StringComparer.Ordinal));
        Assert.Equal(11 * 26, compared);
    }

    [Fact]
    public void Project_AllSamples_StoresNoEmptyText()
    {
        using var index = new IndexDatabase();
        foreach (var path in Samples.Paths)
        {
            var log = new LogText(Samples.IdOf(path), File.ReadAllBytes(path));
            Assert.True(index.Apply(log.Observe(0, log.Cuts[^1]), log));
            Assert.DoesNotContain(string.Empty, index.Row(log.Id)!);
        }
    }

    private static bool IsSame(string column, JsonElement codex, string? mine)
    {
        if (column.EndsWith("_ms", StringComparison.Ordinal))
        {
            return Math.Abs(codex.GetInt64() - long.Parse(mine!, System.Globalization.CultureInfo.InvariantCulture)) <= ClockToleranceMs;
        }

        // What the reader of a row puts for an absent value.
        mine ??= column == "memory_mode" ? "enabled" : null;
        var theirs = codex.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => codex.GetString()!.Length == 0 ? null : codex.GetString(),
            _ => codex.GetRawText(),
        };
        return string.Equals(theirs, mine, StringComparison.Ordinal);
    }
}

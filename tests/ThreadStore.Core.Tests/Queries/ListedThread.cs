using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>What a row holds that lists sort and filter by, and what each part of a query means for it: the slow model of the list.</summary>
internal sealed record ListedThread(int Number)
{
    private static readonly string[] s_sources = ["cli", "exec", """{"subagent":"review"}"""];
    private static readonly string[] s_cwds = ["/a", "/a/", "/A", "/b"];
    private static readonly string[] s_texts = ["Multi", "multi", "MULTIPLE ways", "Ärger", "ärger", "ΣΊΣΥΦΟΣ", "σίσυφος", "İstanbul", "50%_", "日本語"];

    private static readonly string[] s_labels =
    [
        "{}", """{"team":"core"}""", """{"team":"core","state":"open"}""", """{"state":"open","team":"c\u006fre"}""", """{"team":"ui"}""", """{"team":5}""",
        """{"team":"ui","team":"core"}""", """{"team":"core","team":"ui"}""", """{"team":"core","team":["ui"]}""", """{"team":{"team":"core"}}""",
    ];

    private static readonly IReadOnlyDictionary<string, string>[] s_sought =
    [
        new Dictionary<string, string>(), new Dictionary<string, string> { ["team"] = "core" }, new SortedDictionary<string, string> { ["state"] = "open" },
        new Dictionary<string, string> { ["team"] = "core", ["state"] = "open" },
    ];

    private static readonly Comparer<ThreadId> s_ids = Comparer<ThreadId>.Create(static (a, b) => a.CompareTo(b));

    public ThreadId Id => IndexHome.Id(Number);

    public long? CreatedAt { get; init; }

    public long? UpdatedAt { get; init; }

    public long? RecencyAt { get; init; }

    public bool IsArchived { get; init; }

    public bool IsHidden { get; init; }

    public string? Source { get; init; }

    public string? Originator { get; init; }

    public string? ModelProvider { get; init; }

    public string? Cwd { get; init; }

    public string? Title { get; init; }

    public string? Name { get; init; }

    public string? SessionName { get; init; }

    public string? Parent { get; init; }

    /// <summary>The map as the row has it.</summary>
    public string? Labels { get; init; }

    public static ListedThread Random(int number, int count, Random random) => new(number)
    {
        CreatedAt = Time(random),
        UpdatedAt = Time(random),
        RecencyAt = Time(random),
        IsArchived = random.Next(3) == 0,
        IsHidden = random.Next(4) == 0,
        Source = Some(random, s_sources),
        Originator = Some(random, ["tui", "sdk"]),
        ModelProvider = Some(random, ["openai", "Openai"]),
        Cwd = Some(random, s_cwds),
        Title = Some(random, s_texts),
        Name = random.Next(3) == 0 ? Some(random, s_texts) : null,
        SessionName = random.Next(4) == 0 ? Some(random, s_texts) : null,
        Labels = Some(random, s_labels),
        // Trees, circles, and threads that started themselves; as some program may spell it.
        Parent = random.Next(2) == 0 ? null : random.Next(2) == 0 ? IndexHome.Id(random.Next(count)).ToString() : IndexHome.Id(random.Next(count)).ToString().ToUpperInvariant(),
    };

    /// <summary>A query of few enough values that most have answers.</summary>
    public static ThreadListQuery RandomQuery(int count, Random random) => new()
    {
        PageSize = random.Next(1, 9),
        Sort = (ThreadSortKey)random.Next(3),
        Ascending = random.Next(2) == 0,
        Archive = (ThreadArchiveFilter)random.Next(3),
        IncludeHidden = random.Next(2) == 0,
        Sources = Values(random, s_sources),
        Originators = Values(random, ["tui", "sdk", ""]),
        ModelProviders = Values(random, ["openai", "OPENAI"]),
        Cwds = Values(random, s_cwds),
        TitleContains = random.Next(3) == 0 ? random.GetItems(["multi", "MULTI", "är", "ÄR", "σίσ", "i", "%", "_", "語", "", "no such"], 1)[0] : null,
        MatchCase = random.Next(2) == 0,
        Relation = random.Next(5) switch
        {
            0 => ThreadRelation.ChildrenOf(IndexHome.Id(random.Next(count))),
            1 => ThreadRelation.DescendantsOf(IndexHome.Id(random.Next(count))),
            _ => null,
        },
        Labels = random.Next(4) == 0 ? random.GetItems(s_sought, 1)[0] : null,
        Excluded = random.Next(3) == 0 ? [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => IndexHome.Id(random.Next(count)))] : [],
    };

    /// <summary>What a list is, said slowly.</summary>
    public static List<ListedThread> List(ThreadListQuery query, IReadOnlyList<ListedThread> all)
    {
        var related = query.Relation is { } relation ? Related(relation, all) : null;
        var met = all
            .Where(thread => query.Archive == ThreadArchiveFilter.Any || thread.IsArchived == (query.Archive == ThreadArchiveFilter.Archived))
            .Where(thread => query.IncludeHidden || !thread.IsHidden)
            .Where(thread => query.Sources?.Contains(thread.Source) ?? true)
            .Where(thread => query.Originators?.Contains(thread.Originator) ?? true)
            .Where(thread => query.ModelProviders?.Contains(thread.ModelProvider) ?? true)
            .Where(thread => query.Cwds?.Contains(thread.Cwd) ?? true)
            .Where(thread => query.TitleContains is not { } text || Holds(thread.Title, text, query.MatchCase) || Holds(thread.SessionName ?? thread.Name, text, query.MatchCase))
            .Where(thread => query.Labels is not { } sought || sought.All(label => thread.Label(label.Key) == label.Value))
            .Where(thread => related?.Contains(thread.Id) ?? true)
            .Where(thread => !query.Excluded.Contains(thread.Id))
            .OrderBy(thread => thread.Key(query) is null);
        return [.. query.Ascending
            ? met.ThenBy(thread => thread.Key(query)).ThenBy(static thread => thread.Id, s_ids)
            : met.ThenByDescending(thread => thread.Key(query)).ThenByDescending(static thread => thread.Id, s_ids)];
    }

    /// <summary>Puts the row into an index.</summary>
    public void Apply(IndexHome home, SqliteIndexWriter writer)
    {
        var delta = IndexHome.Delta(Number, 0, 10, Title, UpdatedAt, IsHidden ? null : "shown");
        SetTime(delta, "CreatedAt", CreatedAt);
        SetTime(delta, "RecencyAt", RecencyAt);
        IndexHome.Set(delta, "Source", Source);
        IndexHome.Set(delta, "Originator", Originator);
        IndexHome.Set(delta, "ModelProvider", ModelProvider);
        IndexHome.Set(delta, "Cwd", Cwd);
        IndexHome.Set(delta, "ParentThreadId", Parent);
        IndexHome.Set(delta, "Labels", Labels);
        if (Name is not null)
        {
            delta.Facts.SetTime(BuiltInFacts.Number("Name"), 10);
            IndexHome.Set(delta, "Name", Name);
        }

        Assert.Equal(ApplyOutcome.Applied, home.ApplyAlone(writer, delta, home.File(Number, IsArchived)));
        if (SessionName is not null)
        {
            // The newer of the two.
            Assert.Equal(IndexStatus.Ready, writer.TryBegin());
            writer.ApplySessionName(Id, Encoding.UTF8.GetBytes(SessionName), 20);
            Assert.Equal(IndexStatus.Ready, writer.Commit());
        }
    }

    private string? Label(string key) => ThreadLabels.Parse(Encoding.UTF8.GetBytes(Labels ?? "")).GetValueOrDefault(key);

    /// <summary>With the times that the row has: a turn never began before the thread was made.</summary>
    public ListedThread AsProjected(IndexReader reader)
    {
        var row = reader.TryRead(Id)!;
        return this with { CreatedAt = row.CreatedAtMs, UpdatedAt = row.UpdatedAtMs, RecencyAt = row.RecencyAtMs };
    }

    private static void SetTime(ThreadDelta delta, string fact, long? time)
    {
        if (time is { } known)
        {
            delta.Facts.SetNumber(BuiltInFacts.Number(fact), known);
        }
    }

    private static HashSet<ThreadId> Related(ThreadRelation relation, IReadOnlyList<ListedThread> all)
    {
        var found = new HashSet<ThreadId>();
        var starters = new Queue<ThreadId>([relation.Ancestor]);
        while (starters.TryDequeue(out var starter))
        {
            foreach (var thread in all.Where(thread => thread.Parent is { } parent && ThreadId.Parse(parent) == starter))
            {
                if (found.Add(thread.Id) && !relation.IsDirect)
                {
                    starters.Enqueue(thread.Id);
                }
            }
        }

        found.Remove(relation.Ancestor);
        return found;
    }

    private static bool Holds(string? text, string sought, bool isCased) =>
        (text ?? "").Contains(sought, isCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private static string? Some(Random random, string[] texts) => random.Next(4) == 0 ? null : random.GetItems(texts, 1)[0];

    private static string[]? Values(Random random, string[] values) => random.Next(5) switch
    {
        0 => random.GetItems(values, random.Next(1, 4)),
        1 when random.Next(4) == 0 => [],
        _ => null,
    };

    // Few values, so that there are ties, and the ends of the range.
    private static long? Time(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => long.MaxValue,
        2 => long.MinValue,
        var few => few * 100,
    };

    private long? Key(ThreadListQuery query) => query.Sort switch
    {
        ThreadSortKey.CreatedAt => CreatedAt,
        ThreadSortKey.UpdatedAt => UpdatedAt,
        _ => RecencyAt,
    };
}

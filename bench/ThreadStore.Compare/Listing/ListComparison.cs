using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Compare.Native;
using ThreadStore.Measuring;
using ThreadStore.Queries;

namespace ThreadStore.Compare.Listing;

/// <summary>The newest 50 of many threads, beside the same statement prepared once and read to the last column by C.</summary>
internal sealed class ListComparison : IComparison
{
    private const int PageSize = 50;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(700);

    // As a connection of ours that reads: docs/formats/index-file.md.
    private const string ReaderSettings =
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA query_only=ON;";

    /// <inheritdoc/>
    public string Name => "list";

    /// <inheritdoc/>
    public string Summary => "a page of 50 beside the same SQL in C";

    /// <inheritdoc/>
    public bool IsInQuickRun => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run) => Task.FromResult<IReadOnlyList<Measurement>>(
        run.Statements is { } program ? Measure(run, program) : []);

    private static List<Measurement> Measure(ComparisonRun run, StatementProgram program)
    {
        var threads = run.Choose(100_000, 10_000);
        var lists = run.Choose(200, 100);
        var query = new ThreadListQuery { PageSize = PageSize };
        using var index = new ListedIndex(threads);
        using var page = new Utf8ThreadPage();
        using var folder = new ScratchFolder();
        using var theirs = program.Open(index.DatabasePath, ReaderSettings, ListSql.Build(
            query, default(NoListHost), new ListStep(ListStep.ShapeOf(query), IsUndated: false, IsAscending: false, IsNarrow: false, Host: null)));
        var script = Script(folder.File("lists"), lists);
        RequireSameAnswers(index, query, page, theirs.Run(Script(folder.File("list"), 1)));
        WarmUp(() => index.Reader.List(query, page, default));
        WarmUp(() => _ = index.Reader.List(query));
        var rounds = run.Choose(21, 7);
        var name = string.Create(CultureInfo.InvariantCulture, $"list/50-of-{threads}");
        var bytes = Alternation.Run(rounds, () => Median(lists, () => index.Reader.List(query, page, default)), () => theirs.Run(script).MedianUnit / 1e3);
        var strings = Alternation.Run(rounds, () => Median(lists, () => _ = index.Reader.List(query)), () => theirs.Run(script).MedianUnit / 1e3);
        return
        [
            Result($"{name}/utf8-rows", bytes, 1.6, "rows as bytes, every column copied into a page that is used again"),
            Result($"{name}/stored-threads", strings, 2.2, "rows as objects, every text a string"),
        ];
    }

    private static void RequireSameAnswers(ListedIndex index, ThreadListQuery query, Utf8ThreadPage page, StatementTimes theirs)
    {
        index.Reader.List(query, page, default);
        WrongAnswerException.Require(page.Count, PageSize, "threads on the page");
        WrongAnswerException.Require(page.Count, theirs.Rows, "threads on the page and rows in C");
        WrongAnswerException.Require(page.TextLength, theirs.Texts, "bytes of the page's texts and of those in C");
        var objects = index.Reader.List(query).Threads;
        WrongAnswerException.Require(objects.Count, page.Count, "threads as objects and as bytes");
        for (var row = 0; row < objects.Count; row++)
        {
            WrongAnswerException.Require(objects[row].Id, page[row].Id, "a thread as an object and as bytes");
        }
    }

    private static string Script(string path, int lists)
    {
        using var script = new StatementScript(path);
        StatementBinding[] beforeAll =
        [
            StatementBinding.Integer(1, long.MaxValue),
            StatementBinding.Blob(2, [.. Enumerable.Repeat((byte)255, ThreadId.BinaryLength + 1)]),
            StatementBinding.Integer(3, PageSize),
        ];
        for (var list = 0; list < lists; list++)
        {
            script.List(0, beforeAll);
        }

        return path;
    }

    // Until the compiler has had the time to do its best.
    private static void WarmUp(Action list)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_warmUp;)
        {
            list();
        }
    }

    private static double Median(int lists, Action list)
    {
        var microseconds = new double[lists];
        for (var index = 0; index < lists; index++)
        {
            var start = Stopwatch.GetTimestamp();
            list();
            microseconds[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Measurement.Median(microseconds);
    }

    private static Measurement Result(string name, Alternation rounds, double target, string note) => new()
    {
        Name = name,
        Unit = "us",
        Ours = rounds.Ours,
        Theirs = rounds.Theirs,
        Rival = "the same SQL in C",
        Target = target,
        Note = $"{note}; theirs reads every column in SQLite's own memory and copies nothing",
    };
}

using System;
using System.IO;
using System.Linq;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Cli;

/// <summary>A home in a temporary folder, empty or with the samples laid in; gone when it is disposed.</summary>
internal sealed class TempHome : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("threadstore-cli-").FullName;

    private TempHome()
    {
    }

    /// <summary>The home; it need not exist.</summary>
    internal string Path => System.IO.Path.Combine(_folder, "home");

    /// <summary>A folder of the test's own beside the home.</summary>
    internal string Beside(string name) => System.IO.Path.Combine(_folder, name);

    internal static TempHome None() => new();

    internal static TempHome WithSamples()
    {
        var home = new TempHome();
        var day = Directory.CreateDirectory(System.IO.Path.Combine(home.Path, "sessions", "2026", "11", "21")).FullName;
        foreach (var sample in Directory.GetFiles(Samples.Folder))
        {
            File.Copy(sample, System.IO.Path.Combine(day, System.IO.Path.GetFileName(sample)));
        }

        return home;
    }

    internal static TempHome WithIndexedSamples()
    {
        var home = WithSamples();
        Assert.Equal(0, ToolRun.Of("list", "--home", home.Path).ExitCode);
        return home;
    }

    /// <summary>So many threads of each sample that an open cannot have looked at all of them by chance, and no index.</summary>
    internal static TempHome WithManyThreads(int copies)
    {
        var home = new TempHome();
        Assert.Equal(0, ToolRun.Of("demo", "--copies", $"{copies}", "--home", home.Path).ExitCode);
        home.LoseIndex();
        return home;
    }

    internal void LoseIndex()
    {
        foreach (var index in Directory.GetFiles(Path, "threadstore-*"))
        {
            File.Delete(index);
        }
    }

    internal string Rollout(string id) => Directory.GetFiles(Path, $"rollout-*{id}.jsonl", SearchOption.AllDirectories).Single();

    /// <summary>Changes the index behind the store's back, while nobody has it open.</summary>
    internal void Execute(string sql)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(Directory.GetFiles(Path, "threadstore-*.sqlite").Single(), out var database, raw.SQLITE_OPEN_READWRITE, null));
        using (database)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
            Assert.Equal(1, raw.sqlite3_changes(database));
        }
    }

    /// <summary>A transaction of another program on the index, until it is disposed.</summary>
    internal IDisposable HoldIndex()
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(Directory.GetFiles(Path, "threadstore-*.sqlite").Single(), out var database, raw.SQLITE_OPEN_READWRITE, null));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
        return database;
    }

    /// <summary>Tells when a rollout is written to.</summary>
    internal RolloutWatch Watch(string id) => new(Rollout(id));

    /// <summary>
    /// Every rollout of the home, with its bytes. Its name is the local time of whoever made it, so the thread's id names it here.
    /// </summary>
    internal string[] Logs() =>
    [
        .. Directory.GetFiles(Path, "*.jsonl", SearchOption.AllDirectories)
            .Select(static file => $"{System.IO.Path.GetFileNameWithoutExtension(file)[^36..]} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

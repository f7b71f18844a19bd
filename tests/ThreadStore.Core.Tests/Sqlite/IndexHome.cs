using System;
using System.IO;
using ThreadStore.Projection;
using ThreadStore.Queries;

namespace ThreadStore.Sqlite;

/// <summary>A home in a temporary directory, with what the tests of the index do over and over.</summary>
internal sealed class IndexHome : IDisposable
{
    public IndexHome()
    {
        Path = Directory.CreateTempSubdirectory("threadstore-index-").FullName;
        Files = new IndexFiles(Path, indexDirectory: null, IndexSchema.Hash);
    }

    public string Path { get; }

    public IndexFiles Files { get; }

    public string CurrentDatabase => Files.DatabasePath(Files.FindNewest());

    public static ThreadId Id(int number)
    {
        Span<byte> bytes = [1, 0xa1, 0xfc, 0xb8, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return ThreadId.FromBytes(bytes);
    }

    public SqliteIndexWriter OpenWriter() => SqliteIndexWriter.Open(Files);

    public IndexReader OpenReader() => new(Files);

    /// <summary>A second connection, as another program would have it.</summary>
    public SqliteConnection OpenForeign()
    {
        var connection = SqliteConnection.Open(CurrentDatabase, SqliteOpenMode.ReadWrite);
        connection.CheckpointOnClose(enabled: false);
        return connection;
    }

    /// <summary>Makes the thread's file and says where it lies.</summary>
    public RolloutFile File(int number, bool archived = false)
    {
        var relative = $"{(archived ? "archived_sessions" : "sessions")}/rollout-{number}.jsonl";
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, "{}\n");
        return new RolloutFile(relative, archived, head: 7);
    }

    /// <summary>A delta over [from, to) with a title, a preview and the time of the newest line.</summary>
    public static ThreadDelta Delta(int number, long from, long to, string? title = null, long? updatedAtMs = null, string? preview = "shown")
    {
        var delta = BuiltInFacts.NewDelta();
        Fill(delta, number, from, to, title, updatedAtMs, preview);
        return delta;
    }

    public static void Fill(ThreadDelta delta, int number, long from, long to, string? title, long? updatedAtMs, string? preview)
    {
        delta.Reset(Id(number), from);
        delta.To = to;
        Span<byte> tail = stackalloc byte[(int)Math.Min(64, to)];
        tail.Fill(unchecked((byte)to));
        delta.SetTail(tail);
        if (updatedAtMs is not null)
        {
            delta.Facts.RaiseNumber(BuiltInFacts.Number("UpdatedAt"), updatedAtMs.Value);
        }

        Set(delta, "Title", title);
        Set(delta, "Preview", preview);
    }

    public static void Set(ThreadDelta delta, string fact, string? text)
    {
        if (text is not null)
        {
            BuiltInFacts.SetText(delta, fact, text);
        }
    }

    /// <summary>Applies one delta in a batch of its own.</summary>
    public ApplyOutcome ApplyAlone(SqliteIndexWriter writer, ThreadDelta delta, RolloutFile? file = null) =>
        ApplyAlone(writer, delta, NoTexts.Instance, file);

    /// <summary>Applies one delta in a batch of its own, with the log that its long texts lie in.</summary>
    public ApplyOutcome ApplyAlone(SqliteIndexWriter writer, ThreadDelta delta, ITextSource texts, RolloutFile? file = null)
    {
        Xunit.Assert.Equal(IndexStatus.Ready, writer.TryBegin());
        var outcome = writer.Apply(delta, file ?? File(1), texts);
        if (outcome == ApplyOutcome.Applied)
        {
            Xunit.Assert.Equal(IndexStatus.Ready, writer.Commit());
        }
        else
        {
            writer.Rollback();
        }

        return outcome;
    }

    public static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : System.IO.File.GetUnixFileMode(path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A source of texts for deltas that hold all of theirs.</summary>
internal sealed class NoTexts : ITextSource
{
    public static readonly NoTexts Instance = new();

    public ReadOnlySpan<byte> ReadLine(long offset, int length) => default;
}

using System;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Attributes;
using ThreadStore.Measuring;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Benchmarks;

/// <summary>What a thread's row costs the one writer of a real index: bound and stepped in an open transaction, and with its share of begin and commit.</summary>
public class SqliteIndexWriterBench
{
    private const int Steps = 256;
    private const int Rows = Projector.MaxBatchRows;
    private const string RolloutPath = "sessions/2026/11/21/rollout-2026-11-21T06-08-10-01a1fcb8-2b72-7833-a595-9c5022c4ed8f.jsonl";

    // One thread's log after its head, cut into a delta for each step.
    private readonly ThreadDelta[] _chain = new ThreadDelta[Steps];
    private readonly ThreadId[] _ids = [.. Enumerable.Range(0, Rows).Select(ListedIndex.Id)];
    private readonly ThreadDelta _delta = ComposedProjection.BuiltInOnly.NewDelta();
    private readonly RolloutFile _file = new(RolloutPath, archived: false, head: 7);
    private ScratchFolder _home = null!;
    private SqliteIndexWriter _writer = null!;
    private ThreadDelta _head = null!;
    private byte[] _line = [];
    private int _next;
    private long _offset;

    /// <summary>What each delta says: that there was activity, or what the row shows of it besides.</summary>
    [Params("response_item", "token_count")]
    public string Kind { get; set; } = "";

    [GlobalSetup(Targets = [nameof(Apply), nameof(ReplaceAndApply)])]
    public void OpenTransaction()
    {
        Open();
        Require(_writer.TryBegin() is IndexStatus.Ready);
        for (var step = 0; step < Steps; step++)
        {
            _chain[step] = ObservedLine.At(SampleRollouts.FirstThread, _head.To + (step * (long)_line.Length), _line);
        }

        Require(ReplaceAndApply() && Apply());
        Require(_writer.TryReadRow(SampleRollouts.FirstThread, out var row) && row.Offset == _chain[0].To);
    }

    [GlobalSetup(Target = nameof(Transaction))]
    public void Fill()
    {
        Open();
        var head = SampleRollouts.LinesOf("session_meta")[0];
        Require(_writer.TryBegin() is IndexStatus.Ready);
        for (var row = 0; row < Rows; row++)
        {
            ObservedLine.Fill(_delta, _ids[row], 0, head);
            Require(_writer.Apply(_delta, _file, NoTexts.Instance) is ApplyOutcome.Applied);
        }

        Require(_writer.Commit() is IndexStatus.Ready);
        _offset = head.Length;
        Require(Transaction());
        Require(_writer.TryReadRow(_ids[^1], out var last) && last.Offset == _offset);
    }

    /// <summary>One row moved on by one line. Every 256th call makes the row anew, so that there is a next line again.</summary>
    [Benchmark]
    public bool Apply()
    {
        if (_next == Steps)
        {
            ReplaceAndApply();
        }

        return _writer.Apply(_chain[_next++], _file, NoTexts.Instance) is ApplyOutcome.Applied;
    }

    /// <summary>One row deleted and inserted with all facts of a session_meta.</summary>
    [Benchmark]
    public bool ReplaceAndApply()
    {
        _next = 0;
        return _writer.Replace(SampleRollouts.FirstThread) is ApplyOutcome.Applied && _writer.Apply(_head, _file, NoTexts.Instance) is ApplyOutcome.Applied;
    }

    /// <summary>A full batch of the projector: 256 threads observed, applied and committed, and the WAL copied when that is due; per row.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public bool Transaction()
    {
        Require(_writer.TryBegin() is IndexStatus.Ready);
        for (var row = 0; row < Rows; row++)
        {
            ObservedLine.Fill(_delta, _ids[row], _offset, _line);
            Require(_writer.Apply(_delta, _file, NoTexts.Instance) is ApplyOutcome.Applied);
        }

        _offset += _line.Length;
        var isCommitted = _writer.Commit() is IndexStatus.Ready;
        _writer.CheckpointIfDue(idle: true);
        return isCommitted;
    }

    [GlobalCleanup]
    public void Close()
    {
        _writer.Rollback();
        _writer.Dispose();
        _home.Dispose();
    }

    private void Open()
    {
        _home = new ScratchFolder();
        var rollout = _home.File(RolloutPath);
        Directory.CreateDirectory(Path.GetDirectoryName(rollout)!);
        File.WriteAllText(rollout, "{}\n");
        _writer = SqliteIndexWriter.Open(new IndexFiles(_home.Path, indexDirectory: null, IndexSchema.Hash));
        _line = SampleRollouts.LinesOf(Kind)[0];
        _head = ObservedLine.At(SampleRollouts.FirstThread, 0, SampleRollouts.LinesOf("session_meta")[0]);
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new InvalidOperationException("a row was not written as it should be");
        }
    }

    // The lines are short: no text is left in the log.
    private sealed class NoTexts : ITextSource
    {
        public static readonly NoTexts Instance = new();

        public ReadOnlySpan<byte> ReadLine(long offset, int length) => default;
    }
}

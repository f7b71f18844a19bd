using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Items;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Codex;

/// <summary>Appends the lines of a rollout to a thread of ours, each by a call that is timed, with pauses between bursts.</summary>
internal sealed class LineReplay : IAsyncDisposable
{
    // About two turns.
    private const int Burst = 32;

    private const int WarmUps = 12;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private readonly ScratchFolder _home = new();
    private readonly Durability _durability;
    private readonly LocalThreadStore _store;
    private readonly LiveThread _thread;
    private readonly List<double> _medians = [];
    private readonly List<RolloutItem> _appended = [];

    internal LineReplay(Durability durability)
    {
        _durability = durability;
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path });
        _thread = _store.Create(new CreateThreadParams { Cwd = "/" });
    }

    /// <summary>The median call of each run, in microseconds.</summary>
    public IReadOnlyList<double> Medians => _medians;

    /// <summary>The longest call of all runs, in microseconds.</summary>
    public double Most { get; private set; }

    /// <summary>Appends without counting it.</summary>
    public void WarmUp(string rollout)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            Run(rollout);
        }

        _medians.Clear();
        Most = 0;
    }

    /// <summary>Appends every line of a rollout but its first.</summary>
    public void Run(string rollout)
    {
        var lines = Read(rollout);
        var nanoseconds = new double[lines.Count];
        for (var index = 0; index < lines.Count; index++)
        {
            var item = lines[index];
            var start = Stopwatch.GetTimestamp();
            _thread.Append(new ReadOnlySpan<RolloutItem>(in item), _durability);
            nanoseconds[index] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            if (index % Burst == Burst - 1)
            {
                Thread.Sleep(s_pause);
            }
        }

        _appended.AddRange(lines);
        Most = Math.Max(Most, nanoseconds.Max() / 1e3);
        _medians.Add(PacedCalls.Median(nanoseconds) / 1e3);
    }

    /// <summary>Requires every payload in our rollout, in order, and the row at its end.</summary>
    public async Task CheckAsync()
    {
        await _thread.FlushAsync().ConfigureAwait(false);
        var path = _store.FullPath(_store.Read(_thread.Id));
        WrongAnswerException.Require(_store.Read(_thread.Id).LogOffset, new FileInfo(path).Length, "the offset of the row and the length of the log");
        var lines = Read(path);
        WrongAnswerException.Require(lines.Count, _appended.Count, "lines in our rollout");
        for (var index = 0; index < lines.Count; index++)
        {
            var isSame = lines[index].Payload.Span.SequenceEqual(_appended[index].Payload.Span) && lines[index].Metadata.Span.SequenceEqual(_appended[index].Metadata.Span);
            WrongAnswerException.Require(isSame, true, $"line {index} of our rollout");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        _home.Dispose();
    }

    private static List<RolloutItem> Read(string rollout)
    {
        var lines = new List<RolloutItem>();
        var reader = new LineReader(File.ReadAllBytes(rollout), 0);
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            WrongAnswerException.Require(status is LineStatus.Line, true, $"a line in {rollout}");
            if (line.Kind is not ItemKind.SessionMeta)
            {
                lines.Add(new RolloutItem(ItemType.FromName(Encoding.UTF8.GetString(line.TypeName)), line.Payload.ToArray(), line.Metadata.ToArray()));
            }
        }

        return lines;
    }
}

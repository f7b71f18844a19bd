using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore;

/// <summary>The law: whoever follows a thread reads every whole line once and in order, whatever becomes of the file, and nothing that is not a line.</summary>
public sealed class HistoryTailTests : IAsyncDisposable
{
    private static readonly string s_meta = Lines.MetaLine();

    private readonly string _directory = Directory.CreateTempSubdirectory("threadstore-tail-").FullName;
    private readonly FakeClock _clock = new();
    private readonly LocalThreadStore _store;
    private readonly string _path;

    public HistoryTailTests()
    {
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _directory, Clock = _clock, RefreshInterval = Timeout.InfiniteTimeSpan });
        _path = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "sessions/2026/11/21")).FullName, $"rollout-2026-11-21T06-08-10-{TempHome.Id}.jsonl");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "e3")]
    [InlineData(2, "e2 e3")]
    [InlineData(9, "m e1 e2 e3")]
    public void Follow_BeginsSoManyLinesBeforeTheEnd(int lines, string expected)
    {
        File.WriteAllText(_path, s_meta + Lines.Event(1, 1) + "garbage\n" + Lines.Event(2, 2) + Lines.Event(3, 3) + "{\"half");
        using var tail = _store.Follow(TempHome.Id, lines);

        Assert.Equal(expected, Read(tail));
        Assert.Equal("", Read(tail));
        Assert.Equal(lines > 2 ? 1 : 0, tail.BadLines);
    }

    [Fact]
    public async Task Read_AfterAnotherProgramHasAppended_GivesWholeLinesOnly()
    {
        Alone();
        File.WriteAllText(_path, s_meta);
        using var tail = _store.Follow(TempHome.Id, 1);
        Assert.Equal("m", Read(tail));

        var wait = tail.WaitAsync(CancellationToken.None);
        _clock.AdvanceMs(200);
        Assert.False(wait.IsCompleted);
        File.AppendAllText(_path, Lines.Event(1, 1) + Lines.Event(2, 2)[..20]);
        _clock.AdvanceMs(200);
        await Guard.Task(wait);
        Assert.Equal("e1", Read(tail));

        // A look finds the half line only once.
        wait = tail.WaitAsync(CancellationToken.None);
        _clock.AdvanceMs(200);
        Assert.False(wait.IsCompleted);
        File.AppendAllText(_path, Lines.Event(2, 2)[20..]);
        _clock.AdvanceMs(200);
        await Guard.Task(wait);
        Assert.Equal("e2", Read(tail));
    }

    [Fact]
    public async Task Read_AfterTheTailWasCutByARepair_GoesOn()
    {
        Alone();
        File.WriteAllText(_path, s_meta + "{\"torn");
        using var tail = _store.Follow(TempHome.Id);
        Assert.Equal("", Read(tail));

        File.WriteAllText(_path, s_meta);
        File.AppendAllText(_path, Lines.Event(1, 1));
        await LookAsync(tail);

        Assert.Equal("e1", Read(tail));
        Assert.Equal(0, tail.Withdrawn);
    }

    [Fact]
    public async Task Read_AfterLinesWereWithdrawn_GoesOnBehindWhatIsLeft()
    {
        Alone();
        File.WriteAllText(_path, s_meta + Lines.Event(1, 1) + Lines.Event(2, 2));
        using var tail = _store.Follow(TempHome.Id, 1);
        Assert.Equal("e2", Read(tail));

        File.WriteAllText(_path, s_meta + Lines.Event(1, 1));
        await LookAsync(tail);
        Assert.Equal("", Read(tail));
        Assert.Equal(1, tail.Withdrawn);
        File.AppendAllText(_path, Lines.Event(2, 7));
        await LookAsync(tail);

        Assert.Equal("e7", Read(tail));
    }

    [Fact]
    public async Task Read_AfterTheThreadWasArchived_GoesOn()
    {
        Alone();
        File.WriteAllText(_path, s_meta);
        using var tail = _store.Follow(TempHome.Id);
        Assert.Equal("", Read(tail));

        var archived = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "archived_sessions")).FullName, Path.GetFileName(_path));
        File.AppendAllText(_path, Lines.Event(1, 1));
        File.Move(_path, archived);
        await LookAsync(tail);
        Assert.Equal("e1", Read(tail));
        File.AppendAllText(archived, Lines.Event(2, 2));
        await LookAsync(tail);

        Assert.Equal("e2", Read(tail));
    }

    [Fact]
    public async Task Wait_AfterTheThreadWasDeleted_SaysSoAtTheSecondLook()
    {
        Alone();
        File.WriteAllText(_path, s_meta);
        using var tail = _store.Follow(TempHome.Id);
        Assert.Equal("", Read(tail));

        File.Delete(_path);
        var wait = tail.WaitAsync(CancellationToken.None);
        _clock.AdvanceMs(200);
        Assert.False(wait.IsCompleted);
        _clock.AdvanceMs(200);

        await Assert.ThrowsAsync<ThreadNotFoundException>(() => Guard.Task(wait));
    }

    [Fact]
    public async Task Read_OfALiveThreadOfThisStore_GivesWhatIsBuffered()
    {
        Alone();
        await using var thread = _store.Create(new CreateThreadParams { Cwd = "/w" });
        thread.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes(Lines.Payload(1)));
        using var tail = _store.Follow(thread.Id, 1);
        Assert.Equal("e1", Read(tail));

        thread.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes(Lines.Payload(2)), Durability.Buffered);
        await LookAsync(tail);

        Assert.Equal("e2", Read(tail));
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        Alone();
        File.WriteAllText(_path, s_meta);
        using var tail = _store.Follow(TempHome.Id);
        using var stop = new CancellationTokenSource();
        var wait = tail.WaitAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Guard.Task(wait));
    }

    [Fact]
    public void Follow_OfNoThread_IsThreadNotFound()
    {
        Assert.Throws<ThreadNotFoundException>(() => _store.Follow(TempHome.OtherId));
        Assert.Throws<ArgumentOutOfRangeException>(() => _store.Follow(TempHome.Id, -1));
    }

    public async ValueTask DisposeAsync()
    {
        await Guard.Task(_store.DisposeAsync().AsTask());
        Directory.Delete(_directory, recursive: true);
    }

    // Without the tests' own context what follows a wait runs on the thread that moves the clock, and has ended when the clock stands again.
    private static void Alone() => SynchronizationContext.SetSynchronizationContext(null);

    private async Task LookAsync(HistoryTail tail)
    {
        var wait = tail.WaitAsync(CancellationToken.None);
        _clock.AdvanceMs(200);
        await Guard.Task(wait);
    }

    private static string Read(HistoryTail tail)
    {
        var text = new StringBuilder();
        while (tail.Read(out var line))
        {
            var payload = Encoding.UTF8.GetString(line.Payload);
            var number = payload.IndexOf("\"n\":", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? " " : "").Append(number < 0 ? "m" : $"e{payload[(number + 4)..^1]}");
        }

        return text.ToString();
    }
}

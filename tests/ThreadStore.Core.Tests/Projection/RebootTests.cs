using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// The law: after the machine went down, every row is of the bytes that its log has, although a log that lost its last writes may be as
/// long as its row says, with a hole where no hash of the row looks.
/// </summary>
public sealed class RebootTests
{
    private static readonly TimeSpan s_longAgo = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("one", 7)]
    [InlineData("two", 0)]
    public async Task Open_AfterAReboot_ReadsWhatWasWrittenLastFromItsFirstByte(string boot, long expected)
    {
        await using var home = new EngineHome { MachineBoot = "one" };
        var thread = await WriteAsync(home);
        await RestartAsync(home);
        Damage(Assert.Single(home.Rollouts), "token_count"u8);

        home.MachineBoot = boot;
        await RestartAsync(home);

        // Without a reboot nobody looks: bytes that were written stay what they are as long as the kernel runs.
        Assert.Equal(expected, home.Row(thread)!.TokensUsed);
    }

    [Fact]
    public async Task Open_AfterAReboot_HoldsOlderLogsAgainstTheHashesOfTheirRows()
    {
        await using var home = new EngineHome { MachineBoot = "one", Device = new ScriptedLogDevice() };
        var old = await WriteAsync(home);
        var replaced = await WriteAsync(home);
        var recent = await WriteAsync(home);
        await RestartAsync(home);
        Damage(home.Rollouts.Single(path => path.Contains(replaced.ToString(), StringComparison.Ordinal)), "cwd"u8);
        foreach (var path in home.Rollouts.Where(path => !path.Contains(recent.ToString(), StringComparison.Ordinal)))
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) - s_longAgo);
        }

        var before = home.Device.BytesRead;
        home.MachineBoot = "two";
        await RestartAsync(home);

        var length = new FileInfo(home.Rollouts.Single(path => path.Contains(old.ToString(), StringComparison.Ordinal))).Length;
        // The recent one and the one whose hash differs; of the third one only what its hashes are of.
        Assert.InRange(home.Device.BytesRead - before, 2 * length - 10_000, 2 * length + 10_000);
        Assert.NotEqual("/work", home.Row(replaced)!.Cwd);
        Assert.Equal(7, home.Row(old)!.TokensUsed);
        home.AssertRowsEqualRebuild();
    }

    [Fact]
    public async Task Open_AfterAReboot_IsInDoubtOnce()
    {
        await using var home = new EngineHome { MachineBoot = "one", Device = new ScriptedLogDevice() };
        await WriteAsync(home);
        home.MachineBoot = "two";
        await RestartAsync(home);
        var before = home.Device.BytesRead;

        await RestartAsync(home);

        Assert.Equal(before, home.Device.BytesRead);
    }

    [Fact]
    public async Task Barrier_BesideAStepThatWasReadBefore_IsTrueWhenItEnds()
    {
        await using var home = new EngineHome { MachineBoot = "one" };
        var id = await WriteAsync(home);
        home.MachineBoot = "two";
        home.Reopen();
        var thread = home.Store.Resume(id);
        home.Store.Pipeline.Reconciler.RunOnce();
        // Read to the log's end of this moment, and handed to the projector.
        while (home.CatchUp.RunOnce())
        {
        }

        thread.AppendTokens(9);
        await Guard.Stepping(thread.FlushAsync(), () => home.Projector.Step());
        Assert.Equal(9, home.Row(id)!.TokensUsed);
    }

    // A log whose tokens stand neither in its head nor in its tail, projected and closed.
    private static async Task<ThreadId> WriteAsync(EngineHome home)
    {
        var thread = home.Create("first");
        thread.AppendUser(new string('x', 60_000));
        thread.AppendTokens(7);
        thread.AppendUser("last");
        home.Settle();
        var shutdown = thread.ShutdownAsync();
        home.Settle();
        await Guard.Task(shutdown);
        return thread.Id;
    }

    private static async Task RestartAsync(EngineHome home)
    {
        home.Reopen();
        home.Reconcile();
        await Guard.Task(home.Store.CaughtUp);
        // The mark is set behind the sweep, on whatever thread its last look has ended.
        await Guard.Stepping(() => home.Store.Reader.ReadMachineBoot() == home.MachineBoot, home.Settle);
    }

    // Zeros in place of a line, as of a block that was never written.
    private static void Damage(string path, ReadOnlySpan<byte> mark)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(mark);
        var start = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        bytes.AsSpan(start, at - start + mark.Length).Clear();
        File.WriteAllBytes(path, bytes);
    }
}

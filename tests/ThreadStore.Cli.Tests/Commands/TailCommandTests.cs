using System;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class TailCommandTests
{
    private const string More = """{"timestamp":"2026-11-21T09:00:00.000Z","ordinal":99,"type":"event_msg","payload":{"type":"task_started"}}""" + "\n";

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Tail_ShowsTheLastLinesAsShowDoes(int count)
    {
        using var home = TempHome.WithSamples();
        var all = ToolRun.Of("show", Samples.First, "--history", "--json", "--home", home.Path).AssertFine().Data.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);

        var run = ToolRun.Of("tail", Samples.First, "-n", $"{count}", "--json", "--home", home.Path).AssertFine();

        Assert.Equal(all.TakeLast(count), run.Data.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Tail_ForPeople_IsReadable()
    {
        using var home = TempHome.WithSamples();
        File.AppendAllText(home.Rollout(Samples.First), More.Replace("task_started", "x\\u001b[31m\",\"message\":\"red\\u001b[0m", StringComparison.Ordinal));

        var text = ToolRun.Of("tail", Samples.First, "-n", "2", "--home", home.Path).AssertFine().Data.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("06:07:23.042     13 event_msg/task_complete ", text[0], StringComparison.Ordinal);
        Assert.Contains("red", text[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', text[1]);
    }

    // Seen to fail: with the cancellation taken for a failure.
    [Fact]
    public void Tail_Following_ShowsWhatIsAppendedUntilItIsStopped()
    {
        using var home = TempHome.WithSamples();
        using var stop = new CancellationTokenSource();
        // The first line that comes out is the sign to append, the one that was appended the sign to stop.
        using var data = new SignalStream(text =>
        {
            if (text.Contains("\"ordinal\":99", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
            else if (text.Contains("\"ordinal\":13", StringComparison.Ordinal))
            {
                File.AppendAllText(home.Rollout(Samples.First), More);
            }
        });

        var run = ToolRun.Of(data, stop.Token, "tail", "-f", Samples.First, "-n", "1", "--json", "--home", home.Path).AssertFine();

        Assert.Equal([13, 99], run.Objects.Select(static line => line.GetProperty("ordinal").GetInt32()));
        Assert.Equal("", run.Messages);
    }

    [Theory]
    [InlineData("not a thread id", "x")]
    [InlineData("no rollout found", "01a1fcb7-7132-7b11-bcb0-000000000000")]
    [InlineData("--lines must be", Samples.First, "-n", "-1")]
    public void Tail_BadUse_Fails(string reason, params string[] args)
    {
        using var home = TempHome.WithSamples();

        ToolRun.Of(["tail", .. args, "--home", home.Path]).AssertFailed(reason);
    }
}

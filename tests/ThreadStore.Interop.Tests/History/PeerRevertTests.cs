using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.Peer;
using Xunit;

namespace ThreadStore.Interop.History;

// Taking a thread back to before a turn gives it a second file: one id, several rollouts, each named after the thread and itself.
public sealed class PeerRevertTests
{
    [Fact]
    public async Task Revert_OfAThread_GoesOnInAFileThatPointsAtTheOneBefore()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var second = IdOf(await server.RunTurnAsync(threadId, "Second question"));
        var first = Assert.Single(Files(peer.Home, threadId));
        var before = await File.ReadAllBytesAsync(first);

        await server.RevertAsync(threadId, second);
        var third = IdOf(await server.RunTurnAsync(threadId, "Question instead"));
        await server.RunTurnAsync(threadId, "Question behind it");
        await server.RevertAsync(threadId, third);
        await server.RunTurnAsync(threadId, "Last question");

        Assert.Equal(["Last question", "First question"], await QuestionsAsync(server, threadId));
        await server.CloseAsync();
        Assert.Equal(before, await File.ReadAllBytesAsync(first));
        var files = Files(peer.Home, threadId);
        Assert.Equal(3, files.Count);
        var lines = CodexRollout.Read(first);
        var bases = files.Skip(1).Select(static file => CodexRollout.Read(file)[0]).ToArray();
        Assert.All(bases, meta => Assert.Equal(threadId, meta.Payload.GetProperty("id").GetString()));
        // The first file's own id is the thread's; later ones have the id behind the underscore.
        Assert.Equal([threadId, SegmentOf(files[1])], bases.Select(static meta => meta.Payload.GetProperty("history_base").GetProperty("thread_id").GetString()));
        Assert.Equal(lines.Single(line => IsStartOf(line, second)).Ordinal, bases[0].Ordinal);
        Assert.Equal(CodexRollout.Read(files[1]).Single(line => IsStartOf(line, third)).Ordinal, bases[1].Ordinal);
        Assert.Equal(files[^1], CodexState.Thread(peer.Home, threadId)!["rollout_path"]);
    }

    [Fact]
    public async Task Fork_OfARevertedThread_PointsAtTheFileAndNotAtTheThread()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        await server.RunTurnAsync(threadId, "First question");
        var second = IdOf(await server.RunTurnAsync(threadId, "Second question"));
        await server.RevertAsync(threadId, second);
        await server.RunTurnAsync(threadId, "Question instead");

        var fork = await server.ForkThreadAsync(threadId);
        await server.RunTurnAsync(fork, "Question of the fork");

        Assert.Equal(["Question of the fork", "Question instead", "First question"], await QuestionsAsync(server, fork));
        await server.CloseAsync();
        var meta = CodexRollout.Read(peer.Home.RolloutOf(fork))[0].Payload;
        Assert.Equal(threadId, meta.GetProperty("forked_from_id").GetString());
        Assert.Equal(SegmentOf(Files(peer.Home, threadId)[^1]), meta.GetProperty("history_base").GetProperty("thread_id").GetString());
    }

    [Fact]
    public async Task ArchiveAndDelete_OfARevertedThread_TakeAllItsFiles()
    {
        await using var peer = await CodexPeer.StartAsync();
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository);
        var first = IdOf(await server.RunTurnAsync(threadId, "First question"));
        await server.RevertAsync(threadId, first);
        await server.RunTurnAsync(threadId, "Question instead");
        var files = Files(peer.Home, threadId);

        await server.ArchiveAsync(threadId);
        var archived = Files(peer.Home, threadId);
        await server.DeleteAsync(threadId);

        Assert.Equal(files.Select(Path.GetFileName), archived.Select(Path.GetFileName));
        Assert.All(archived, file => Assert.StartsWith(peer.Home.ArchivedSessions, file, System.StringComparison.Ordinal));
        Assert.Empty(Files(peer.Home, threadId));
        await server.CloseAsync();
    }

    // In the order in which they were made: the first has no id of its own in its name.
    private static List<string> Files(CodexHome home, string threadId) => [.. new[] { home.Sessions, home.ArchivedSessions }
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, $"rollout-*{threadId}*.jsonl", SearchOption.AllDirectories))
        .OrderBy(static file => SegmentOf(file), System.StringComparer.Ordinal)];

    private static string SegmentOf(string file) => Path.GetFileNameWithoutExtension(file).Split('_') is [_, var segment] ? segment : string.Empty;

    private static bool IsStartOf(CodexRolloutLine line, string turn) =>
        line.Kind == "event_msg/task_started" && line.Payload.GetProperty("turn_id").GetString() == turn;

    private static string IdOf(JsonElement turn) => turn.GetProperty("id").GetString()!;

    private static async Task<IEnumerable<string?>> QuestionsAsync(AppServer server, string threadId) => (await server.ListTurnsAsync(threadId))
        .Select(static turn => turn.GetProperty("items")[0].GetProperty("content")[0].GetProperty("text").GetString());
}

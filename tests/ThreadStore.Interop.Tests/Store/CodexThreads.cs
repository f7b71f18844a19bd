using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.Peer;

namespace ThreadStore.Interop.Store;

/// <summary>Threads that the real program makes and leaves alone, for our store to do something with.</summary>
internal static class CodexThreads
{
    /// <summary>A thread with a turn for each question, made by a server that has ended when this returns.</summary>
    public static async Task<(ThreadId Id, string[] Turns)> WriteThreadAsync(this CodexPeer peer, HistoryMode mode, params string[] questions)
    {
        await using var server = await peer.StartAppServerAsync();
        var threadId = await server.StartThreadAsync(peer.Home.Repository, mode is HistoryMode.Legacy ? "legacy" : "paginated");
        var turns = new string[questions.Length];
        for (var i = 0; i < turns.Length; i++)
        {
            turns[i] = IdOf(await server.RunTurnAsync(threadId, questions[i]));
        }

        await server.CloseAsync();
        return (ThreadId.Parse(threadId), turns);
    }

    private static string IdOf(JsonElement turn) => turn.GetProperty("id").GetString()!;
}

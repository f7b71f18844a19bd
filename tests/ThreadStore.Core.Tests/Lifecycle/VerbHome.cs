using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.TestKit;

namespace ThreadStore.Lifecycle;

/// <summary>Short ways to say where the files of a home lie, and to let a verb end on a store that the test steps.</summary>
internal static class VerbHome
{
    public const string Day = "sessions/2026/11/21";

    public static string Name(ThreadId id, bool isCompressed = false) => $"rollout-2026-11-21T06-08-10-{id}.jsonl{(isCompressed ? ".zst" : "")}";

    public static string ActivePath(this EngineHome home, ThreadId id, bool isCompressed = false) => Path.Combine(home.Path, Day, Name(id, isCompressed));

    public static string ArchivePath(this EngineHome home, ThreadId id, bool isCompressed = false) => Path.Combine(home.Path, "archived_sessions", Name(id, isCompressed));

    /// <summary>A thread with a message, closed and projected.</summary>
    public static async Task<ThreadId> ClosedAsync(this EngineHome home, string first = "first", HistoryMode mode = HistoryMode.Paginated)
    {
        var thread = home.Create(mode is HistoryMode.Legacy ? null : first, mode);
        if (mode is HistoryMode.Legacy)
        {
            thread.Append(ItemType.EventMsg, Payloads.Utf8($$"""{"type":"user_message","message":"{{first}}","images":[]}"""));
            home.Settle();
        }

        await thread.DiscardAsync();
        home.Settle();
        return thread.Id;
    }

    /// <summary>Steps the store until the verb has ended.</summary>
    public static async Task<T> Run<T>(this EngineHome home, Task<T> verb)
    {
        await Run(home, (Task)verb);
        return await verb;
    }

    /// <inheritdoc cref="Run{T}"/>
    public static Task Run(this EngineHome home, Task verb) => Run(home.Store, verb);

    /// <inheritdoc cref="Run{T}"/>
    public static Task Run(LocalThreadStore store, Task verb) => Guard.Stepping(verb, () => EngineHome.Settle(store));

    /// <summary>Every file of the thread but its lock, relative to the home: after a death that one stays as a mark.</summary>
    public static IReadOnlyList<string> FilesWithoutLock(this EngineHome home, ThreadId id) =>
        [.. home.Files(id).Where(static path => !path.EndsWith(".lock", StringComparison.Ordinal))];

    /// <summary>Every file of the thread, relative to the home.</summary>
    public static IReadOnlyList<string> Files(this EngineHome home, ThreadId id) =>
        [.. Directory.GetFiles(home.Path, $"*{id}*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(home.Path, path)).Order(StringComparer.Ordinal)];

    public static void Put(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}

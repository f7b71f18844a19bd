using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.TestKit;

namespace ThreadStore.Transfer;

/// <summary>A home in a temporary folder, written by hand, and a store on it that looks only when it is asked to.</summary>
internal sealed class TransferHome : IAsyncDisposable
{
    public const string First = "01a1fcb8-0000-7000-8000-000000000001";
    public const string Second = "01a1fcb8-0000-7000-8000-000000000002";

    private const string Day = "sessions/2026/11/21";

    private LocalThreadStore? _store;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("threadstore-transfer-").FullName;

    public ScriptedLogDevice Device { get; } = new();

    public LocalThreadStore Store => _store ??= LocalThreadStore.Open(
        new ThreadStoreOptions { Home = Directory, RefreshInterval = Timeout.InfiniteTimeSpan }, new StoreSeams { Device = Device });

    /// <summary>Every rollout of the home by its relative path, with its bytes.</summary>
    public SortedDictionary<string, string> Rollouts => new(
        System.IO.Directory.GetFiles(Directory, "rollout-*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(Directory, path), static path => Encoding.Latin1.GetString(File.ReadAllBytes(path))),
        StringComparer.Ordinal);

    public static string NameOf(string id) => $"{Day}/rollout-2026-11-21T06-08-10-{id}.jsonl";

    public static string Meta(string id, string more = "") =>
        $$$"""{"timestamp":"2026-11-21T06:08:10.743Z","type":"session_meta","payload":{"id":"{{{id}}}","cwd":"/w"{{{more}}}}}""" + "\n";

    public static string Said(string text) =>
        $$$"""{"timestamp":"2026-11-21T06:08:12.000Z","type":"event_msg","payload":{"type":"user_message","message":"{{{text}}}"}}""" + "\n";

    public static string ForkOf(string parent, long end) =>
        $$$""","history_base":{"thread_id":"{{{parent}}}","end_ordinal_exclusive":1,"end_byte_offset":{{{end}}}}""";

    public string PathOf(string relative) => Path.Combine(Directory, relative);

    /// <summary>Writes a rollout of that thread where Codex would.</summary>
    public string Write(string id, params string[] lines) => WriteAt(NameOf(id), [Meta(id), .. lines]);

    public string WriteAt(string relative, params string[] lines)
    {
        var path = PathOf(relative);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines));
        return path;
    }

    public async Task<(byte[] Archive, ExportReport Report)> ExportAsync(ThreadExport? export = null)
    {
        using var archive = new MemoryStream();
        var report = await Guard.Task(Store.ExportAsync(export ?? new ThreadExport(), archive));
        return (archive.ToArray(), report);
    }

    public async Task<ImportReport> ImportAsync(byte[] archive, bool isDryRun = false)
    {
        using var stream = new MemoryStream(archive);
        return await Guard.Task(Store.ImportAsync(stream, new ThreadImport { DryRun = isDryRun }));
    }

    /// <summary>The store ends, as at the end of a process.</summary>
    public async Task CloseAsync()
    {
        if (_store is { } store)
        {
            _store = null;
            await Guard.Task(store.DisposeAsync().AsTask());
        }
    }

    public async ValueTask DisposeAsync()
    {
        Device.Script = null;
        await CloseAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

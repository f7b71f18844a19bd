using System;
using System.IO;
using ThreadStore.Log;

namespace ThreadStore.TestKit;

/// <summary>A home of its own for one test, on a scripted device, with a clock that stands still; removed at the end.</summary>
internal sealed class TempHome : IDisposable
{
    public static readonly ThreadId Id = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
    public static readonly ThreadId OtherId = ThreadId.Parse("01a1fcb9-3760-7640-9030-fb07e88b57eb");

    public TempHome(long bufferBytes = LogHome.DefaultBufferBytes, ScriptedClock? clock = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("threadstore-").FullName;
        Clock = clock ?? new ScriptedClock();
        Log = new LogHome(Directory, Clock, Device, bufferBytes);
    }

    public string Directory { get; }

    public ScriptedClock Clock { get; }

    public ScriptedLogDevice Device { get; } = new();

    public LogHome Log { get; }

    /// <summary>The path of the thread of the tests.</summary>
    public RolloutPath Path => Log.Layout.NewPath(Id, Clock.GetUtcNow());

    public string FullPath => Log.Layout.FullPath(Path);

    public byte[] Bytes => File.ReadAllBytes(FullPath);

    public string[] TornFiles => System.IO.Directory.Exists(Log.TornDirectory) ? System.IO.Directory.GetFiles(Log.TornDirectory) : [];

    public ThreadLog Create(HistoryMode mode = HistoryMode.Paginated) => ThreadLog.Create(Log, Id, mode, Clock.GetUtcNow());

    public ThreadLog Open() => ThreadLog.Open(Log, Id, Path);

    /// <summary>Puts a rollout with these bytes where the thread's own would lie.</summary>
    public string Put(ReadOnlySpan<byte> bytes)
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(FullPath)!);
        File.WriteAllBytes(FullPath, bytes.ToArray());
        return FullPath;
    }

    /// <summary>Appends as somebody who knows nothing of us.</summary>
    public void AppendForeign(ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(FullPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}

using System;
using System.IO;

namespace ThreadStore.Measuring;

/// <summary>A folder for one measurement's files, gone when it is disposed.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Makes an empty one.</summary>
    public ScratchFolder() => Path = Directory.CreateDirectory(System.IO.Path.Combine(Root, $"threadstore-bench-{Guid.NewGuid():n}")).FullName;

    /// <summary>Where they are made: <c>THREADSTORE_BENCH_DIR</c>, so that the disk can be chosen, else the temporary folder.</summary>
    public static string Root => Environment.GetEnvironmentVariable("THREADSTORE_BENCH_DIR") is { Length: > 0 } chosen ? chosen : System.IO.Path.GetTempPath();

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A path in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes it with everything in it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}

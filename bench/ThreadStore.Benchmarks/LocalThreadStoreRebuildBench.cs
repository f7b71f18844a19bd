using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>What a new index costs per megabyte of logs: 8 MB of rollouts as in samples/rollouts, read from the page cache by a store that is open.</summary>
public class LocalThreadStoreRebuildBench
{
    private const int Megabytes = 8;

    private ScratchFolder _home = null!;
    private LocalThreadStore _store = null!;
    private int _files;

    // Not asynchronous: the toolchain of the quick job does not wait for a set-up.
    [GlobalSetup]
    public void Fill()
    {
        _home = new ScratchFolder();
        _files = Fill(_home.File("sessions/2026/11/21"));
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path, RefreshInterval = Timeout.InfiniteTimeSpan });
        _store.CaughtUp.GetAwaiter().GetResult();
        RebuildAsync().GetAwaiter().GetResult();
        if (_store.List(new ThreadListQuery { PageSize = 1 }).Threads.Count != 1)
        {
            throw new InvalidOperationException("the new index is empty");
        }
    }

    /// <summary>Per megabyte.</summary>
    [Benchmark(OperationsPerInvoke = Megabytes)]
    public async Task<long> RebuildAsync()
    {
        var done = await _store.RebuildAsync();
        return done.Files == _files && done.BadLines == 0 ? done.Bytes : throw new InvalidOperationException($"{done.Files} rollouts of {_files} and {done.BadLines} bad lines were read");
    }

    [GlobalCleanup]
    public void Close()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _home.Dispose();
    }

    // Copies of all samples in turn, each with an id of its own, then of the shortest one: as near to the size as whole files come.
    private static int Fill(string folder)
    {
        Directory.CreateDirectory(folder);
        var samples = SampleRollouts.Files.Select(static path => (Name: Path.GetFileNameWithoutExtension(path), Text: File.ReadAllText(path))).ToArray();
        var shortest = samples.MinBy(static sample => sample.Text.Length);
        var files = 0;
        for (long left = Megabytes * 1_000_000; left >= shortest.Text.Length / 2; files++)
        {
            var sample = samples[files % samples.Length];
            var (name, text) = sample.Text.Length > left ? shortest : sample;
            var id = name[^ThreadId.TextLength..];
            var copy = ListedIndex.Id(files).ToString();
            var bytes = Encoding.UTF8.GetBytes(text.Replace(id, copy, StringComparison.Ordinal));
            File.WriteAllBytes(Path.Combine(folder, $"{name[..^ThreadId.TextLength]}{copy}.jsonl"), bytes);
            left -= bytes.Length;
        }

        return files;
    }
}

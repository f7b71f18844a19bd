using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Measuring;
using ThreadStore.Projection;

namespace ThreadStore.Compare.Rebuild;

/// <summary>What the lines of a home were seen to be.</summary>
/// <param name="Files">Rollouts.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Lines">Line feeds, or bad lines when lines are read.</param>
internal readonly record struct CorpusCount(long Files, long Bytes, long Lines);

/// <summary>Reads all rollouts of a home by all cores, and does little or nothing with them.</summary>
internal static class CorpusScan
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Looks for line feeds: the least that anybody has to do who wants lines.</summary>
    internal static CorpusCount CountLines(string home)
    {
        var files = Directory.EnumerateFiles(Path.Combine(home, "sessions"), "rollout-*.jsonl", SearchOption.AllDirectories);
        return OnAllCores(new ConcurrentQueue<string>(files), static () => new byte[ChunkBytes], static (path, buffer) =>
        {
            using var file = File.OpenHandle(path);
            var (at, lines) = (0L, 0L);
            int read;
            while ((read = RandomAccess.Read(file, buffer, at)) > 0)
            {
                at += read;
                for (var rest = buffer.AsSpan(0, read); rest.IndexOf((byte)'\n') is var end and >= 0; rest = rest[(end + 1)..])
                {
                    lines++;
                }
            }

            return new CorpusCount(1, at, lines);
        });
    }

    /// <summary>Reads lines and observes their facts, as a catch-up does, and throws the facts away.</summary>
    internal static CorpusCount Observe(string directory)
    {
        var home = new LogHome(directory, TimeProvider.System);
        return OnAllCores(new ConcurrentQueue<RolloutPath>(home.Layout.Enumerate()), ComposedProjection.BuiltInOnly.NewDelta, (path, delta) =>
        {
            using var file = home.OpenRead(path);
            var length = file.GetLengthOrThrow();
            using var reader = new RolloutReader(file, 0, length, (int)Math.Min(ChunkBytes, length));
            delta.Reset(path.Id, 0);
            var bad = ComposedProjection.BuiltInOnly.Observer.Observe(reader, length, delta);
            WrongAnswerException.Require(delta.HasFacts, true, $"facts in {path}");
            return new CorpusCount(1, reader.Consumed, bad);
        });
    }

    private static CorpusCount OnAllCores<TFile, TScratch>(ConcurrentQueue<TFile> files, Func<TScratch> makeScratch, Func<TFile, TScratch, CorpusCount> read)
    {
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var scratch = makeScratch();
                var sum = default(CorpusCount);
                while (files.TryDequeue(out var file))
                {
                    var one = read(file, scratch);
                    sum = new CorpusCount(sum.Files + one.Files, sum.Bytes + one.Bytes, sum.Lines + one.Lines);
                }

                return sum;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        Task.WaitAll(workers);
        return new CorpusCount(workers.Sum(static worker => worker.Result.Files), workers.Sum(static worker => worker.Result.Bytes), workers.Sum(static worker => worker.Result.Lines));
    }
}

using System;
using System.IO;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.TestKit;

/// <summary>An index in a folder of its own, made from nothing but a home's logs, on the calling thread.</summary>
internal sealed class RebuiltIndex : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("threadstore-rebuilt-").FullName;

    public RebuiltIndex(string home, TimeProvider clock, ComposedProjection? projection = null)
    {
        // The writer looks for rollouts below its own home.
        foreach (var part in new[] { RolloutPath.SessionsFolder, RolloutPath.ArchiveFolder })
        {
            File.CreateSymbolicLink(Path.Combine(_folder, part), Path.Combine(home, part));
        }

        Files = new IndexFiles(_folder, null, IndexSchema.Hash);
        var log = new LogHome(home, clock);
        var options = new ThreadStoreOptions { Home = home, Clock = clock, ProjectionInterval = TimeSpan.Zero };
        using var writer = SqliteIndexWriter.Open(Files, projection);
        using var reader = new IndexReader(Files, projection);
        using var pipeline = new IndexPipeline(log, new LockFolder(log, "rebuild"), writer, reader, null, options, projection ?? ComposedProjection.BuiltInOnly);
        pipeline.Projector.Prime();
        var swept = pipeline.Reconciler.SweepAsync();
        do
        {
            pipeline.Projector.Step();
        }
        while (pipeline.CatchUp.RunOnce());

        Assert.Null(pipeline.Projector.LastFault);
        Assert.Equal(0, pipeline.CatchUp.Waiting);
        GC.KeepAlive(swept);
    }

    public IndexFiles Files { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

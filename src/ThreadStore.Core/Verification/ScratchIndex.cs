using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Verification;

/// <summary>A second index of the same home, filled from nothing but its logs, in a folder of its own that goes when it is disposed.</summary>
internal sealed class ScratchIndex : IDisposable
{
    private readonly string _folder;
    private readonly SqliteIndexWriter _writer;
    private readonly IndexReader _reader;
    private readonly IndexPipeline _pipeline;

    internal ScratchIndex(LogHome home, ThreadStoreOptions options)
    {
        _folder = Directory.CreateTempSubdirectory("threadstore-verify-").FullName;
        // The writer looks for rollouts below its own home: the links lead it to the real ones, and its lock files stay out of them.
        foreach (var part in new[] { RolloutPath.SessionsFolder, RolloutPath.ArchiveFolder })
        {
            File.CreateSymbolicLink(Path.Combine(_folder, part), Path.Combine(home.Directory, part));
        }

        Files = new IndexFiles(_folder, null, IndexSchema.Hash);
        _writer = SqliteIndexWriter.Open(Files);
        _reader = new IndexReader(Files);
        _pipeline = new IndexPipeline(home, new LockFolder(home, "threadstore verify"), _writer, _reader, null, options, ComposedProjection.BuiltInOnly);
    }

    internal IndexFiles Files { get; }

    /// <summary>Projects every log of the home.</summary>
    internal async Task FillAsync(CancellationToken cancellationToken)
    {
        _pipeline.Projector.Prime();
        _pipeline.Start();
        await _pipeline.Reconciler.CaughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _reader.Dispose();
        _writer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

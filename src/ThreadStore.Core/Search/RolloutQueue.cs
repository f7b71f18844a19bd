using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ThreadStore.Log;

namespace ThreadStore.Search;

/// <summary>Hands out the rollouts of a home, newest day first and the archive last, each thread once. Any thread.</summary>
/// <remarks>
/// One folder's files are held at a time. Active before archived, so that a thread that is archived meanwhile is met at least once; which
/// threads were handed out is remembered, so that it is met no more than once.
/// </remarks>
internal sealed class RolloutQueue
{
    private readonly Lock _gate = new();
    private readonly RolloutLayout _layout;
    private readonly ThreadArchiveFilter _archive;
    private readonly Action<int> _folderListed;

    // All under _gate.
    private readonly HashSet<ThreadId> _seen = [];
    private readonly Dictionary<ThreadId, RolloutPath> _compressed = [];
    private List<string>? _folders;
    private List<RolloutPath> _files = [];

    /// <summary>Names the collection; nothing is listed yet.</summary>
    /// <param name="layout">The home's files.</param>
    /// <param name="archive">Which of them.</param>
    /// <param name="folderListed">Called after each folder, with the number of those that are left.</param>
    public RolloutQueue(RolloutLayout layout, ThreadArchiveFilter archive, Action<int> folderListed)
    {
        _layout = layout;
        _archive = archive;
        _folderListed = folderListed;
    }

    /// <summary>Threads of which nothing but a compressed rollout was met, after everything has been taken.</summary>
    public IReadOnlyCollection<RolloutPath> Compressed
    {
        get
        {
            lock (_gate)
            {
                return [.. _compressed.Values];
            }
        }
    }

    /// <summary>Takes the next rollout; false when there is none left.</summary>
    public bool TryTake([NotNullWhen(true)] out RolloutPath? path)
    {
        lock (_gate)
        {
            while (true)
            {
                while (_files.Count > 0)
                {
                    path = _files[^1];
                    _files.RemoveAt(_files.Count - 1);
                    if (IsNewLocked(path))
                    {
                        return true;
                    }
                }

                _folders ??= ListFolders();
                if (_folders.Count == 0)
                {
                    path = null;
                    return false;
                }

                _files = _layout.FilesOf(_folders[^1]);
                _folders.RemoveAt(_folders.Count - 1);
                _folderListed(_folders.Count);
            }
        }
    }

    /// <summary>Where else a rollout is, that is not any more where it was: moved to the archive or out of it. Null when that is not what was asked for.</summary>
    public RolloutPath? Moved(RolloutPath path) => _archive == ThreadArchiveFilter.Any ? path.Counterpart : null;

    private bool IsNewLocked(RolloutPath path)
    {
        if (path.IsCompressed)
        {
            // A plain file beside it, or in the archive, counts before it.
            if (!_seen.Contains(path.Id))
            {
                _compressed.TryAdd(path.Id, path);
            }

            return false;
        }

        _compressed.Remove(path.Id);
        return _seen.Add(path.Id);
    }

    // The last one is taken first.
    private List<string> ListFolders()
    {
        var folders = new List<string>();
        foreach (var folder in _layout.Folders())
        {
            // The archive comes first.
            var isArchive = string.Equals(folder.Path, RolloutPath.ArchiveFolder, StringComparison.Ordinal);
            if (_archive == ThreadArchiveFilter.Any || isArchive == (_archive == ThreadArchiveFilter.Archived))
            {
                folders.Add(folder.Path);
            }
        }

        return folders;
    }
}

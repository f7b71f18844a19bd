using System;
using System.Collections.Generic;
using System.IO;

namespace ThreadStore.Simulation.Disk;

/// <summary>
/// The files of one home as a power loss would leave them: contents by <see cref="DurableFile"/>, and the names that were made, changed or
/// removed since their folder was last synced. Paths are relative to the home.
/// </summary>
internal sealed class FolderState
{
    private readonly Dictionary<string, DurableFile> _files = new(StringComparer.Ordinal);
    private readonly List<NameChange> _changes = [];

    private enum ChangeKind
    {
        Made,
        Removed,
        Moved,
        Replaced,
    }

    /// <summary>The state of a file; one that nobody has told of is durable as it is.</summary>
    public DurableFile this[string path, string fullPath]
    {
        get
        {
            if (!_files.TryGetValue(path, out var file))
            {
                file = DurableFile.Existing(File.Exists(fullPath) ? File.ReadAllBytes(fullPath) : []);
                _files.Add(path, file);
            }

            return file;
        }
    }

    /// <summary>The state of a file that was told of.</summary>
    public DurableFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>A database or its WAL was opened, and perhaps made.</summary>
    public void Opened(string path, byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            _files.TryAdd(path, DurableFile.Existing(bytes));
        }
        else if (!_files.TryAdd(path, new DurableFile()))
        {
            // Cut to nothing, or made anew under a name that another file had.
            _files[path] = new DurableFile();
        }
        else
        {
            Made(path);
        }
    }

    /// <summary>SQLite syncs the name of a file that it has made with the file itself.</summary>
    public void NameSynced(string path) => _changes.RemoveAll(change => change.To == path);

    /// <summary>A file that nobody misses is gone for good.</summary>
    public void Gone(string path)
    {
        _files.Remove(path);
        NameSynced(path);
    }

    public void Made(string path)
    {
        _files[path] = new DurableFile();
        _changes.Add(new NameChange(ChangeKind.Made, path, path, null));
    }

    /// <summary>A name is about to go.</summary>
    public void Removing(string path, byte[] bytes)
    {
        _files.Remove(path);
        _changes.Add(new NameChange(ChangeKind.Removed, path, path, bytes));
    }

    public void Moved(string from, string to)
    {
        if (_files.Remove(from, out var file))
        {
            _files[to] = file;
        }

        _changes.Add(new NameChange(ChangeKind.Moved, from, to, null));
    }

    /// <summary>A name is about to be given to another file.</summary>
    /// <param name="from">The name that the file has.</param>
    /// <param name="to">The name that it gets.</param>
    /// <param name="before">What was under that name; null: nothing.</param>
    public void Replacing(string from, string to, byte[]? before)
    {
        if (_files.Remove(from, out var file))
        {
            _files[to] = file;
        }

        _changes.Add(new NameChange(ChangeKind.Replaced, from, to, before));
    }

    public void Linked(string path, string newPath, string fullPath)
    {
        _files[newPath] = this[path, fullPath];
        _changes.Add(new NameChange(ChangeKind.Made, newPath, newPath, null));
    }

    /// <summary>The names in a folder are on the platter.</summary>
    public void Synced(string folder) =>
        _changes.RemoveAll(change => FolderOf(change.From) == folder || FolderOf(change.To) == folder);

    /// <summary>Leaves of a copy of the home what a power loss would.</summary>
    public void LosePower(string home, Random random)
    {
        foreach (var (path, file) in _files)
        {
            var full = $"{home}/{path}";
            if (File.Exists(full))
            {
                File.WriteAllBytes(full, file.LosePower(File.ReadAllBytes(full), random));
            }
        }

        // From the newest back, each as it was or as it is.
        for (var i = _changes.Count - 1; i >= 0 && random.Next(4) != 0; i--)
        {
            Undo(home, _changes[i]);
        }

        _changes.Clear();
        foreach (var gone in new List<string>(_files.Keys).FindAll(path => !File.Exists($"{home}/{path}")))
        {
            _files.Remove(gone);
        }
    }

    private void Undo(string home, NameChange change)
    {
        var (from, to) = ($"{home}/{change.From}", $"{home}/{change.To}");
        switch (change.Kind)
        {
            case ChangeKind.Made:
                File.Delete(to);
                break;
            case ChangeKind.Moved when File.Exists(to):
                File.Move(to, from);
                if (_files.Remove(change.To, out var file))
                {
                    _files[change.From] = file;
                }

                break;
            case ChangeKind.Removed or ChangeKind.Replaced when change.Before is { } bytes:
                File.WriteAllBytes(to, bytes);
                _files[change.To] = DurableFile.Existing(bytes);
                break;
            case ChangeKind.Replaced:
                File.Delete(to);
                break;
        }
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    private sealed record NameChange(ChangeKind Kind, string From, string To, byte[]? Before);
}

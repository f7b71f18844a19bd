using System.Collections.Generic;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>A page as objects.</summary>
internal sealed class ThreadRows : IListRows
{
    private List<StoredThread> _threads = [];

    /// <summary>The page; not to be changed any more.</summary>
    public IReadOnlyList<StoredThread> Threads => _threads;

    /// <inheritdoc/>
    public int Count => _threads.Count;

    /// <inheritdoc/>
    public bool IsFull => false;

    /// <inheritdoc/>
    public void Clear() => _threads = [];

    /// <inheritdoc/>
    public void Add(ReadConnection connection, SqliteStatement row) => _threads.Add(connection.Row.Read(row));

    /// <inheritdoc/>
    public void Reverse() => _threads.Reverse();
}

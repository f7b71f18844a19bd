using System.Collections.Generic;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>A page as objects with a host's facts.</summary>
internal sealed class FactRows<TFacts> : IListRows
    where TFacts : struct, IThreadProjection<TFacts>
{
    private List<StoredThread<TFacts>> _threads = [];

    /// <summary>The page; not to be changed any more.</summary>
    public IReadOnlyList<StoredThread<TFacts>> Threads => _threads;

    /// <inheritdoc/>
    public int Count => _threads.Count;

    /// <inheritdoc/>
    public bool IsFull => false;

    /// <summary>The thread and the facts of one row.</summary>
    public static StoredThread<TFacts> Read(ReadConnection connection, SqliteStatement row) =>
        new(connection.Row.Read(row), TFacts.Read(new FactRow(row, ThreadRow.ColumnCount)));

    /// <inheritdoc/>
    public void Clear() => _threads = [];

    /// <inheritdoc/>
    public void Add(ReadConnection connection, SqliteStatement row) => _threads.Add(Read(connection, row));

    /// <inheritdoc/>
    public void Reverse() => _threads.Reverse();
}

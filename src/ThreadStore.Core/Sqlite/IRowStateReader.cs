using System.Collections.Generic;

namespace ThreadStore.Sqlite;

/// <summary>Where rows stand, read without a transaction of the writer's: what catch-up and reconciliation start from.</summary>
internal interface IRowStateReader
{
    /// <summary>There is an index to read; false before the first one was made.</summary>
    public bool HasIndex { get; }

    /// <summary>Why there is no index and never will be; null when there may be. Rows are nowhere then.</summary>
    public UnsupportedException? Refusal => null;

    /// <summary>Lets go of an index that was replaced, so that its file can go.</summary>
    public void CloseStale();

    /// <summary>Where a thread's row stands; false when there is none.</summary>
    /// <exception cref="ThreadStoreException">The index cannot be read now.</exception>
    public bool TryReadState(ThreadId id, out RowState state);

    /// <summary>Where every row stands, from one look: for who asks of a whole home.</summary>
    /// <exception cref="ThreadStoreException">The index cannot be read now.</exception>
    public IReadOnlyDictionary<ThreadId, RowState> ReadStates();

    /// <summary>True when names of <c>session_index.jsonl</c> were taken in.</summary>
    /// <exception cref="ThreadStoreException">The index cannot be read now.</exception>
    public bool HasSessionNames();

    /// <summary>The start of the machine of which all rows were last held against their logs; null when that was never said.</summary>
    /// <exception cref="ThreadStoreException">The index cannot be read now.</exception>
    public string? ReadMachineBoot();
}

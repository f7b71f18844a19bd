using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Takes the rows of one page in the form that its caller wants.</summary>
internal interface IListRows
{
    /// <summary>The rows so far.</summary>
    public int Count { get; }

    /// <summary>True when no row fits any more, whatever the page size.</summary>
    public bool IsFull { get; }

    /// <summary>Begins a page anew.</summary>
    public void Clear();

    /// <summary>Takes the row on which the statement stands.</summary>
    public void Add(ReadConnection connection, SqliteStatement row);

    /// <summary>Turns the order of the rows round: they were met backward.</summary>
    public void Reverse();
}

using ThreadStore.Projection;

namespace ThreadStore.Sqlite;

/// <summary>The prepared statements that write one projection's table.</summary>
internal sealed class TableStatements
{
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _updateMoved;
    private readonly SqliteStatement _updateUnlisted;
    private readonly SqliteStatement _touch;

    internal TableStatements(SqliteConnection connection, ProjectionSchema schema)
    {
        Insert = connection.Prepare(schema.Insert);
        _update = connection.Prepare(schema.Update);
        _updateMoved = connection.Prepare(schema.UpdateMoved);
        _updateUnlisted = connection.Prepare(schema.UpdateUnlisted);
        _touch = connection.Prepare(schema.Touch);
    }

    /// <summary>For a thread without a row.</summary>
    internal SqliteStatement Insert { get; }

    /// <summary>The update that rewrites the fewest indexes for these facts.</summary>
    internal SqliteStatement For(FactBlock facts)
    {
        if (facts.HasListed)
        {
            return facts.HasListedFirst ? _update : _updateMoved;
        }

        return facts.HasMoreThanTouches ? _updateUnlisted : _touch;
    }
}

using System;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>A rival: one insert for each append, its own transaction. What lists need is left to a query.</summary>
internal sealed class InsertAppender : Appender
{
    private readonly SqliteRival _database;
    private readonly SqliteCommand _insert;
    private readonly byte[] _thread = Guid.CreateVersion7().ToByteArray(bigEndian: true);

    internal InsertAppender(Payloads payloads, bool isExclusive)
        : base(payloads)
    {
        _database = new SqliteRival("CREATE TABLE lines(n INTEGER PRIMARY KEY, thread BLOB, at_ms INTEGER, type TEXT, payload BLOB)", isExclusive);
        _insert = _database.Prepare(
            "INSERT INTO lines(thread, at_ms, type, payload) VALUES (@thread, @at, @type, @payload)",
            ("@thread", SqliteType.Blob), ("@at", SqliteType.Integer), ("@type", SqliteType.Text), ("@payload", SqliteType.Blob));
        _insert.Parameters[0].Value = _thread;
        _insert.Parameters[2].Value = ItemType.EventMsg.Name;
    }

    /// <inheritdoc/>
    public override Task CheckAsync()
    {
        WrongAnswerException.Require(_database.Number("SELECT COUNT(*) FROM lines"), Appended, "rows of the rival");
        using var select = _database.Prepare("SELECT payload FROM lines ORDER BY n");
        using var reader = select.ExecuteReader();
        for (var number = 0L; reader.Read(); number++)
        {
            WrongAnswerException.Require(reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(Payloads[number]), true, "a payload of the rival");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _database.Dispose();
        return default;
    }

    /// <inheritdoc/>
    protected override void Append(byte[] payload)
    {
        _insert.Parameters[1].Value = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _insert.Parameters[3].Value = payload;
        _ = _insert.ExecuteNonQuery();
    }
}

using System;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Sqlite;

public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Columns_AfterBinding_GiveWhatWasBound()
    {
        var statement = _connection.Prepare("SELECT ?1, ?2, ?3, ?4"u8);
        statement.BindInt64(1, long.MinValue);
        statement.BindText(2, "zwölf\0zehn"u8);
        statement.BindBlob(3, [0, 255]);

        Assert.Equal(raw.SQLITE_ROW, statement.Step());
        Assert.Equal(long.MinValue, statement.ColumnInt64(0));
        Assert.Equal("zwölf\0zehn"u8.ToArray(), statement.ColumnText(1).ToArray());
        Assert.Equal([0, 255], statement.ColumnBlob(2).ToArray());
        Assert.True(statement.ColumnIsNull(3));
        Assert.False(statement.ColumnIsNull(2));
    }

    [Fact]
    public void BindText_Empty_BindsNull()
    {
        var statement = _connection.Prepare("SELECT ?1 IS NULL"u8);
        statement.BindText(1, ""u8);

        statement.Step();
        Assert.Equal(1, statement.ColumnInt64(0));
    }

    [Fact]
    public void BindBlob_Empty_BindsAnEmptyBlob()
    {
        var statement = _connection.Prepare("SELECT typeof(?1)"u8);
        statement.BindBlob(1, default);

        statement.Step();
        Assert.Equal("blob"u8.ToArray(), statement.ColumnText(0).ToArray());
    }

    [Fact]
    public void Reset_ClearsTheBindings()
    {
        var statement = _connection.Prepare("SELECT ?1"u8);
        statement.BindInt64(1, 5);
        statement.Step();
        statement.Reset();

        statement.Step();
        Assert.True(statement.ColumnIsNull(0));
    }

    [Fact]
    public void Step_ViolatingAConstraint_ReturnsTheCodeAndDoesNotThrow()
    {
        _connection.Execute("CREATE TABLE t (a CHECK (a > 0))");
        var statement = _connection.Prepare("INSERT INTO t VALUES (?1)"u8);
        statement.BindInt64(1, -1);

        Assert.Equal(raw.SQLITE_CONSTRAINT, statement.Step());
        Assert.Equal(raw.SQLITE_CONSTRAINT_CHECK, _connection.ExtendedErrorCode);
        statement.Reset();
    }

    [Fact]
    public void Prepare_OfNonsense_ThrowsWithTheText()
    {
        var e = Assert.Throws<SqliteException>(() => _connection.Prepare("SELEKT 1"u8));

        Assert.Contains("SELEKT", e.Message, StringComparison.Ordinal);
        Assert.Equal(raw.SQLITE_ERROR, e.Code);
    }

    [Fact]
    public void BindStepColumnReset_AllocateNothing()
    {
        _connection.Execute("CREATE TABLE t (a, b, c, d)");
        var insert = _connection.Prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)"u8);
        var select = _connection.Prepare("SELECT a, b, c, d FROM t LIMIT 1"u8);
        var delete = _connection.Prepare("DELETE FROM t"u8);
        var id = IndexHome.Id(3);
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        long sum = 0;
        for (var i = 0; i < 10_000; i++)
        {
            sum += Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((4 + 16 + 12) * 10_000L, sum);

        long Round()
        {
            insert.BindInt64(1, 4);
            insert.BindText(2, "twelve bytes"u8);
            insert.BindId(3, id);
            insert.BindNull(4);
            insert.Step();
            insert.Reset();
            select.Step();
            var seen = select.ColumnInt64(0) + select.ColumnText(1).Length + select.ColumnBlob(2).Length + (select.ColumnIsNull(3) ? 0 : 1);
            select.Reset();
            delete.Step();
            delete.Reset();
            return seen;
        }
    }
}

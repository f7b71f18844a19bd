using SQLitePCL;
using ThreadStore.Items;
using Xunit;

namespace ThreadStore.Sqlite;

/// <summary>Law: a call by address gives what the binding gives, because both are the same library.</summary>
public sealed class SqliteFunctionsTests
{
    private static readonly byte[] s_text = [.. "grüße\0nach dem NUL"u8];

    [Fact]
    public void Addresses_OfTheBundledLibrary_AreFound()
    {
        SqliteProvider.EnsureInitialised();
        Assert.True(SqliteFunctions.AreFound);
    }

    // Seen to fail: with the type read for the number; with the length read of the column before.
    [Fact]
    public void Columns_OfEveryStorageClass_AreWhatTheBindingReads()
    {
        using var connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
        using var statement = connection.Prepare("SELECT ?1, ?2, ?3, ?4, ?5, 1.5, ?1"u8);
        statement.BindInt64(1, long.MinValue);
        statement.BindTextOrEmpty(2, s_text);
        statement.BindTextOrEmpty(3, default);
        statement.BindBlob(4, [1, 0, 2]);
        statement.BindNull(5);
        Assert.Equal(raw.SQLITE_ROW, statement.Step());

        Assert.Equal((long.MinValue, 0, long.MinValue), (statement.ColumnInt64(0), statement.ColumnInt64(4), statement.ColumnInt64(6)));
        Assert.Equal(s_text, statement.ColumnText(1).ToArray());
        Assert.Equal([1, 0, 2], statement.ColumnBlob(3).ToArray());
        Assert.True(statement.ColumnText(2).IsEmpty && statement.ColumnText(4).IsEmpty);
        Assert.Equal((raw.SQLITE_INTEGER, raw.SQLITE_TEXT, raw.SQLITE_TEXT), (statement.ColumnType(0), statement.ColumnType(1), statement.ColumnType(2)));
        Assert.Equal((raw.SQLITE_BLOB, raw.SQLITE_NULL, raw.SQLITE_FLOAT), (statement.ColumnType(3), statement.ColumnType(4), statement.ColumnType(5)));
        Assert.Equal(1.5, statement.ColumnDouble(5));

        statement.Reset();
        Assert.Equal(raw.SQLITE_ROW, statement.Step());
        Assert.True(statement.ColumnIsNull(0) && statement.ColumnIsNull(1) && statement.ColumnIsNull(3));
    }

    [Fact]
    public void Bind_OfAParameterThatIsNotThere_SaysWhy()
    {
        using var connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
        using var statement = connection.Prepare("SELECT ?1"u8);
        Assert.Equal(raw.SQLITE_RANGE, Assert.Throws<SqliteException>(() => statement.BindInt64(2, 1)).Code);
        Assert.Equal(raw.SQLITE_RANGE, Assert.Throws<SqliteException>(() => statement.BindText(2, "a"u8)).Code);
    }

    // Seen to fail: with the address kept by a dispose, which reads memory that SQLite has freed.
    [Fact]
    public void Statement_ThatWasDisposed_ReachesNoFreedMemory()
    {
        using var connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
        var statement = connection.Prepare("SELECT ?1"u8);
        statement.Dispose();

        Assert.Equal(raw.SQLITE_MISUSE, statement.Step());
        Assert.Equal(0, statement.ColumnInt64(0));
        Assert.Equal(raw.SQLITE_MISUSE, Assert.Throws<SqliteException>(() => statement.BindInt64(1, 1)).Code);
    }

    [Fact]
    public void BindAndRead_AllocateNothing()
    {
        using var connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);
        using var statement = connection.Prepare("SELECT ?1, ?2"u8);
        Allocation.AssertNone(() =>
        {
            statement.BindInt64(1, 7);
            statement.BindText(2, s_text);
            _ = statement.Step();
            Assert.True(statement.ColumnInt64(0) == 7 && statement.ColumnText(1).Length == s_text.Length);
            statement.Reset();
        });
    }
}

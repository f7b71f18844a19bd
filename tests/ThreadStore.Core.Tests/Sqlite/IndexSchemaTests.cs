using System.IO;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Sqlite;

public sealed class IndexSchemaTests
{
    [Fact]
    public void Create_LeavesOneFileForItsOwnerOnly()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();

        IndexSchema.Create(home.Files, 1);

        Assert.Equal([home.Files.DatabasePath(1)], Directory.GetFiles(home.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, IndexHome.Mode(home.Files.DatabasePath(1)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, IndexHome.Mode(home.Files.LockDirectory));
    }

    [Fact]
    public void Create_OverTheRestOfAnInterruptedOne_StartsAfresh()
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        File.WriteAllText(home.Files.UnfinishedPath(1), "half a file");
        File.WriteAllText(home.Files.UnfinishedPath(1) + "-wal", "half a log");

        IndexSchema.Create(home.Files, 1);

        using var connection = home.OpenForeign();
        Assert.True(IndexSchema.IsOurs(connection));
        Assert.Equal("ok", Text(connection, "PRAGMA integrity_check"));
    }

    [Fact]
    public void WriterOnANewFile_GivesEveryCompanionTheSameMode()
    {
        using var home = new IndexHome();
        using var writer = home.OpenWriter();

        var companions = Directory.GetFiles(home.Path, "threadstore-*");
        Assert.Equal(3, companions.Length);
        Assert.All(companions, static path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, IndexHome.Mode(path)));
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "1")]
    [InlineData("secure_delete", "1")]
    [InlineData("auto_vacuum", "2")]
    [InlineData("foreign_keys", "0")]
    [InlineData("trusted_schema", "0")]
    [InlineData("cell_size_check", "1")]
    [InlineData("temp_store", "2")]
    [InlineData("wal_autocheckpoint", "0")]
    [InlineData("busy_timeout", "0")]
    [InlineData("journal_size_limit", "16777216")]
    public void Configure_SetsThePragma(string pragma, string expected)
    {
        using var home = new IndexHome();
        home.Files.CreateDirectories();
        IndexSchema.Create(home.Files, 1);
        using var connection = home.OpenForeign();

        IndexSchema.Configure(connection, isWriter: true);

        Assert.Equal(expected, Text(connection, $"PRAGMA {pragma}"));
    }

    internal static string? Text(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        return statement.Step() == raw.SQLITE_ROW && !statement.ColumnIsNull(0)
            ? statement.ColumnType(0) == raw.SQLITE_INTEGER
                ? statement.ColumnInt64(0).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : System.Text.Encoding.UTF8.GetString(statement.ColumnText(0))
            : null;
    }
}

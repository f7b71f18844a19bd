using System.Reflection;
using SQLitePCL;
using Xunit;

namespace ThreadStore.Sqlite;

public sealed class SqliteProviderTests
{
    // Without it everything works, but the first open of a process throws an exception to find out.
    [Fact]
    public void TheBinding_KeepsItsProviderWhereItIsLookedFor()
    {
        SqliteProvider.EnsureInitialised();

        Assert.IsAssignableFrom<ISQLite3Provider>(typeof(raw).GetField(SqliteProvider.Field, BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null));
    }
}

using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Projection;

public class SchemaTests
{
    [Fact]
    public void Columns_AreTheTablesColumns_AtTheirPositions()
    {
        using var index = new IndexDatabase();
        using var info = index.Prepare("SELECT name FROM pragma_table_info('threads') ORDER BY cid"u8);
        foreach (var column in IndexDatabase.Columns)
        {
            Assert.Equal(SQLitePCL.raw.SQLITE_ROW, info.Step());
            Assert.Equal(column, Encoding.UTF8.GetString(info.ColumnText(0)));
        }

        Assert.Equal(SQLitePCL.raw.SQLITE_DONE, info.Step());
    }

    [Fact]
    public void Statements_UseEveryParameterOfTheFacts()
    {
        var inUpdate = Numbers(ThreadFacts.Schema.Update);
        var inInsert = Numbers(ThreadFacts.Schema.Insert);
        Assert.Equal(Enumerable.Range(1, inUpdate[^1]).Except([RowParameter.RolloutPath, RowParameter.Archived]), inUpdate);

        // An insert has nothing to clear or to replace, and no offset to compare: git's three, the memory mode and the time of the archiving, and the directory.
        var missing = Enumerable.Range(1, inUpdate[^1]).Except(inInsert).ToList();
        Assert.Equal(RowParameter.FromOffset, missing[0]);
        Assert.Equal(7, missing.Count);
    }

    [Theory]
    [InlineData("archived")]
    [InlineData("preview")]
    [InlineData("created_at_ms")]
    [InlineData("recency_at_ms")]
    public void Touch_LeavesTheOtherIndexesAlone(string column) =>
        Assert.DoesNotContain(column, ThreadFacts.Schema.Touch, StringComparison.Ordinal);

    [Theory]
    [InlineData("updated_at_ms", "threads_by_updated")]
    [InlineData("created_at_ms", "threads_by_created")]
    [InlineData("recency_at_ms", "threads_by_recency")]
    public void Indexes_GiveEachSortOrderWithoutSorting(string column, string name)
    {
        using var index = new IndexDatabase();
        foreach (var direction in new[] { "DESC", "ASC" })
        {
            var compare = direction == "DESC" ? "<" : ">";
            using var plan = index.Prepare(Encoding.UTF8.GetBytes(
                $"EXPLAIN QUERY PLAN SELECT title FROM threads WHERE archived = 0 AND (preview IS NULL) = 0 AND ({column}, id) {compare} (1, x'00') "
                + $"ORDER BY {column} {direction}, id {direction} LIMIT 50"));
            Assert.Equal(SQLitePCL.raw.SQLITE_ROW, plan.Step());
            Assert.Contains(name, Encoding.UTF8.GetString(plan.ColumnText(3)), StringComparison.Ordinal);
            Assert.Equal(SQLitePCL.raw.SQLITE_DONE, plan.Step());
        }
    }

    [Theory]
    [InlineData("created_at_ms")]
    [InlineData("recency_at_ms")]
    [InlineData("preview")]
    [InlineData("parent_thread_id")]
    public void UpdateUnlisted_LeavesTheIndexesOfTheListsAlone(string column)
    {
        Assert.DoesNotContain($"{column} =", ThreadFacts.Schema.UpdateUnlisted, StringComparison.Ordinal);
        Assert.Contains($"{column} =", ThreadFacts.Schema.Update, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("created_at_ms", false)]
    [InlineData("preview", false)]
    [InlineData("recency_at_ms", true)]
    [InlineData("updated_at_ms", true)]
    public void UpdateMoved_LeavesTheIndexesAloneWhoseColumnsAreSetOnce(string column, bool isSet) =>
        Assert.Equal(isSet, ThreadFacts.Schema.UpdateMoved.Contains($"{column} =", StringComparison.Ordinal));

    [Fact]
    public void SchemaHash_IsOneOfTablesAndRules()
    {
        // A changed hash is a new index file for every home: the page on the format names it, so that it changes knowingly.
        Assert.Matches("^[0-9a-f]{8}$", IndexSchema.Hash);
        Assert.Matches("^[0-9a-f]{8}$", ThreadFacts.Schema.Hash);
    }

    [Fact]
    public void Schema_OnAFileThatHasIt_ChangesNothing()
    {
        using var index = new IndexDatabase();
        index.Execute(IndexSchema.Tables);
    }

    private static int[] Numbers(string sql) =>
        [.. Regex.Matches(sql, @"\?(?<number>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(static m => int.Parse(m.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order()];
}

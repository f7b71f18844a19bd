using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ThreadStore.Projection;

public class SchemaTests
{
    [Fact]
    public void Columns_AreTheTablesColumns_AtTheirPositions()
    {
        var columns = ThreadFacts.Columns.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ThreadFacts.Column.Count, columns.Length);
        using var index = new IndexDatabase();
        using var info = index.Prepare("SELECT name FROM pragma_table_info('threads') ORDER BY cid"u8);
        foreach (var column in columns)
        {
            Assert.Equal(SQLitePCL.raw.SQLITE_ROW, info.Step());
            Assert.Equal(column, Encoding.UTF8.GetString(info.ColumnText(0)));
        }

        Assert.Equal(SQLitePCL.raw.SQLITE_DONE, info.Step());
        foreach (var field in typeof(ThreadFacts.Column).GetFields().Where(static f => f.Name != "Count"))
        {
            Assert.Equal(columns[(int)field.GetRawConstantValue()!].Replace("_", string.Empty, StringComparison.Ordinal), field.Name.ToLowerInvariant());
        }
    }

    [Fact]
    public void Statements_UseEveryParameterOfTheFacts()
    {
        var last = ThreadFacts.Parameter.Of(Enum.GetValues<TextFact>().Max());
        var inUpdate = Numbers(ThreadFacts.Update);
        var inInsert = Numbers(ThreadFacts.Insert);
        Assert.Equal(Enumerable.Range(1, last).Except([ThreadFacts.Parameter.RolloutPath, ThreadFacts.Parameter.Archived]), inUpdate);

        // An insert has nothing to clear and no offset to compare.
        Assert.Equal(
            Enumerable.Range(1, last).Except(
            [
                ThreadFacts.Parameter.FromOffset, ThreadFacts.Parameter.HasGitSha, ThreadFacts.Parameter.HasGitBranch,
                ThreadFacts.Parameter.HasGitOriginUrl, ThreadFacts.Parameter.HasMemoryMode,
            ]),
            inInsert);
    }

    [Theory]
    [InlineData("archived")]
    [InlineData("preview")]
    [InlineData("created_at_ms")]
    [InlineData("recency_at_ms")]
    public void Touch_LeavesTheOtherIndexesAlone(string column) =>
        Assert.DoesNotContain(column, Encoding.UTF8.GetString(ThreadFacts.Touch), StringComparison.Ordinal);

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
                $"EXPLAIN QUERY PLAN SELECT title FROM threads WHERE archived = 0 AND preview IS NOT NULL AND ({column}, id) {compare} (1, x'00') "
                + $"ORDER BY {column} {direction}, id {direction} LIMIT 50"));
            Assert.Equal(SQLitePCL.raw.SQLITE_ROW, plan.Step());
            Assert.Contains(name, Encoding.UTF8.GetString(plan.ColumnText(3)), StringComparison.Ordinal);
            Assert.Equal(SQLitePCL.raw.SQLITE_DONE, plan.Step());
        }
    }

    [Fact]
    public void SchemaHash_ChangesOnlyOnPurpose()
    {
        // A changed hash is a new index file for every home: raise it knowingly.
        Assert.Matches("^[0-9a-f]{8}$", ThreadFacts.SchemaHash);
        var text = Encoding.UTF8.GetBytes($"{ThreadFacts.Version}\n{ThreadFacts.Schema}");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(text))[..8], ThreadFacts.SchemaHash);
    }

    [Fact]
    public void Schema_OnAFileThatHasIt_ChangesNothing()
    {
        using var index = new IndexDatabase();
        index.Execute(ThreadFacts.Schema);
    }

    [Fact]
    public void Masks_AgreeWithTheTexts()
    {
        foreach (var fact in Enum.GetValues<TextFact>())
        {
            Assert.Equal(Enum.Parse<FactMask>(fact.ToString()), TextFacts.Bit(fact));
            Assert.True(TextFacts.Capacity(fact) > 0);
        }

        Assert.Equal(TextFacts.Count, Enum.GetValues<TextFact>().Length);
        Assert.Equal((1UL << TextFacts.Count) - 1, (ulong)FactMask.Texts);
        Assert.Equal(TextFacts.TotalCapacity, Enum.GetValues<TextFact>().Sum(TextFacts.Capacity));
    }

    private static int[] Numbers(ReadOnlySpan<byte> sql) =>
        [.. Regex.Matches(Encoding.UTF8.GetString(sql), @"\?(?<number>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(static m => int.Parse(m.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order()];
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using ThreadStore.History;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using ThreadStore.Transfer;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// The pages on formats say what the code does. Seen to fail: with one digit of an example line changed, and with two columns of the
/// table exchanged.
/// </summary>
public sealed class FormatPageTests
{
    private static readonly ThreadId s_id = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    [Fact]
    public void Examples_OfRolloutLines_AreLinesOfTheSamples()
    {
        var examples = Repository.Fenced(Repository.Read("docs/formats/rollout-line.md"), "jsonl").SelectMany(static block => block).ToList();
        var lines = Samples.Paths.SelectMany(static path => Encoding.UTF8.GetString(Samples.Read(path)).Split('\n')).ToHashSet(StringComparer.Ordinal);

        Assert.True(examples.Count >= 3, "the page has examples");
        Assert.All(examples, example => Assert.Contains(example, lines));
    }

    [Fact]
    public void Example_OfAJournalLine_IsTheOneThatIsWritten()
    {
        var patch = new ThreadMetadataPatch { Name = "Release notes", MemoryMode = "disabled", GitBranch = "main", GitSha = MetadataField.Clear, Facts = new TicketFacts.Patch { Ticket = "T-1" } };
        var line = new byte[1024];
        var length = LineWriter.Write(
            line, 1_795_241_243_100, Line.NoOrdinal, ItemType.ThreadStoreMetadata, MetadataJson.WriteJournal(s_id, patch, new Dictionary<string, string> { ["ticket"] = "T-1" }), default);

        var shown = Assert.Single(Assert.Single(Repository.Fenced(Repository.Read("docs/formats/rollout-line.md"), "json")));

        Assert.Equal(Encoding.UTF8.GetString(line, 0, length - 1), shown);
    }

    [Fact]
    public void Example_OfAManifest_IsTheOneThatIsWrittenAndRead()
    {
        var shown = string.Join('\n', Assert.Single(Repository.Fenced(Repository.Read("docs/formats/export.md"), "json")));
        var name = $"sessions/2026/11/21/rollout-2026-11-21T06-07-22-{s_id}.jsonl";
        Assert.True(RolloutPath.TryParse(name, out var path));
        var bytes = Samples.Read($"rollout-2026-11-21T06-07-22-{s_id}.jsonl");
        var entry = new ManifestEntry
        {
            Path = path,
            Bytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            Parent = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f"),
            ParentEnd = 11541,
            Name = "Release notes",
            NamedAtMs = 1_795_241_243_100,
        };

        Assert.Equal(Encoding.UTF8.GetString(ExportManifest.Write([entry])), shown);
        Assert.Equal(entry, Assert.Single(ExportManifest.Read(Encoding.UTF8.GetBytes(shown))));
    }

    [Fact]
    public void Columns_OfTheIndexPage_AreTheTables()
    {
        var shown = Repository.Table(Repository.Read("docs/formats/index-file.md"), "### threads").Select(static row => row[0].Trim('`'));

        Assert.Equal(IndexDatabase.Columns, shown);
    }

    [Fact]
    public void SchemaHash_OfTheIndexPage_IsTheCodes() =>
        Assert.Equal(
            [IndexSchema.Hash],
            Repository.Matches(Repository.Read("docs/formats/index-file.md"), @"threadstore-([0-9a-f]{8})\.1\.sqlite").Select(static match => match.Groups[1].Value).Distinct());

    [Fact]
    public void Bytes_OfTheOffsetIndexPage_AreTheCodes()
    {
        var page = Repository.Read("docs/formats/offset-index.md");
        var fields = new[] { nameof(OffsetEntry.Offset), nameof(OffsetEntry.Turn), nameof(OffsetEntry.Number), nameof(OffsetEntry.Items), nameof(OffsetEntry.Next), nameof(OffsetEntry.Kind), nameof(OffsetEntry.Flags) };

        Assert.Equal(fields.Select(static name => (int)Marshal.OffsetOf<OffsetEntry>(name)), Places(page, "## Entries", OffsetEntry.Size));
        Assert.Equal([0, 8, 12, 16, 32, 40, 48, 56, 64, 72, 80, 88], Places(page, "## Header", OffsetFile.HeaderBytes));
    }

    // The places of a byte table, which must leave no gap up to its end.
    private static List<int> Places(string page, string heading, int size)
    {
        var rows = Repository.Table(page, heading).Select(static row => (At: int.Parse(row[0], CultureInfo.InvariantCulture), Bytes: int.Parse(row[1], CultureInfo.InvariantCulture))).ToList();
        var next = 0;
        foreach (var (at, bytes) in rows)
        {
            Assert.Equal(next, at);
            next += bytes;
        }

        Assert.Equal(size, next);
        return rows.ConvertAll(static row => row.At);
    }

    [Fact]
    public void Hash_OfTheIndexPage_IsTheCodes()
    {
        var shown = Assert.Single(Repository.Matches(Repository.Read("docs/formats/index-file.md"), @"FNV-1a 64 of `a` is `0x([0-9a-f]{16})`")).Groups[1].Value;

        Assert.Equal(Fnv1a64.Hash("a"u8).ToString("x16", System.Globalization.CultureInfo.InvariantCulture), shown);
    }
}

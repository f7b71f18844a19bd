using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Cli.Commands;

public sealed class ShowCommandTests
{
    [Fact]
    public void Show_HomeThatWasNeverIndexed_WritesTheRowOfTheList()
    {
        using var home = TempHome.WithSamples();

        var shown = ToolRun.Of("show", Samples.First, "--json", "--home", home.Path).AssertFine().Objects;

        var listed = ListCommandTests.Rows(home, "list").Single(static row => ListCommandTests.Text(row, "id") == Samples.First);
        Assert.Equal(listed.GetRawText(), Assert.Single(shown).GetRawText());
    }

    [Fact]
    public void Show_History_WritesEveryLineWithItsPayloadByteForByte()
    {
        using var home = TempHome.WithSamples();

        var run = ToolRun.Of("show", Samples.First, "--history", "--json", "--home", home.Path).AssertFine();

        var source = File.ReadAllLines(Samples.Of(Samples.First));
        var lines = run.Objects.Skip(1).ToList();
        Assert.Equal(source.Length, lines.Count);
        var offset = 0L;
        foreach (var (text, line) in source.Zip(lines))
        {
            Assert.Equal(["offset", "timestamp", "ordinal", "type", "payload"], line.EnumerateObject().Select(static field => field.Name));
            Assert.Equal(offset, line.GetProperty("offset").GetInt64());
            // What follows the payload is the end of the line, or the metadata of a response item.
            var head = $"{{\"timestamp\":\"{Raw(line, "timestamp")}\",\"ordinal\":{Raw(line, "ordinal")},\"type\":\"{Raw(line, "type")}\",\"payload\":{Raw(line, "payload")}";
            Assert.StartsWith(head, text, StringComparison.Ordinal);
            Assert.Matches("^(}|,\"metadata\":.*})$", text[head.Length..]);
            offset += System.Text.Encoding.UTF8.GetByteCount(text) + 1;
        }
    }

    [Fact]
    public void Show_HistoryOfALegacyThread_HasNoOrdinals()
    {
        using var home = TempHome.WithSamples();

        var lines = ToolRun.Of("show", Samples.Legacy, "--history", "--json", "--home", home.Path).AssertFine().Objects.Skip(1);

        Assert.All(lines, static line => Assert.Equal("null", line.GetProperty("ordinal").GetRawText()));
    }

    [Fact]
    public void Show_PayloadThatIsNotJson_IsNotedAndLeftOut()
    {
        using var home = TempHome.WithSamples();
        var before = ToolRun.Of("show", Samples.First, "--history", "--json", "--home", home.Path).AssertFine().Objects.Count;
        File.AppendAllText(home.Rollout(Samples.First), """{"timestamp":"2026-11-21T09:00:00.000Z","ordinal":99,"type":"event_msg","payload":{"type":"x","broken":nope}}""" + "\n");

        var run = ToolRun.Of("show", Samples.First, "--history", "--json", "--home", home.Path).AssertFine();

        Assert.Equal(before, run.Objects.Count);
        Assert.Contains("note: ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_ForPeople_IsReadable()
    {
        using var home = TempHome.WithSamples();

        var text = ToolRun.Of("show", Samples.First, "--history", "--home", home.Path).AssertFine().Data;

        Assert.Contains("Hello plain session", text, StringComparison.Ordinal);
        Assert.Contains("06:07:22.962      0 session_meta ", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', text);
    }

    // Seen to fail: with the summary shown in place of all items.
    [Theory]
    [InlineData(Samples.First)]
    [InlineData(Samples.Legacy)]
    [InlineData("01a1fcb9-3760-7640-9030-fb07e88b57eb")]
    [InlineData("01a1fcbb-d32c-7ca0-b320-734d7dac29fe")]
    public void Show_Turns_AreThoseOfTheThreadWithTheirItems(string id)
    {
        using var home = TempHome.WithSamples();

        var brief = Shown(home, id, "--turns");
        var full = Shown(home, id, "--turns", "--full");
        var items = Shown(home, id, "--items");

        Assert.NotEmpty(brief);
        Assert.All(brief, static turn => Assert.Equal(["id", "status", "started_at", "completed_at", "error", "items"], turn.EnumerateObject().Select(static field => field.Name)));
        Assert.Equal(brief.Select(static turn => ListCommandTests.Text(turn, "id")), full.Select(static turn => ListCommandTests.Text(turn, "id")));
        Assert.All(brief, static turn => Assert.InRange(turn.GetProperty("items").GetArrayLength(), 0, 2));
        Assert.Equal(
            items.Select(static item => item.GetProperty("item").GetRawText()),
            full.SelectMany(static turn => turn.GetProperty("items").EnumerateArray()).Select(static item => item.GetRawText()));
        Assert.All(items, static item => Assert.Equal(["turn_id", "timestamp", "log", "offset", "item"], item.EnumerateObject().Select(static field => field.Name)));
        Assert.True(full.Sum(static turn => turn.GetProperty("items").GetArrayLength()) >= brief.Sum(static turn => turn.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public void Show_TurnsAndItemsForPeople_AreReadable()
    {
        using var home = TempHome.WithSamples();

        var turns = ToolRun.Of("show", Samples.First, "--turns", "--home", home.Path).AssertFine().Data;
        var items = ToolRun.Of("show", Samples.First, "--items", "--home", home.Path).AssertFine().Data;

        Assert.Contains("01a1fcb7-7142-7e12-a89a-46562c44833b completed", turns, StringComparison.Ordinal);
        Assert.All([turns, items], static text => Assert.Matches(@"\n  06:07:2\d\.\d{3} userMessage +Hello plain session\n", text));
    }

    [Theory]
    [InlineData("use one of", "--turns", "--items")]
    [InlineData("use one of", "--history", "--turns")]
    [InlineData("--full is for --turns", "--full")]
    [InlineData("--full is for --turns", "--items", "--full")]
    public void Show_PartsThatDoNotGoTogether_Fails(string reason, params string[] options)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of(["show", Samples.First, .. options, "--home", home.Path]).AssertFailed(reason);
    }

    private static JsonElement[] Shown(TempHome home, string id, params string[] options) =>
        [.. ToolRun.Of(["show", id, .. options, "--json", "--home", home.Path]).AssertFine().Objects.Skip(1)];

    private static string Raw(JsonElement line, string field) => line.GetProperty(field).GetRawText().Trim('"');

    [Theory]
    [InlineData("not-an-id", "not a thread id")]
    [InlineData("01a1fcb7-7132-7b11-bcb0-000000000000", "01a1fcb7-7132-7b11-bcb0-000000000000")]
    public void Show_IdThatIsNotThere_Fails(string id, string reason)
    {
        using var home = TempHome.WithIndexedSamples();

        ToolRun.Of("show", id, "--json", "--home", home.Path).AssertFailed(reason);
    }
}

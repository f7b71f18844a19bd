using System;
using System.Linq;
using System.Text;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Law: whatever the chunks, the lines that are found are those that a slow search finds. Seen to fail with nothing taken over from the chunk
/// before, with the start of a long line forgotten, with the end of a chunk scanned before what follows is there, and with the scan not
/// going on behind the line.
/// </summary>
public sealed class RolloutScanTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Next_WithTheTermAtEveryPlaceOfAChunk_FindsIt()
    {
        for (var length = 0; length < 260; length++)
        {
            var log = Lines.Utf8(SearchHome.Said(new string('x', length) + " nEEdle " + new string('y', 70)) + SearchHome.Said("after: nee\\u0064le"));

            Assert.Equal(SlowSearch.Find(log, "needle").Select(static hit => hit.Offset), Scan(log, "needle", chunkBytes: 64));
        }
    }

    [Fact]
    public void Next_AnyLogInAnyChunks_FindsWhatASlowSearchFinds()
    {
        var found = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var log = new StringBuilder();
            for (var lines = random.Next(1, 30); lines > 0; lines--)
            {
                log.Append(Line(random));
            }

            // What is not terminated is nobody's.
            log.Append("""{"timestamp":"2026-11-21T06:08:10.743Z","type":"event_msg","payload":{"type":"agent_message","message":"needle"}}""");
            var bytes = Lines.Utf8(log.ToString());
            var expected = SlowSearch.Find(bytes, "needle").Select(static hit => hit.Offset).ToArray();
            found += expected.Length;
            foreach (var chunkBytes in new[] { 48, 200, 1024, RolloutScan.ChunkBytes })
            {
                Assert.Equal(expected, Scan(bytes, "needle", chunkBytes));
            }
        }

        Assert.InRange(found, 1_000, 10_000);
    }

    [Fact]
    public void Next_AllSamplesAndAllTheirWords_FindsWhatASlowSearchFinds()
    {
        var found = 0;
        foreach (var path in Samples.Paths)
        {
            var bytes = System.IO.File.ReadAllBytes(path);
            var words = Encoding.UTF8.GetString(bytes).Split(['"', ' ', '\\', ':', ',', '{', '}', '[', ']', '\n'], StringSplitOptions.RemoveEmptyEntries).Distinct().Where(static (_, index) => index % 9 == 0);
            foreach (var word in words.Append("ANSWER").Append("tool-output\n").Append("/home/dev"))
            {
                var expected = SlowSearch.Find(bytes, word);
                found += expected.Count;
                Assert.Equal(expected.Select(static hit => hit.Offset), Scan(bytes, word, 1000));
            }
        }

        Assert.True(found > 100);
    }

    [Fact]
    public void Next_ALineLongerThanAChunk_IsFoundByItsOwnStart()
    {
        var log = Lines.Utf8(SearchHome.Said("before") + SearchHome.Said(new string('x', 900_000) + "needle" + new string('x', 900_000)) + SearchHome.Said("needle"));

        Assert.Equal(SlowSearch.Find(log, "needle").Select(static hit => hit.Offset), Scan(log, "needle", RolloutScan.ChunkBytes));
    }

    [Fact]
    public void Next_ObjectsGluedOnOneLine_AreHitsOfTheirOwn()
    {
        var log = Lines.Utf8(SearchHome.Said("first needle").TrimEnd('\n') + SearchHome.Said("second needle") + SearchHome.Said("third needle"));

        Assert.Equal([0L, SearchHome.Said("first needle").Length - 1, SearchHome.Said("first needle").Length - 1 + SearchHome.Said("second needle").Length], Scan(log, "needle", 4096));
    }

    [Fact]
    public void Next_Cancelled_Ends()
    {
        _home.Put(Lines.Utf8(SearchHome.Said("needle")));
        using var file = _home.Log.OpenRead(_home.Path);
        using var scan = new RolloutScan(SearchTerm.Parse("needle"), 10, JsonSkipper.Best);
        scan.Start(file);

        Assert.Throws<OperationCanceledException>(() => scan.Next(out _, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Next_OverAMegabyteWithoutAHit_AllocatesNothing()
    {
        _home.Put(Lines.Utf8(string.Concat(Enumerable.Repeat(SearchHome.Said("nothing that was looked for, but need and led"), 8_000))));
        using var file = _home.Log.OpenRead(_home.Path);
        using var scan = new RolloutScan(SearchTerm.Parse("needle"), 10, JsonSkipper.Best);

        // The scripted device keeps a list of what was done; the real one does not.
        using var real = PosixLogDevice.Instance.Open(_home.FullPath, LogAccess.Read, out _)!;
        Allocation.AssertNone(
            () =>
            {
                scan.Start(real);
                Assert.False(scan.Next(out _, default));
            },
            rounds: 20);
    }

    private long[] Scan(byte[] log, string term, int chunkBytes)
    {
        _home.Put(log);
        using var file = PosixLogDevice.Instance.Open(_home.FullPath, LogAccess.Read, out _)!;
        using var scan = new RolloutScan(SearchTerm.Parse(term), 20, JsonSkipper.Best, chunkBytes);
        scan.Start(file);
        var found = new System.Collections.Generic.List<long>();
        while (scan.Next(out var hit, default))
        {
            Assert.Contains(term, hit.Snippet.Text.Substring(hit.Snippet.Start, hit.Snippet.Length).Replace(' ', term.EndsWith('\n') ? '\n' : ' '), StringComparison.OrdinalIgnoreCase);
            found.Add(hit.Offset);
        }

        return [.. found];
    }

    private static string Line(Random random)
    {
        var text = random.Next(6) switch
        {
            0 => "needle",
            1 => new string('n', random.Next(300)) + "Needl\\u0065" + new string('e', random.Next(300)),
            2 => "nee\\\\dle needl \\u001b[1m",
            3 => new string('x', random.Next(600)) + "NEEDLE",
            _ => new string('y', random.Next(80)) + "need le",
        };
        return random.Next(10) switch
        {
            0 => Lines.Text(1, "response_item", $$"""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"{{text}}"}]}"""),
            1 => Lines.Text(1, "response_item", $$"""{"content":[{"type":"input_text","text":"{{text}}"}],"role":"user","type":"message"}"""),
            2 => Lines.Text(1, "response_item", $$"""{"type":"message","role":"developer","content":[{"type":"input_text","text":"{{text}}"}]}"""),
            3 => Lines.Text(1, "world_state", $$"""{"text":"{{text}}"}"""),
            4 => Lines.Text(1, "response_item", $$"""{"type":"function_call_output","call_id":"needle","output":"{{text}}"}"""),
            5 => "\n",
            6 => "{\"needle\n",
            7 => Lines.Text(1, "compacted", $$"""{"replacement_history":[{"text":"{{text}}"}],"message":"{{text}}"}"""),
            _ => SearchHome.Said(text),
        };
    }
}

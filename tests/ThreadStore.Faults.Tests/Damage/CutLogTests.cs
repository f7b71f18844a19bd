using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ThreadStore.History;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Damage;

/// <summary>
/// The law: a log that ends anywhere in its last three lines is read up to its last whole line, is taken up again, and loses nothing but
/// a fragment, which is kept elsewhere. Seen to fail: with a fragment that is cut without being kept.
/// </summary>
public sealed class CutLogTests
{
    private static readonly string s_sample = Path.Combine(AppContext.BaseDirectory, "Samples", "rollout-2026-11-21T06-07-22-01a1fcb7-7132-7b11-bcb0-144749e5c184.jsonl");

    [Fact]
    public async Task Log_CutAtEveryByteOfItsLastThreeLines_IsReadResumedAndAppendedTo()
    {
        var whole = File.ReadAllBytes(s_sample);
        Assert.True(RolloutPath.TryParse($"sessions/2026/11/21/{Path.GetFileName(s_sample)}", out var path));
        var start = Starts(whole)[^3];
        await using var home = new EngineHome();
        var full = home.Store.Home.Layout.FullPath(path);
        var torn = home.Store.Home.TornDirectory;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        for (var length = start; length <= whole.Length; length++)
        {
            var cut = whole[..length];
            File.WriteAllBytes(full, cut);
            var (kept, fragment) = Split(cut);
            Assert.Equal(cut.Count(static value => value == '\n'), CountLines(full));

            var thread = home.Store.Resume(path.Id);
            thread.AppendTokens(length);
            await thread.DiscardAsync();

            var bytes = File.ReadAllBytes(full);
            Assert.True(bytes.AsSpan().StartsWith(kept), $"cut at {length}");
            Assert.Equal(1, bytes.AsSpan(kept.Length).Count((byte)'\n'));
            var saved = Directory.Exists(torn) ? Directory.GetFiles(torn) : [];
            Assert.Equal(fragment, saved.Length == 0 ? [] : File.ReadAllBytes(Assert.Single(saved)));
            Array.ForEach(saved, File.Delete);

            home.Settle();
            Assert.Equal(bytes.Length, home.Row(path.Id)!.LogOffset);
            Assert.Equal(length, home.Row(path.Id)!.TokensUsed);
            if (length % 100 == 0)
            {
                home.AssertRowsEqualRebuild();
            }
        }

        home.AssertRowsEqualRebuild();
    }

    // What a writer keeps, whole lines and a last one that only lacks its LF, and what it does not.
    private static (byte[] Kept, byte[] Fragment) Split(byte[] cut)
    {
        var end = Array.LastIndexOf(cut, (byte)'\n') + 1;
        var rest = cut[end..];
        return IsObject(rest) ? ([.. cut, (byte)'\n'], []) : (cut[..end], rest);
    }

    private static bool IsObject(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int[] Starts(byte[] log) => [0, .. Enumerable.Range(1, log.Length - 1).Where(at => log[at - 1] == (byte)'\n')];

    private static int CountLines(string path)
    {
        using var reader = HistoryReader.Open(path);
        var lines = 0;
        while (reader.Read(out _))
        {
            lines++;
        }

        return lines;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Transfer;

/// <summary>
/// The law: what is exported and imported are the same bytes in the same places, of each log the whole lines that it had, with the parents
/// that forks lean on; and what could not be taken along is said.
/// </summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Export_ThenImport_GivesTheSameBytesAndTheRowsOfARebuild(bool isCompressed)
    {
        await using var home = new TransferHome();
        foreach (var sample in Lines.SamplePaths())
        {
            home.WriteAt($"sessions/2026/11/21/{Path.GetFileName(sample)}", File.ReadAllText(sample));
        }

        home.WriteAt($"archived_sessions/{Path.GetFileName(TransferHome.NameOf(TransferHome.First))}", TransferHome.Meta(TransferHome.First), TransferHome.Said("kept"));
        var (archive, exported) = await home.ExportAsync(new ThreadExport { Compress = isCompressed });

        await using var other = new TransferHome();
        var imported = await other.ImportAsync(archive);

        Assert.Equal(home.Rollouts, other.Rollouts);
        Assert.Equal(12, exported.Threads.Count);
        Assert.Equal(home.Rollouts.Values.Sum(static text => text.Length), exported.Bytes);
        Assert.Empty(exported.Skipped);
        Assert.Equal(exported.Threads.Select(static thread => thread.RelativePath), imported.Threads.Select(static thread => thread.RelativePath));
        Assert.All(imported.Threads, static thread => Assert.Equal(ImportOutcome.Imported, thread.Outcome));
        Assert.Equal("kept", other.Store.Read(ThreadId.Parse(TransferHome.First)).Preview);
        Assert.True(other.Store.Read(ThreadId.Parse(TransferHome.First)).Archived);
        Assert.Empty(await LocalThreadStore.VerifyAsync(other.Store.Options));
        Assert.Equal(isCompressed, archive.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]));
    }

    [Fact]
    public async Task Export_OfALiveThread_HasWhatWasBufferedAndNoHalfLine()
    {
        await using var home = new TransferHome();
        await using var thread = home.Store.Create(new CreateThreadParams { Cwd = "/w" });
        thread.Append(ItemType.EventMsg, """{"type":"task_started"}"""u8, Durability.Buffered);
        var path = Directory.GetFiles(home.Directory, "rollout-*", SearchOption.AllDirectories).SingleOrDefault();
        await thread.FlushAsync();
        path = Directory.GetFiles(home.Directory, "rollout-*", SearchOption.AllDirectories).Single();
        thread.Append(ItemType.EventMsg, """{"type":"task_complete"}"""u8, Durability.Buffered);

        var (archive, report) = await home.ExportAsync(new ThreadExport { Threads = [thread.Id] });
        var whole = File.ReadAllText(path);
        File.AppendAllText(path, "{\"timestamp\":\"20");
        var (again, _) = await home.ExportAsync(new ThreadExport { Threads = [thread.Id] });

        Assert.Contains("task_complete", whole, StringComparison.Ordinal);
        Assert.Equal(whole.Length, Assert.Single(report.Threads).Bytes);
        Assert.Equal(Encoding.Latin1.GetString(Files(archive).Values.Last()), Encoding.Latin1.GetString(Files(again).Values.Last()));
    }

    [Fact]
    public async Task Export_OfALogThatGrowsMeanwhile_HasWhatItHadAtTheStart()
    {
        await using var home = new TransferHome();
        var path = home.Write(TransferHome.First, TransferHome.Said("one"));
        var before = File.ReadAllText(path);

        // Each line that is read adds one more.
        var (archive, _) = await home.ExportAsync(new ThreadExport
        {
            Redactor = (_, line) =>
            {
                File.AppendAllText(path, TransferHome.Said("later"));
                return line.Length;
            },
        });

        Assert.True(new FileInfo(path).Length > before.Length);
        Assert.Equal(before, Encoding.UTF8.GetString(Files(archive)[TransferHome.NameOf(TransferHome.First)]));
    }

    [Fact]
    public async Task Export_OfAForkByReference_TakesItsParentAlong()
    {
        await using var home = new TransferHome();
        var parent = home.Write(TransferHome.First, TransferHome.Said("said before the fork"));
        home.WriteAt(
            TransferHome.NameOf(TransferHome.Second),
            TransferHome.Meta(TransferHome.Second, TransferHome.ForkOf(TransferHome.First, new FileInfo(parent).Length)));

        var (archive, report) = await home.ExportAsync(new ThreadExport { Threads = [ThreadId.Parse(TransferHome.Second)] });
        await using var other = new TransferHome();
        var imported = await other.ImportAsync(archive);

        Assert.Equal(2, report.Threads.Count);
        Assert.Empty(report.MissingParents);
        Assert.Empty(imported.MissingParents);
        Assert.Equal("said before the fork", other.Store.Read(ThreadId.Parse(TransferHome.Second)).Preview);
        var entry = Manifest(archive).GetProperty("threads").EnumerateArray().Last();
        Assert.Equal(TransferHome.First, entry.GetProperty("parent").GetProperty("id").GetString());
        Assert.Equal(new FileInfo(parent).Length, entry.GetProperty("parent").GetProperty("end").GetInt64());
    }

    [Fact]
    public async Task Export_OfAForkWhoseParentIsGone_SaysSoAndSoDoesTheImport()
    {
        await using var home = new TransferHome();
        home.WriteAt(TransferHome.NameOf(TransferHome.Second), TransferHome.Meta(TransferHome.Second, TransferHome.ForkOf(TransferHome.First, 10)));

        var (archive, report) = await home.ExportAsync();
        await using var other = new TransferHome();
        var imported = await other.ImportAsync(archive);

        Assert.Equal(ThreadId.Parse(TransferHome.First), Assert.Single(report.MissingParents));
        Assert.Equal(ThreadId.Parse(TransferHome.First), Assert.Single(imported.MissingParents));
        Assert.Equal(ImportOutcome.Imported, Assert.Single(imported.Threads).Outcome);
    }

    [Fact]
    public async Task Export_OfANameThatOnlyTheNameIndexKnows_KeepsItWithItsTime()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First, TransferHome.Said("one"));
        home.WriteAt("session_index.jsonl", Name(TransferHome.First, "older", "2026-11-21T07:00:00Z"), Name(TransferHome.First, "Release \\u0022notes\\u0022", "2026-11-21T08:00:00Z"));

        var (archive, _) = await home.ExportAsync();
        await using var other = new TransferHome();
        await other.ImportAsync(archive);

        var row = other.Store.Read(ThreadId.Parse(TransferHome.First));
        Assert.Equal("Release \"notes\"", row.Name);
        Assert.EndsWith(
            "{\"timestamp\":\"2026-11-21T08:00:00.000Z\",\"type\":\"threadstore_metadata\",\"payload\":{\"v\":1,\"thread_id\":\"" + TransferHome.First + "\",\"name\":\"Release \\\"notes\\\"\"}}\n",
            other.Rollouts[TransferHome.NameOf(TransferHome.First)],
            StringComparison.Ordinal);
        // The archive's bytes are still there, and a second import finds them.
        Assert.Equal(ImportOutcome.Present, Assert.Single((await other.ImportAsync(archive)).Threads).Outcome);
    }

    [Fact]
    public async Task Export_OfAThreadThatWasNamedInItsLogSince_LeavesTheNameIndexOut()
    {
        await using var home = new TransferHome();
        home.Write(
            TransferHome.First,
            $$$"""{"timestamp":"2026-11-21T08:00:00.000Z","type":"threadstore_metadata","payload":{"v":1,"thread_id":"{{{TransferHome.First}}}","name":"newer"}}""" + "\n");
        home.WriteAt("session_index.jsonl", Name(TransferHome.First, "older", "2026-11-21T08:00:00Z"));

        var (archive, _) = await home.ExportAsync();
        await using var other = new TransferHome();
        await other.ImportAsync(archive);

        Assert.Equal(home.Rollouts, other.Rollouts);
    }

    [Fact]
    public async Task Export_OfWhatIsNoRollout_SkipsItAndSaysWhy()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First, TransferHome.Said("one"));
        var outside = home.WriteAt("secret", "not for others\n");
        var day = Path.GetDirectoryName(home.PathOf(TransferHome.NameOf(TransferHome.First)))!;
        File.CreateSymbolicLink(Path.Combine(day, Path.GetFileName(TransferHome.NameOf(TransferHome.Second))), outside);
        home.WriteAt("archived_sessions/rollout-2026-11-21T06-08-10-01a1fcb8-0000-7000-8000-000000000003.jsonl", "garbage\n");
        home.WriteAt("archived_sessions/rollout-2026-11-21T06-08-10-01a1fcb8-0000-7000-8000-000000000004.jsonl", TransferHome.Meta(TransferHome.First));
        home.WriteAt("archived_sessions/rollout-2026-11-21T06-08-10-01a1fcb8-0000-7000-8000-000000000005.jsonl", "{\"half");

        var (archive, report) = await home.ExportAsync();

        Assert.Equal(TransferHome.First, Assert.Single(report.Threads).Id.ToString());
        Assert.Equal(["3", "4", "5"], report.Skipped.Select(static one => one.RelativePath[^7..^6]));
        Assert.DoesNotContain("not for others", Encoding.UTF8.GetString(archive), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidRequestException>(() => home.ExportAsync(new ThreadExport { Threads = [ThreadId.Parse("01a1fcb8-0000-7000-8000-000000000003")] }));
        await Assert.ThrowsAsync<ThreadNotFoundException>(() => home.ExportAsync(new ThreadExport { Threads = [ThreadId.Parse(TransferHome.Second)] }));
    }

    [Fact]
    public async Task Export_WithAFolderThatMayNotBeRead_SaysSo()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        home.Store.Home.Layout.RefuseListing = static folder => folder == "archived_sessions" ? Libc.EACCES : 0;

        var (_, report) = await home.ExportAsync();

        Assert.Equal("archived_sessions", Assert.Single(report.Skipped).RelativePath);
    }

    [Fact]
    public async Task Export_OfACompressedRollout_TakesItsBytesAsTheyAre()
    {
        await using var home = new TransferHome();
        var name = $"{TransferHome.NameOf(TransferHome.First)}.zst";
        File.WriteAllBytes(home.WriteAt(name), [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);

        var (archive, _) = await home.ExportAsync();
        await using var other = new TransferHome();
        var imported = await other.ImportAsync(archive);

        Assert.Equal(ImportOutcome.Imported, Assert.Single(imported.Threads).Outcome);
        Assert.Equal(home.Rollouts, other.Rollouts);
    }

    [Fact]
    public async Task Export_Redacted_KeepsEveryOffsetAndNothingOfWhatWasTakenOut()
    {
        await using var home = new TransferHome();
        var parent = home.Write(TransferHome.First, TransferHome.Said("my key is hunter2"), TransferHome.Said("harmless"), "not json hunter2\n");
        var end = new FileInfo(parent).Length;
        home.WriteAt(TransferHome.NameOf(TransferHome.Second), TransferHome.Meta(TransferHome.Second, TransferHome.ForkOf(TransferHome.First, end)), TransferHome.Said("hunter2 again"));

        var (archive, _) = await home.ExportAsync(new ThreadExport { Redactor = TakeOut });
        await using var other = new TransferHome();
        await other.ImportAsync(archive);

        Assert.DoesNotContain("hunter2", Encoding.UTF8.GetString(archive), StringComparison.Ordinal);
        Assert.Equal(home.Rollouts.Select(static one => (one.Key, one.Value.Length)), other.Rollouts.Select(static one => (one.Key, one.Value.Length)));
        Assert.Equal("my key is x", other.Store.Read(ThreadId.Parse(TransferHome.Second)).Preview);
        Assert.Empty(await LocalThreadStore.VerifyAsync(other.Store.Options));
        Assert.Contains("hunter2", File.ReadAllText(parent), StringComparison.Ordinal);

        static int TakeOut(ThreadId thread, Span<byte> line)
        {
            var text = Encoding.UTF8.GetString(line);
            return text.StartsWith('{') ? Encoding.UTF8.GetBytes(text.Replace("hunter2", "x", StringComparison.Ordinal), line) : 0;
        }
    }

    [Fact]
    public async Task Export_ByARedactorThatBreaksItsRules_IsRefused()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First, TransferHome.Said("one"));
        var calls = 0;

        Assert.Contains("session_meta", await RefusalAsync(static (_, _) => 0), StringComparison.Ordinal);
        Assert.Contains("are left", await RefusalAsync(static (_, line) => line.Length + 1), StringComparison.Ordinal);
        Assert.Contains("two lines", await RefusalAsync(static (_, line) =>
        {
            line[5] = (byte)'\n';
            return line.Length;
        }), StringComparison.Ordinal);
        Assert.Contains("twice", await RefusalAsync((_, line) => line.Length - (++calls == 4 ? line.Length : 0)), StringComparison.Ordinal);

        async Task<string> RefusalAsync(LineRedactor redactor) =>
            (await Assert.ThrowsAsync<InvalidRequestException>(() => home.ExportAsync(new ThreadExport { Redactor = redactor }))).Message;
    }

    [Fact]
    public async Task Export_Cancelled_ChangesNothing()
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.First);
        var before = home.Rollouts;
        using var stop = new CancellationTokenSource();
        using var archive = new MemoryStream();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => home.Store.ExportAsync(
            new ThreadExport
            {
                Redactor = (_, line) =>
                {
                    stop.Cancel();
                    return line.Length;
                },
            },
            archive,
            stop.Token));

        Assert.Equal(before, home.Rollouts);
        Assert.Equal(0, archive.Length);
    }

    internal static Dictionary<string, byte[]> Files(byte[] archive)
    {
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(archive));
        var files = new Dictionary<string, byte[]>();
        while (tar.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream!.CopyTo(bytes);
            files.Add(entry.Name, bytes.ToArray());
        }

        return files;
    }

    private static JsonElement Manifest(byte[] archive) => JsonDocument.Parse(Files(archive)["manifest.json"]).RootElement;

    private static string Name(string id, string name, string at) => $$"""{"id":"{{id}}","thread_name":"{{name}}","updated_at":"{{at}}"}""" + "\n";
}

using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Transfer;

/// <summary>The law: an archive that is not what its manifest says is refused as a whole, and the home is as it was.</summary>
public sealed class HostileArchiveTests
{
    private static readonly string s_name = TransferHome.NameOf(TransferHome.First);
    private static readonly string s_text = TransferHome.Meta(TransferHome.First);

    public static TheoryData<string, byte[]> Archives => new()
    {
        { "does not begin with manifest.json", Tar((s_name, s_text)) },
        { "damaged, or is none", Tar() },
        { "damaged, or is none", Encoding.UTF8.GetBytes(new string('x', 2000)) },
        { "another format", Tar(("manifest.json", "{\"format\":\"zip\",\"version\":1,\"threads\":[]}")) },
        { "version 2", Tar(("manifest.json", "{\"format\":\"threadstore-export\",\"version\":2,\"threads\":[]}")) },
        { "manifest of the archive is damaged", Tar(("manifest.json", "{\"format\":\"threadstore-export\"")) },
        { "manifest of the archive is damaged", Tar(("manifest.json", "{\"format\":\"threadstore-export\",\"version\":1,\"threads\":[{\"id\":1}]}")) },
        { "path that is no rollout's", Tar(Manifest(Entry(path: "../../" + s_name))) },
        { "path that is no rollout's", Tar(Manifest(Entry(path: "/" + s_name))) },
        { "path that is no rollout's", Tar(Manifest(Entry(path: "sessions/../x/" + Path.GetFileName(s_name)))) },
        { "path that is no rollout's", Tar(Manifest(Entry(path: "config.toml"))) },
        { "path that is no rollout's", Tar(Manifest(Entry(path: "thread-writer-locks/" + Path.GetFileName(s_name)))) },
        { "contradicts itself", Tar(Manifest(Entry(id: TransferHome.Second))) },
        { "contradicts itself", Tar(Manifest(Entry(archived: "true"))) },
        { "no good hash", Tar(Manifest(Entry(hash: "ABC"))) },
        { "no good hash", Tar(Manifest(Entry(bytes: -1))) },
        { "more than any disk", Tar(Manifest(Entry(bytes: long.MaxValue))) },
        { "twice", Tar(Manifest(Entry(), Entry())) },
        { "ends before", Tar(Manifest(Entry())) },
        { "does not name, or names once", Tar(Manifest(Entry()), (s_name, s_text), ("extra", "x")) },
        { "does not name, or names once", Tar(Manifest(Entry()), (s_name, s_text), (s_name, s_text)) },
        { "does not name, or names once", Tar(Manifest(Entry()), ("../" + s_name, s_text)) },
        { "another hash", Tar(Manifest(Entry()), (s_name, s_text.Replace("/w", "/x", StringComparison.Ordinal))) },
        { "not as a file of the length", Tar(Manifest(Entry()), (s_name, s_text + s_text)) },
        { "session_meta", Whole("garbage\n") },
        { "session_meta", Whole(TransferHome.Meta(TransferHome.Second)) },
        { "session_meta", Whole("\n\n") },
        { "half a line", Whole(s_text + "{") },
        { "no good time", Tar(Manifest(Entry(more: ",\"name\":{\"text\":\"x\",\"at\":\"soon\"}"))) },
        { "no thread", Tar(Manifest(Entry(more: ",\"parent\":{\"id\":\"x\",\"end\":1}"))) },
        { "not as a file", Link() },
        { "damaged", Tar(Manifest(Entry()), (s_name, s_text))[..^1800] },
        { "damaged", Packed(Tar(Manifest(Entry()), (s_name, s_text)))[..^30] },
        { "longer than its manifest says", Packed(Bomb()) },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task Import_IsRefusedAndChangesNothing(string reason, byte[] archive)
    {
        await using var home = new TransferHome();
        home.Write(TransferHome.Second, TransferHome.Said("mine"));
        var before = home.Rollouts;

        foreach (var isDryRun in new[] { true, false })
        {
            var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => home.ImportAsync(archive, isDryRun));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, home.Rollouts);
        Assert.Empty(ImportStaging.Find(home.Store.Home));
        Assert.False(File.Exists(Path.Combine(home.Directory, "..", Path.GetFileName(s_name))));
    }

    [Fact]
    public async Task Import_OfTheSameArchiveAsItShouldBe_IsTaken()
    {
        await using var home = new TransferHome();

        var report = await home.ImportAsync(Tar(Manifest(Entry()), (s_name, s_text)));

        Assert.Equal(ImportOutcome.Imported, Assert.Single(report.Threads).Outcome);
    }

    private static byte[] Whole(string text) => Tar(Manifest(Entry(bytes: text.Length, hash: Hash(text))), (s_name, text));

    private static string Entry(string? id = null, string? path = null, long? bytes = null, string? hash = null, string archived = "false", string more = "") =>
        $$"""{"id":"{{id ?? TransferHome.First}}","path":"{{path ?? s_name}}","bytes":{{bytes ?? s_text.Length}},"sha256":"{{hash ?? Hash(s_text)}}","archived":{{archived}}{{more}}}""";

    private static (string Name, string Text) Manifest(params string[] entries) =>
        ("manifest.json", $$"""{"format":"threadstore-export","version":1,"made_by":"somebody","threads":[{{string.Join(',', entries)}}]}""");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Tar(params (string Name, string Text)[] files)
    {
        var entries = new List<TarEntry>();
        foreach (var (name, text) in files)
        {
            entries.Add(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        return Tar(entries);
    }

    private static byte[] Tar(List<TarEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            entries.ForEach(tar.WriteEntry);
        }

        return bytes.ToArray();
    }

    private static byte[] Link()
    {
        var (name, text) = Manifest(Entry());
        return Tar(
        [
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) },
            new PaxTarEntry(TarEntryType.SymbolicLink, s_name) { LinkName = "/etc/passwd" },
        ]);
    }

    // A header that unpacks to more than the whole archive may hold.
    private static byte[] Bomb()
    {
        var (name, text) = Manifest(Entry());
        return Tar(
        [
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) },
            new PaxTarEntry(TarEntryType.RegularFile, s_name, new Dictionary<string, string> { ["comment"] = new('x', 80 << 20) }) { DataStream = new MemoryStream(new byte[1]) },
        ]);
    }

    private static byte[] Packed(byte[] archive)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(archive);
        }

        return bytes.ToArray();
    }
}

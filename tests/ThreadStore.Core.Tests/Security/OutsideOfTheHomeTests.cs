using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using SQLitePCL;
using ThreadStore.History;
using ThreadStore.Lifecycle;
using ThreadStore.Search;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Security;

/// <summary>
/// The law: whatever a hostile home says, in rows, names, first lines or by links, no verb reads, changes, moves or removes a rollout that
/// lies outside of it. The rollout outside is a good one, with a secret in it and with the very name that would be looked for.
/// </summary>
public sealed class OutsideOfTheHomeTests : IAsyncLifetime
{
    private const string Secret = "outside-and-none-of-your-business";

    private readonly EngineHome _home = new();
    private readonly string _outside = Directory.CreateTempSubdirectory("threadstore-outside-").FullName;
    private ThreadId _id;

    public async Task InitializeAsync()
    {
        _id = await _home.ClosedAsync("inside");
        await _home.ClosedAsync("another");
    }

    public async Task DisposeAsync()
    {
        await _home.DisposeAsync();
        Directory.Delete(_outside, recursive: true);
    }

    public static TheoryData<string> Paths => new("../../{0}", "sessions/../../{0}", "{1}/{0}", "sessions/2026/11/21/../../../../../{0}", "sessions/2026/11/21/link/{0}", "archived_sessions/../../{0}");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Row_WhosePathLeadsOutside_LeadsNoVerbThere(string form)
    {
        var name = VerbHome.Name(_id);
        var outside = PutOutside(name);
        Directory.CreateSymbolicLink(Path.Combine(_home.Path, VerbHome.Day, "link"), _outside);
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Path.GetRelativePath(_home.Path + "/a", outside)["../".Length..], _outside);
        File.Delete(_home.ActivePath(_id));
        await Reopen(path);

        await TryEveryVerb();

        Assert.Equal([outside], Directory.GetFiles(_outside, "*", SearchOption.AllDirectories));
        Assert.Contains(Secret, File.ReadAllText(outside), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(_home.Path, VerbHome.Day, "link"));
    }

    // Each folder on the way, and the file itself. The two folders of rollouts themselves are read through a link, for whoever keeps them on
    // another disk; nothing is moved or removed through it. Seen to fail: with the folders not looked at when a rollout is opened.
    [Theory]
    [InlineData("sessions/2026")]
    [InlineData("sessions/2026/11")]
    [InlineData("sessions/2026/11/21")]
    [InlineData("sessions/2026/11/21/{0}")]
    [InlineData("archived_sessions/{0}")]
    public async Task Link_AnywhereOnTheWay_LeadsNoVerbOutside(string place)
    {
        var name = VerbHome.Name(_id);
        place = string.Format(System.Globalization.CultureInfo.InvariantCulture, place, name);
        var real = Path.Combine(_outside, "real");
        var below = place.Split('/')[0] == "sessions" ? string.Join('/', (VerbHome.Day + "/" + name).Split('/').Skip(place.Split('/').Length)) : place.EndsWith(name, StringComparison.Ordinal) ? "" : name;
        var outside = PutOutside(below.Length == 0 ? "real" : "real/" + below);
        File.Delete(_home.ActivePath(_id));
        var link = Path.Combine(_home.Path, place);
        if (Directory.Exists(link))
        {
            Directory.Delete(link, recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, real);
        _home.Reconcile();

        await TryEveryVerb();

        Assert.Equal([outside], Directory.GetFiles(_outside, "*", SearchOption.AllDirectories));
        Assert.Contains(Secret, File.ReadAllText(outside), StringComparison.Ordinal);
        File.Delete(link);
    }

    [Fact]
    public async Task Create_WhereAFolderOfDatesIsALink_IsRefusedAndMakesNothing()
    {
        var link = Path.Combine(_home.Path, VerbHome.Day);
        Directory.Delete(link, recursive: true);
        Directory.CreateSymbolicLink(link, _outside);
        await using var thread = _home.Store.Create(new CreateThreadParams { Cwd = "/w" });

        Assert.Equal(StorageOutcome.NotAccepted, Assert.Throws<StorageFaultException>(() => thread.AppendUser("x")).Outcome);

        Assert.Empty(Directory.GetFileSystemEntries(_outside));
        await thread.DiscardAsync();
        Directory.Delete(link);
    }

    [Theory]
    [InlineData("\"../../../{0}\"", "0")]
    [InlineData("\"/etc/passwd\"", "10")]
    [InlineData("\"{0}\\u0000\"", "10")]
    [InlineData("\"..\"", "-5")]
    [InlineData("{{\"x\":1}}", "9223372036854775807")]
    [InlineData("\"01a1fcb8-0000-7000-8000-0000000000ff\"", "99999999999999999999")]
    public async Task HistoryBase_ThatNamesNoThread_LeavesTheForkItsOwnLines(string parent, string end)
    {
        var outside = PutOutside(VerbHome.Name(_id));
        var fork = ThreadId.Parse("01a1fcb8-0000-7000-8000-00000000000f");
        var name = string.Format(System.Globalization.CultureInfo.InvariantCulture, parent, Path.GetRelativePath(_home.Path, outside));
        VerbHome.Put(_home.ActivePath(fork), Payloads.Utf8(
            $$"""{"timestamp":"2026-11-21T06:08:10.000Z","ordinal":0,"type":"session_meta","payload":{"id":"{{fork}}","history_mode":"paginated","history_base":{"thread_id":""" + name
            + ",\"end_ordinal_exclusive\":1,\"end_byte_offset\":" + end + "}}}\n"));
        _home.Reconcile();

        using (var reader = _home.Store.ReadHistory(fork))
        {
            Assert.True(reader.Read(out var line) && line.Log == fork);
            Assert.False(reader.Read(out _));
        }

        Assert.Null(_home.Row(fork)!.Preview);
        await _home.Run(_home.Store.DeleteAsync(fork));
        Assert.True(File.Exists(outside));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("0xa1fcb8-2b72-7833-a595-9c5022c4ed8f")]
    public void NameIndex_WithIdsThatAreNone_NamesNobody(string odd)
    {
        File.WriteAllText(
            Path.Combine(_home.Path, "session_index.jsonl"),
            $$"""{"id":"{{odd}}","thread_name":"odd","updated_at":"2026-11-21T09:00:00Z"}""" + "\n"
            + $$"""{"id":"{{_id}}","thread_name":"../../{{new string('n', 5000)}}\u0000\u001b[31m","updated_at":"2026-11-21T09:00:00Z"}""" + "\n");
        _home.Reconcile();

        Assert.StartsWith("../../nnn", _home.Row(_id)!.Name, StringComparison.Ordinal);
        Assert.DoesNotContain(_home.Store.List(new ThreadListQuery { IncludeHidden = true }).Threads, static thread => thread.Name == "odd");
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_home.Path)!, "*nnn*"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("sessions/\0")]
    public void ReadByPath_OfWhatIsNoRolloutOfTheHome_IsRefused(string path) =>
        Assert.ThrowsAny<Exception>(() => _home.Store.ReadByPath(path) is { } row ? row : throw new ThreadNotFoundException(_id));

    private string PutOutside(string relative)
    {
        var path = Path.Combine(_outside, relative);
        VerbHome.Put(path, Payloads.Utf8(
            $$$"""{"timestamp":"2026-11-21T06:08:10.000Z","ordinal":0,"type":"session_meta","payload":{"id":"{{{_id}}}","timestamp":"2026-11-21T06:08:10.000Z","cwd":"/w","history_mode":"paginated"}}""" + "\n"
            + $$$"""{"timestamp":"2026-11-21T06:08:11.000Z","ordinal":1,"type":"event_msg","payload":{"type":"user_message","message":"{{{Secret}}}"}}""" + "\n"));
        return path;
    }

    // The store is closed meanwhile: nobody may open a database's file beside SQLite.
    private async Task Reopen(string path)
    {
        _home.StartThreads();
        await Guard.Task(_home.Store.DisposeAsync().AsTask());
        _home.Stopped();
        using (var connection = SqliteConnection.Open(Directory.GetFiles(_home.Path, "threadstore-*.sqlite").Single(), SqliteOpenMode.ReadWrite))
        using (var update = connection.Prepare("UPDATE threads SET rollout_path = ? WHERE id = ?"u8))
        {
            update.BindText(1, Encoding.UTF8.GetBytes(path));
            update.BindId(2, _id);
            Assert.Equal(raw.SQLITE_DONE, update.Step());
            Assert.Equal(1, connection.Changes);
        }

        _ = _home.Store;
    }

    private async Task TryEveryVerb()
    {
        List<string> texts = [];
        await Allow(() => Task.FromResult(History(texts)));
        await Allow(() => Task.FromResult(_home.Store.ListTurns(new TurnListQuery { Thread = _id, Items = TurnItems.Full })), page => texts.AddRange(page.Turns.SelectMany(static turn => turn.Items).Select(static item => Encoding.UTF8.GetString(item.Json.Span))));
        await Allow(() => Task.FromResult(_home.Store.ListItems(new ItemListQuery { Thread = _id })), page => texts.AddRange(page.Items.Select(static item => Encoding.UTF8.GetString(item.Json.Span))));
        await Allow(() => SearchHome.Collect(_home.Store.SearchAsync(new SearchQuery { Term = Secret, Archive = ThreadArchiveFilter.Any })), hits => texts.AddRange(hits.Select(static hit => hit.Snippet)));
        await Allow(() => Task.FromResult(_home.Store.Fork(_id)));
        await Allow(() => Task.FromResult(Resume()));
        await Allow(() => Run(_home.Store.ArchiveAsync(_id)));
        await Allow(() => Run(_home.Store.UnarchiveAsync(_id)));
        await Allow(() => Run(_home.Store.UpdateMetadataAsync(_id, new ThreadMetadataPatch { Name = "new" })));
        await Allow(async () =>
        {
            using var archive = new MemoryStream();
            await Guard.Task(_home.Store.ExportAsync(new Transfer.ThreadExport { Threads = [_id] }, archive));
            return Encoding.Latin1.GetString(archive.ToArray());
        }, texts.Add);
        await Allow(() => Run(_home.Store.DeleteAsync(_id)));
        texts.Add(_home.Row(_id)?.Preview ?? "");
        Assert.DoesNotContain(texts, static text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private bool History(List<string> texts)
    {
        using var reader = _home.Store.ReadHistory(_id);
        while (reader.Read(out var line))
        {
            texts.Add(Encoding.UTF8.GetString(line.Payload));
        }

        return true;
    }

    private bool Resume()
    {
        _home.Store.Resume(_id).AppendUser("not there");
        return true;
    }

    private async Task<bool> Run(Task verb)
    {
        await _home.Run(verb);
        return true;
    }

    private static async Task Allow<T>(Func<Task<T>> verb, Action<T>? look = null)
    {
        try
        {
            var answer = await verb();
            look?.Invoke(answer);
        }
        catch (ThreadStoreException)
        {
            // Refused is right.
        }
    }
}

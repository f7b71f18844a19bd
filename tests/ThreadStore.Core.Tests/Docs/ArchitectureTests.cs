using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// Two promises of the design, read off the source tree: an append never reaches SQLite, and the log never knows the slot. Besides, which
/// folder may use which. Seen to fail: with "using ThreadStore.Sqlite" in LiveThread.Append.cs, with _store.TrySettle called there, with
/// SettleLocked called by WakeLocked, with FindIndexed called by ReserveDescriptors, with a CoalescingSlot in Log/, with File.ReadAllBytes
/// in Sqlite/, and with one edge taken out of docs/architecture.md.
/// </summary>
/// <remarks>Comments and strings do not count. The types of the root (ids, errors, options, items) are everybody's.</remarks>
public sealed class ArchitectureTests
{
    private const string Core = "src/ThreadStore.Core";
    private const string Root = "(root)";

    // What each folder needs, exactly: an edge that is no longer needed goes out of here and out of docs/architecture.md.
    private static readonly SortedDictionary<string, string[]> s_edges = new(StringComparer.Ordinal)
    {
        [Root] = ["Health", "History", "Items", "Lifecycle", "Log", "Projection", "Queries", "Search", "Sqlite", "Tracing", "Transfer", "Verification"],
        ["Buffers"] = [],
        ["Health"] = [],
        ["History"] = ["Items", "Log", "Sqlite"],
        ["Items"] = [],
        ["Lifecycle"] = ["Items", "Log", "Projection"],
        ["Log"] = ["Buffers", "Items"],
        ["Projection"] = ["Buffers", "Health", "Items", "Log", "Sqlite", "Tracing"],
        ["Queries"] = ["Items", "Projection", "Sqlite"],
        ["Search"] = ["Items", "Log", "Projection", "Sqlite"],
        ["Sqlite"] = ["Health", "Projection", "Tracing"],
        ["Tracing"] = [],
        ["Transfer"] = ["Items", "Log", "Projection"],
        ["Verification"] = ["Items", "Log", "Projection", "Queries", "Sqlite", "Transfer"],
    };

    // What an append may ask of the store, the first one of a lazy or dormant thread included. TrySettle, FindRollout and Forget would
    // lead to the index.
    private static readonly string[] s_storeMembersOfAppend =
        [
            "AcquireWriterLock", "Drainer", "Faults", "Home", "NoteOpen", "NoteSyncDebt", "Options", "ReserveDescriptors", "ReturnDescriptors", "TakeSyncDebt", "TouchTicks",
            "TryAcquireWriterLock",
        ];

    [Fact]
    public void Folders_UseEachOther_AsTheTableSays()
    {
        var used = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var folder in Folders())
        {
            used[folder] = [.. Code(folder).SelectMany(file => Namespaces(file.Code)).Where(name => name != folder).Distinct().Order(StringComparer.Ordinal)];
        }

        Assert.Equal(Describe(s_edges), Describe(used));
    }

    [Fact]
    public void Table_OfTheArchitecturePage_IsTheOneThatIsTested()
    {
        var shown = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var row in Repository.Table(Repository.Read("docs/architecture.md"), "## Folders"))
        {
            shown[row[0].Trim('`', '/')] = [.. row[2].Split(',').Select(static name => name.Trim().Trim('`', '/')).Where(static name => name is not "nothing")];
        }

        Assert.Equal(Describe(s_edges), Describe(shown));
    }

    [Fact]
    public void Folders_DoNotUseTheFaceOfTheStore() => AssertNoWord(
        Folders().Where(static folder => folder != Root).SelectMany(Code), ["LocalThreadStore", "LiveThread", "BufferDrainer", "StoreSeams"]);

    [Fact]
    public void Append_NeverReachesSqlite()
    {
        var path = AppendPath().ToList();
        Assert.True(path.Count > 20, "the way of an append has files");

        AssertNoWord(path, [.. TypesOf("Sqlite"), .. TypesOf("Queries"), "SQLitePCL", "Sqlite", "Queries"]);
    }

    [Fact]
    public void Append_AsksTheStoreForNothingThatLeadsToTheIndex()
    {
        // TrySettle is a resume's: the next test.
        var asked = Code(Root).Where(static file => file.Name is "LiveThread.Append.cs" or "LiveThread.Publish.cs" or "LiveThread.Lifecycle.cs")
            .SelectMany(static file => Repository.Matches(file.Code, @"\b_store\.(\w+)").Select(static match => match.Groups[1].Value))
            .Where(static name => name != "TrySettle").Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(s_storeMembersOfAppend, asked);
        foreach (var member in s_storeMembersOfAppend)
        {
            AssertNoWord(
                Code(Root).Where(static file => file.Name.StartsWith("LocalThreadStore", StringComparison.Ordinal)).Select(file => (file.Name, Member(file.Code, member))),
                ["_reader", "_pipeline", "FindIndexed", "FindRollout", "TrySettle", "CheckIsNew", "Forget"]);
        }
    }

    [Fact]
    public void Settling_BelongsToResumeAlone()
    {
        // The one question to the index in a live thread's files: asked by a resume, never by what wakes a dormant thread.
        var code = Code(Root).Where(static file => file.Name.StartsWith("LiveThread", StringComparison.Ordinal)).Select(static file => file.Code).ToList();
        var resume = code.Select(static one => Member(one, "Resume")).Single(static body => body.Length > 0);

        Assert.Contains("_store.TrySettle(", code.Select(static one => Member(one, "SettleLocked")).Single(static body => body.Length > 0), StringComparison.Ordinal);
        Assert.Single(code.SelectMany(static one => Repository.Matches(one, @"\bTrySettle\b")));
        Assert.Single(Repository.Matches(resume, @"\bSettleLocked\(\)"));
        Assert.Equal(2, code.Sum(static one => Repository.Matches(one, @"\bSettleLocked\b").Count()));
    }

    [Fact]
    public void Log_NeverKnowsTheSlot() => AssertNoWord(Code("Log"), [.. TypesOf("Projection"), "Projection"]);

    [Fact]
    public void FoldersThatKnowTheDatabase_OpenNoFileByDotNet()
    {
        // Opening and closing a live database file by File or FileStream drops SQLite's locks on it.
        var found = Code("Sqlite").Concat(Code("Queries"))
            .SelectMany(static file => Repository.Matches(file.Code, @"\b(FileStream|StreamReader|StreamWriter|RandomAccess|File\.(?!Exists\b)\w+)").Select(match => $"{file.Name}: {match.Value}"));

        Assert.Empty(found);
    }

    private static IEnumerable<string> Folders() =>
        Directory.GetDirectories(Path.Combine(Repository.Root, Core)).Select(static path => Path.GetFileName(path)!)
            .Where(static name => name is not ("bin" or "obj")).Append(Root);

    private static List<(string Name, string Code)> Code(string folder)
    {
        var files = folder == Root ? Repository.Files(Core, "*.cs", isDeep: false) : Repository.Files($"{Core}/{folder}", "*.cs");
        return [.. files.Select(static file => (Path.GetFileName(file), Repository.CodeOnly(Repository.Read(file))))];
    }

    private static IEnumerable<(string Name, string Code)> AppendPath() =>
        Code(Root).Where(static file => file.Name.StartsWith("LiveThread", StringComparison.Ordinal)).Concat(Code("Log")).Concat(Code("Items")).Concat(Code("Buffers"));

    // By a using, by a whole name, or by a name that starts at the folder.
    private static IEnumerable<string> Namespaces(string code)
    {
        var folders = string.Join('|', s_edges.Keys.Where(static name => name != Root));
        return Repository.Matches(code, $@"(?<!namespace )(?<![\w.])(?:global::)?(?:ThreadStore\.({folders})\b|({folders})\.[A-Z])")
            .Select(static match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
    }

    private static IEnumerable<string> TypesOf(string folder) => Code(folder)
        .SelectMany(static file => Repository.Matches(file.Code, @"\b(?:class|struct|interface|enum|record)\s+(?:struct\s+|class\s+)?([A-Z]\w+)").Select(static match => match.Groups[1].Value))
        .Distinct();

    // A method from its name to the brace that ends it, or an expression to its semicolon; nothing when the file has none of that name.
    private static string Member(string code, string name) =>
        string.Concat(Repository.Matches(code, $@"(?m)^    \S[^\n;={{}}]* {name}\([^\n;]*\)\r?\n    {{[\s\S]*?\n    }}|^    \S[^\n;={{}}]* {name}\b[^\n]*=>[^;]*;").Select(static match => match.Value));

    private static void AssertNoWord(IEnumerable<(string Name, string Code)> files, IEnumerable<string> words)
    {
        var pattern = $@"\b(?:{string.Join('|', words)})\b";
        var found = files.SelectMany(file => Repository.Matches(file.Code, pattern).Select(match => $"{file.Name}: {match.Value}"));
        Assert.Empty(found);
    }

    private static IEnumerable<string> Describe(SortedDictionary<string, string[]> edges) =>
        edges.Select(static edge => $"{edge.Key} -> {string.Join(", ", edge.Value)}");
}

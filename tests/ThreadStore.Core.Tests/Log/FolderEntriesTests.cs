using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Log;

public class FolderEntriesTests
{
    // Seen to fail: with links taken for what they lead to; with the two dots among the names.
    [Fact]
    public void Read_OfAFolder_GivesItsFoldersOrTheRest_AndNoLinks()
    {
        using var home = new TempFolder();
        var long255 = new string('n', 255);
        Directory.CreateDirectory($"{home.Path}/folder");
        File.WriteAllText($"{home.Path}/file", "");
        File.WriteAllText($"{home.Path}/{long255}", "");
        File.WriteAllText($"{home.Path}/ü", "");
        File.CreateSymbolicLink($"{home.Path}/link-to-file", $"{home.Path}/file");
        Directory.CreateSymbolicLink($"{home.Path}/link-to-folder", $"{home.Path}/folder");
        var folders = new List<string>();
        var rest = new List<string>();

        Assert.Equal((0, 0), (FolderEntries.Read(home.Path, wantFolders: true, folders), FolderEntries.Read(home.Path, wantFolders: false, rest)));

        Assert.Equal(["folder"], folders);
        Assert.Equal(new[] { "file", long255, "ü" }.Order(), rest.Order());
    }

    [Fact]
    public void Read_OfManyNames_GivesThemAll()
    {
        using var home = new TempFolder();
        var expected = Enumerable.Range(0, 3000).Select(number => $"name-{number:d40}").ToList();
        expected.ForEach(name => File.WriteAllText($"{home.Path}/{name}", ""));
        var names = new List<string>();

        Assert.Equal(0, FolderEntries.Read(home.Path, wantFolders: false, names));

        Assert.Equal(expected, names.Order());
    }

    [Fact]
    public void Read_OfWhatIsNoFolder_GivesTheErrno()
    {
        using var home = new TempFolder();
        File.WriteAllText($"{home.Path}/file", "");
        var names = new List<string>();

        Assert.Equal(Libc.ENOENT, FolderEntries.Read($"{home.Path}/missing", wantFolders: true, names));
        Assert.Equal(Libc.ENOTDIR, FolderEntries.Read($"{home.Path}/file", wantFolders: true, names));
        Assert.Equal(Libc.ENOENT, FolderEntries.Read($"{home.Path}/missing", wantFolders: true, names: null));
        Assert.Equal(0, FolderEntries.Read(home.Path, wantFolders: true, names: null));
        Assert.Empty(names);
    }

    private sealed class TempFolder : System.IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("threadstore-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

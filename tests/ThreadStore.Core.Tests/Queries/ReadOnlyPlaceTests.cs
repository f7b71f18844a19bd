using System.IO;
using ThreadStore.Sqlite;
using Xunit;

namespace ThreadStore.Queries;

/// <summary>Law: where nothing can be written, a whole index is still read, and half a one is never taken for a whole one.</summary>
public sealed class ReadOnlyPlaceTests
{
    [Fact]
    public void List_WhereTheCompanionsCannotBeMade_ReadsTheFileAlone()
    {
        using var home = new IndexHome();
        using (var writer = home.OpenWriter())
        {
            home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "t", 5));
        }

        // A symbolic link under its name keeps SQLite from making the shared memory, whoever runs the test.
        File.CreateSymbolicLink(home.Files.DatabasePath(1) + "-shm", "nowhere");
        using var reader = new IndexReader(home.Files, isReadOnlyPlace: true);

        Assert.Single(reader.List(new ThreadListQuery()).Threads);
        using var strict = new IndexReader(home.Files, isReadOnlyPlace: false);
        Assert.Equal(StoragePart.Index, Assert.Throws<StorageFaultException>(() => strict.List(new ThreadListQuery())).Part);
    }

    [Fact]
    public void List_WhereAWalWaitsThatCannotBeRead_IsATypedFault()
    {
        using var home = new IndexHome();
        var writer = home.OpenWriter();
        home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "t", 5));
        using (var storeLock = new StoreLock(home.Files.LockDirectory))
        {
            storeLock.TryEnter(out _);
            writer.Dispose();
        }

        File.Delete(home.Files.DatabasePath(1) + "-shm");
        File.CreateSymbolicLink(home.Files.DatabasePath(1) + "-shm", "nowhere");
        using var reader = new IndexReader(home.Files, isReadOnlyPlace: true);

        Assert.Equal(StoragePart.Index, Assert.Throws<StorageFaultException>(() => reader.List(new ThreadListQuery())).Part);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("50%25?x=1#y")]
    [InlineData("ä&immutable=0")]
    public void List_WithAnOddPath_OpensThatFile(string name)
    {
        using var home = new IndexHome();
        var directory = Directory.CreateDirectory(Path.Combine(home.Path, name)).FullName;
        var files = new IndexFiles(home.Path, directory, IndexSchema.Hash);
        using (var writer = SqliteIndexWriter.Open(files))
        {
            home.ApplyAlone(writer, IndexHome.Delta(1, 0, 100, "t", 5));
        }

        File.CreateSymbolicLink(files.DatabasePath(1) + "-shm", "nowhere");
        using var reader = new IndexReader(files, isReadOnlyPlace: true);

        Assert.Single(reader.List(new ThreadListQuery()).Threads);
    }
}

using System.Collections.Generic;
using System.Text;
using ThreadStore.Sqlite;

namespace ThreadStore.Measuring;

/// <summary>How the store sets its index: asked of a connection like its own to an index made as it makes them.</summary>
internal static class IndexSettings
{
    private static readonly string[] s_names =
        ["journal_mode", "synchronous", "page_size", "cache_size", "wal_autocheckpoint", "auto_vacuum", "secure_delete", "temp_store", "mmap_size"];

    internal static IReadOnlyDictionary<string, string> Read()
    {
        using var folder = new ScratchFolder();
        var files = new IndexFiles(folder.Path, indexDirectory: null, IndexSchema.Hash);
        SqliteIndexWriter.Open(files).Dispose();
        using var connection = SqliteConnection.Open(files.DatabasePath(1), SqliteOpenMode.ReadWrite);
        IndexSchema.Configure(connection, isWriter: true);
        var settings = new SortedDictionary<string, string>(System.StringComparer.Ordinal);
        foreach (var name in s_names)
        {
            using var pragma = connection.Prepare($"PRAGMA {name}");
            settings[name] = pragma.Step() == SQLitePCL.raw.SQLITE_ROW ? Encoding.UTF8.GetString(pragma.ColumnText(0)) : "";
        }

        return settings;
    }
}

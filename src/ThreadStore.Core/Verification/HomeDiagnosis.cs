using System;
using System.Collections.Generic;
using System.IO;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Sqlite;
using ThreadStore.Transfer;

namespace ThreadStore.Verification;

/// <summary>The folder itself: whether it is a home, who may read it, the file of names, and what imports left behind.</summary>
internal static class HomeDiagnosis
{
    internal const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    internal static bool IsHome(LogHome home, IndexFiles index) =>
        Directory.Exists($"{home.Directory}/{RolloutPath.SessionsFolder}") || Directory.Exists($"{home.Directory}/{RolloutPath.ArchiveFolder}") || index.FindNewest() > 0;

    internal static void Check(LogHome home, List<StoreFinding> found)
    {
        var files = Files(home);
        CheckOwners(home, files, Libc.geteuid(), found);
        CheckModes(home, files, found);
        CheckNames(home, found);
        foreach (var folder in ImportStaging.Find(home))
        {
            if (ImportStaging.IsLeftOver(folder))
            {
                found.Add(new StoreFinding(
                    FindingKind.LeftOverImport, IsProblem: false, null, Path.GetRelativePath(home.Directory, folder), "an import that was killed left its folder behind"));
            }
        }
    }

    /// <summary>Says so when something of a home is another user's.</summary>
    internal static void CheckOwners(LogHome home, IEnumerable<string> files, uint user, List<StoreFinding> found)
    {
        if (Libc.Stat(home.Directory, out var own) == 0 && own.Owner != user)
        {
            found.Add(new StoreFinding(FindingKind.ForeignOwner, IsProblem: true, null, null, $"the home belongs to user {own.Owner}, not to {user}, who asks"));
        }

        Count(home, files, stat => stat.Owner != user, FindingKind.ForeignOwner, "another user owns", found);
    }

    // Rollouts, names and indexes, relative to the home.
    private static List<string> Files(LogHome home)
    {
        var files = new List<string>();
        foreach (var path in home.Layout.Enumerate())
        {
            files.Add(path.Text);
        }

        foreach (var pattern in new[] { "threadstore-*", SessionIndexNames.FileName })
        {
            foreach (var path in Directory.EnumerateFiles(home.Directory, pattern))
            {
                files.Add(Path.GetFileName(path));
            }
        }

        return files;
    }

    private static void Count(LogHome home, IEnumerable<string> files, Predicate<StatxBuffer> isWrong, FindingKind kind, string what, List<StoreFinding> found)
    {
        var count = 0;
        string? first = null;
        foreach (var file in files)
        {
            if (Libc.Stat($"{home.Directory}/{file}", out var stat) == 0 && isWrong(stat))
            {
                first ??= file;
                count++;
            }
        }

        if (first is not null)
        {
            found.Add(new StoreFinding(kind, IsProblem: true, null, first, $"{what} {Plural(count, "file")}, the first: {first}"));
        }
    }

    // A home that nobody else may enter protects what is in it, whatever its own mode.
    private static void CheckModes(LogHome home, List<string> files, List<StoreFinding> found)
    {
        var mode = new DirectoryInfo(home.Directory).UnixFileMode;
        if ((mode & Others) == UnixFileMode.None)
        {
            return;
        }

        found.Add(new StoreFinding(FindingKind.WideMode, IsProblem: true, null, null, $"others than the owner may enter the home (mode {Octal(mode)})"));
        Count(home, files, static stat => ((UnixFileMode)stat.Mode & Others) != UnixFileMode.None, FindingKind.WideMode, "others than the owner may read or write", found);
    }

    private static void CheckNames(LogHome home, List<StoreFinding> found)
    {
        var bad = 0;
        long first = 0;
        SessionIndexReader.Read(home, line =>
        {
            first = bad == 0 && !line.IsGood ? line.Offset : first;
            bad += line.IsGood ? 0 : 1;
        });
        if (bad > 0)
        {
            found.Add(new StoreFinding(
                FindingKind.BadNames, IsProblem: true, null, SessionIndexNames.FileName, $"{Plural(bad, "line")} of {SessionIndexNames.FileName} name no thread, the first at offset {first}"));
        }
    }

    internal static string Plural(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}

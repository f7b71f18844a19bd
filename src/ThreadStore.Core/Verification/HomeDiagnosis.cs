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
        CheckModes(home, found);
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

    // A home that nobody else may enter protects what is in it, whatever its own mode.
    private static void CheckModes(LogHome home, List<StoreFinding> found)
    {
        var mode = new DirectoryInfo(home.Directory).UnixFileMode;
        if ((mode & Others) == UnixFileMode.None)
        {
            return;
        }

        found.Add(new StoreFinding(FindingKind.WideMode, IsProblem: true, null, null, $"others than the owner may enter the home (mode {Octal(mode)})"));
        var wide = 0;
        string? first = null;
        foreach (var path in home.Layout.Enumerate())
        {
            if (Libc.Stat(home.Layout.FullPath(path), out var stat) == 0 && ((UnixFileMode)stat.Mode & Others) != UnixFileMode.None)
            {
                first ??= path.Text;
                wide++;
            }
        }

        if (first is not null)
        {
            found.Add(new StoreFinding(FindingKind.WideMode, IsProblem: true, null, first, $"others than the owner may read or write {Plural(wide, "rollout")}, the first: {first}"));
        }
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

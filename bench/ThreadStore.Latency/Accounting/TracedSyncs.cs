using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Accounting;

/// <summary>Counts the syncs of a run by running it again, in a process of its own, under strace: SQLite's are seen by nothing in the process.</summary>
internal static class TracedSyncs
{
    /// <summary>The hidden subcommand that is the traced process.</summary>
    public const string ChildCommand = "accounting-child";

    /// <summary>Runs it; nothing when there is no strace, or it may not trace.</summary>
    public static IEnumerable<Measurement> Measure(int threads, TimeSpan length, TextWriter remarks)
    {
        using var folder = new ScratchFolder();
        var trace = folder.File("trace");
        var child = SameProgram.With([ChildCommand, Text(threads), Text(length.TotalSeconds)]);
        string[] arguments = ["-f", "-y", "-qq", "-ttt", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o", trace, child.FileName, .. child.ArgumentList];
        if (Answer(arguments) is not { } answer)
        {
            remarks.WriteLine("syncs of SQLite: not counted, there is no strace that may trace");
            yield break;
        }

        var (from, to, appends) = (Number(answer[0]), Number(answer[1]), Number(answer[2]));
        var counts = SyncCounts.Of(File.ReadLines(trace), from, to);
        var note = string.Create(
            CultureInfo.InvariantCulture, $"{appends:N0} appends to {threads:N0} threads, Written, in {to - from:N1} s until the store was closed, counted by strace, which slows them down");
        foreach (var (file, count) in new[] { ("log", counts.Log), ("wal", counts.Wal), ("database", counts.Database), ("others", counts.Others) })
        {
            yield return new Measurement { Name = $"accounting/syncs/{file}", Unit = "syncs", Ours = [count], Note = note };
        }
    }

    /// <summary>The traced process: appends, and says from when until when, and how often.</summary>
    public static void RunChild(int threads, TimeSpan length, TextWriter output)
    {
        var from = 0.0;
        var (appends, _) = Amplification.Run(threads, length, () => from = UnixSeconds());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{from:F6} {UnixSeconds():F6} {appends}"));
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static double UnixSeconds() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[]? Answer(string[] arguments)
    {
        try
        {
            using var strace = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            _ = strace.StandardError.ReadToEndAsync();
            var answer = strace.StandardOutput.ReadToEnd();
            strace.WaitForExit();
            return strace.ExitCode == 0 && answer.Trim().Split(' ') is { Length: 3 } parts ? parts : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

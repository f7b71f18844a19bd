using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>One long rollout, read by page in a process with a heap of 64 MB.</summary>
internal static class HistoryRun
{
    private const long HeapLimit = 64 << 20;
    private const int Pages = 100;

    internal static IReadOnlyList<Measurement> Run(string home, double gigabytes, Action<string> say)
    {
        var wanted = (long)(gigabytes * 1e9);
        var bytes = Room.Bytes(wanted);
        if (bytes < wanted)
        {
            say($"the disk is short: {bytes / 1e9:0.##} GB instead of {gigabytes:0.##}");
        }

        say($"one rollout of {bytes / 1e9:0.###} GB");
        var turns = LongRollout.Make(home, bytes);
        say($"{turns:N0} turns by page");
        var figures = ChildProcess.Run(
            ["history", home, "--turns", turns.ToString(CultureInfo.InvariantCulture), "--pages", Pages.ToString(CultureInfo.InvariantCulture)], HeapLimit);
        Answers.Check(figures["limit"][0] is > 0 and <= HeapLimit, "the heap of the child process is not limited");

        var area = string.Create(CultureInfo.InvariantCulture, $"scale/history-{bytes / 1e9:0.###}gb");
        return
        [
            One($"{area}/last-page", "ms", figures["last"], "20 turns with all of their 20 items each, newest first; a round is a page, each by the cursor of the one before"),
            One($"{area}/last-page-slowest", "ms", [figures["last"].Max()], Slowest(figures["last"])),
            One($"{area}/middle-page", "ms", figures["middle"], "the same from the middle of the log, by cursor"),
            One($"{area}/middle-page-slowest", "ms", [figures["middle"].Max()], Slowest(figures["middle"])),
            One($"{area}/to-the-middle", "s", figures["to-middle"], "from the end to the middle by pages of 1,000 turns without items"),
            One($"{area}/lines-backward", "MB/s", figures["lines"], "lines from the end, newest first, one by one", Better.Higher),
            One($"{area}/catch-up", "MB/s", figures["catch-up"], "from open until the row of the log is there, under the same limit of the heap", Better.Higher),
            One($"{area}/peak-memory", "MB", figures["peak"], "VmHWM of the process that does all of this; its managed heap is limited to 64 MiB"),
        ];
    }

    private static string Slowest(double[] pages) => string.Create(
        CultureInfo.InvariantCulture,
        $"page {Array.IndexOf(pages, pages.Max()) + 1} of {pages.Length}: the first that needs the offset index reads the whole log once and leaves it beside the log");

    private static Measurement One(string name, string unit, double[] values, string? note = null, Better better = Better.Lower) =>
        new() { Name = name, Unit = unit, Better = better, Ours = values, Note = note };
}

using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>This program once more, for what needs a process of its own: a first open, a peak of memory, a limit of the heap, an end by SIGKILL.</summary>
internal static class ChildProcess
{
    /// <summary>What a child prints when it waits to be killed.</summary>
    internal const string Ready = "ready";

    /// <summary>Runs it to its end; the last line that it prints are its figures.</summary>
    internal static Figures Run(IReadOnlyList<string> arguments, long? heapLimit = null)
    {
        using var child = Start(arguments, heapLimit);
        string? last = null;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            last = line;
        }

        child.WaitForExit();
        return child.ExitCode == 0 && last is not null
            ? Figures.Parse(last)
            : throw new WrongAnswerException($"the child process '{string.Join(' ', arguments)}' ended with {child.ExitCode}");
    }

    /// <summary>Runs it until it says that it is ready, and kills it.</summary>
    internal static void Kill(IReadOnlyList<string> arguments)
    {
        using var child = Start(arguments, heapLimit: null);
        var line = child.StandardOutput.ReadLine();
        child.Kill();
        child.WaitForExit();
        if (line != Ready)
        {
            throw new WrongAnswerException($"the child process '{string.Join(' ', arguments)}' said '{line}' and not that it is ready");
        }
    }

    private static Process Start(IReadOnlyList<string> arguments, long? heapLimit)
    {
        var start = SameProgram.With(arguments.Prepend(ScaleTool.ChildVerb));
        start.RedirectStandardInput = true;
        if (heapLimit is { } limit)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("X", CultureInfo.InvariantCulture);
        }

        return Process.Start(start)!;
    }
}

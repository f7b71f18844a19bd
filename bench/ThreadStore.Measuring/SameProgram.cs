using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Reflection;

namespace ThreadStore.Measuring;

/// <summary>This program once more, for what needs a process of its own: a cold start, a peak of memory, a limit of the heap, an end by SIGKILL.</summary>
public static class SameProgram
{
    /// <summary>How it is started, whether this one was started by its own host or by <c>dotnet</c>; its output is the caller's to read.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

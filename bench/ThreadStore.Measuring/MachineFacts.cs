using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace ThreadStore.Measuring;

/// <summary>What a figure was measured on; every file of results carries it.</summary>
public sealed record MachineFacts
{
    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The processor's model, as the kernel names it.</summary>
    public required string Cpu { get; init; }

    /// <summary>How many cores this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory of the machine, in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>The kernel's release.</summary>
    public required string Kernel { get; init; }

    /// <summary>The file system that the homes of the run are on.</summary>
    public required string FileSystem { get; init; }

    /// <summary>The .NET SDK that built it; empty when none is there.</summary>
    public required string Sdk { get; init; }

    /// <summary>The runtime that ran it, with its garbage collector.</summary>
    public required string Runtime { get; init; }

    /// <summary>The commit, with <c>+</c> when sources were changed since; empty outside of a checkout.</summary>
    public required string Commit { get; init; }

    /// <summary>The version of SQLite that the store uses.</summary>
    public required string Sqlite { get; init; }

    /// <summary>How its index is set, as the file and a connection of the store's kind answer.</summary>
    public required IReadOnlyDictionary<string, string> SqliteSettings { get; init; }

    /// <summary>How much the machine varied when the run began.</summary>
    public required MachineNoise Noise { get; init; }

    /// <summary>Looks at the machine, and measures its noise.</summary>
    public static MachineFacts Collect()
    {
        Batteries_V2.Init();
        return new MachineFacts
        {
            At = DateTimeOffset.UtcNow,
            Cpu = Value("/proc/cpuinfo", "model name"),
            Cores = Environment.ProcessorCount,
            MemoryMiB = long.Parse(Value("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024,
            Kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            FileSystem = new DriveInfo(ScratchFolder.Root).DriveFormat,
            Sdk = Answer("dotnet", "--version"),
            Runtime = $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC",
            Commit = Answer("git", "rev-parse --short=12 HEAD") + (Answer("git", "status --porcelain -- :/src :/bench").Length > 0 ? "+" : ""),
            Sqlite = raw.sqlite3_libversion().utf8_to_string(),
            SqliteSettings = IndexSettings.Read(),
            Noise = MachineNoise.Measure(),
        };
    }

    private static string Value(string path, string key) =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "";

    private static string Answer(string program, string arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            };
            using var process = Process.Start(start)!;
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}

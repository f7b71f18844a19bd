using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Faults;

/// <summary>This program as a child: what it reports, until it ends or is killed.</summary>
public sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it has reported so far.</summary>
    public List<Report> Reports { get; } = [];

    /// <summary>Starts a verb of this program.</summary>
    public static ChildProcess Start(params string[] args) => new(Launch(Path.Combine(AppContext.BaseDirectory, "threadstore-faults.dll"), args));

    /// <summary>Runs the real tool; gives its exit code and all that it said.</summary>
    public static async Task<(int ExitCode, string Text)> RunToolAsync(params string[] args)
    {
        // The tool that was built beside this program, in the same configuration.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        using var process = Launch(Path.Combine(AppContext.BaseDirectory, "..", "..", "ThreadStore.Cli", configuration, "threadstore.dll"), args);
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience).ConfigureAwait(false) + await errors.ConfigureAwait(false);
        await process.WaitForExitAsync().WaitAsync(s_patience).ConfigureAwait(false);
        return (process.ExitCode, text);
    }

    /// <summary>The next report; null when the child has ended.</summary>
    public async Task<Report?> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        if (await _process.StandardOutput.ReadLineAsync(deadline.Token).ConfigureAwait(false) is not { } line)
        {
            return null;
        }

        var report = Report.Parse(line);
        Reports.Add(report);
        return report;
    }

    /// <summary>Reads until that report comes.</summary>
    public async Task<Report> WaitForAsync(string kind)
    {
        while (await ReadAsync().ConfigureAwait(false) is { } report)
        {
            if (report.Kind == kind)
            {
                return report;
            }
        }

        throw new LawException($"a child ended before it said '{kind}': {await _errors.ConfigureAwait(false)}");
    }

    /// <summary>Ends it by SIGKILL, and reads what it had said before.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ReadRestAsync().ConfigureAwait(false);
    }

    /// <summary>Lets it go on: a child that holds something holds it until its standard input ends.</summary>
    public void Release() => _process.StandardInput.Close();

    /// <summary>Waits until it has ended by itself, and without a fault.</summary>
    public async Task EndAsync()
    {
        await ReadRestAsync().ConfigureAwait(false);
        if (_process.ExitCode != 0)
        {
            throw new LawException($"a child failed: {await _errors.ConfigureAwait(false)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadRestAsync()
    {
        while (await ReadAsync().ConfigureAwait(false) is not null)
        {
        }

        await _process.WaitForExitAsync().WaitAsync(s_patience).ConfigureAwait(false);
    }

    private static Process Launch(string program, string[] args)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [program, .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}

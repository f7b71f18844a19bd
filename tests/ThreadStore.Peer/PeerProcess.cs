using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>A child process in a group of its own, whose output is kept and which never outlives the test.</summary>
internal sealed partial class PeerProcess : IAsyncDisposable
{
    private const int KillSignal = 9;

    private static readonly TimeSpan s_killLimit = TimeSpan.FromSeconds(15);
    private static readonly string? s_setsid = FindOnPath("setsid");

    private readonly Process _process;
    private readonly string _commandLine;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private PeerProcess(Process process, string commandLine, Action<string>? onLine)
    {
        _process = process;
        _commandLine = commandLine;
        Id = process.Id;
        Ended = EndAsync(onLine);
    }

    /// <summary>The process id: that of the program, because setsid becomes it.</summary>
    public int Id { get; }

    /// <summary>Completes when the process is gone and all its output has been read.</summary>
    public Task Ended { get; }

    /// <summary>Known once <see cref="Ended"/>.</summary>
    public int ExitCode { get; private set; }

    public StreamWriter Input => _process.StandardInput;

    public string Output => Snapshot(_output);

    public string Error => Snapshot(_error);

    /// <summary>Starts a program. A null <paramref name="environment"/> inherits ours; otherwise the child sees exactly what is given.</summary>
    public static PeerProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        string directory,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<string>? onLine = null)
    {
        // setsid makes the child the leader of a new group, so that one signal reaches everything it started. It replaces
        // itself with the program: the process id stays. Where it is missing, the process tree has to do.
        var start = new ProcessStartInfo(s_setsid ?? program)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (s_setsid is not null)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new PeerProcess(process, $"{program} {string.Join(' ', arguments)}", onLine);
    }

    /// <summary>Runs a program to its end and returns what it printed; anything but exit code 0 is an exception with all output.</summary>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string directory, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = Start(program, arguments, directory, environment);
        process.Input.Close();
        await process.WaitAsync(limit);
        return process.ExitCode == 0 ? process.Output : throw process.Failure($"exited with {process.ExitCode}");
    }

    /// <summary>The first file of that name in a directory of PATH, or null.</summary>
    public static string? FindOnPath(string name)
    {
        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = Path.Combine(directory, name);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Waits for the end of the process. Past the limit the whole group is killed and the wait fails with all output.</summary>
    public async Task WaitAsync(TimeSpan limit)
    {
        try
        {
            await Ended.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            Kill();
            throw Failure($"did not end within {limit.TotalSeconds} s");
        }
    }

    /// <summary>An exception that tells what happened, with everything the process printed.</summary>
    public InvalidOperationException Failure(string what) =>
        new($"{_commandLine}\n{what}\n--- standard output\n{Output}\n--- standard error\n{Error}");

    /// <summary>Ends the process and everything in its group, as a crash would.</summary>
    public void Kill()
    {
        if (!Ended.IsCompleted)
        {
            // The tree while the parent links are intact: a tool may have opened a session of its own. The group goes when the leader has.
            _process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        // A process that got away from the group and kept the pipes must not hang the run.
        await Ended.WaitAsync(s_killLimit);
        _process.Dispose();
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder text, Action<string>? onLine)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }

            onLine?.Invoke(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);

    private async Task EndAsync(Action<string>? onLine)
    {
        var id = _process.Id;
        var drained = Task.WhenAll(DrainAsync(_process.StandardOutput, _output, onLine), DrainAsync(_process.StandardError, _error, null));
        await _process.WaitForExitAsync();
        ExitCode = _process.ExitCode;
        if (s_setsid is not null)
        {
            // Whatever the leader left behind ends with it, at once, while its id cannot yet have been given to somebody else.
            // No such group is the normal answer.
            _ = SendSignal(-id, KillSignal);
        }

        await drained;
    }
}

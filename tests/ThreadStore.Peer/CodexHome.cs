using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>A Codex home of its own in a temporary folder, with a git repository and a plain directory to work in.</summary>
internal sealed class CodexHome : IDisposable
{
    public const string RepositoryUrl = "https://example.com/org/repo.git";

    private static readonly TimeSpan s_gitLimit = TimeSpan.FromSeconds(30);

    private readonly string _root;
    private readonly List<PeerProcess> _processes = [];

    private CodexHome(string root)
    {
        _root = root;
        Location = Directory.CreateDirectory(Path.Combine(root, "home")).FullName;
        Repository = Directory.CreateDirectory(Path.Combine(root, "repository")).FullName;
        Plain = Directory.CreateDirectory(Path.Combine(root, "plain")).FullName;
        var user = Directory.CreateDirectory(Path.Combine(root, "user")).FullName;
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CODEX_HOME"] = Location,
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty,
            // The settings of whoever runs the tests must not matter.
            ["HOME"] = user,
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_AUTHOR_NAME"] = "Author",
            ["GIT_AUTHOR_EMAIL"] = "author@example.com",
            ["GIT_AUTHOR_DATE"] = "2026-01-01T00:00:00Z",
            ["GIT_COMMITTER_NAME"] = "Author",
            ["GIT_COMMITTER_EMAIL"] = "author@example.com",
            ["GIT_COMMITTER_DATE"] = "2026-01-01T00:00:00Z",
            // A second fence behind the configuration: whatever still asks for the outside is refused on loopback.
            ["HTTP_PROXY"] = "http://127.0.0.1:9",
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1",
        };
    }

    /// <summary>The folder that Codex calls its home.</summary>
    public string Location { get; }

    /// <summary>A git repository with one commit on main and a remote.</summary>
    public string Repository { get; }

    /// <summary>The commit that the repository is on; the same in every run.</summary>
    public string RepositoryCommit { get; private set; } = string.Empty;

    /// <summary>A directory outside of any repository.</summary>
    public string Plain { get; }

    /// <summary>All that a process of this home sees.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public string Sessions => Path.Combine(Location, "sessions");

    public string ArchivedSessions => Path.Combine(Location, "archived_sessions");

    public string StateDatabase => Path.Combine(Location, "state_5.sqlite");

    /// <summary>Makes one.</summary>
    /// <param name="server">The model that its Codex talks to.</param>
    /// <param name="traces">Where that Codex sends its spans, as OTLP in JSON; nowhere when null.</param>
    public static async Task<CodexHome> CreateAsync(ResponsesServer server, string? traces = null)
    {
        // Canonical, because Codex writes canonical paths into its rows: the temporary folder may be behind a link.
        var root = Directory.CreateTempSubdirectory("threadstore-interop-").FullName;
        if (OperatingSystem.IsMacOS() && !root.StartsWith("/private", StringComparison.Ordinal))
        {
            root = "/private" + root;
        }

        var home = new CodexHome(root);
        await File.WriteAllTextAsync(Path.Combine(home.Location, "config.toml"), CodexConfig.For(server, traces));
        await home.GitAsync("init", "--quiet", "--initial-branch=main");
        await home.GitAsync("commit", "--quiet", "--allow-empty", "--message=First");
        await home.GitAsync("remote", "add", "origin", RepositoryUrl);
        home.RepositoryCommit = (await home.GitAsync("rev-parse", "HEAD")).Trim();
        return home;
    }

    /// <summary>The one file, active or archived, that holds a thread's lines.</summary>
    public string RolloutOf(string threadId) => FindRollout(threadId)
        ?? throw new InvalidOperationException($"No rollout of thread {threadId} under {Location}.");

    public string? FindRollout(string threadId) => new[] { Sessions, ArchivedSessions }
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, $"rollout-*{threadId}.jsonl", SearchOption.AllDirectories))
        .SingleOrDefault();

    /// <summary>The file that the writer of a thread holds an exclusive flock on.</summary>
    public string WriterLockOf(string threadId) => Path.Combine(WriterLocks, $"{threadId}.lock");

    /// <summary>The file whose flock guards making and removing the lock files.</summary>
    public string CoordinationLock => Path.Combine(WriterLocks, ".coordination.lock");

    private string WriterLocks => Directory.CreateDirectory(Path.Combine(Location, "thread-writer-locks")).FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Fails while a process of this home runs: its databases are only read when nobody can be in the middle of a write.</summary>
    internal void RequireQuiet()
    {
        lock (_processes)
        {
            _processes.RemoveAll(static process => process.Ended.IsCompleted);
            if (_processes.Count > 0)
            {
                throw new InvalidOperationException("A Codex process of this home still runs; wait for its end before its database is read.");
            }
        }
    }

    internal void Attach(PeerProcess process)
    {
        lock (_processes)
        {
            _processes.Add(process);
        }
    }

    private Task<string> GitAsync(params string[] arguments) =>
        PeerProcess.RunAsync(PeerProcess.FindOnPath("git") ?? "git", arguments, Repository, s_gitLimit, Environment);
}

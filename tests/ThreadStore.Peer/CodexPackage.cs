using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>The Codex that is compared with: one exact version, installed by npm on first use into an ignored folder of the repository.</summary>
internal static class CodexPackage
{
    public const string Version = "0.169.0";

    private static readonly TimeSpan s_installLimit = TimeSpan.FromMinutes(10);

    private static readonly Lazy<Task<string>> s_binary = new(static () => Task.Run(FindOrInstallAsync));

    /// <summary>The path of the native program. The node launcher beside it is not used: it would be a second process to wait for.</summary>
    public static Task<string> BinaryAsync() => s_binary.Value;

    /// <summary>Whether it is there already, so that nothing would be installed.</summary>
    public static bool IsInstalled => FindInstalled() is not null;

    private static string? FindInstalled()
    {
        var tests = TestFolder();
        return FindOfBenchmarks() ?? (File.Exists(Mark(tests)) ? FindBinary(tests) : null);
    }

    private static string TestFolder() => Path.Combine(RepositoryRoot(), "artifacts", "peers", "codex");

    private static string Mark(string folder) => Path.Combine(folder, $".installed-{Version}");

    // Put there by bench/peers/install, which may have been of another version.
    private static string? FindOfBenchmarks()
    {
        var folder = Path.Combine(RepositoryRoot(), "bench", "peers");
        var package = Path.Combine(folder, "node_modules", "@openai", "codex", "package.json");
        if (!File.Exists(package))
        {
            return null;
        }

        using var description = JsonDocument.Parse(File.ReadAllBytes(package));
        return description.RootElement.GetProperty("version").ValueEquals(Version) ? FindBinary(folder) : null;
    }

    private static async Task<string> FindOrInstallAsync()
    {
        if (FindOfBenchmarks() is { } found)
        {
            return found;
        }

        var folder = TestFolder();
        Directory.CreateDirectory(folder);

        // Held across the whole installation: other test processes wait here, and then find it done.
        using var alone = FileLock.Take(Path.Combine(folder, ".lock"));
        var done = Mark(folder);
        if (File.Exists(done) && FindBinary(folder) is { } installed)
        {
            return installed;
        }

        var output = await InstallAsync(folder);
        var binary = FindBinary(folder) ?? throw new InvalidOperationException(
            $"npm installed @openai/codex@{Version} into {folder}, but it brought no native program for this platform.\n{output}");
        await File.WriteAllTextAsync(done, Version);
        return binary;
    }

    private static async Task<string> InstallAsync(string folder)
    {
        var npm = PeerProcess.FindOnPath("npm")
            ?? throw new InvalidOperationException("npm is not on PATH; the interoperability tests install Codex with it (Node.js 18 or later).");
        string[] arguments =
        [
            "install", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", folder, $"@openai/codex@{Version}",
        ];
        return await PeerProcess.RunAsync(npm, arguments, folder, s_installLimit);
    }

    // npm brings only the platform package of this machine, so there is at most one such program.
    private static string? FindBinary(string folder)
    {
        var scope = Path.Combine(folder, "node_modules", "@openai");
        if (!Directory.Exists(scope))
        {
            return null;
        }

        return Directory.EnumerateDirectories(scope)
            .Select(static package => Path.Combine(package, "vendor"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(static target => Path.Combine(target, "bin", "codex"))
            .FirstOrDefault(File.Exists);
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has a global.json: the tests run from the repository's artifacts.");
    }
}

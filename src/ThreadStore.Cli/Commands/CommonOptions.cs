using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Completions;
using System.IO;
using System.Linq;
using System.Threading;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary>What every verb takes, and how a home is opened.</summary>
internal sealed class CommonOptions
{
    private const int CompletedIds = 100;
    private const string HomeVariable = "CODEX_HOME";

    /// <summary>The home directory.</summary>
    internal Option<string?> Home { get; } = new("--home")
    {
        Description = "The home directory [default: $CODEX_HOME, else ~/.codex]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Where the index lies.</summary>
    internal Option<string?> IndexDirectory { get; } = new("--index-directory")
    {
        Description = "Where the index lies, for a home that is on a network file system [default: the home]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The index is used wherever it lies.</summary>
    internal Option<bool> AllowNetworkIndex { get; } = new("--allow-network-index")
    {
        Description = "Use the index also on a network file system. Safe only as long as no other machine opens the home",
        Recursive = true,
    };

    /// <summary>Rows and results as JSON.</summary>
    internal Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON, one object a line, instead of text",
        Recursive = true,
    };

    /// <summary>The file that the run's spans are written to.</summary>
    internal Option<string?> Record { get; } = new("--record")
    {
        Description = $"Record the spans of the run, the last {Recording.Capacity:N0} of them, and write them to FILE as JSON lines when it ends, also when it fails or "
            + "is interrupted. A recording that is there is replaced then; any other file is refused",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The home as the command line or the environment names it; it need not exist.</summary>
    /// <exception cref="UsageException">Neither names one.</exception>
    internal ChosenHome HomeOf(ParseResult parsed)
    {
        var index = parsed.GetValue(IndexDirectory);
        if (index is not null && string.IsNullOrWhiteSpace(index))
        {
            throw new UsageException("--index-directory must name a directory");
        }

        return new ChosenHome(PathOf(parsed), index, parsed.GetValue(AllowNetworkIndex));
    }

    private string PathOf(ParseResult parsed)
    {
        if (parsed.GetResult(Home) is not null)
        {
            var given = parsed.GetValue(Home);
            return string.IsNullOrWhiteSpace(given) ? throw new UsageException("--home must name a directory") : given;
        }

        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } codexHome)
        {
            return codexHome;
        }

        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return user.Length > 0
            ? Path.Combine(user, ".codex")
            : throw new UsageException($"no home: use --home, or set {HomeVariable}");
    }

    /// <summary>A home that is there already: only replay and demo make one.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal ChosenHome ExistingHomeOf(ParseResult parsed)
    {
        var home = HomeOf(parsed);
        return Directory.Exists(home) ? home
            : File.Exists(home) ? throw new UsageException($"the home is a file, not a directory: {home}")
            : throw new UsageException($"no such home: {home}");
    }

    /// <summary>The ids of the threads that were updated last, for a shell: from the index as it is, and none at all when anything is in the way.</summary>
    internal IEnumerable<CompletionItem> CompleteIds(CompletionContext context)
    {
        try
        {
            var query = new ThreadListQuery { Archive = ThreadArchiveFilter.Any, IncludeHidden = true, PageSize = CompletedIds };
            return [.. LocalThreadStore.Peek(StoreOptions(HomeOf(context.ParseResult)), query).Threads
                .Select(static (thread, place) => new CompletionItem(thread.Id.ToString(), "Value", sortText: place.ToString("D4")))];
        }
        catch (Exception unavailable) when (unavailable is ThreadStoreException or UsageException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The options of a store that lives for one command: it looks at the logs when it is opened and when it is asked, not by a timer.</summary>
    internal static ThreadStoreOptions StoreOptions(ChosenHome home, Durability durability = Durability.Written) => new()
    {
        Home = home.Path,
        IndexDirectory = home.IndexDirectory,
        AllowNetworkIndex = home.AllowNetworkIndex,
        Application = Tool.Name,
        Durability = durability,
        RefreshInterval = Timeout.InfiniteTimeSpan,
    };
}

using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;
using ThreadStore.Search;

namespace ThreadStore.Cli.Commands;

/// <summary><c>search</c>: the lines of threads that hold a text, as they are found, or the best by the full-text index.</summary>
internal static class SearchCommand
{
    private const int DefaultLimit = 50;

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var term = new Argument<string>("TERM") { Description = "The text, as it stands; with --ranked words, in any order" };
        var archived = new Option<bool>("--archived") { Description = "The archived threads instead of the active ones" };
        var all = new Option<bool>("--all") { Description = "Archived and active threads" };
        var perThread = new Option<int?>("--per-thread") { Description = "How many hits of one thread at most, from its start [default: 1]", HelpName = "N" };
        var limit = new Option<int>("--limit") { Description = "How many hits at most", DefaultValueFactory = static _ => DefaultLimit, HelpName = "N" };
        var ranked = new Option<bool>("--ranked") { Description = "The best hits first, by the full-text index, which is made and brought up to date before" };
        var command = new Command(
            "search",
            "Finds what was said, run and put out in threads; case does not count. Hits come as they are found, threads newest first: the thread, where the line "
            + "starts in its log, its title, and the text around the hit.") { term, archived, all, perThread, limit, ranked };
        command.SetAction((parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(term);
            if (string.IsNullOrWhiteSpace(text))
            {
                throw new UsageException("the term must not be blank");
            }

            var (hits, most) = (parsed.GetValue(perThread), parsed.GetValue(limit));
            if (most < 1 || hits < 1)
            {
                throw new UsageException(most < 1 ? $"--limit must be at least 1, not {most}" : $"--per-thread must be at least 1, not {hits}");
            }

            var archive = CommonArguments.ArchiveOf(parsed.GetValue(all), parsed.GetValue(archived));
            var home = common.ExistingHomeOf(parsed);
            var output = new SearchOutput(io, parsed.GetValue(common.Json));
            if (!parsed.GetValue(ranked))
            {
                var query = new SearchQuery { Term = text, Archive = archive, MaxHitsPerThread = hits ?? 1 };
                return ScanAsync(home, query, most, output, io, cancellationToken);
            }

            return hits is not null
                ? throw new UsageException("--per-thread is not for --ranked")
                : most > RankedSearchQuery.MostHits
                ? throw new UsageException($"--limit must be at most {RankedSearchQuery.MostHits} with --ranked, not {most}")
                : RankAsync(home, new RankedSearchQuery { Words = text, Archive = archive, MaxHits = most }, output, io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ScanAsync(ChosenHome home, SearchQuery query, int limit, SearchOutput output, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            // What is wrong with the term is told before the wait.
            var progress = new LastSummary();
            var hits = store.SearchAsync(query with { Progress = progress }, cancellationToken);
            await CatchUpWait.RunAsync(store, io, cancellationToken).ConfigureAwait(false);
            if (await WriteAsync(hits, limit, output).ConfigureAwait(false))
            {
                io.Note($"stopped after {CountText.Of(limit, "hit")}: there may be more (--limit)");
            }

            NoteSkipped(progress.Newest, io);
        }

        return ExitCodes.Fine;
    }

    // True when it was ended by the limit.
    private static async Task<bool> WriteAsync(IAsyncEnumerable<SearchHit> hits, int limit, SearchOutput output)
    {
        var found = 0;
        await foreach (var hit in hits.ConfigureAwait(false))
        {
            if (found++ == limit)
            {
                return true;
            }

            output.Write(hit, score: null);
        }

        return false;
    }

    private static async Task<int> RankAsync(ChosenHome home, RankedSearchQuery query, SearchOutput output, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            await CatchUpWait.RunAsync(store, io, cancellationToken).ConfigureAwait(false);
            var index = store.SearchIndex();
            var refresh = await ProgressBar.RunAsync(io, "Reading what is new", _ => index.RefreshAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var hit in index.Search(query))
            {
                output.Write(hit.Hit, hit.Score);
            }

            NoteSkipped(refresh.Compressed, refresh.Unreadable, tooLong: 0, io);
        }

        return ExitCodes.Fine;
    }

    private static void NoteSkipped(SearchSummary? summary, ToolOutput io)
    {
        if (summary is not null)
        {
            NoteSkipped(summary.Compressed, summary.Unreadable, summary.TooLongLines, io);
        }
    }

    private static void NoteSkipped(long compressed, long unreadable, long tooLong, ToolOutput io)
    {
        if (compressed > 0)
        {
            io.Note($"{CountText.Of(compressed, "compressed rollout")} not searched");
        }

        if (unreadable > 0)
        {
            io.Note($"{CountText.Of(unreadable, "rollout")} could not be read (doctor says why)");
        }

        if (tooLong > 0)
        {
            io.Note($"{CountText.Of(tooLong, "line")} of more than 64 MiB not searched");
        }
    }
}

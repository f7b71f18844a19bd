using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>list</c>: the threads of a home, page by page, with the files of each page looked at before it is shown.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 50;

    private static readonly Dictionary<string, ThreadSortKey> s_sortKeys = new()
    {
        ["created"] = ThreadSortKey.CreatedAt,
        ["updated"] = ThreadSortKey.UpdatedAt,
        ["recency"] = ThreadSortKey.RecencyAt,
    };

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var limit = new Option<int?>("--limit") { Description = $"How many threads at most [default: {DefaultLimit}; with --all and no --cursor: no limit]", HelpName = "N" };
        var cursor = new Option<string?>("--cursor") { Description = "Where to go on: next_cursor or previous_cursor of a page, with the same sort and filters", HelpName = "C" };
        var sort = new Option<string>("--sort") { Description = "The time that orders the list", DefaultValueFactory = static _ => "updated" };
        sort.AcceptOnlyFromAmong([.. s_sortKeys.Keys]);
        var ascending = new Option<bool>("--asc") { Description = "Oldest first" };
        var archived = new Option<bool>("--archived") { Description = "The archived threads instead of the active ones" };
        var all = new Option<bool>("--all") { Description = "Archived and active threads, with and without a preview, all of them" };
        var command = new Command("list", "Lists threads, the newest first.") { limit, cursor, sort, ascending, archived, all };
        var filters = new ListFilters(common);
        filters.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var isAll = parsed.GetValue(all);
            var archive = CommonArguments.ArchiveOf(isAll, parsed.GetValue(archived));
            var from = parsed.GetValue(cursor);
            var count = parsed.GetValue(limit) ?? (!isAll ? DefaultLimit : from is null ? int.MaxValue : ThreadListQuery.MaxPageSize);
            if (count < 1)
            {
                throw new UsageException($"--limit must be at least 1, not {count}");
            }

            if (from is not null && count > ThreadListQuery.MaxPageSize)
            {
                throw new UsageException($"--limit must be at most {ThreadListQuery.MaxPageSize} with --cursor, not {count}");
            }

            var query = filters.Apply(parsed, new ThreadListQuery
            {
                Sort = CommonArguments.Meaning(s_sortKeys, parsed.GetValue(sort)!, "--sort"),
                Ascending = parsed.GetValue(ascending),
                Archive = archive,
                IncludeHidden = isAll,
                Cursor = from,
            });
            return RunAsync(common.ExistingHomeOf(parsed), query, count, parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, ThreadListQuery query, int count, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            // A cursor that is none is told before the wait.
            store.List(query with { PageSize = 1 });
            await CatchUpWait.RunAsync(store, io, cancellationToken).ConfigureAwait(false);
            if (isJson)
            {
                await WriteJsonAsync(store, query, count, io, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WriteTableAsync(store, query, count, io, cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCodes.Fine;
    }

    private static async Task WriteJsonAsync(LocalThreadStore store, ThreadListQuery query, int count, ToolOutput io, CancellationToken cancellationToken)
    {
        using var lines = new JsonLines(io.Data);
        string? previous = null;
        var isFirst = true;
        var next = await ForEachPageAsync(
            store,
            query,
            count,
            page =>
            {
                (previous, isFirst) = (isFirst ? page.PreviousCursor : previous, false);
                foreach (var thread in page.Threads)
                {
                    ThreadRowJson.Write(lines, thread, store.FullPath(thread));
                }
            },
            cancellationToken).ConfigureAwait(false);
        var json = lines.Begin();
        json.WriteString("next_cursor"u8, next);
        json.WriteString("previous_cursor"u8, previous);
        lines.End();
    }

    private static async Task WriteTableAsync(LocalThreadStore store, ThreadListQuery query, int count, ToolOutput io, CancellationToken cancellationToken)
    {
        var table = new ThreadTable(query.Sort);
        string? previous = null;
        var isFirst = true;
        var next = await ForEachPageAsync(
            store,
            query,
            count,
            page =>
            {
                (previous, isFirst) = (isFirst ? page.PreviousCursor : previous, false);
                table.Add(page.Threads);
            },
            cancellationToken).ConfigureAwait(false);
        table.Write(io);
        if (previous is not null)
        {
            io.Note($"there are some before: --cursor {previous}");
        }

        if (next is not null)
        {
            io.Note($"there are more: --cursor {next}");
        }
    }

    /// <summary>Reads pages until there are no more, or enough; from a cursor, one page. Returns the cursor behind the last thread, null when that was the last one.</summary>
    internal static async Task<string?> ForEachPageAsync(
        LocalThreadStore store, ThreadListQuery query, int count, Action<ThreadPage> write, CancellationToken cancellationToken)
    {
        // The page before another one is followed by what was shown already.
        var isOnePage = query.Cursor is not null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await ReadPageAsync(store, query with { PageSize = Math.Min(count, ThreadListQuery.MaxPageSize) }, cancellationToken).ConfigureAwait(false);
            write(page);
            count -= page.Threads.Count;
            if (page.NextCursor is null || count == 0 || isOnePage)
            {
                return page.NextCursor;
            }

            query = query with { Cursor = page.NextCursor };
        }
    }

    // Somebody may have added lines since the catch-up looked: the files of the page are looked at, and the page is read again.
    private static async Task<ThreadPage> ReadPageAsync(LocalThreadStore store, ThreadListQuery query, CancellationToken cancellationToken)
    {
        var page = store.List(query);
        await store.RefreshAsync(page.Threads.Select(static thread => thread.Id), cancellationToken).ConfigureAwait(false);
        return store.List(query);
    }
}

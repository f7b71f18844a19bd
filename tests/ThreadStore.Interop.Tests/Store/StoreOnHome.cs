using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Peer;

namespace ThreadStore.Interop.Store;

/// <summary>Our store on a home that Codex uses.</summary>
internal static class StoreOnHome
{
    /// <summary>Opens the home and waits until every rollout has been looked at. Without an interval it looks again only when it is asked to.</summary>
    public static async Task<LocalThreadStore> OpenStoreAsync(this CodexHome home, TimeSpan? refreshInterval = null, int? descriptorBudget = null)
    {
        var store = LocalThreadStore.Open(new ThreadStoreOptions
        {
            Home = home.Location,
            Application = "interop",
            RefreshInterval = refreshInterval ?? Timeout.InfiniteTimeSpan,
            DescriptorBudget = descriptorBudget,
        });
        await store.CaughtUp;
        return store;
    }

    /// <summary>Every thread, hidden and archived ones too, by id.</summary>
    public static IReadOnlyDictionary<string, StoredThread> All(this LocalThreadStore store) => store
        .List(new ThreadListQuery { PageSize = ThreadListQuery.MaxPageSize, Archive = ThreadArchiveFilter.Any, IncludeHidden = true })
        .Threads.ToDictionary(static thread => thread.Id.ToString());

    /// <summary>The row of a thread after a look at its rollout.</summary>
    public static async Task<StoredThread> LookAtAsync(this LocalThreadStore store, string threadId)
    {
        var id = ThreadId.Parse(threadId);
        await store.RefreshAsync([id]);
        return store.Read(id);
    }
}

using System.Threading;

namespace ThreadStore.Scale;

/// <summary>How the homes of the run are opened.</summary>
internal static class ScaleStore
{
    /// <summary>Opens one. Nobody else writes it: it is looked at once, and not again in the middle of a measurement.</summary>
    internal static LocalThreadStore Open(string home, int? descriptors = null) =>
        LocalThreadStore.Open(new ThreadStoreOptions { Home = home, RefreshInterval = Timeout.InfiniteTimeSpan, DescriptorBudget = descriptors });
}

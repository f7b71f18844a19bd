using System;
using System.Threading;

namespace ThreadStore;

/// <summary>The ranges of <see cref="ThreadStoreOptions"/>.</summary>
internal static class StoreOptionRules
{
    internal static void Check(ThreadStoreOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("the log relies on O_APPEND, flock and statx as Linux has them");
        }

        Require(!string.IsNullOrWhiteSpace(options.Home), "a home is required");
        Require(options.Durability is Durability.Buffered or Durability.Written or Durability.Synced, "the durability is not one of the three");
        Require(options.ProjectionInterval >= TimeSpan.Zero && options.ProjectionInterval <= TimeSpan.FromMinutes(1), "the projection interval must be 0 to 1 minute");
        Require(options.TouchInterval >= TimeSpan.Zero && options.TouchInterval <= TimeSpan.FromHours(1), "the touch interval must be 0 to 1 hour");
        Require(options.RefreshInterval == Timeout.InfiniteTimeSpan || options.RefreshInterval >= TimeSpan.FromMilliseconds(10), "the refresh interval must be at least 10 ms, or infinite");
        Require(options.BufferBudgetBytes >= 64 << 10, "the buffer budget must be at least 64 KiB");
        Require(options.DescriptorBudget is null or >= 2, "the descriptor budget must be at least 2");
        Require(options.Clock is not null, "a clock is required");
    }

    private static void Require(bool isMet, string rule)
    {
        if (!isMet)
        {
            throw new InvalidRequestException(rule);
        }
    }
}

using System;

namespace ThreadStore.Latency.Load;

/// <summary>Starts loads by their kind.</summary>
internal static class Loads
{
    /// <summary>Starts one; its preparations are done when it returns.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="store">The store that it works on.</param>
    /// <param name="length">How long the driver will take.</param>
    public static ILoad Start(LoadKind kind, LocalThreadStore store, TimeSpan length) => kind switch
    {
        LoadKind.None => new NoLoad(),
        LoadKind.ManyRows => new ManyRows(store, length),
        LoadKind.LockedIndex => new LockedIndex(store, length),
        LoadKind.BusyDisk => new BusyDisk(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private sealed class NoLoad : ILoad
    {
        public string? Stop() => null;

        public void Dispose()
        {
        }
    }
}

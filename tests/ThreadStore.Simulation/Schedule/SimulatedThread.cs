using System;
using System.Globalization;
using ThreadStore.Simulation.Laws;

namespace ThreadStore.Simulation.Schedule;

/// <summary>Where a host believes a thread to be.</summary>
internal enum Place
{
    /// <summary>Nothing was persisted, as far as the host knows.</summary>
    Nowhere,

    Active,

    Archived,

    /// <summary>A move was broken off: in one of the two collections.</summary>
    ActiveOrArchived,

    /// <summary>A delete was broken off: there as it was, or gone.</summary>
    MayBeGone,

    Gone,
}

/// <summary>One thread of a run: what the host holds and believes of it.</summary>
internal sealed class SimulatedThread
{
    public SimulatedThread(int number, DateTimeOffset now)
    {
        Ledger = new Ledger(number);
        // As a generated id, but from the seed's own numbers.
        Id = ThreadId.Parse(string.Create(
            CultureInfo.InvariantCulture,
            $"{now.ToUnixTimeMilliseconds() >> 16:x8}-{now.ToUnixTimeMilliseconds() & 0xffff:x4}-7000-8000-{number:x12}"));
    }

    public ThreadId Id { get; }

    public Ledger Ledger { get; }

    public Place Place { get; set; }

    public Host? Host { get; private set; }

    public LiveThread? Handle { get; private set; }

    public void Hold(Host host, LiveThread handle) => (Host, Handle) = (host, handle);

    public void LetGo() => (Host, Handle) = (null, null);
}

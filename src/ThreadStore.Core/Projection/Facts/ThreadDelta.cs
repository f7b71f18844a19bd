using System;
using System.Diagnostics;

namespace ThreadStore.Projection;

/// <summary>
/// What a range of a thread's log says about the thread: <c>delta[From, To) = observe(log[From, To))</c> and nothing else, so that
/// dropping one is always legal. Pooled; all of its memory is taken when it is made.
/// </summary>
/// <remarks>Not thread-safe: it has one owner at a time, and changes hands through the slot.</remarks>
internal sealed partial class ThreadDelta
{
    private TailBytes _tail;

    /// <summary>The thread whose log the range lies in.</summary>
    public ThreadId Id { get; private set; }

    /// <summary>The offset of the first byte that was observed.</summary>
    public long From { get; private set; }

    /// <summary>The offset after the last line that was observed; moved by whoever observes lines into the delta.</summary>
    public long To { get; set; }

    /// <summary>The facts that the range gave.</summary>
    public FactMask Present { get; private set; }

    /// <summary>True when there is anything besides the time of the newest activity.</summary>
    public bool HasFacts => (Present & ~FactMask.UpdatedAt) != FactMask.None;

    /// <summary>The newest time of a line, when present.</summary>
    public long UpdatedAtMs { get; private set; }

    /// <summary>The time in the thread's first session_meta, when present.</summary>
    public long CreatedAtMs { get; private set; }

    /// <summary>The newest start of a turn, when present.</summary>
    public long TurnAtMs { get; private set; }

    /// <summary>The newest total, when present.</summary>
    public long TokensUsed { get; private set; }

    /// <summary>The time of the newest name, when <see cref="FactMask.Name"/> is present.</summary>
    public long NameAtMs { get; private set; }

    /// <summary>The end of the parent's prefix, when <see cref="FactMask.HistoryBaseThreadId"/> is present.</summary>
    public long HistoryBaseEnd { get; private set; }

    /// <summary>The span of the append that made the slot full: the parent of the row's update.</summary>
    public ActivityContext Trace { get; set; }

    /// <summary>How many bytes of <see cref="Tail"/> are set.</summary>
    public int TailLength { get; private set; }

    /// <summary>The bytes before <see cref="To"/>, at most 64.</summary>
    public ReadOnlySpan<byte> Tail => ((ReadOnlySpan<byte>)_tail)[..TailLength];

    /// <summary>True when the tail is as long as the row's hash wants it; else the hasher reads the bytes from the log.</summary>
    public bool HasWholeTail => TailLength == Math.Min(TailBytes.Length, To);

    /// <summary>Empties the delta for the range that starts at that offset.</summary>
    public void Reset(ThreadId id, long from)
    {
        Id = id;
        From = from;
        To = from;
        Present = FactMask.None;
        TailLength = 0;
        Trace = default;
        _held = [];
    }

    /// <summary>Keeps the last bytes before <see cref="To"/>; bytes before the last 64 are ignored.</summary>
    public void SetTail(ReadOnlySpan<byte> lastBytesBeforeTo)
    {
        var tail = lastBytesBeforeTo[Math.Max(0, lastBytesBeforeTo.Length - TailBytes.Length)..];
        tail.CopyTo(_tail);
        TailLength = tail.Length;
    }

    /// <summary>True when every one of these facts is held.</summary>
    public bool Has(FactMask facts) => (Present & facts) == facts;

    public void RaiseUpdatedAt(long timestampMs)
    {
        UpdatedAtMs = Has(FactMask.UpdatedAt) ? Math.Max(UpdatedAtMs, timestampMs) : timestampMs;
        Present |= FactMask.UpdatedAt;
    }

    public void RaiseTurnAt(long timestampMs)
    {
        TurnAtMs = Has(FactMask.TurnAt) ? Math.Max(TurnAtMs, timestampMs) : timestampMs;
        Present |= FactMask.TurnAt;
    }

    public void SetCreatedAt(long timestampMs)
    {
        CreatedAtMs = timestampMs;
        Present |= FactMask.CreatedAt;
    }

    public void SetTokensUsed(long total)
    {
        TokensUsed = total;
        Present |= FactMask.TokensUsed;
    }

    /// <summary>Belongs to the text <see cref="TextFact.HistoryBaseThreadId"/>, which is set with it.</summary>
    public void SetHistoryBaseEnd(long offset) => HistoryBaseEnd = offset;

    /// <summary>Belongs to the text <see cref="TextFact.Name"/>, which is set or cleared with it.</summary>
    public void SetNameAt(long timestampMs) => NameAtMs = timestampMs;
}

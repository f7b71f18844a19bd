using System;
using System.Runtime.CompilerServices;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Tracing;

namespace ThreadStore.Projection;

/// <summary>Reads lines into a delta. One virtual call per append or per step of a catch-up; within it every line is specialised code.</summary>
internal abstract class LineObserver
{
    private long _hostFaults;

    /// <summary>How many lines an <see cref="Declaring.ObserveAttribute"/> method of the host threw at.</summary>
    public long HostFaults => Volatile.Read(ref _hostFaults);

    /// <summary>Observes the lines that lie in the log at that offset; what a reader will not take for a line is none.</summary>
    public abstract void Observe(ReadOnlySpan<byte> lines, long offset, ThreadDelta delta, SettledFacts settled);

    /// <summary>Observes lines until one ends at <paramref name="end"/> or after it, or the reader has no more; gives how many were none.</summary>
    public abstract long Observe(RolloutReader reader, long end, ThreadDelta delta);

    /// <summary>Observes one line.</summary>
    public abstract void Observe(in Line line, ThreadDelta delta, SettledFacts settled);

    protected void CountHostFault()
    {
        Interlocked.Increment(ref _hostFaults);
        StoreMeter.RecordFault("host_observer");
    }
}

/// <summary>The observer of the built-in projection and that of the host.</summary>
internal sealed class LineObserver<THost> : LineObserver
    where THost : struct, IThreadProjection<THost>
{
    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<byte> lines, long offset, ThreadDelta delta, SettledFacts settled)
    {
        var reader = new LineReader(lines, offset);
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            if (status is LineStatus.Line)
            {
                ObserveLine(in line, delta, settled);
            }
        }
    }

    /// <inheritdoc/>
    public override long Observe(RolloutReader reader, long end, ThreadDelta delta)
    {
        long badLines = 0;
        LineStatus status;
        while (reader.Consumed < end && (status = reader.Read(out var line)) is not LineStatus.End)
        {
            if (status is LineStatus.Line)
            {
                ObserveLine(in line, delta, default);
            }
            else
            {
                badLines++;
            }
        }

        return badLines;
    }

    /// <inheritdoc/>
    public override void Observe(in Line line, ThreadDelta delta, SettledFacts settled) => ObserveLine(in line, delta, settled);

    private void ObserveLine(in Line line, ThreadDelta delta, SettledFacts settled)
    {
        var sink = new FactSink(in line, delta.Id, delta.Facts, settled.BuiltIn);
        ThreadFacts.Observe(ref sink);
        if (typeof(THost) != typeof(NoFacts))
        {
            ObserveHost(in line, delta, settled.Host);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ObserveHost(in Line line, ThreadDelta delta, ulong settled)
    {
        var sink = new FactSink(in line, delta.Id, delta.Host!, settled);
        try
        {
            THost.Observe(ref sink);
        }
        catch (Exception)
        {
            // A host's own method; the append that it came with is accepted, and a rebuild meets the same line in the same way.
            CountHostFault();
        }
    }
}

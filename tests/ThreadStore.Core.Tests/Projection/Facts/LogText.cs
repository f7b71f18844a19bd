using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>A log in memory: observes ranges of it, and reads its lines again.</summary>
internal sealed class LogText : ITextSource
{
    private readonly byte[] _bytes;

    public LogText(ThreadId id, byte[] bytes)
    {
        Id = id;
        _bytes = bytes;
        var cuts = new List<long> { 0 };
        var reader = new LineReader(bytes, 0);
        while (reader.Read(out _) != LineStatus.End)
        {
            if (reader.Consumed > cuts[^1])
            {
                cuts.Add(reader.Consumed);
            }
        }

        Cuts = cuts;
    }

    public LogText(ThreadId id, IEnumerable<string> lines)
        : this(id, Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))))
    {
    }

    public ThreadId Id { get; }

    /// <summary>Every offset at which a range may be cut.</summary>
    public IReadOnlyList<long> Cuts { get; }

    public ThreadDelta Observe(long from, long to, ulong settled = 0)
    {
        var delta = BuiltInFacts.NewDelta();
        delta.Reset(Id, from);
        Observe(from, to, delta, settled);
        return delta;
    }

    /// <summary>The range as a store with that projection sees it.</summary>
    public ThreadDelta Observe(ComposedProjection projection, long from, long to, SettledFacts settled = default)
    {
        var delta = projection.NewDelta();
        delta.Reset(Id, from);
        ObserveWith(projection.Observer, from, to, delta, settled);
        return delta;
    }

    public void Observe(long from, long to, ThreadDelta delta, ulong settled) =>
        ObserveWith(ComposedProjection.BuiltInOnly.Observer, from, to, delta, new SettledFacts(settled, 0));

    public void ObserveWith(LineObserver observer, long from, long to, ThreadDelta delta, SettledFacts settled)
    {
        observer.Observe(_bytes.AsSpan((int)from, (int)(to - from)), from, delta, settled);
        delta.To = to;
        delta.SetTail(_bytes.AsSpan(0, (int)to));
    }

    public ReadOnlySpan<byte> ReadLine(long offset, int length) => _bytes.AsSpan((int)offset, length);

    /// <summary>Everything that a delta says.</summary>
    public static string Describe(ThreadDelta delta) => string.Create(
        CultureInfo.InvariantCulture,
        $"{delta.Id} [{delta.From},{delta.To}) tail {Convert.ToHexString(delta.Tail)}{FactNames<ThreadFacts>.Describe(delta.Facts)}");
}

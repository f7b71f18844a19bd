using System;
using System.ComponentModel;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>
/// One line on its way into a delta: emitted code asks it for the line, and puts into it what the line gives. Also used to read one text
/// of a line again, when that text was too long to travel within the delta.
/// </summary>
/// <remarks>No member throws or allocates. It lives on the stack of whoever observes the line.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct FactSink
{
    private const int NoFact = -1;

    // Small, because one is made per line.
    private readonly FactBlock? _block;
    private readonly ReadOnlySpan<byte> _payload;
    private readonly ulong _settled;
    private readonly long _lineOffset;
    private readonly int _lineLength;
    private readonly int _captured = NoFact;
    private byte[]? _capture;
    private int _captureLength;
    private TextParts _parts;
    private byte _partsFact;
    private byte _partsText;

    /// <summary>Puts a line's facts into the block, but for the first values that are settled or that the block has.</summary>
    internal FactSink(in Line line, ThreadId thread, FactBlock block, ulong settled)
        : this(in line, thread)
    {
        _block = block;
        _settled = settled & block.Layout.First;
    }

    /// <summary>Captures one text of a line; of several that the line gives the one that the block kept.</summary>
    internal FactSink(in Line line, ThreadId thread, int captured, FactLayout layout)
        : this(in line, thread)
    {
        _captured = captured;
        _settled = layout.First;
    }

    private FactSink(in Line line, ThreadId thread)
    {
        Thread = thread;
        TypeName = line.TypeName;
        TimestampMs = line.TimestampMs;
        Ordinal = line.Ordinal;
        IsActivity = line.Kind != ItemKind.ThreadStoreMetadata;
        _payload = line.Payload;
        _lineOffset = line.Offset;
        _lineLength = line.Text.Length;
    }

    /// <summary>The thread whose log the line is of.</summary>
    public ThreadId Thread { get; }

    /// <summary>The line's type, as it is spelled.</summary>
    public ReadOnlySpan<byte> TypeName { get; }

    /// <summary>Looks for the payload's own top-level type, as it is spelled; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> PayloadType => Items.PayloadType.Find(_payload);

    /// <summary>True when the line has a readable time.</summary>
    public readonly bool HasTimestamp => TimestampMs != Line.NoTimestamp;

    /// <summary>The line's time in milliseconds since the Unix epoch; meaningful when it has one.</summary>
    public long TimestampMs { get; }

    /// <summary>True when the line has an ordinal.</summary>
    public readonly bool HasOrdinal => Ordinal != Line.NoOrdinal;

    /// <summary>The line's ordinal; meaningful when it has one.</summary>
    public long Ordinal { get; }

    /// <summary>False for a journal line: explicit metadata is no activity.</summary>
    public bool IsActivity { get; }

    /// <summary>A cursor inside the line's payload.</summary>
    public readonly JsonCursor OpenPayload() => JsonCursor.OpenObject(_payload);

    /// <summary>True when any of these facts is still of use: a first value that is there already is not.</summary>
    public readonly bool Wants(ulong facts) =>
        (facts & (_block is null ? WantedCapture : ~((_settled | _block.Present) & _block.Layout.First))) != 0;

    // A first text that was captured stays, as it does in a block.
    private readonly ulong WantedCapture => (1UL << _captured) & ~(_captureLength > 0 ? _settled : 0);

    /// <summary>True for a string that is the thread's own id.</summary>
    public readonly bool IsThread(scoped JsonSlice id) => id.IsString && ThreadId.TryParse(id.Bytes, out var value) && value == Thread;
}

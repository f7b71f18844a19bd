using System;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>
/// One line on its way into a delta: emitted code asks it for the line, and puts into it what the line gives. Also used to read one text
/// of a line again, when that text was too long to travel within the delta.
/// </summary>
/// <remarks>No member throws or allocates. It lives on the stack of whoever observes the line.</remarks>
public ref partial struct FactSink
{
    private const int NoFact = -1;

    private readonly FactBlock? _block;
    private readonly ulong _settled;
    private readonly int _captured = NoFact;
    private readonly bool _keepsFirst;
    private readonly Line _line;
    private ReadOnlySpan<byte> _payloadType;
    private bool _hasPayloadType;

    // texts
    private byte[]? _capture;
    private int _captureLength;
    private TextParts _parts;
    private int _partsFact;
    private int _partsText;

    /// <summary>Puts a line's facts into the block, but for the first values that are settled or that the block has.</summary>
    internal FactSink(in Line line, ThreadId thread, FactBlock block, ulong settled)
    {
        _line = line;
        Thread = thread;
        _block = block;
        _settled = settled & block.Layout.First;
    }

    /// <summary>Captures one text of a line; of several that the line gives the one that the block kept.</summary>
    internal FactSink(in Line line, ThreadId thread, int captured, FactLayout layout)
    {
        _line = line;
        Thread = thread;
        _captured = captured;
        _keepsFirst = (layout.First & (1UL << captured)) != 0;
    }

    /// <summary>The thread whose log the line is of.</summary>
    public ThreadId Thread { get; }

    /// <summary>The line's type, as it is spelled.</summary>
    public readonly ReadOnlySpan<byte> TypeName => _line.TypeName;

    /// <summary>The payload's own top-level type, as it is spelled; empty when there is none.</summary>
    public ReadOnlySpan<byte> PayloadType
    {
        get
        {
            if (!_hasPayloadType)
            {
                _payloadType = Items.PayloadType.Find(_line.Payload);
                _hasPayloadType = true;
            }

            return _payloadType;
        }
    }

    /// <summary>True when the line has a readable time.</summary>
    public readonly bool HasTimestamp => _line.TimestampMs != Line.NoTimestamp;

    /// <summary>The line's time in milliseconds since the Unix epoch; meaningful when it has one.</summary>
    public readonly long TimestampMs => _line.TimestampMs;

    /// <summary>True when the line has an ordinal.</summary>
    public readonly bool HasOrdinal => _line.Ordinal != Line.NoOrdinal;

    /// <summary>The line's ordinal; meaningful when it has one.</summary>
    public readonly long Ordinal => _line.Ordinal;

    /// <summary>False for a journal line: explicit metadata is no activity.</summary>
    public readonly bool IsActivity => _line.Kind != ItemKind.ThreadStoreMetadata;

    /// <summary>A cursor inside the line's payload.</summary>
    public readonly JsonCursor OpenPayload() => JsonCursor.OpenObject(_line.Payload);

    /// <summary>True when any of these facts is still of use: a first value that is there already is not.</summary>
    public readonly bool Wants(ulong facts) =>
        (facts & (_block is null ? WantedCapture : ~((_settled | _block.Present) & _block.Layout.First))) != 0;

    private readonly ulong WantedCapture => _keepsFirst && _captureLength > 0 ? 0 : 1UL << _captured;

    /// <summary>True for a string that is the thread's own id.</summary>
    public readonly bool IsThread(scoped JsonSlice id) => id.IsString && ThreadId.TryParse(id.Bytes, out var value) && value == Thread;
}

using System;
using System.Diagnostics;
using ThreadStore.Buffers;
using ThreadStore.Items;

namespace ThreadStore.Log;

/// <content>Laying out the lines of one append call and accepting all of them or none.</content>
/// <remarks>
/// A Buffered call lays its lines out behind those in the thread's block, and accepting them is moving one number. Any other call lays them out in the
/// thread's scratch, behind a copy of what is buffered, so that everything leaves in one write and a failure leaves the block as it was.
/// </remarks>
internal sealed partial class ThreadLog
{
    private byte[]? _stage;         // where lines are laid out; null between calls
    private int _stageStart;        // before it: bytes accepted earlier
    private int _stageEnd;
    private int _stageLines;
    private bool _stageIsBlock;
    private long _stageOrdinal;
    private long _stageTimestampMs;

    private StampText _stamp;

    private byte[]? _block;         // rented as long as lines are buffered
    private int _buffered;

    /// <summary>True when accepted lines wait for a drain.</summary>
    internal bool HasBuffered => _buffered > 0;

    /// <summary>How many accepted lines wait for a drain.</summary>
    internal int BufferedLines { get; private set; }

    /// <summary>Where the file will end once everything buffered and laid out is written.</summary>
    internal long StagedEnd => _writtenEnd + _stageEnd;

    /// <summary>Starts an append call.</summary>
    internal void BeginAppend(Durability durability)
    {
        Debug.Assert(_stage is null, "one append call at a time");
        _lastWritten = null;
        _stageOrdinal = NextOrdinal;
        _stageTimestampMs = LastTimestampMs;
        _stageLines = 0;
        _stageStart = _stageEnd = _buffered;
        if (durability == Durability.Buffered && (_block ??= _home.Blocks.TryRent()) is { } block)
        {
            _stage = block;
            _stageIsBlock = true;
        }
        else
        {
            _stage = TakeScratch(_buffered);
        }
    }

    /// <summary>Lays out one more line. <paramref name="ordinal"/> below 0: the next one; a journal line and a legacy line carry none.</summary>
    /// <exception cref="InvalidRequestException">The line is longer than any reader would hand out; the caller cancels the append.</exception>
    internal void Stage(ItemType type, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> metadata, long timestampMs, long ordinal)
    {
        var most = (long)payload.Length + metadata.Length + LineWriter.MaxEnvelope;
        if (most > RolloutReader.MaxLineBytes)
        {
            throw new InvalidRequestException($"a line of more than {RolloutReader.MaxLineBytes} bytes");
        }

        if (most > _stage!.Length - _stageEnd)
        {
            GrowStage(most);
        }

        if (Mode == HistoryMode.Legacy || type.Kind == ItemKind.ThreadStoreMetadata)
        {
            ordinal = Line.NoOrdinal;
        }
        else
        {
            ordinal = ordinal >= 0 ? ordinal : _stageOrdinal;
            _stageOrdinal = After(ordinal);
        }

        _stageEnd += LineWriter.Write(_stage.AsSpan(_stageEnd), timestampMs, ordinal, type, payload, metadata, ref _stamp);
        _stageTimestampMs = Math.Max(_stageTimestampMs, timestampMs);
        _stageLines++;
    }

    /// <summary>Drops the lines of the call that was begun, if one was.</summary>
    internal void CancelAppend()
    {
        _stage = null;
        if (_buffered == 0)
        {
            ReturnBlock();
        }
    }

    /// <summary>Accepts the lines laid out, all of them or none. A call without lines writes nothing.</summary>
    internal LogStatus CommitAppend()
    {
        if (_stageEnd == _stageStart)
        {
            CancelAppend();
            return LogStatus.Success;
        }

        if (IsFaulted)
        {
            CancelAppend();
            return LogStatus.NotAccepted(_faultErrno);
        }

        if (_stageIsBlock)
        {
            _buffered = _stageEnd;
            BufferedLines += _stageLines;
        }
        else
        {
            var status = WriteOut(_stage!, _stageEnd);
            if (!status.Ok)
            {
                CancelAppend();
                return status;
            }
        }

        NextOrdinal = _stageOrdinal;
        LastTimestampMs = _stageTimestampMs;
        _stage = null;
        return LogStatus.Success;
    }

    // The last number there is cannot be followed: repeating it stops no reader, wrapping round would.
    private static long After(long ordinal) => ordinal == long.MaxValue ? ordinal : ordinal + 1;

    private byte[] TakeScratch(int buffered)
    {
        var scratch = ThreadScratch.Take(buffered);
        _block.AsSpan(0, buffered).CopyTo(scratch);
        _stageIsBlock = false;
        return scratch;
    }

    private void GrowStage(long lineBytes)
    {
        if (_stageEnd + lineBytes > Array.MaxLength)
        {
            throw new InvalidRequestException($"an append call of more than {Array.MaxLength} bytes");
        }

        var needed = (int)(_stageEnd + lineBytes);
        if (!_stageIsBlock)
        {
            _stage = ThreadScratch.Grow(_stageEnd, needed);
            return;
        }

        // The block is full: this call takes what is buffered along and writes for itself.
        var scratch = ThreadScratch.Take(needed);
        _stage.AsSpan(0, _stageEnd).CopyTo(scratch);
        _stage = scratch;
        _stageIsBlock = false;
    }

    private void ReturnBlock()
    {
        if (_block is { } block)
        {
            _block = null;
            _home.Blocks.Return(block);
        }
    }
}

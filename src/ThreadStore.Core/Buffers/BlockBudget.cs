using System;
using System.Threading;

namespace ThreadStore.Buffers;

/// <summary>The store-wide budget of the blocks that buffered lines lie in. At most that many blocks exist; a block is made once and used again.</summary>
/// <remarks>Blocks are pinned, so that a system call needs no pin of its own while a large heap is being compacted around it.</remarks>
internal sealed class BlockBudget
{
    /// <summary>The size of every block.</summary>
    internal const int BlockBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[]?[] _free;
    private int _freeCount;
    private int _made;
    private long _misses;

    internal BlockBudget(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        _free = new byte[]?[checked((int)(bytes / BlockBytes))];
    }

    /// <summary>How often the budget was exhausted: each time an append wrote for itself.</summary>
    internal long Misses => Volatile.Read(ref _misses);

    /// <summary>The blocks that are out now.</summary>
    internal int Rented
    {
        get
        {
            lock (_gate)
            {
                return _made - _freeCount;
            }
        }
    }

    /// <summary>A block, or null when all of them are out.</summary>
    internal byte[]? TryRent()
    {
        lock (_gate)
        {
            if (_freeCount > 0)
            {
                var block = _free[--_freeCount];
                _free[_freeCount] = null;
                return block;
            }

            if (_made == _free.Length)
            {
                _misses++;
                return null;
            }

            _made++;
        }

        return GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
    }

    /// <summary>Gives a block back; the caller keeps no reference to it.</summary>
    internal void Return(byte[] block)
    {
        lock (_gate)
        {
            _free[_freeCount++] = block;
        }
    }
}

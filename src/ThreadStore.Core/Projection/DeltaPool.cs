using System.Threading;

namespace ThreadStore.Projection;

/// <summary>The store's spare deltas: bounded, and renting never allocates.</summary>
/// <remarks>
/// Deltas are made when a thread opens (<see cref="Reserve"/>), never when one is rented: an appender that finds no spare marks its
/// thread dirty instead, and the projector reads the range from the log (a delta is a cache).
/// </remarks>
internal sealed class DeltaPool
{
    private readonly Lock _lock = new();
    private readonly ThreadDelta?[] _spares;
    private int _count;
    private int _made;
    private long _misses;

    /// <summary>Makes an empty pool that will never own more deltas than the capacity.</summary>
    internal DeltaPool(int capacity, ComposedProjection projection)
    {
        _spares = new ThreadDelta?[capacity];
        Projection = projection;
    }

    /// <summary>What the deltas have room for.</summary>
    internal ComposedProjection Projection { get; }

    /// <summary>How often a rent found no spare.</summary>
    internal long Misses => Volatile.Read(ref _misses);

    /// <summary>Adds spares for one more open thread, up to the pool's capacity.</summary>
    internal void Reserve(int spares)
    {
        lock (_lock)
        {
            while (spares-- > 0 && _made < _spares.Length)
            {
                _made++;
                _spares[_count++] = Projection.NewDelta();
            }
        }
    }

    /// <summary>Takes a spare, or null when none is at hand.</summary>
    internal ThreadDelta? TryRent()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                _misses++;
                return null;
            }

            var delta = _spares[--_count];
            _spares[_count] = null;
            return delta;
        }
    }

    /// <summary>Gives a delta back; one too many is left to the collector.</summary>
    internal void Return(ThreadDelta delta)
    {
        lock (_lock)
        {
            if (_count < _spares.Length)
            {
                _spares[_count++] = delta;
            }
        }
    }
}

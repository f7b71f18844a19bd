using System;

namespace ThreadStore;

/// <summary>The base of every error the store reports; one derived type per kind, and kinds pass through barriers unchanged.</summary>
public abstract class ThreadStoreException : Exception
{
    private protected ThreadStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>A new exception of the same kind, for a second waiter: exceptions are never shared between waiters.</summary>
    internal abstract ThreadStoreException Copy();
}

/// <summary>No thread of that id exists here, or the handle has been shut down or discarded.</summary>
public sealed class ThreadNotFoundException : ThreadStoreException
{
    /// <summary>Names the thread that was not found.</summary>
    public ThreadNotFoundException(ThreadId thread, string? reason = null, Exception? inner = null)
        : base(reason ?? $"no rollout found for thread id {thread}", inner) => Thread = thread;

    /// <summary>The id that was asked for.</summary>
    public ThreadId Thread { get; }

    internal override ThreadStoreException Copy() => new ThreadNotFoundException(Thread, Message, this);
}

/// <summary>The request itself is wrong; nothing was changed.</summary>
public sealed class InvalidRequestException : ThreadStoreException
{
    /// <summary>Says what is wrong with the request.</summary>
    public InvalidRequestException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal override ThreadStoreException Copy() => new InvalidRequestException(Message, this);
}

/// <summary>The request contradicts what exists, for example a create with an id that already has a rollout; nothing was changed.</summary>
public sealed class ConflictException : ThreadStoreException
{
    /// <summary>Says what the request contradicts.</summary>
    public ConflictException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal override ThreadStoreException Copy() => new ConflictException(Message, this);
}

/// <summary>The operation is not available for this thread, home or platform.</summary>
public sealed class UnsupportedException : ThreadStoreException
{
    /// <summary>Names the operation by a stable name, and why it is not available.</summary>
    public UnsupportedException(string operation, string reason, Exception? inner = null)
        : base($"{operation} is not supported: {reason}", inner)
    {
        Operation = operation;
        Reason = reason;
    }

    /// <summary>The stable name of the operation.</summary>
    public string Operation { get; }

    /// <summary>Why it is not available.</summary>
    public string Reason { get; }

    internal override ThreadStoreException Copy() => new UnsupportedException(Operation, Reason, this);
}

/// <summary>Another writer holds the thread.</summary>
public sealed class ThreadBusyException : ThreadStoreException
{
    /// <summary>Names the thread and, as far as it is known, its holder.</summary>
    public ThreadBusyException(ThreadId thread, string holder, Exception? inner = null)
        : base($"thread {thread} already has an active writer: {holder}", inner)
    {
        Thread = thread;
        Holder = holder;
    }

    /// <summary>The thread that is held.</summary>
    public ThreadId Thread { get; }

    /// <summary>Who holds it: process id, host and application when known.</summary>
    public string Holder { get; }

    internal override ThreadStoreException Copy() => new ThreadBusyException(Thread, Holder, this);
}

/// <summary>Where a storage fault lies.</summary>
public enum StoragePart
{
    /// <summary>The rollout file or its lock: the truth.</summary>
    Log,

    /// <summary>The SQLite index: derived, rebuilt from the log.</summary>
    Index,
}

/// <summary>What a storage fault means for the lines of the call.</summary>
public enum StorageOutcome
{
    /// <summary>No line, no position: a retry is safe.</summary>
    NotAccepted,

    /// <summary>The lines are in the log at <see cref="StorageFaultException.Position"/>: wait or flush, do not append again.</summary>
    Accepted,

    /// <summary>Re-opening the thread decides.</summary>
    Unknown,
}

/// <summary>The disk, the file system or the database failed.</summary>
public sealed class StorageFaultException : ThreadStoreException
{
    /// <summary>Describes the fault, where it lies and what it means for the call.</summary>
    public StorageFaultException(StoragePart part, StorageOutcome outcome, Position? position, int errorCode, string message, Exception? inner = null)
        : base(message, inner)
    {
        Part = part;
        Outcome = outcome;
        Position = position;
        ErrorCode = errorCode;
    }

    /// <summary>Where the fault lies.</summary>
    public StoragePart Part { get; }

    /// <summary>What it means for the lines of the call.</summary>
    public StorageOutcome Outcome { get; }

    /// <summary>The end of the accepted lines when <see cref="Outcome"/> is <see cref="StorageOutcome.Accepted"/>.</summary>
    public Position? Position { get; }

    /// <summary>The <c>errno</c> (log) or the extended SQLite result code (index); 0 when there is none.</summary>
    public int ErrorCode { get; }

    internal override ThreadStoreException Copy() => new StorageFaultException(Part, Outcome, Position, ErrorCode, Message, this);
}

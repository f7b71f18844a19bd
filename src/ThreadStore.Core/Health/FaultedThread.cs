using System;

namespace ThreadStore.Health;

/// <summary>What of a thread fails.</summary>
public enum ThreadFault
{
    /// <summary>Its log cannot be written: lines that were accepted wait in memory, or the file has to be looked at first.</summary>
    Log,

    /// <summary>Its row cannot be written, or its log not be read for it, while others' are.</summary>
    Row,
}

/// <summary>A thread that fails by itself, and is tried again by itself.</summary>
/// <param name="Id">The thread.</param>
/// <param name="Fault">What of it fails.</param>
/// <param name="ErrorCode">The <c>errno</c> or the extended SQLite result code; 0 when there is none.</param>
/// <param name="For">How long it has been failing.</param>
public sealed record FaultedThread(ThreadId Id, ThreadFault Fault, int ErrorCode, TimeSpan For);

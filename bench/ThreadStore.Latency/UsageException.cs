using System;

namespace ThreadStore.Latency;

/// <summary>The run cannot be what was asked for; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);

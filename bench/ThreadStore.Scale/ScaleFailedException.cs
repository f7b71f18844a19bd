using System;

namespace ThreadStore.Scale;

/// <summary>The run cannot go on: an answer was wrong, a process failed, or there is no room; the message is the line that the user reads.</summary>
internal sealed class ScaleFailedException(string message) : Exception(message);

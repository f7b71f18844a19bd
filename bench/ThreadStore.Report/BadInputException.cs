using System;

namespace ThreadStore.Report;

/// <summary>What was given is no result, or cannot be read; the message is the line that the user reads.</summary>
internal sealed class BadInputException(string message) : Exception(message);

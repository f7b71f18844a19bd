using System;

namespace ThreadStore.Cli;

/// <summary>The tool cannot do what it was asked; the message is the line that the user reads.</summary>
internal sealed class UsageException : Exception
{
    internal UsageException(string message)
        : base(message)
    {
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ThreadStore.Fuzz;

/// <summary>What a target says when something must hold.</summary>
internal static class Law
{
    internal static void Holds([DoesNotReturnIf(false)] bool isSo, [InterpolatedStringHandlerArgument(nameof(isSo))] ref LawMessage message)
    {
        if (!isSo)
        {
            throw new BrokenLawException(message.ToString());
        }
    }

    internal static void Holds([DoesNotReturnIf(false)] bool isSo, string message)
    {
        if (!isSo)
        {
            throw new BrokenLawException(message);
        }
    }

    internal static void Same<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual))
        {
            throw new BrokenLawException($"{what}: {actual} instead of {expected}");
        }
    }
}

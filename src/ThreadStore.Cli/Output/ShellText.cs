using System;
using System.Buffers;

namespace ThreadStore.Cli.Output;

/// <summary>Words as a shell takes them.</summary>
internal static class ShellText
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%");

    /// <summary>The text as one word, in quotes when it needs them.</summary>
    internal static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_plain) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

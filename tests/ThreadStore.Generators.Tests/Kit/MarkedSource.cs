using System;
using Microsoft.CodeAnalysis.Text;

namespace ThreadStore.Generators.Kit;

/// <summary>Source text in which <c>[|</c> and <c>|]</c> stand around what a diagnostic has to underline.</summary>
internal sealed class MarkedSource
{
    private const string Open = "[|";
    private const string Close = "|]";

    public MarkedSource(string marked)
    {
        var start = marked.IndexOf(Open, StringComparison.Ordinal);
        var end = marked.IndexOf(Close, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new ArgumentException($"the source has no {Open}…{Close}", nameof(marked));
        }

        Text = marked.Remove(end, Close.Length).Remove(start, Open.Length);
        Span = TextSpan.FromBounds(start, end - Open.Length);
    }

    /// <summary>The source without the marks.</summary>
    public string Text { get; }

    /// <summary>What stood between them.</summary>
    public TextSpan Span { get; }
}

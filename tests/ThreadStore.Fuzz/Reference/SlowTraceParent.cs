using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using ThreadStore.Tracing;

namespace ThreadStore.Fuzz.Reference;

/// <summary>Reads a <c>traceparent</c> by the grammar of W3C trace context, level 2.</summary>
internal static partial class SlowTraceParent
{
    /// <summary>The context, or null for what is invalid. The text is Latin-1: one character for a byte.</summary>
    internal static TraceContext? Read(string text)
    {
        var parts = Grammar().Match(text);
        if (!parts.Success || parts.Groups["version"].Value == "ff" || (parts.Groups["version"].Value == "00" && parts.Groups["rest"].Length > 0))
        {
            return null;
        }

        var (trace, span) = (parts.Groups["trace"].Value, parts.Groups["span"].Value);
        if (trace.All(static digit => digit == '0') || span.All(static digit => digit == '0'))
        {
            return null;
        }

        return new TraceContext(Hex(trace[..16]), Hex(trace[16..]), Hex(span), (byte)(Hex(parts.Groups["flags"].Value) & 3));
    }

    private static ulong Hex(string digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?\\z",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        5000)]
    private static partial Regex Grammar();
}

using System.Net;

namespace ThreadStore.Report;

/// <summary>Text in HTML.</summary>
internal static class HtmlText
{
    /// <summary>The text with what HTML reads as its own escaped.</summary>
    internal static string Of(string? text) => WebUtility.HtmlEncode(text ?? "");
}

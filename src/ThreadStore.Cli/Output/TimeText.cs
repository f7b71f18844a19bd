using System;

namespace ThreadStore.Cli.Output;

/// <summary>Times as text, always in UTC.</summary>
internal static class TimeText
{
    /// <summary>To the minute, for tables; a dash when there is none.</summary>
    internal static string Minute(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'") : "-";

    /// <summary>To the millisecond, as lines have it; null when there is none.</summary>
    internal static string? Millisecond(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}

using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ThreadStore.Projection;

/// <summary>Reads a time of RFC 3339 by its grammar and the runtime's calendar.</summary>
internal static partial class SlowTime
{
    // Four hundred years are a whole number of weeks, leap days included: the calendar repeats itself.
    private const int CycleDays = 146_097;

    internal static bool TryRead(string text, out long unixMs)
    {
        unixMs = 0;
        var time = Grammar().Match(text);
        if (!time.Success)
        {
            return false;
        }

        var (year, month, day) = (Number(time, "year"), Number(time, "month"), Number(time, "day"));
        var shifted = year == 0 ? 400 : year;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(shifted, month))
        {
            return false;
        }

        var (hour, minute, second) = (Number(time, "hour"), Number(time, "minute"), Number(time, "second"));
        var (offsetHour, offsetMinute) = (Number(time, "offsetHour"), Number(time, "offsetMinute"));
        if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59)
        {
            return false;
        }

        var days = (new DateTime(shifted, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days - (year == 0 ? CycleDays : 0);
        var offset = TimeSpan.FromMinutes((offsetHour * 60) + offsetMinute) * (time.Groups["sign"].Value == "-" ? -1 : 1);
        var milliseconds = (time.Groups["fraction"].Value + "000")[..3];
        unixMs = (days * 86_400_000L) + (((hour * 60L) + minute) * 60_000) + (second * 1000L) - (long)offset.TotalMilliseconds + int.Parse(milliseconds, CultureInfo.InvariantCulture);
        return true;
    }

    private static int Number(Match time, string part) => time.Groups[part].Success ? int.Parse(time.Groups[part].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        "^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\\.(?<fraction>[0-9]{1,9}))?([Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))\\z",
        RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Grammar();
}

using System;

namespace ThreadStore.Items;

/// <summary>Writes and reads the timestamps of lines: RFC 3339, in UTC with three decimals when written.</summary>
internal static class TimestampText
{
    /// <summary>The length of the written form, <c>2026-11-21T06:08:10.743Z</c>.</summary>
    public const int Length = 24;

    private const long MsPerDay = 86_400_000;

    // The years 0000 to 9999: what four digits can say.
    private const long MinMs = -62_167_219_200_000;
    internal const long MaxMs = 253_402_300_799_999;

    /// <summary>Writes the 24 bytes of the time; times outside the years 0000 to 9999 become the nearest one inside.</summary>
    public static void Format(Span<byte> destination, long unixMs)
    {
        unixMs = Math.Clamp(unixMs, MinMs, MaxMs);
        var days = Math.DivRem(unixMs, MsPerDay, out var inDay);
        if (inDay < 0)
        {
            days--;
            inDay += MsPerDay;
        }

        CivilFromDays(days, out var year, out var month, out var day);
        var time = (int)inDay;
        destination = destination[..Length];
        Two(destination, 0, year / 100);
        Two(destination, 2, year % 100);
        destination[4] = (byte)'-';
        Two(destination, 5, month);
        destination[7] = (byte)'-';
        Two(destination, 8, day);
        destination[10] = (byte)'T';
        Two(destination, 11, time / 3_600_000);
        destination[13] = (byte)':';
        Two(destination, 14, time / 60_000 % 60);
        destination[16] = (byte)':';
        Two(destination, 17, time / 1000 % 60);
        destination[19] = (byte)'.';
        destination[20] = (byte)('0' + (time % 1000 / 100));
        Two(destination, 21, time % 100);
        destination[23] = (byte)'Z';
    }

    /// <summary>
    /// Reads a time with 0 to 9 fraction digits and <c>Z</c> or an offset; what is finer than a millisecond is cut off.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        var year = (Two(text, 0) * 100) + Two(text, 2);
        var month = Two(text, 5);
        var day = Two(text, 8);
        var hour = Two(text, 11);
        var minute = Two(text, 14);
        var second = Two(text, 17);

        // A bad digit makes its number exceed every limit. Second 60 is a leap second: the next one's start.
        if (year > 9999 || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryReadFraction(ref rest, out var milliseconds) || !TryReadOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var seconds = (((hour * 60L) + minute - offsetMinutes) * 60) + second;
        unixMs = (DaysFromCivil(year, month, day) * MsPerDay) + (seconds * 1000) + milliseconds;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        var digits = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit((char)rest[digits + 1]))
        {
            digits++;
            if (digits <= 3)
            {
                milliseconds = (milliseconds * 10) + (rest[digits] - '0');
            }
        }

        for (var missing = digits; missing < 3; missing++)
        {
            milliseconds *= 10;
        }

        rest = rest[(digits + 1)..];
        return digits is >= 1 and <= 9;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1)
        {
            return (rest[0] | 0x20) == 'z';
        }

        if (rest.Length != 6 || rest[3] != ':' || rest[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var hour = Two(rest, 1);
        var minute = Two(rest, 4);
        minutes = (hour * 60) + minute;
        if (rest[0] == '-')
        {
            minutes = -minutes;
        }

        return hour <= 23 && minute <= 59;
    }

    private static void Two(Span<byte> destination, int at, int value)
    {
        destination[at] = (byte)('0' + (value / 10 % 10));
        destination[at + 1] = (byte)('0' + (value % 10));
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        // What is below '0' wraps to a large number.
        var high = unchecked((uint)(text[at] - '0'));
        var low = unchecked((uint)(text[at + 1] - '0'));
        return high > 9 || low > 9 ? 1_000_000 : (int)((high * 10) + low);
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Days are counted in 400-year eras of years that begin in March, so that the leap day is the last of its year.
    private static long DaysFromCivil(int year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1 : year;
        var era = shifted >= 0 ? shifted / 400 : -1;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }

    private static void CivilFromDays(long days, out int year, out int month, out int day)
    {
        days += 719_468;
        var era = days >= 0 ? days / 146_097 : -1;
        var dayOfEra = (int)(days - (era * 146_097));
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        day = dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1;
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        year = (int)(yearOfEra + (era * 400)) + (month <= 2 ? 1 : 0);
    }
}

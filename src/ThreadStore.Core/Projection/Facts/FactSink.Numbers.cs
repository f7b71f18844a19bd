using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <content>Numbers, times and flags.</content>
public ref partial struct FactSink
{
    /// <summary>Reads a JSON integer.</summary>
    public static bool TryNumber(JsonSlice value, out long number) => value.TryGetInt64(out number);

    /// <summary>Reads a string in the form of RFC 3339 as milliseconds since the Unix epoch.</summary>
    public static bool TryTimestamp(JsonSlice value, out long milliseconds)
    {
        milliseconds = 0;
        return value.IsString && TimestampText.TryParse(value.Bytes, out milliseconds);
    }

    /// <summary>Reads <c>true</c> as 1 and <c>false</c> as 0.</summary>
    public static bool TryFlag(JsonSlice value, out long flag)
    {
        flag = value.Type == JsonTokenType.True ? 1 : 0;
        return value.Type is JsonTokenType.True or JsonTokenType.False;
    }

    /// <summary>First and Last: the value, if it is wanted.</summary>
    public readonly void SetNumber(int fact, long value)
    {
        if (_block is not null && Wants(1UL << fact))
        {
            _block.SetNumber(fact, value);
        }
    }

    /// <summary>First: the value, whatever came first.</summary>
    public readonly void ReplaceNumber(int fact, long value)
    {
        _block?.SetNumber(fact, value);
        _block?.SetReplaced(fact);
    }

    /// <summary>Max: the value, if it is the largest.</summary>
    public readonly void RaiseNumber(int fact, long value) => _block?.RaiseNumber(fact, value);

    /// <summary>Min: the value, if it is the smallest.</summary>
    public readonly void LowerNumber(int fact, long value) => _block?.LowerNumber(fact, value);

    /// <summary>Count and Sum: adds the value.</summary>
    public readonly void AddNumber(int fact, long value) => _block?.AddNumber(fact, value);

    /// <summary>Last: a readable value replaces, null clears, anything else changes nothing.</summary>
    public readonly void SetOrClearNumber(int fact, scoped JsonSlice value, FactType type)
    {
        if (value.IsNull)
        {
            _block?.SetCleared(fact);
        }
        else if (TryRead(value, type, out var number))
        {
            SetNumber(fact, number);
        }
    }

    /// <summary>Explicit: as the value of the line's time; the newest time wins, and the later line at equal times.</summary>
    public readonly void SetNewestNumber(int fact, scoped JsonSlice value, FactType type, bool clears)
    {
        var isClear = clears && value.IsNull;
        if (_block is null || !(isClear | TryRead(value, type, out var number)) || !TryMoveTime(fact))
        {
            return;
        }

        if (isClear)
        {
            _block.SetCleared(fact);
        }
        else
        {
            _block.SetNumber(fact, number);
        }
    }

    /// <summary>Explicit: as the value of the line's time; the newest time wins, and the later line at equal times.</summary>
    public readonly void SetNewestNumber(int fact, long value)
    {
        if (_block is not null && TryMoveTime(fact))
        {
            _block.SetNumber(fact, value);
        }
    }

    // False: what is there is newer than this line.
    private readonly bool TryMoveTime(int fact)
    {
        var at = HasTimestamp ? TimestampMs : 0;
        if (_block!.Has(fact) && at < _block.Time(fact))
        {
            return false;
        }

        _block.SetTime(fact, at);
        return true;
    }

    private static bool TryRead(JsonSlice value, FactType type, out long number)
    {
        number = 0;
        return type switch
        {
            FactType.Number => TryNumber(value, out number),
            FactType.Timestamp => TryTimestamp(value, out number),
            FactType.Flag => TryFlag(value, out number),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }
}

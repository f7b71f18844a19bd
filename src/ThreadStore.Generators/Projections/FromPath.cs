using System.Linq;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>
/// What a <c>[From]</c> names: the lines it is about, what must hold on them, and the value.
/// <c>type[/payloadType][?condition[&amp;condition]…][:value]</c>
/// </summary>
internal sealed record FromPath(
    string Type, string PayloadType, EquatableArray<PathCondition> Conditions, PathSource Source, EquatableArray<string> Keys, PathArray? Array)
{
    /// <summary>Stands for every line that is activity.</summary>
    public const string EveryLine = "*";

    /// <summary>True when no line type is asked for.</summary>
    public bool IsEveryLine => Type == EveryLine;

    /// <summary>The lines, as a path writes them.</summary>
    public string Selector => PayloadType.Length == 0 ? Type : $"{Type}/{PayloadType}";

    /// <summary>True when the payload has to be read.</summary>
    public bool ReadsPayload => Source == PathSource.Payload || Conditions.Count > 0;

    /// <summary>The path, or null and where it stops being one.</summary>
    public static FromPath? Parse(string text, out PathError? error)
    {
        var reader = new FromPathReader(text);
        var path = reader.Read();
        error = reader.Error;
        return error is null ? path : null;
    }

    /// <summary>The path as text; two paths that mean the same are the same text, but for the order of conditions.</summary>
    public override string ToString()
    {
        var conditions = Conditions.Count == 0 ? "" : "?" + string.Join("&", Conditions.Select(static condition => condition.ToString()));
        return Selector + conditions + Source switch
        {
            PathSource.None => "",
            PathSource.LineTime => ":@timestamp",
            PathSource.LineOrdinal => ":@ordinal",
            _ => ":" + string.Join(".", Keys) + Array,
        };
    }
}

/// <summary>Where the value comes from.</summary>
internal enum PathSource
{
    /// <summary>There is none: the line itself counts.</summary>
    None,

    /// <summary>The line's <c>@timestamp</c>.</summary>
    LineTime,

    /// <summary>The line's <c>@ordinal</c>.</summary>
    LineOrdinal,

    /// <summary>A value within the payload.</summary>
    Payload,
}

/// <summary>What a condition asks of a value.</summary>
internal enum PathTest
{
    /// <summary>It is there and not null.</summary>
    Exists,

    /// <summary>It is that string.</summary>
    Text,

    /// <summary>It is that number, digit for digit.</summary>
    Number,

    /// <summary>It is the thread's own id.</summary>
    Thread,
}

/// <summary>A condition on a value of the payload.</summary>
internal sealed record PathCondition(EquatableArray<string> Keys, PathTest Test, string Value)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var keys = string.Join(".", Keys);
        return Test switch
        {
            PathTest.Exists => keys,
            PathTest.Thread => keys + "=@thread",
            _ => $"{keys}={Value}",
        };
    }
}

/// <summary>The step of a path that goes through the elements of an array, and the keys after it.</summary>
/// <param name="FilterKey">The key that an element must have; empty when every element counts.</param>
/// <param name="FilterValue">The string that it must have there.</param>
/// <param name="Keys">From the element on; empty when the elements are the strings.</param>
internal sealed record PathArray(string FilterKey, string FilterValue, EquatableArray<string> Keys)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var filter = FilterKey.Length == 0 ? "[]" : $"[{FilterKey}={FilterValue}]";
        return Keys.Count == 0 ? filter : $"{filter}.{string.Join(".", Keys)}";
    }
}

/// <summary>Why a text is no path, and at which character.</summary>
internal sealed record PathError(int Position, string Message);

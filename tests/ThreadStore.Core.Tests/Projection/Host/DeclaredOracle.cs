using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>What a projection's declaration means, read at run time from its attributes and from whole JSON documents.</summary>
internal sealed partial class DeclaredOracle
{
    private readonly string _projection;
    private readonly string _thread;
    private readonly List<(PropertyInfo Property, FactAttribute Fact, List<FromAttribute> Froms, Value Value)> _facts = [];

    public DeclaredOracle(Type type, ThreadId thread)
    {
        _projection = type.GetCustomAttribute<ThreadProjectionAttribute>()!.Name;
        _thread = thread.ToString();
        foreach (var property in type.GetProperties().OrderBy(static property => property.MetadataToken))
        {
            if (property.GetCustomAttribute<FactAttribute>() is { } fact)
            {
                List<FromAttribute> froms = [.. property.GetCustomAttributes<FromAttribute>()];
                if (froms.Count == 0)
                {
                    froms.Add(new FromAttribute($"threadstore_metadata?v=1&thread_id=@thread:facts.{_projection}.{property.Name.ToLowerInvariant()}") { Clears = fact.Clearable });
                }

                _facts.Add((property, fact, froms, new Value()));
            }
        }
    }

    /// <summary>The columns as text.</summary>
    public IEnumerable<string> Columns()
    {
        foreach (var (_, fact, _, value) in _facts)
        {
            var text = fact.Rule is Rule.Count or Rule.Sum ? value.Text ?? "0" : value.Text;
            if (fact.AtLeast is { } floor && _facts.Single(other => other.Property.Name == floor).Value.Number is { } least)
            {
                text = Math.Max(value.Number ?? least, least).ToString(CultureInfo.InvariantCulture);
            }

            yield return text ?? "NULL";
            if (fact.Rule == Rule.Explicit)
            {
                yield return value.Time?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
            }
        }
    }

    public void Observe(string text)
    {
        using var document = JsonDocument.Parse(text);
        var line = document.RootElement;
        foreach (var (property, fact, froms, value) in _facts)
        {
            var matching = froms.Select(from => (From: from, Path: Path().Match(from.Path))).Where(source => Matches(source.Path, line)).ToList();
            if (fact.Rule == Rule.Count)
            {
                value.Add(matching.Count > 0 ? 1 : 0);
                continue;
            }

            foreach (var (from, path) in matching)
            {
                Take(property.PropertyType, fact, from, path.Groups["value"].Value, line, value);
            }
        }
    }

    private bool Matches(Match path, JsonElement line)
    {
        var type = line.GetProperty("type").GetString();
        var payload = line.GetProperty("payload");
        return (path.Groups["type"].Value == "*" ? type != "threadstore_metadata" : path.Groups["type"].Value == type)
            && (!path.Groups["payload"].Success || (Find(payload, "type") is { ValueKind: JsonValueKind.String } kind && kind.GetString() == path.Groups["payload"].Value))
            && path.Groups["conditions"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries).All(condition => Holds(condition, payload));
    }

    private bool Holds(string condition, JsonElement payload)
    {
        var parts = condition.Split('=');
        var value = Find(payload, parts[0]);
        return parts switch
        {
            [_] => value is { ValueKind: not JsonValueKind.Null },
            [_, "@thread"] => value is { ValueKind: JsonValueKind.String } id && id.GetString() == _thread,
            [_, "1"] => value is { ValueKind: JsonValueKind.Number } number && number.GetRawText() == "1",
            _ => value is { ValueKind: JsonValueKind.String } word && word.GetString() == parts[1],
        };
    }

    private static void Take(Type type, FactAttribute fact, FromAttribute from, string path, JsonElement line, Value value)
    {
        var given = Given(type, fact, path, line) ?? from.Else;
        var found = path.StartsWith('@') ? null : Find(line.GetProperty("payload"), path.Split('[')[0]);
        var clears = from.Clears && given is null && found is { } there
            && (there.ValueKind == JsonValueKind.Null || (type == typeof(Utf8Text) && there.ValueKind == JsonValueKind.String && there.GetString() == ""));
        if (given is null && !clears)
        {
            return;
        }

        switch (fact.Rule)
        {
            case Rule.First:
                value.SetFirst(given!, from.Replaces);
                break;
            case Rule.Last:
                value.Text = given;
                break;
            case Rule.Max:
                value.Text = value.Number > long.Parse(given!, CultureInfo.InvariantCulture) ? value.Text : given;
                break;
            case Rule.Min:
                value.Text = value.Number < long.Parse(given!, CultureInfo.InvariantCulture) ? value.Text : given;
                break;
            case Rule.Sum:
                value.Add(Math.Max(fact.Minimum, long.Parse(given!, CultureInfo.InvariantCulture)));
                break;
            case Rule.Explicit:
                value.SetNewest(given, Time(line) ?? 0);
                break;
        }
    }

    private static string? Given(Type type, FactAttribute fact, string path, JsonElement line)
    {
        if (path == "@timestamp")
        {
            return Time(line)?.ToString(CultureInfo.InvariantCulture);
        }

        if (path == "@ordinal")
        {
            return Find(line, "ordinal")?.GetRawText();
        }

        var payload = line.GetProperty("payload");
        if (path.Contains('['))
        {
            return Joined(payload, Array().Match(path));
        }

        return Find(payload, path) is { } value ? Given(type, fact, value) : null;
    }

    private static string? Given(Type type, FactAttribute fact, JsonElement value)
    {
        if (type == typeof(Utf8Text))
        {
            return fact.Raw || (fact.RawObjects && value.ValueKind == JsonValueKind.Object) ? (value.ValueKind == JsonValueKind.Null ? null : value.GetRawText())
                : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String when type == typeof(Timestamp?) && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time) =>
                time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            JsonValueKind.Number when type == typeof(long?) || type == typeof(long) => value.TryGetInt64(out _) ? value.GetRawText() : null,
            JsonValueKind.True when type == typeof(bool?) => "1",
            JsonValueKind.False when type == typeof(bool?) => "0",
            _ => null,
        };
    }

    private static string? Joined(JsonElement payload, Match path)
    {
        if (Find(payload, path.Groups["array"].Value) is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        var key = path.Groups["key"].Value;
        var rest = path.Groups["rest"].Value.TrimStart('.');
        var parts = array.EnumerateArray()
            .Where(element => key.Length == 0 || (Find(element, key) is { ValueKind: JsonValueKind.String } kind && kind.GetString() == path.Groups["word"].Value))
            .Select(element => rest.Length == 0 ? element : Find(element, rest))
            .Select(static part => part is { ValueKind: JsonValueKind.String } text ? text.GetString() : "");
        var joined = string.Concat(parts);
        return joined.Length == 0 ? null : joined;
    }

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var key in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static long? Time(JsonElement line) =>
        Find(line, "timestamp") is { } time ? time.GetDateTimeOffset().ToUnixTimeMilliseconds() : null;

    [GeneratedRegex("^(?<type>[^/?:]+)(/(?<payload>[^?:]+))?(\\?(?<conditions>[^:]+))?(:(?<value>.+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();

    [GeneratedRegex("^(?<array>[^\\[]+)\\[((?<key>[^=]+)=(?<word>[^\\]]+))?\\](?<rest>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Array();

    private sealed class Value
    {

        public string? Text { get; set; }

        public long? Time { get; private set; }

        public long? Number => Text is null ? null : long.Parse(Text, CultureInfo.InvariantCulture);

        public void Add(long more) => Text = ((Number ?? 0) + more).ToString(CultureInfo.InvariantCulture);

        public void SetFirst(string given, bool replaces)
        {
            if (Text is null || replaces)
            {
                Text = given;
            }
        }

        public void SetNewest(string? given, long time)
        {
            if (Time is null || time >= Time)
            {
                (Text, Time) = (given, time);
            }
        }
    }
}

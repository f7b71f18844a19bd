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
    private readonly Dictionary<string, HashSet<string>> _wholeByType = [];
    private HashSet<string> _whole = [];
    private readonly List<(PropertyInfo Property, FactAttribute Fact, List<(FromAttribute From, Match Path)> Froms, Value Value)> _facts = [];

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

                _facts.Add((property, fact, froms.ConvertAll(static from => (from, Path().Match(from.Path))), new Value()));
                _facts[^1].Froms.ForEach(source => AddWhole(source.Path));
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

            yield return text is null ? "NULL" : fact.Via is null ? Cut(text) : Via(Cut(text));
            if (fact.Rule == Rule.Explicit)
            {
                yield return value.Time?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
            }
        }
    }

    /// <summary>How a fact's text is mapped before it is stored, for facts with Via.</summary>
    public Func<string, string> Via { get; init; } = static text => text;

    /// <summary>A first value that a method of the projection gives.</summary>
    public void GiveFirst(string property, string text)
    {
        if (text.Length > 0)
        {
            _facts.Single(fact => fact.Property.Name == property).Value.SetFirst(text, replaces: false);
        }
    }

    public void Observe(string text)
    {
        using var document = JsonDocument.Parse(text);
        Observe(document.RootElement);
    }

    public void Observe(JsonElement line)
    {
        _whole = _wholeByType.GetValueOrDefault(SlowText.Spelled(Envelope(line, "type")!.Value)) ?? [];
        foreach (var (property, fact, froms, value) in _facts)
        {
            var matching = froms.Where(source => Matches(source.Path, line)).ToList();
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

    // The keys of the payload that are taken as they are, and not only looked into.
    private void AddWhole(Match path)
    {
        if (!_wholeByType.TryGetValue(path.Groups["type"].Value, out var whole))
        {
            _wholeByType.Add(path.Groups["type"].Value, whole = []);
        }

        whole.UnionWith(path.Groups["conditions"].Value.Split('&').Append(path.Groups["value"].Value).Select(static key => key.Split('=', '[')[0]));
    }

    private bool Matches(Match path, JsonElement line)
    {
        var type = SlowText.Spelled(Envelope(line, "type")!.Value);
        var payload = Envelope(line, "payload")!.Value;
        return (path.Groups["type"].Value == "*" ? type != "threadstore_metadata" : path.Groups["type"].Value == type)
            && (!path.Groups["payload"].Success || (Find(payload, "type") is { ValueKind: JsonValueKind.String } kind && SlowText.Spelled(kind) == path.Groups["payload"].Value))
            && path.Groups["conditions"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries).All(condition => Holds(condition, payload));
    }

    private bool Holds(string condition, JsonElement payload)
    {
        var parts = condition.Split('=');
        var value = Find(payload, parts[0]);
        return parts switch
        {
            [_] => value is { ValueKind: not JsonValueKind.Null },
            [_, "@thread"] => value is { ValueKind: JsonValueKind.String } id && SlowText.Spelled(id).Equals(_thread, StringComparison.OrdinalIgnoreCase),
            [_, "1"] => value is { ValueKind: JsonValueKind.Number } number && number.GetRawText() == "1",
            _ => value is { ValueKind: JsonValueKind.String } word && SlowText.Of(word) == parts[1],
        };
    }

    private void Take(Type type, FactAttribute fact, FromAttribute from, string path, JsonElement line, Value value)
    {
        var given = Given(type, fact, path, line) ?? from.Else;
        var found = path.StartsWith('@') ? null : Find(Envelope(line, "payload")!.Value, path.Split('[')[0]);
        var clears = from.Clears && given is null && found is { } there
            && (there.ValueKind == JsonValueKind.Null || (type == typeof(Utf8Text) && there.ValueKind == JsonValueKind.String && SlowText.Of(there).Length == 0));
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
                value.Add(long.Parse(given!, CultureInfo.InvariantCulture));
                break;
            case Rule.Explicit:
                value.SetNewest(given, Time(line) ?? 0);
                break;
        }
    }

    private string? Given(Type type, FactAttribute fact, string path, JsonElement line)
    {
        if (path == "@timestamp")
        {
            return Time(line)?.ToString(CultureInfo.InvariantCulture);
        }

        if (path == "@ordinal")
        {
            return Envelope(line, "ordinal") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var ordinal) && ordinal >= 0
                ? ordinal.ToString(CultureInfo.InvariantCulture) : null;
        }

        var payload = Envelope(line, "payload")!.Value;
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
            return fact.Raw || (fact.RawObjects && value.ValueKind == JsonValueKind.Object) ? RawOrNull(value)
                : value.ValueKind == JsonValueKind.String && SlowText.Of(value) is { Length: > 0 } text ? text : null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String when type == typeof(Timestamp?) && SlowTime.TryRead(SlowText.Spelled(value), out var time) => time.ToString(CultureInfo.InvariantCulture),
            JsonValueKind.Number when type == typeof(long?) || type == typeof(long) =>
                value.TryGetInt64(out var number) ? Math.Max(fact.Minimum, number).ToString(CultureInfo.InvariantCulture) : null,
            JsonValueKind.True when type == typeof(bool?) => "1",
            JsonValueKind.False when type == typeof(bool?) => "0",
            _ => null,
        };
    }

    private static string? RawOrNull(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value).Length > FactSink.MaxText ? null
            : System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));

    private string? Joined(JsonElement payload, Match path)
    {
        if (Find(payload, path.Groups["array"].Value) is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        var key = path.Groups["key"].Value;
        var rest = path.Groups["rest"].Value.TrimStart('.');
        var parts = array.EnumerateArray()
            .Where(element => key.Length == 0 || (Find(element, key, isInner: true) is { ValueKind: JsonValueKind.String } kind && SlowText.Of(kind) == path.Groups["word"].Value))
            .Select(element => rest.Length == 0 ? element : Find(element, rest, isInner: true))
            .Select(static part => part is { ValueKind: JsonValueKind.String } text ? SlowText.Of(text) : "");
        var joined = string.Concat(parts);
        return joined.Length == 0 ? null : joined;
    }

    // Of values that the path leads to because a name comes twice the first one counts. What is also taken whole is a value itself.
    private JsonElement? Find(JsonElement element, string path, bool isInner = false)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? SlowText.Find(element, path)
            : SlowText.All(element, path[..dot])
                .Take(!isInner && _whole.Contains(path[..dot]) ? 1 : int.MaxValue)
                .Select(inner => Find(inner, path[(dot + 1)..], isInner: true))
                .FirstOrDefault(static value => value is not null);
    }

    private static long? Time(JsonElement line) =>
        Envelope(line, "timestamp") is { ValueKind: JsonValueKind.String } time && SlowTime.TryRead(SlowText.Spelled(time), out var milliseconds) ? milliseconds : null;

    // Of a key of the envelope that comes twice the last one counts.
    private static JsonElement? Envelope(JsonElement line, string name) => SlowText.Find(line, name, isLast: true);

    private static string Cut(string text)
    {
        var runes = text.EnumerateRunes();
        var (bytes, length) = (0, 0);
        while (runes.MoveNext() && (bytes += runes.Current.Utf8SequenceLength) <= FactSink.MaxText)
        {
            length += runes.Current.Utf16SequenceLength;
        }

        return text[..length];
    }

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

using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Queries;

/// <summary>Looks for labels in the maps of rows. One per connection: its buffers stay. 0 B once they are large enough.</summary>
/// <remarks>A map is taken as <see cref="ThreadLabels.Parse"/> takes it: of a key that is there twice the last text counts, and what is no text is not a label.</remarks>
internal sealed class LabelMatch
{
    private readonly Range[] _keys = new Range[ThreadLabels.MaxCount];
    private readonly Range[] _values = new Range[ThreadLabels.MaxCount];
    private byte[] _utf8 = [];
    private int _length;
    private int _count;

    /// <summary>Sets what is looked for: at most <see cref="ThreadLabels.MaxCount"/> labels.</summary>
    public void Seek(IReadOnlyDictionary<string, string>? labels)
    {
        _length = 0;
        _count = 0;
        if (labels is Dictionary<string, string> usual)
        {
            // By its own enumerator, which is no object.
            foreach (var (key, value) in usual)
            {
                Add(key, value);
            }
        }
        else if (labels is not null)
        {
            foreach (var (key, value) in labels)
            {
                Add(key, value);
            }
        }
    }

    /// <summary>True when the map has all of them.</summary>
    public bool AreIn(ReadOnlySpan<byte> json)
    {
        if (_count == 0)
        {
            return true;
        }

        if (json.IsEmpty)
        {
            return false;
        }

        try
        {
            var met = 0UL;
            var reader = JsonObject.Open(json);
            while (JsonObject.Next(ref reader))
            {
                var label = Find(ref reader);
                reader.Read();
                if (label >= 0 && reader.TokenType is JsonTokenType.String)
                {
                    var bit = 1UL << label;
                    met = reader.ValueTextEquals(_utf8.AsSpan(_values[label])) ? met | bit : met & ~bit;
                }

                reader.Skip();
            }

            return met == ulong.MaxValue >> (64 - _count);
        }
        catch (Exception malformed) when (JsonObject.IsBadJson(malformed))
        {
            return false;
        }
    }

    private int Find(ref Utf8JsonReader name)
    {
        for (var label = 0; label < _count; label++)
        {
            if (name.ValueTextEquals(_utf8.AsSpan(_keys[label])))
            {
                return label;
            }
        }

        return -1;
    }

    private void Add(string key, string value)
    {
        _keys[_count] = Add(key);
        _values[_count++] = Add(value);
    }

    private Range Add(string text)
    {
        var most = _length + Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < most)
        {
            Array.Resize(ref _utf8, Math.Max(most, 2 * _utf8.Length));
        }

        var start = _length;
        _length += Encoding.UTF8.GetBytes(text, _utf8.AsSpan(start));
        return start.._length;
    }
}

using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace ThreadStore.Fuzz.Mutation;

/// <summary>A JSON value as it is spelled: names in their order, also twice, and scalars as raw text. Whatever is done to it, it is written as JSON.</summary>
internal sealed class JsonTree
{
    /// <summary>The raw text of a scalar; of an object or array null.</summary>
    internal string? Raw { get; set; }

    internal bool IsObject { get; private init; }

    /// <summary>The members; the name is raw and quoted, and of an array's elements empty.</summary>
    internal List<(string Name, JsonTree Value)> Members { get; private init; } = [];

    internal bool IsScalar => Raw is not null;

    internal static JsonTree Scalar(string raw) => new() { Raw = raw };

    internal static JsonTree Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1024 });
        reader.Read();
        return Read(ref reader, json);
    }

    internal JsonTree Clone() => IsScalar
        ? Scalar(Raw!)
        : new JsonTree { IsObject = IsObject, Members = Members.ConvertAll(static member => (member.Name, member.Value.Clone())) };

    /// <summary>In as many arrays, one within the other.</summary>
    internal JsonTree Nested(int depth)
    {
        var value = this;
        for (var i = 0; i < depth; i++)
        {
            value = new JsonTree { Members = [("", value)] };
        }

        return value;
    }

    /// <summary>Every value with the one it lies in, the outermost first.</summary>
    internal void Walk(List<(JsonTree Parent, int Index)> into)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            into.Add((this, i));
            Members[i].Value.Walk(into);
        }
    }

    internal byte[] ToUtf8(string blank = "")
    {
        var text = new StringBuilder();
        Write(text, blank);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static JsonTree Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return Scalar(RawOf(ref reader, json));
        }

        var tree = new JsonTree { IsObject = reader.TokenType is JsonTokenType.StartObject };
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var name = "";
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                // Without the colon that the reader counts to the name.
                name = "\"" + Encoding.UTF8.GetString(reader.ValueSpan) + "\"";
                reader.Read();
            }

            tree.Members.Add((name, Read(ref reader, json)));
        }

        return tree;
    }

    private static string RawOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json) =>
        Encoding.UTF8.GetString(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);

    // By hand and without a writer: a writer would refuse half of what is wanted here.
    private void Write(StringBuilder text, string blank)
    {
        if (IsScalar)
        {
            text.Append(Raw);
            return;
        }

        text.Append(IsObject ? '{' : '[').Append(blank);
        for (var i = 0; i < Members.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',').Append(blank);
            }

            if (IsObject)
            {
                text.Append(Members[i].Name).Append(blank).Append(':').Append(blank);
            }

            Members[i].Value.Write(text, blank);
            text.Append(blank);
        }

        text.Append(IsObject ? '}' : ']');
    }
}

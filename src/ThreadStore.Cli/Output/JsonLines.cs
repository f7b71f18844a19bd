using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ThreadStore.Cli.Output;

/// <summary>Writes JSON objects, one a line.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    internal JsonLines(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            // For programs, not for web pages: text stays as people wrote it.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 512,
        });
    }

    /// <summary>Starts the object of the next line.</summary>
    internal Utf8JsonWriter Begin()
    {
        _json.WriteStartObject();
        return _json;
    }

    /// <summary>Ends the object and its line.</summary>
    internal void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _stream.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>The first file of an archive: what follows, and how to tell that it is whole. Field table: docs/formats/export.md.</summary>
internal static class ExportManifest
{
    internal const string FileName = "manifest.json";

    /// <summary>The longest manifest that is read: some 200,000 threads.</summary>
    internal const int MaxBytes = 64 << 20;

    private const long MaxTotalBytes = 1L << 60;
    private const string Format = "threadstore-export";
    private const int Version = 1;
    private const int HashLength = 64;

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    internal static byte[] Write(IReadOnlyList<ManifestEntry> entries)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format"u8, Format);
            json.WriteNumber("version"u8, Version);
            json.WriteString("made_by"u8, $"threadstore {typeof(ExportManifest).Assembly.GetName().Version?.ToString(fieldCount: 3)}");
            json.WriteStartArray("threads"u8);
            foreach (var entry in entries)
            {
                WriteEntry(json, entry);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a manifest and checks all that can be checked without the rollouts.</summary>
    /// <exception cref="InvalidRequestException">It is none, of another version, or names what no home would take.</exception>
    internal static List<ManifestEntry> Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("format"u8, out var format) || !format.ValueEquals(Format))
            {
                throw new InvalidRequestException("the archive is not an export of threads: its manifest has another format");
            }

            var version = root.GetProperty("version"u8).GetInt32();
            if (version != Version)
            {
                throw new InvalidRequestException($"the archive has version {version}; this program reads version {Version}");
            }

            return ReadEntries(root.GetProperty("threads"u8));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidRequestException($"the manifest of the archive is damaged: {malformed.Message}", malformed);
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, ManifestEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, entry.Id.ToString());
        json.WriteString("path"u8, entry.Path.Text);
        json.WriteNumber("bytes"u8, entry.Bytes);
        json.WriteString("sha256"u8, entry.Sha256);
        json.WriteBoolean("archived"u8, entry.Path.IsArchived);
        if (entry.Parent is { } parent)
        {
            json.WriteStartObject("parent"u8);
            json.WriteString("id"u8, parent.ToString());
            json.WriteNumber("end"u8, entry.ParentEnd);
            json.WriteEndObject();
        }

        if (entry.Name is { } name)
        {
            Span<byte> time = stackalloc byte[TimestampText.Length];
            TimestampText.Format(time, entry.NamedAtMs);
            json.WriteStartObject("name"u8);
            json.WriteString("text"u8, name);
            json.WriteString("at"u8, time);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static List<ManifestEntry> ReadEntries(JsonElement threads)
    {
        var entries = new List<ManifestEntry>(threads.GetArrayLength());
        var ids = new HashSet<ThreadId>();
        var bytes = 0L;
        foreach (var thread in threads.EnumerateArray())
        {
            var entry = ReadEntry(thread);
            if (!ids.Add(entry.Id))
            {
                throw new InvalidRequestException($"the archive names thread {entry.Id} twice");
            }

            if (entry.Bytes > MaxTotalBytes - bytes)
            {
                throw new InvalidRequestException("the archive says that it holds more than any disk does");
            }

            bytes += entry.Bytes;
            entries.Add(entry);
        }

        return entries;
    }

    private static ManifestEntry ReadEntry(JsonElement thread)
    {
        // The one gate for names: what is no rollout's path in its place (absolute, with "..", in another folder) goes nowhere.
        var text = thread.GetProperty("path"u8).GetString();
        if (text is null || !RolloutPath.TryParse(text, out var path))
        {
            throw new InvalidRequestException($"the archive names a path that is no rollout's: {text}");
        }

        var hash = thread.GetProperty("sha256"u8).GetString();
        var bytes = thread.GetProperty("bytes"u8).GetInt64();
        if (hash?.Length != HashLength || hash.AsSpan().ContainsAnyExcept(s_hexadecimal) || bytes <= 0)
        {
            throw new InvalidRequestException($"the archive has no good hash or length of {text}");
        }

        if (thread.GetProperty("id"u8).GetString() != path.Id.ToString() || thread.GetProperty("archived"u8).GetBoolean() != path.IsArchived)
        {
            throw new InvalidRequestException($"the archive contradicts itself about {text}");
        }

        var (name, namedAt) = ReadName(thread);
        var (parent, end) = ReadParent(thread);
        return new ManifestEntry { Path = path, Bytes = bytes, Sha256 = hash, Parent = parent, ParentEnd = end, Name = name, NamedAtMs = namedAt };
    }

    private static (string? Name, long AtMs) ReadName(JsonElement thread)
    {
        if (!thread.TryGetProperty("name"u8, out var name))
        {
            return (null, 0);
        }

        var at = name.GetProperty("at"u8).GetString() ?? "";
        return TimestampText.TryParse(Encoding.UTF8.GetBytes(at), out var milliseconds)
            ? (name.GetProperty("text"u8).GetString(), milliseconds)
            : throw new InvalidRequestException($"the archive has no good time of a name: {at}");
    }

    private static (ThreadId? Id, long End) ReadParent(JsonElement thread)
    {
        if (!thread.TryGetProperty("parent"u8, out var parent))
        {
            return (null, 0);
        }

        return ThreadId.TryParse(parent.GetProperty("id"u8).GetString(), out var id)
            ? (id, parent.GetProperty("end"u8).GetInt64())
            : throw new InvalidRequestException("the archive names a parent that is no thread");
    }
}
